//! Diagnostics of drafts: pushed by the server, or pulled by the editor.

use crate::Outcome;
use crate::client::{Client, hello, only};
use crate::naive::{ENCODINGS, bare, checked, essences};
use candor::document::Format;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const DRAFT: &str = "file:///nowhere/draft.md";
const PAGE: &str = include_str!("../../fixtures/statement.md");
const TEXT: &str = "I failed. My school never prepared us.\n";

fn pulling() -> Value {
    hello(json!({ "textDocument": { "diagnostic": {} } }), json!({ "settings": { "select": ["blame"] } }))
}

fn pull(client: &mut Client, uri: &str, previous: Option<&Value>) -> Outcome<Value> {
    let mut params = json!({ "textDocument": { "uri": uri }, "identifier": "candor" });
    if let Some(id) = previous {
        params["previousResultId"] = id.clone();
    }
    client.request("textDocument/diagnostic", params)
}

#[test]
fn what_is_pushed_is_what_a_check_says_in_every_encoding() -> Outcome {
    let texts = [
        PAGE.to_owned(),
        PAGE.replace('\n', "\r\n"),
        PAGE.replace(". ", " 😀. e\u{301} "),
        String::new(),
        "---\nkind: nonsense\n---\n".to_owned(),
        "---\n: [\n---\n".to_owned(),
    ];
    for encoding in ENCODINGS {
        let mut client = Client::start(hello(json!({ "general": { "positionEncodings": [encoding] } }), Value::Null))?;
        for (number, text) in texts.iter().enumerate() {
            for (ending, format) in [("md", Format::Markdown), ("txt", Format::Plain)] {
                let uri = format!("file:///nowhere/{number}.{ending}");
                let pushed = client.opened(&uri, text)?;
                assert!(!pushed.is_empty());
                assert!(pushed.iter().all(|d| d["source"] == "candor"));
                assert_eq!(essences(&pushed), checked(&bare(), Path::new("/nowhere/draft.md"), format, text, encoding), "{text}");
            }
        }
        client.end()?;
    }
    Ok(())
}

#[test]
fn each_push_names_the_version_that_it_is_about_and_closing_clears() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": DRAFT, "languageId": "markdown", "version": 41, "text": TEXT } }))?;
    let first = client.pushed(DRAFT)?;
    assert_eq!((&first["version"], first["diagnostics"].as_array().map(Vec::len)), (&json!(41), Some(1)));
    assert_eq!(client.rewritten(DRAFT, 57, "I passed.\n")?, Vec::<Value>::new());
    assert_eq!(client.rewritten(DRAFT, 58, TEXT)?.len(), 1);
    client.close(DRAFT)?;
    let last = client.pushed(DRAFT)?;
    assert_eq!(last["diagnostics"], json!([]));
    client.settle()?;
    assert_eq!(client.all_pushed(DRAFT), Vec::<Value>::new(), "more is said of what is closed");
    // Opened again, it begins anew.
    assert_eq!(client.opened(DRAFT, TEXT)?.len(), 1);
    client.end()
}

#[test]
fn closed_right_behind_an_edit_a_draft_is_clear() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    client.open(DRAFT, TEXT)?;
    client.change(DRAFT, 2, json!([{ "text": TEXT }]))?;
    client.close(DRAFT)?;
    client.settle()?;
    let last = client.all_pushed(DRAFT).pop().ok_or("nothing was said")?;
    assert_eq!(last["diagnostics"], json!([]));
    client.end()
}

