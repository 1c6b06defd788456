//! Settings: asked for where the editor can be asked, taken as they come where it cannot.

use crate::Outcome;
use crate::client::{Client, hello, uri, with_folders};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const TEXT: &str = "I failed. My school never prepared us. It was just one bad day.\n";

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).collect()
}

fn asking() -> Value {
    hello(json!({ "workspace": { "configuration": true } }), Value::Null)
}

/// What is said of `uri` in the end.
fn said(client: &mut Client, uri: &str) -> Outcome<Vec<String>> {
    client.settle()?;
    let last = client.all_pushed(uri).pop().ok_or("nothing is said")?;
    Ok(codes(last["diagnostics"].as_array().ok_or("no diagnostics")?).into_iter().map(str::to_owned).collect())
}

fn send(client: &mut Client, settings: Value) -> Outcome {
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }))
}

#[test]
fn an_editor_that_can_be_asked_is_asked_for_each_folder_before_anything_is_said() -> Outcome {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    let started = Instant::now();
    let mut client = Client::start(with_folders(asking(), &[folders[0].path(), folders[1].path()]))?;
    let drafts: Vec<String> = folders.iter().map(|folder| uri(&folder.path().join("draft.md"))).collect();
    for draft in &drafts {
        client.open(draft, TEXT)?;
    }
    let asked = client.told("workspace/configuration")?;
    let scopes: Vec<&Value> = asked["params"]["items"].as_array().into_iter().flatten().map(|item| &item["scopeUri"]).collect();
    assert_eq!(json!(scopes), json!([null, uri(folders[0].path()), uri(folders[1].path())]));
    assert!(asked["params"]["items"].as_array().is_some_and(|items| items.iter().all(|item| item["section"] == "candor")));
    client.reply(&asked, json!([{ "select": [] }, { "select": ["blame"] }, { "select": ["excuse"] }]))?;
    for (draft, code) in drafts.iter().zip(["blame", "excuse"]) {
        let mut first = client.pushed(draft)?;
        // The server waits half a second; on a machine that is slower than that, the settings come second.
        while started.elapsed() > Duration::from_millis(400) && codes(first["diagnostics"].as_array().ok_or("none")?) != [code] {
            first = client.pushed(draft)?;
        }
        assert_eq!(codes(first["diagnostics"].as_array().ok_or("none")?), [code], "it was told before the settings were known");
    }
    // Told that something has changed, it asks again; what comes along is not looked at.
    for params in [json!({ "settings": { "candor": { "select": ["length"] } } }), json!({ "settings": null }), json!({}), Value::Null] {
        client.notify("workspace/didChangeConfiguration", params)?;
        let asked = client.told("workspace/configuration")?;
        client.reply(&asked, json!([{}, { "select": ["excuse"] }, { "select": ["blame"] }]))?;
    }
    assert_eq!(said(&mut client, &drafts[0])?, ["excuse"]);
    assert_eq!(said(&mut client, &drafts[1])?, ["blame"]);
    client.end()
}

#[test]
fn an_editor_that_does_not_answer_gets_diagnostics_all_the_same() -> Outcome {
    let mut client = Client::start(asking())?;
    let draft = "file:///nowhere/draft.md";
    client.told("workspace/configuration")?;
    assert!(codes(&client.opened(draft, TEXT)?).contains(&"blame"));
    client.end()?;
    // An error is an answer, too.
    let mut client = Client::start(asking())?;
    let asked = client.told("workspace/configuration")?;
    client.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "error": { "code": -32601, "message": "no" } }))?;
    assert!(codes(&client.opened(draft, TEXT)?).contains(&"blame"));
    client.end()
}

#[test]
fn settings_that_are_sent_hold_at_once_and_for_every_draft_that_is_open() -> Outcome {
    let mut client = Client::start(hello(json!({}), json!({ "settings": { "select": ["blame"] } })))?;
    let drafts = ["file:///nowhere/1.md", "file:///nowhere/2.txt", "untitled:Untitled-1"];
    for draft in drafts {
        assert_eq!(codes(&client.opened(draft, TEXT)?), ["blame"], "{draft}");
    }
    for (settings, wanted) in [
        (json!({ "candor": { "select": ["excuse"] } }), vec!["excuse"]),
        (json!({ "select": ["blame", "excuse"] }), vec!["blame", "excuse"]),
        (json!({ "candor": { "select": ["blame", "excuse"], "ignore": ["blame"] } }), vec!["excuse"]),
        (json!({ "candor": { "select": ["length"], "kind": "interview-answer" } }), vec![]),
        (json!({ "candor": { "select": ["length"], "kind": "  " } }), vec!["length"]),
    ] {
        send(&mut client, settings.clone())?;
        for draft in drafts {
            assert_eq!(said(&mut client, draft)?, wanted, "{settings} {draft}");
            send(&mut client, json!({ "select": ["spelling-of-nothing", "unused-allow"] }))?;
            send(&mut client, settings.clone())?;
        }
    }
    client.end()
}

