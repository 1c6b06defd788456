//! The whole workspace: drafts that are not open are read from the disk, open ones from the editor; it takes its time, tells how far it is, and can be cancelled.

use crate::Outcome;
use crate::client::{Client, hello, only, uri, with_folders};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const TEXT: &str = "I failed. My school never prepared us.\n";
const CANCELLED: i64 = -32800;

fn pulling(folders: &[&Path]) -> Outcome<Client> {
    Client::start(with_folders(hello(json!({ "textDocument": { "diagnostic": {} } }), json!({ "settings": { "select": ["blame"] } })), folders))
}

fn write(folder: &Path, name: &str, text: &str) -> Outcome<String> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().ok_or("no folder")?)?;
    fs::write(&path, text)?;
    Ok(uri(&path))
}

fn many(folder: &Path, count: usize) -> Outcome {
    for number in 0..count {
        write(folder, &format!("{number:03}.md"), TEXT)?;
    }
    Ok(())
}

fn diagnostics(items: &Value) -> BTreeMap<String, Option<usize>> {
    let items = items.as_array().into_iter().flatten();
    items.filter_map(|item| Some((item["uri"].as_str()?.to_owned(), item["items"].as_array().map(Vec::len)))).collect()
}

fn values(client: &Client, token: &str) -> Vec<Value> {
    client.heard.iter().filter(|m| m["method"] == "$/progress" && m["params"]["token"] == token).map(|m| m["params"]["value"].clone()).collect()
}

#[test]
fn every_draft_that_a_walk_would_find_is_told_of_once() -> Outcome {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    let one = folders[0].path();
    write(one, "candor.toml", "exclude = [\"archive/**\"]\n")?;
    write(one, ".gitignore", "ignored.md\n")?;
    for name in ["README.md", "archive/old.md", "ignored.md", "code.rs", ".hidden/draft.md"] {
        write(one, name, TEXT)?;
    }
    write(one, "strict/candor.toml", "ignore = [\"blame\"]\n")?;
    let found = write(one, "ä b/draft.txt", TEXT)?;
    let clean = write(one, "clean.md", "I passed.\n")?;
    let open = write(one, "open.md", "I passed.\n")?;
    let elsewhere = write(folders[1].path(), "draft.md", TEXT)?;
    let no_text = uri(&one.join("word.md"));
    fs::write(one.join("word.md"), b"PK\x03\x04")?;
    // A folder within the other one is not looked at twice.
    let mut client = pulling(&[one, &one.join("ä b"), folders[1].path()])?;
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": open, "languageId": "markdown", "version": 7, "text": TEXT } }))?;
    let result = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    let wanted = [(found, Some(1)), (clean, Some(0)), (open.clone(), Some(1)), (elsewhere, Some(1)), (no_text.clone(), Some(1))];
    assert_eq!(diagnostics(&result["items"]), BTreeMap::from(wanted));
    let item = |uri: &str| result["items"].as_array().into_iter().flatten().find(|item| item["uri"] == uri).cloned().unwrap_or_default();
    assert_eq!(result["items"].as_array().map(Vec::len), Some(5), "a draft is told of twice");
    assert_eq!((&item(&open)["version"], &item(&no_text)["version"]), (&json!(7), &Value::Null));
    assert!(item(&no_text)["items"][0]["message"].as_str().is_some_and(|m| m.contains("Word document")));
    client.end()
}

#[test]
fn what_has_not_changed_is_not_said_again() -> Outcome {
    let folder = tempfile::tempdir()?;
    many(folder.path(), 3)?;
    let mut client = pulling(&[folder.path()])?;
    let first = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    let known: Vec<Value> = first["items"].as_array().into_iter().flatten().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let changed = write(folder.path(), "001.md", "I passed.\n")?;
    let second = client.request("workspace/diagnostic", json!({ "previousResultIds": known }))?;
    for item in second["items"].as_array().ok_or("no items")? {
        let kind = if item["uri"] == changed { "full" } else { "unchanged" };
        assert_eq!(item["kind"], kind, "{item}");
        assert_eq!(item.get("items").is_some(), kind == "full");
    }
    // What a draft alone is asked for and what the workspace is are the same.
    let draft = uri(&folder.path().join("002.md"));
    client.open(&draft, TEXT)?;
    let alone = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": draft } }))?;
    let previous = json!([{ "uri": draft, "value": alone["resultId"] }]);
    let third = client.request("workspace/diagnostic", json!({ "previousResultIds": previous }))?;
    let item = third["items"].as_array().into_iter().flatten().find(|item| item["uri"] == draft).ok_or("it is missing")?;
    assert_eq!(item["kind"], "unchanged");
    client.end()
}

