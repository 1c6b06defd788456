//! Code actions that silence: each is applied, and then the finding is gone, every other one stands as before, and the draft reads as before.

use crate::Outcome;
use crate::client::{Client, hello, only, uri, with_folders};
use crate::naive::{applied, position, words};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use std::fs;

const DRAFT: &str = "file:///nowhere/draft.md";
const LINTS: [&str; 4] = ["blame", "excuse", "apologetic-tone", "unused-allow"];
const BLAME: &str = "My school never prepared us for Step 1.";
const EXCUSE: &str = "It was just one bad day.";

/// The actions for `diagnostic`.
pub(crate) fn actions_for(client: &mut Client, uri: &str, diagnostic: &Value) -> Outcome<Vec<Value>> {
    let params = json!({ "textDocument": { "uri": uri }, "range": diagnostic["range"], "context": { "diagnostics": [] } });
    Ok(client.request("textDocument/codeAction", params)?.as_array().ok_or("no actions")?.clone())
}

/// The one whose title begins with `title` and which is about `diagnostic`.
pub(crate) fn action(client: &mut Client, uri: &str, diagnostic: &Value, title: &str) -> Outcome<Option<Value>> {
    let about = |a: &Value| a["diagnostics"][0]["range"] == diagnostic["range"] && a["diagnostics"][0]["code"] == diagnostic["code"];
    Ok(actions_for(client, uri, diagnostic)?.into_iter().find(|a| a["title"].as_str().is_some_and(|t| t.starts_with(title)) && about(a)))
}

/// What a reader of the rendered draft sees, comments left out.
fn rendered(text: &str) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut prose = String::new();
    let text = text.trim_start_matches('\u{feff}');
    // The front matter is none of the draft.
    let body = text.strip_prefix("---").and_then(|rest| rest.split_once("\n---")).map_or(text, |(_, body)| body);
    for event in Parser::new_ext(body, Options::empty()) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Text(text) => prose.push_str(&text),
            Event::SoftBreak => prose.push(' '),
            other => {
                seen.push(std::mem::take(&mut prose).trim().to_owned());
                seen.push(format!("{other:?}"));
            }
        }
    }
    seen.push(prose);
    seen.retain(|part| !part.is_empty());
    seen
}

fn named(text: &str, diagnostics: &[Value]) -> Outcome<Vec<(String, String)>> {
    diagnostics.iter().map(|d| Ok((d["code"].as_str().unwrap_or_default().to_owned(), words(text, d, "utf-16")?.to_owned()))).collect()
}

/// Silences each finding in `text` by the action called `title`, one at a time. `None` if it is not offered for one.
fn silenced(text: &str, title: &str, whole_draft: bool) -> Outcome<Vec<Option<String>>> {
    let mut client = Client::start(only(&LINTS))?;
    let found = client.opened(DRAFT, text)?;
    assert!(!found.is_empty(), "nothing is found in {text}");
    let before = named(text, &found)?;
    let mut results = Vec::new();
    for (number, finding) in found.iter().enumerate() {
        let code = finding["code"].as_str().ok_or("no code")?;
        let version = 2 + 2 * number as i64;
        let title = title.replace('…', &format!("`{code}`"));
        let Some(action) = action(&mut client, DRAFT, finding, &title)? else {
            results.push(None);
            continue;
        };
        assert_eq!(action["kind"], "quickfix");
        let after = applied(text, &action["edit"]["changes"][DRAFT], "utf-16")?;
        let later = named(&after, &client.rewritten(DRAFT, version, &after)?)?;
        let mut expected = before.clone();
        if whole_draft {
            expected.retain(|(lint, _)| lint != code);
        } else {
            expected.remove(number);
        }
        assert_eq!(later, expected, "{title} in\n{text}\nmakes\n{after}");
        assert_eq!(rendered(&after), rendered(text), "{title} in\n{text}\nmakes\n{after}");
        assert_eq!(after.contains("\r\n"), text.contains("\r\n"));
        assert!(!after.replace("\r\n", "").contains(['\r', if text.contains("\r\n") { '\n' } else { '\r' }]), "line ends are mixed: {after:?}");
        client.rewritten(DRAFT, version + 1, text)?;
        results.push(Some(after));
    }
    client.end()?;
    Ok(results)
}