#[test]
fn severities_codes_tags_and_related_places_are_those_of_the_finding() -> Outcome {
    let mut client = Client::start_program(hello(json!({}), Value::Null))?;
    let mut pushed = client.opened(DRAFT, &format!("{PAGE}\nI hope to train in [Program Name].\n"))?;
    pushed.extend(client.opened("file:///nowhere/short.md", "A short one.\n")?);
    let answer = "It taught me to ask for criticism in my first week. In 2019 I failed Step 1. For the retake I joined a study group. I passed in 2020.";
    let of_answer = client.opened("file:///nowhere/answer.md", &format!("---\nkind: interview-answer\n---\n{answer}\n"))?;
    let related = of_answer.iter().find_map(|d| d["relatedInformation"].as_array()).ok_or("nothing is related")?;
    assert!(!related.is_empty() && related.iter().all(|r| r["location"]["uri"] == "file:///nowhere/answer.md" && r["message"].is_string()), "{related:?}");
    pushed.extend(of_answer);
    let severities: BTreeSet<(&str, i64)> = pushed.iter().filter_map(|d| Some((d["code"].as_str()?, d["severity"].as_i64()?))).collect();
    assert!(BTreeSet::from([("placeholder", 1), ("blame", 2), ("length", 3)]).is_subset(&severities), "{severities:?}");
    let mut pages = 0;
    for diagnostic in &pushed {
        let code = diagnostic["code"].as_str().ok_or("no code")?;
        let message = diagnostic["message"].as_str().ok_or("no message")?;
        assert_eq!(message.lines().count(), 2, "what is wrong and what to do: {message}");
        let href = diagnostic["codeDescription"]["href"].as_str().ok_or_else(|| format!("no page: {diagnostic}"))?;
        let page = fs::read_to_string(href.strip_prefix("file://").ok_or("no file")?)?;
        assert!(href.ends_with(&format!("/{code}.md")) && page.starts_with(&format!("# {code}\n")) && page.contains("\n## Why a reader minds\n"), "{page}");
        pages += 1;
    }
    assert!(pages > 10);
    let mended = client.rewritten(DRAFT, 2, "<!-- candor: allow(blame) -->\n\nI passed.\n")?;
    let tags: Vec<(&Value, &Value)> = mended.iter().map(|d| (&d["code"], &d["tags"])).collect();
    assert!(tags.contains(&(&json!("unused-allow"), &json!([1]))), "{tags:?}");
    assert!(tags.iter().all(|(code, tags)| *code == "unused-allow" || tags.is_null()), "{tags:?}");
    client.end()
}

#[test]
fn an_editor_that_pulls_is_not_pushed_to_and_is_told_what_has_not_changed() -> Outcome {
    let mut client = Client::start(pulling())?;
    client.open(DRAFT, TEXT)?;
    let first = pull(&mut client, DRAFT, None)?;
    assert_eq!((&first["kind"], first["items"].as_array().map(Vec::len)), (&json!("full"), Some(1)));
    let same = pull(&mut client, DRAFT, Some(&first["resultId"]))?;
    assert_eq!(same, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    client.change(DRAFT, 2, json!([{ "text": format!("{TEXT}\nMore.\n") }]))?;
    assert_eq!(pull(&mut client, DRAFT, Some(&first["resultId"]))?["kind"], "unchanged", "the findings are the same");
    client.change(DRAFT, 3, json!([{ "text": format!("More.\n\n{TEXT}") }]))?;
    let moved = pull(&mut client, DRAFT, Some(&first["resultId"]))?;
    assert_eq!((&moved["kind"], &moved["items"][0]["range"]["start"]["line"]), (&json!("full"), &json!(2)));
    assert_ne!(moved["resultId"], first["resultId"]);
    client.change(DRAFT, 4, json!([{ "text": TEXT }]))?;
    assert_eq!(pull(&mut client, DRAFT, Some(&first["resultId"]))?["kind"], "unchanged", "the same again");
    assert_eq!(pull(&mut client, DRAFT, Some(&json!("nonsense")))?["kind"], "full");
    assert_eq!(pull(&mut client, "file:///nowhere/never-opened.md", None)?["items"], json!([]));
    let pushed = client.heard.iter().filter(|m| m["method"] == "textDocument/publishDiagnostics").count();
    assert_eq!(pushed, 0, "told twice, an editor shows everything twice");
    client.end()
}

#[test]
fn an_editor_that_pulls_is_asked_to_pull_again_when_more_than_its_text_has_changed() -> Outcome {
    let can = json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true }, "diagnostic": { "refreshSupport": true }, "codeLens": { "refreshSupport": true } } });
    let mut client = Client::start(hello(can, json!({ "settings": { "select": ["blame"] } })))?;
    client.open(DRAFT, TEXT)?;
    assert_eq!(pull(&mut client, DRAFT, None)?["items"].as_array().map(Vec::len), Some(1));
    client.told("workspace/diagnostic/refresh")?;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "select": ["excuse"] } }))?;
    for method in ["workspace/codeLens/refresh", "workspace/diagnostic/refresh"] {
        let asked = client.told(method)?;
        client.reply(&asked, Value::Null)?;
    }
    assert_eq!(pull(&mut client, DRAFT, None)?["items"], json!([]));
    client.end()
}