#[test]
fn settings_that_mean_nothing_are_told_of_and_the_rest_holds() -> Outcome {
    let cases = [
        (json!({ "kind": "personal-statment", "select": ["blame"] }), "candor.kind: there is no kind 'personal-statment'"),
        (json!({ "specialty": "cardiomancy", "select": ["blame"] }), "candor.specialty: there is no specialty 'cardiomancy'"),
        (json!({ "ignore": ["excusse"], "select": ["blame"] }), "candor.ignore: there is no lint 'excusse'"),
        (json!({ "select": ["blame", "blamme"] }), "candor.select: there is no lint 'blamme'"),
        (json!({ "select": "blame" }), "the settings of candor cannot be read"),
    ];
    for (settings, message) in cases {
        let mut client = Client::start(hello(json!({}), Value::Null))?;
        send(&mut client, json!({ "candor": settings }))?;
        let told = client.told("window/showMessage")?;
        assert!(told["params"]["message"].as_str().is_some_and(|text| text.starts_with(message)), "{told}");
        let found = client.opened("file:///nowhere/draft.md", TEXT)?;
        assert!(codes(&found).contains(&"blame"));
        client.end()?;
    }
    Ok(())
}

#[test]
fn lints_of_ones_own_can_be_named_in_settings() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("candor.toml"), "[rules]\nlints = [\"own.toml\"]\n")?;
    fs::write(folder.path().join("own.toml"), crate::config::OWN)?;
    let mut client = Client::start(with_folders(hello(json!({}), json!({ "settings": { "select": ["own"] } })), &[folder.path()]))?;
    let found = client.opened(&uri(&folder.path().join("draft.md")), "A zebra came. My school never prepared us.\n")?;
    assert_eq!(codes(&found), ["own"]);
    client.settle()?;
    let complaints = client.heard.iter().filter(|m| m["method"] == "window/showMessage").count();
    // For files outside of the folder it is unknown.
    assert_eq!(complaints, 1, "{:?}", client.heard);
    client.end()
}

#[test]
fn what_the_draft_and_candor_toml_say_comes_before_the_settings() -> Outcome {
    let folder = tempfile::tempdir()?;
    let settings = json!({ "settings": { "kind": "interview-answer", "select": ["length"] } });
    let mut client = Client::start(with_folders(hello(json!({}), settings), &[folder.path()]))?;
    let draft = uri(&folder.path().join("draft.md"));
    assert_eq!(codes(&client.opened(&draft, TEXT)?), Vec::<&str>::new());
    assert_eq!(codes(&client.rewritten(&draft, 2, &format!("---\nkind: personal-statement\n---\n{TEXT}"))?), ["length"]);
    fs::write(folder.path().join("candor.toml"), "kind = \"personal-statement\"\n")?;
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&folder.path().join("candor.toml")), "type": 1 }] }))?;
    assert_eq!(codes(&client.rewritten(&draft, 3, TEXT)?), ["length"]);
    client.end()
}

#[test]
fn another_configuration_can_be_named_and_is_looked_for_in_the_folder() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("candor.toml"), "select = [\"blame\"]\n")?;
    fs::write(folder.path().join("strict.toml"), "select = [\"excuse\"]\n")?;
    let named = |name: &Path| hello(json!({}), json!({ "settings": { "config": name } }));
    for name in [Path::new("strict.toml"), &folder.path().join("strict.toml")] {
        let mut client = Client::start(with_folders(named(name), &[folder.path()]))?;
        assert_eq!(codes(&client.opened(&uri(&folder.path().join("draft.md")), TEXT)?), ["excuse"]);
        client.end()?;
    }
    let mut client = Client::start(with_folders(named(Path::new("gone.toml")), &[folder.path()]))?;
    client.open(&uri(&folder.path().join("draft.md")), TEXT)?;
    let said = client.pushed(&uri(&folder.path().join("gone.toml")))?;
    assert!(said["diagnostics"][0]["message"].as_str().is_some_and(|m| m.contains("there is no such file")), "{said}");
    client.end()
}

#[test]
fn the_structure_is_told_of_and_the_lens_left_out_as_it_is_wished() -> Outcome {
    let draft = "file:///nowhere/draft.md";
    let mut client = Client::start(hello(json!({}), json!({ "structure": true, "settings": { "structureLens": false } })))?;
    client.open(draft, TEXT)?;
    let told = client.told("candor/structure")?;
    assert_eq!((&told["params"]["uri"], &told["params"]["version"]), (&json!(draft), &json!(1)));
    assert!(told["params"]["text"].as_str().is_some_and(|text| text.starts_with("13 words")), "{told}");
    let lens = json!({ "textDocument": { "uri": draft } });
    assert_eq!(client.request("textDocument/codeLens", lens.clone())?, json!([]));
    send(&mut client, json!({ "structureLens": true }))?;
    assert_eq!(client.request("textDocument/codeLens", lens)?.as_array().map(Vec::len), Some(1));
    client.end()
}