fn here(text: &str) -> Outcome<Vec<String>> {
    let results = silenced(text, "Silence … here", false)?;
    results.into_iter().map(|result| result.ok_or_else(|| format!("it is not offered in\n{text}").into())).collect()
}

#[test]
fn a_finding_in_a_plain_paragraph_is_silenced_by_a_comment_before_it() -> Outcome {
    let text = format!("I failed.\n\n{BLAME}\n\n{EXCUSE}\n");
    let after = here(&text)?;
    assert_eq!(after[0], format!("I failed.\n\n<!-- candor: allow(blame) -->\n{BLAME}\n\n{EXCUSE}\n"));
    assert_eq!(after[1], format!("I failed.\n\n{BLAME}\n\n<!-- candor: allow(excuse) -->\n{EXCUSE}\n"));
    Ok(())
}

#[test]
fn paragraphs_in_every_place_of_markdown_are_silenced_and_stay_what_they_are() -> Outcome {
    let texts = [
        format!("{BLAME}\n"),
        BLAME.to_owned(),
        format!("# {BLAME}\n\nText.\n"),
        format!("Before.\n\n## {BLAME} ##\n\nText.\n"),
        format!("{BLAME}\n=====\n\nText.\n"),
        format!("- {BLAME}\n- other\n"),
        format!("- other\n- {BLAME}\n- {EXCUSE}\n"),
        format!("1. other\n1. {BLAME}\n1. last\n"),
        format!("3) other\n4) {BLAME}\n\n5) last\n"),
        format!("- other\n\n  {BLAME}\n\n- last\n"),
        format!("- other\n  - {BLAME}\n  - {EXCUSE}\n- last\n"),
        format!("> {BLAME}\n"),
        format!("> other\n>\n> {BLAME}\n> more\n>\n> last\n"),
        format!("> other\n> - {BLAME}\n> - last\n"),
        format!("Some *words. {BLAME}*\n"),
        format!("Some words.\n{BLAME}\nMore words.\n"),
        format!("    {BLAME}\n"),
        format!("  {BLAME}\n"),
        format!("Text\n***\n{BLAME}\n***\n"),
        format!("😀 e\u{301} {BLAME} 日本\n"),
        format!("---\nkind: personal-statement\n---\n{BLAME}\n"),
        format!("\u{feff}{BLAME}\n"),
        format!("A [link](https://example.org \"title\") first. {BLAME} `code`\n"),
        format!("{BLAME}  \nA hard break.\n"),
    ];
    for text in texts {
        here(&text)?;
        let windows = here(&text.replace('\n', "\r\n"))?;
        assert!(!windows.is_empty());
    }
    Ok(())
}

#[test]
fn a_comment_that_is_there_already_is_extended() -> Outcome {
    let text = format!("I failed.\n\n<!-- candor: allow(blame): my adviser agreed -->\n{BLAME} {EXCUSE}\n");
    assert_eq!(here(&text)?, [format!("I failed.\n\n<!-- candor: allow(blame, excuse): my adviser agreed -->\n{BLAME} {EXCUSE}\n")]);
    // One for another paragraph, and one for the whole draft, are left alone.
    for first in ["<!-- candor: allow(excuse) -->\n", "<!-- candor: allow-file(excuse) -->\n"] {
        let text = format!("{first}{EXCUSE}\n\n{BLAME}\n");
        assert_eq!(here(&text)?, [format!("{first}{EXCUSE}\n\n<!-- candor: allow(blame) -->\n{BLAME}\n")]);
    }
    Ok(())
}

