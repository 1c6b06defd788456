//! What is shown on request: hover, lens, outline, and the page on a lint.

use crate::Outcome;
use crate::client::{Client, hello, only, uri, with_folders};
use crate::naive::{ENCODINGS, offset, position, range, words};
use candor::builtin;
use candor::check::page;
use serde_json::{Value, json};
use std::fs;

const DRAFT: &str = "file:///nowhere/draft.md";
const PAGE: &str = include_str!("../../fixtures/statement.md");

fn hover(client: &mut Client, text: &str, at: usize, encoding: &str) -> Outcome<Value> {
    client.request("textDocument/hover", json!({ "textDocument": { "uri": DRAFT }, "position": position(text, at, encoding) }))
}

#[test]
fn hover_says_why_and_what_instead_in_every_encoding() -> Outcome {
    let text = "😀 é\r\n\r\nIt is so, 日本. I failed. My school never prepared us for this.\r\n";
    for encoding in ENCODINGS {
        let mut params = only(&["blame"]);
        params["capabilities"] = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::start(params)?;
        let found = client.opened(DRAFT, text)?;
        let at = text.find("school").ok_or("no school")?;
        let shown = hover(&mut client, text, at, encoding)?;
        assert_eq!(shown["range"], found[0]["range"]);
        assert_eq!(shown["contents"]["kind"], "markdown");
        let value = shown["contents"]["value"].as_str().ok_or("no text")?;
        assert!(value.contains("`blame`") && value.contains("**Instead:**") && value.contains("*Found:*"), "{value}");
        for (at, is_there) in [(0, false), (text.find("so,").ok_or("no so")?, false), (text.find("My").ok_or("no My")?, true), (text.len(), false)] {
            assert_eq!(!hover(&mut client, text, at, encoding)?.is_null(), is_there, "at {at} in {encoding}");
        }
        client.end()?;
    }
    Ok(())
}

#[test]
fn of_findings_within_each_other_the_nearest_comes_first() -> Outcome {
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    let found = client.opened(DRAFT, PAGE)?;
    let mut several = 0;
    for finding in &found {
        let at = offset(PAGE, &finding["range"]["start"], "utf-16")?;
        let shown = hover(&mut client, PAGE, at, "utf-16")?;
        let pages = shown["contents"]["value"].as_str().ok_or("no text")?.split("\n---\n").count();
        several += usize::from(pages > 1);
        let lengths = |d: &Value| words(PAGE, d, "utf-16").map(str::len);
        assert!(lengths(&json!({ "range": shown["range"] }))? <= lengths(finding)?, "{finding}");
    }
    assert!(several > 0, "there is only one everywhere");
    client.end()
}

#[test]
fn the_lens_says_above_the_first_line_what_the_draft_is_made_of() -> Outcome {
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    client.opened(DRAFT, PAGE)?;
    let lens = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": DRAFT } }))?;
    assert_eq!(lens.as_array().map(Vec::len), Some(1));
    assert_eq!(lens[0]["range"]["start"], json!({ "line": 4, "character": 0 }));
    let title = lens[0]["command"]["title"].as_str().ok_or("no title")?;
    assert!(title.contains(" words · ") && title.contains("words on setback"), "{title}");
    assert_eq!(lens[0]["command"]["command"], "");
    // Nothing to tell of is told of nothing.
    for text in ["", "# A heading\n", "---\nkind: nonsense\n---\nText.\n"] {
        client.rewritten(DRAFT, 2, text)?;
        assert_eq!(client.request("textDocument/codeLens", json!({ "textDocument": { "uri": DRAFT } }))?, json!([]), "{text:?}");
    }
    client.end()
}

#[test]
fn the_outline_names_the_passages_in_their_order() -> Outcome {
    for encoding in ENCODINGS {
        let text = format!("😀 é 日本.\r\n\r\n{}", PAGE.split_once("---\n").and_then(|(_, rest)| rest.split_once("---\n")).ok_or("no body")?.1);
        let mut client = Client::start(hello(json!({ "general": { "positionEncodings": [encoding] } }), Value::Null))?;
        client.opened(DRAFT, &text)?;
        let symbols = client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": DRAFT } }))?;
        let symbols = symbols.as_array().ok_or("no symbols")?;
        assert!(symbols.len() > 3, "{symbols:?}");
        let mut end = 0;
        for symbol in symbols {
            assert!(symbol["name"].as_str().is_some_and(|name| !name.is_empty()) && symbol["detail"].is_string(), "{symbol}");
            assert_eq!(symbol["range"], symbol["selectionRange"]);
            let (from, to) = (offset(&text, &symbol["range"]["start"], encoding)?, offset(&text, &symbol["range"]["end"], encoding)?);
            assert_eq!(range(&text, &(from..to), encoding), symbol["range"]);
            assert!(end <= from && from < to, "{symbol}");
            end = to;
        }
        client.end()?;
    }
    Ok(())
}

#[test]
fn explain_hands_out_the_page_and_shows_it_if_the_editor_can() -> Outcome {
    let rules = builtin::rules();
    let mut client = Client::start_program(hello(json!({ "window": { "showDocument": { "support": true } } }), Value::Null))?;
    for lint in &rules.lints {
        let explained = client.request("workspace/executeCommand", json!({ "command": "candor.explain", "arguments": [lint.id] }))?;
        assert_eq!(explained["text"], page(lint));
        let asked = client.told("window/showDocument")?;
        assert_eq!((&asked["params"]["uri"], &asked["params"]["external"]), (&explained["uri"], &json!(false)));
        client.reply(&asked, json!({ "success": true }))?;
        let path = explained["uri"].as_str().and_then(|uri| uri.strip_prefix("file://")).ok_or("no page")?;
        assert_eq!(fs::read_to_string(path)?, page(lint));
    }
    client.end()?;
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    assert!(client.request("workspace/executeCommand", json!({ "command": "candor.explain", "arguments": ["blame"] }))?["text"].is_string());
    for (params, code) in [
        (json!({ "command": "candor.explain", "arguments": ["blamme"] }), -32803),
        (json!({ "command": "candor.explain", "arguments": [7] }), -32602),
        (json!({ "command": "candor.explain" }), -32602),
        (json!({ "command": "rm", "arguments": ["-rf"] }), -32602),
    ] {
        assert_eq!(client.refused("workspace/executeCommand", params.clone())?, code, "{params}");
    }
    client.settle()?;
    assert!(client.heard.iter().all(|m| m["method"] != "window/showDocument"));
    client.end()
}

#[test]
fn a_lint_of_ones_own_is_explained_where_it_holds() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("candor.toml"), "[rules]\nlints = [\"own.toml\"]\n")?;
    fs::write(folder.path().join("own.toml"), crate::config::OWN)?;
    let draft = uri(&folder.path().join("draft.md"));
    let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folder.path()]))?;
    client.opened(&draft, "A zebra came.\n")?;
    let explained = client.request("workspace/executeCommand", json!({ "command": "candor.explain", "arguments": ["own", draft] }))?;
    assert!(explained["text"].as_str().is_some_and(|text| text.starts_with("# own\n") && text.contains("Hoofbeats.")), "{explained}");
    assert_eq!(client.refused("workspace/executeCommand", json!({ "command": "candor.explain", "arguments": ["own"] }))?, -32803);
    client.end()
}