#[test]
fn results_come_in_portions_and_progress_is_told() -> Outcome {
    let folder = tempfile::tempdir()?;
    many(folder.path(), 100)?;
    let mut client = pulling(&[folder.path()])?;
    let result = client.request("workspace/diagnostic", json!({ "previousResultIds": [], "partialResultToken": "part", "workDoneToken": "work" }))?;
    assert_eq!(result["items"], json!([]), "all was handed over before");
    let parts = values(&client, "part");
    assert!(parts.len() > 2, "{} portions", parts.len());
    let all: Vec<Value> = parts.iter().flat_map(|part| part["items"].as_array().cloned().unwrap_or_default()).collect();
    assert_eq!(diagnostics(&json!(all)).len(), 100);
    assert_eq!(all.len(), 100);
    let work = values(&client, "work");
    let kinds: Vec<&str> = work.iter().filter_map(|value| value["kind"].as_str()).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"begin"), Some(&"end")));
    assert!(kinds[1..kinds.len() - 1].iter().all(|kind| *kind == "report"));
    let percentages: Vec<i64> = work.iter().filter_map(|value| value["percentage"].as_i64()).collect();
    assert!(percentages.is_sorted() && percentages.len() > 2 && percentages.iter().all(|p| (0..=100).contains(p)), "{percentages:?}");
    // Nobody asked for progress: none is told.
    client.heard.clear();
    let result = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    assert_eq!(result["items"].as_array().map(Vec::len), Some(100));
    assert_eq!(client.heard, Vec::<Value>::new());
    client.end()
}

#[test]
fn it_can_be_cancelled_midway_and_is_answered_once_while_typing_goes_on() -> Outcome {
    let folder = tempfile::tempdir()?;
    many(folder.path(), 600)?;
    let mut client = pulling(&[folder.path()])?;
    let draft = uri(&folder.path().join("000.md"));
    client.open(&draft, TEXT)?;
    let id = client.ask("workspace/diagnostic", json!({ "previousResultIds": [], "partialResultToken": "part" }))?;
    // The first portion is there, the last is not.
    client.told("$/progress")?;
    client.change(&draft, 2, json!([{ "text": "I passed.\n" }]))?;
    let alone = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": draft } }))?;
    assert_eq!(alone["items"], json!([]), "a draft waits for the workspace");
    client.notify("$/cancelRequest", json!({ "id": id }))?;
    assert_eq!(client.answer(id)?["error"]["code"], CANCELLED);
    client.notify("$/cancelRequest", json!({ "id": id }))?;
    let parts = values(&client, "part");
    assert!(parts.len() < 600 / 32, "it went on to the end: {} portions", parts.len());
    let all = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    assert_eq!(all["items"].as_array().map(Vec::len), Some(600), "after a cancelled one the next is whole");
    client.end()
}

#[test]
fn a_goodbye_ends_what_runs_and_everything_is_answered() -> Outcome {
    let folder = tempfile::tempdir()?;
    many(folder.path(), 600)?;
    let mut client = pulling(&[folder.path()])?;
    let asked =
        [client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))?, client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))?];
    client.request("shutdown", Value::Null)?;
    for id in asked {
        assert_eq!(client.answer(id)?["error"]["code"], CANCELLED);
    }
    client.notify("exit", Value::Null)?;
    assert_eq!(client.gone()?, 0);
    Ok(())
}

#[test]
fn an_editor_that_is_pushed_to_can_have_the_workspace_checked() -> Outcome {
    let folder = tempfile::tempdir()?;
    let closed = write(folder.path(), "closed.md", TEXT)?;
    let open = write(folder.path(), "open.md", "On the disk.\n")?;
    let mut client = Client::start(with_folders(only(&["blame"]), &[folder.path()]))?;
    assert_eq!(client.opened(&open, TEXT)?.len(), 1);
    let result = client.request("candor/checkWorkspace", Value::Null)?;
    assert_eq!(result, json!({ "text": "2 drafts checked, 2 findings (2 warnings)" }));
    assert_eq!(client.pushed(&closed)?["diagnostics"].as_array().map(Vec::len), Some(1));
    assert_eq!(client.all_pushed(&open), Vec::<Value>::new(), "what is open is told of by itself");
    client.end()
}

#[test]
fn without_folders_there_is_nothing() -> Outcome {
    let mut client = pulling(&[])?;
    assert_eq!(client.request("workspace/diagnostic", json!({ "previousResultIds": [] }))?, json!({ "items": [] }));
    client.end()
}

/// Two threads write the pages on lints: a page that both want must not be missing because of it.
#[test]
fn on_the_first_day_every_finding_leads_to_its_page() -> Outcome {
    let folder = tempfile::tempdir()?;
    let page = include_str!("../../fixtures/statement.md");
    for number in 0..20 {
        write(folder.path(), &format!("{number}.md"), page)?;
    }
    let params = hello(json!({ "textDocument": { "diagnostic": {} } }), Value::Null);
    let mut client = Client::start_program(with_folders(params, &[folder.path()]))?;
    let draft = uri(&folder.path().join("0.md"));
    client.open(&draft, page)?;
    let whole = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }))?;
    let alone = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": draft } }))?;
    let whole = client.answer(whole)?;
    let of_whole = whole["result"]["items"].as_array().into_iter().flatten().flat_map(|item| item["items"].as_array().into_iter().flatten());
    for diagnostic in alone["items"].as_array().into_iter().flatten().chain(of_whole) {
        assert!(diagnostic["codeDescription"]["href"].is_string(), "{diagnostic}");
    }
    client.end()
}