#[test]
fn a_lint_is_silenced_in_the_whole_draft_however_its_front_matter_is_written() -> Outcome {
    let body = format!("I failed. {BLAME}\n\nAgain, my school never prepared us for Step 1.\n");
    let cases = [
        ("", "---\nallow: [blame]\n---\n\n"),
        ("---\nkind: personal-statement\n---\n", "---\nallow: [blame]\nkind: personal-statement\n---\n"),
        ("---\n---\n", "---\nallow: [blame]\n---\n"),
        ("---\nallow:\ntitle: mine\n---\n", "---\nallow: [blame]\ntitle: mine\n---\n"),
        ("---\ntitle: mine\nallow: []\n---\n", "---\ntitle: mine\nallow: [blame]\n---\n"),
        ("---\nallow: excuse\n---\n", "---\nallow: [excuse, blame]\n---\n"),
        ("---\nallow: excuse, apologetic-tone\ntitle: mine\n---\n", "---\nallow: [excuse, apologetic-tone, blame]\ntitle: mine\n---\n"),
        ("---\nallow: \"excuse\"\n---\n", "---\nallow: [\"excuse\", blame]\n---\n"),
        ("---\nallow: [excuse]\n---\n", "---\nallow: [excuse, blame]\n---\n"),
        ("---\nallow: [ \"excuse\", 'apologetic-tone' ] # agreed\n---\n", "---\nallow: [ \"excuse\", 'apologetic-tone', blame ] # agreed\n---\n"),
        ("---\ntitle: mine\nallow:\n  - excuse\n---\n", "---\ntitle: mine\nallow:\n  - excuse\n  - blame\n---\n"),
        (
            "---\nallow:\n- excuse # agreed\n- apologetic-tone\ntitle: mine\n---\n",
            "---\nallow:\n- excuse # agreed\n- apologetic-tone\n- blame\ntitle: mine\n---\n",
        ),
        ("---\nallow:\n  - \"excuse\"\n  - 'apologetic-tone'\n\n---\n", "---\nallow:\n  - \"excuse\"\n  - 'apologetic-tone'\n  - blame\n\n---\n"),
    ];
    for (front, wanted) in cases {
        for windows in [false, true] {
            let end = |text: String| if windows { text.replace('\n', "\r\n") } else { text };
            // What the front matter silences must be there: else the silencing is a finding of its own.
            let used = format!(
                "{}{}",
                if front.contains("excuse") { format!("{EXCUSE} ") } else { String::new() },
                if front.contains("apol") { "I am deeply sorry. " } else { "" }
            );
            let (text, wanted) = (end(format!("{front}{used}{body}")), end(format!("{wanted}{used}{body}")));
            let results = silenced(&text, "Silence … in this draft", true)?;
            // It is offered for each of the two findings.
            assert_eq!(results, [Some(wanted.clone()), Some(wanted)], "{text}");
        }
    }
    Ok(())
}

#[test]
fn a_finding_in_plain_text_is_silenced_by_candor_toml() -> Outcome {
    let folder = tempfile::tempdir()?;
    let configurations = [
        "",
        "fail-on = \"error\"",
        "[severity]\nblame = \"note\"\n",
        "ignore = [\"length\"]\r\n\r\n",
        "# 😀 é\n[[allow]]\nlint = \"excuse\"\npath = \"other.txt\"\n\n",
    ];
    let text = format!("I failed 😀. {BLAME}\n\n{EXCUSE}\n");
    for name in ["draft.txt", "my draft.txt", "draft [1] {a,b}*?!.txt", "deep/er/draft.txt", "Ağrı 😀.txt"] {
        for configuration in configurations {
            let (config, path) = (folder.path().join("candor.toml"), folder.path().join(name));
            fs::write(&config, configuration)?;
            let mut client = Client::start(with_folders(only(&LINTS), &[folder.path()]))?;
            let draft = uri(&path);
            let found = client.opened(&draft, &text)?;
            assert_eq!(named(&text, &found)?.len(), 2);
            let action = action(&mut client, &draft, &found[0], "Silence `blame` here, in candor.toml")?.ok_or("it is not offered")?;
            let after = applied(configuration, &action["edit"]["changes"][&uri(&config)], "utf-16")?;
            assert!(after.starts_with(configuration), "{after}");
            fs::write(&config, &after)?;
            client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&config), "type": 2 }] }))?;
            let later = client.diagnostics(&draft, 1)?;
            assert_eq!(named(&text, &later)?, named(&text, &found[1..])?, "{name} in\n{after}");
            client.settle()?;
            assert_eq!(client.all_pushed(&uri(&config)), Vec::<Value>::new(), "{after}");
            client.end()?;
        }
    }
    Ok(())
}

/// The text in the editor is the one that an edit is made in.
#[test]
fn the_table_goes_to_the_end_of_candor_toml_as_it_is_in_the_editor() -> Outcome {
    let folder = tempfile::tempdir()?;
    let config = folder.path().join("candor.toml");
    fs::write(&config, "# on the disk\n\n\n\n")?;
    let mut client = Client::start(with_folders(only(&LINTS), &[folder.path()]))?;
    let unsaved = "# in the editor, and longer than on the disk\n[severity]\nexcuse = \"note\"\n# 😀";
    client.open_as(&uri(&config), "toml", unsaved)?;
    let draft = uri(&folder.path().join("draft.txt"));
    let found = client.opened(&draft, BLAME)?;
    let action = action(&mut client, &draft, &found[0], "Silence `blame` here, in candor.toml")?.ok_or("it is not offered")?;
    let edits = &action["edit"]["changes"][&uri(&config)];
    assert_eq!(edits[0]["range"]["start"], position(unsaved, unsaved.len(), "utf-16"));
    let after = applied(unsaved, edits, "utf-16")?;
    client.change(&uri(&config), 2, json!([{ "text": after }]))?;
    assert_eq!(client.diagnostics(&draft, 1)?, Vec::<Value>::new(), "{after}");
    client.end()
}

#[test]
fn a_configuration_that_an_added_table_would_break_is_not_touched() -> Outcome {
    let folder = tempfile::tempdir()?;
    let config = folder.path().join("candor.toml");
    fs::write(&config, "allow = [{ lint = \"excuse\" }]\n")?;
    let mut client = Client::start(with_folders(only(&LINTS), &[folder.path()]))?;
    let draft = uri(&folder.path().join("draft.txt"));
    let found = client.opened(&draft, BLAME)?;
    assert_eq!(action(&mut client, &draft, &found[0], "Silence `blame` here")?, None);
    client.end()
}

#[test]
fn without_a_candor_toml_one_is_made_if_the_editor_can() -> Outcome {
    let folder = tempfile::tempdir()?;
    let draft = uri(&folder.path().join("draft.txt"));
    let mut client = Client::start(with_folders(only(&LINTS), &[folder.path()]))?;
    let found = client.opened(&draft, BLAME)?;
    assert_eq!(action(&mut client, &draft, &found[0], "Silence `blame` here")?, None);
    client.end()?;
    let can = json!({ "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } } });
    let mut client = Client::start(with_folders(hello(can, json!({ "settings": { "select": LINTS } })), &[folder.path()]))?;
    let found = client.opened(&draft, BLAME)?;
    let action = action(&mut client, &draft, &found[0], "Silence `blame` here, in candor.toml")?.ok_or("it is not offered")?;
    let changes = &action["edit"]["documentChanges"];
    let config = folder.path().join("candor.toml");
    assert_eq!(changes[0], json!({ "kind": "create", "uri": uri(&config) }));
    assert_eq!(changes[1]["textDocument"], json!({ "uri": uri(&config), "version": null }));
    fs::write(&config, applied("", &changes[1]["edits"], "utf-16")?)?;
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&config), "type": 1 }] }))?;
    assert_eq!(client.diagnostics(&draft, 1)?, Vec::<Value>::new());
    client.end()
}
