//! Several workspace folders, each with what holds in it; drafts outside of all; what is left alone.

use crate::Outcome;
use crate::client::{Client, hello, only, uri, with_folders};
use serde_json::{Value, json};
use std::fs;

const TEXT: &str = "I failed. My school never prepared us. It was just one bad day.\n";
const LINTS: [&str; 2] = ["blame", "excuse"];

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).filter(|code| LINTS.contains(code)).collect()
}

#[test]
fn folders_have_each_their_own_candor_toml_and_the_nearest_holds() -> Outcome {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    fs::write(folders[0].path().join("candor.toml"), "ignore = [\"blame\"]\n")?;
    fs::write(folders[1].path().join("candor.toml"), "ignore = [\"excuse\"]\n")?;
    fs::create_dir_all(folders[0].path().join("deep/er"))?;
    fs::write(folders[0].path().join("deep/candor.toml"), "[severity]\nexcuse = \"error\"\n")?;
    let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folders[0].path(), folders[1].path()]))?;
    let mut found = |path: std::path::PathBuf| client.opened(&uri(&path), TEXT);
    assert_eq!(codes(&found(folders[0].path().join("draft.md"))?), ["excuse"]);
    assert_eq!(codes(&found(folders[1].path().join("draft.md"))?), ["blame"]);
    let deep = found(folders[0].path().join("deep/er/draft.md"))?;
    assert_eq!(codes(&deep), LINTS);
    assert!(deep.iter().all(|d| d["code"] != "excuse" || d["severity"] == 1), "{deep:?}");
    client.end()
}

#[test]
fn settings_of_a_folder_do_not_hold_outside_of_it_and_of_nested_ones_the_deepest_do() -> Outcome {
    let outer = tempfile::tempdir()?;
    let inner = outer.path().join("inner");
    let params = hello(json!({ "workspace": { "configuration": true } }), Value::Null);
    for folders in [[outer.path(), &inner], [&inner, outer.path()]] {
        let mut client = Client::start(with_folders(params.clone(), &folders))?;
        let asked = client.told("workspace/configuration")?;
        let settings = |item: &Value| match item["scopeUri"].as_str() {
            None => json!({ "select": ["blame", "excuse"] }),
            Some(scope) if scope.ends_with("inner") => json!({ "select": ["blame"] }),
            Some(_) => json!({ "select": ["excuse"] }),
        };
        let settings: Vec<Value> = asked["params"]["items"].as_array().into_iter().flatten().map(settings).collect();
        client.reply(&asked, json!(settings))?;
        assert_eq!(codes(&client.opened(&uri(&inner.join("draft.md")), TEXT)?), ["blame"]);
        assert_eq!(codes(&client.opened(&uri(&outer.path().join("draft.md")), TEXT)?), ["excuse"]);
        assert_eq!(codes(&client.opened("file:///nowhere/draft.md", TEXT)?), LINTS, "settings of a folder hold outside of it");
        client.end()?;
    }
    Ok(())
}

#[test]
fn folders_come_and_go_and_a_new_one_has_the_settings_that_were_sent() -> Outcome {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    fs::write(folders[1].path().join("candor.toml"), "[severity]\nblame = \"error\"\n")?;
    let mut client = Client::start(with_folders(only(&["blame"]), &[folders[0].path()]))?;
    let folder = json!({ "uri": uri(folders[1].path()), "name": "new" });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [folder], "removed": [] } }))?;
    let draft = uri(&folders[1].path().join("draft.md"));
    let found = client.opened(&draft, TEXT)?;
    assert_eq!((codes(&found), &found[0]["severity"]), (vec!["blame"], &json!(1)));
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": [folder] } }))?;
    assert_eq!(codes(&client.rewritten(&draft, 2, TEXT)?), ["blame"], "outside of every folder a draft is still a draft");
    client.end()?;
    // What is wrong in a folder is taken back when it goes.
    fs::write(folders[1].path().join("candor.toml"), "nonsense\n")?;
    let config = uri(&folders[1].path().join("candor.toml"));
    let mut client = Client::start(with_folders(only(&["blame"]), &[folders[0].path(), folders[1].path()]))?;
    client.open(&draft, TEXT)?;
    assert_eq!(client.pushed(&config)?["diagnostics"].as_array().map(Vec::len), Some(1));
    client.close(&draft)?;
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": [folder] } }))?;
    assert_eq!(client.pushed(&config)?["diagnostics"], json!([]));
    client.end()
}

#[test]
fn an_editor_without_workspace_folders_has_its_root() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut params = hello(json!({ "workspace": { "configuration": true } }), Value::Null);
    params["rootUri"] = json!(uri(folder.path()));
    let mut client = Client::start(params)?;
    let asked = client.told("workspace/configuration")?;
    assert_eq!(asked["params"]["items"][1]["scopeUri"], uri(folder.path()));
    client.end()
}

#[test]
fn untitled_texts_are_drafts_by_their_language_and_the_folder_holds_for_them() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("candor.toml"), "ignore = [\"excuse\"]\n")?;
    let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folder.path()]))?;
    for (number, (language, count)) in [("markdown", 1), ("plaintext", 1), ("rust", 0), ("toml", 0)].into_iter().enumerate() {
        let uri = format!("untitled:Untitled-{number}");
        client.open_as(&uri, language, TEXT)?;
        assert_eq!(codes(&client.diagnostics(&uri, 1)?).len(), count, "{language}");
    }
    // Markdown reads comments, plain text does not.
    let comment = format!("<!-- candor: allow(blame) -->\n{TEXT}");
    assert_eq!(codes(&client.rewritten("untitled:Untitled-0", 2, &comment)?), Vec::<&str>::new());
    assert_eq!(codes(&client.rewritten("untitled:Untitled-1", 2, &comment)?), ["blame"]);
    client.end()
}

#[test]
fn a_file_is_what_its_name_says_whatever_the_editor_calls_it() -> Outcome {
    let mut client = Client::start(only(&["unused-allow"]))?;
    let text = "<!-- candor: allow(blame) -->\n\nI failed.\n";
    for (name, language, count) in
        [("a.md", "plaintext", 1), ("a.txt", "markdown", 0), ("a.MARKDOWN", "latex", 1), ("a.rs", "markdown", 0), ("md", "markdown", 0)]
    {
        let uri = format!("file:///nowhere/{name}");
        client.open_as(&uri, language, text)?;
        assert_eq!(client.diagnostics(&uri, 1)?.len(), count, "{name}");
    }
    client.end()
}

#[test]
fn readme_and_excluded_drafts_are_left_alone() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("candor.toml"), "exclude = [\"archive/**\"]\n")?;
    let mut client = Client::start(with_folders(only(&LINTS), &[folder.path()]))?;
    for name in ["README.md", "readme.txt", "deep/CONTRIBUTING.md", "Changelog.md", "LICENSE.txt", "archive/old.md", "archive/deep/er.txt"] {
        let draft = uri(&folder.path().join(name));
        assert_eq!(client.opened(&draft, TEXT)?, Vec::<Value>::new(), "{name}");
        let document = json!({ "uri": draft });
        let place = json!({ "line": 0, "character": 15 });
        assert_eq!(client.request("textDocument/hover", json!({ "textDocument": document, "position": place }))?, Value::Null);
        let range = json!({ "start": place, "end": place });
        assert_eq!(
            client.request("textDocument/codeAction", json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } }))?,
            json!([])
        );
        for method in ["textDocument/codeLens", "textDocument/documentSymbol"] {
            assert_eq!(client.request(method, json!({ "textDocument": document }))?, json!([]), "{method} {name}");
        }
        assert_eq!(client.request("textDocument/diagnostic", json!({ "textDocument": document }))?["items"], json!([]));
    }
    // What is no longer excluded is a draft again, and the other way round.
    let (config, old) = (uri(&folder.path().join("candor.toml")), uri(&folder.path().join("archive/old.md")));
    client.open_as(&config, "toml", "exclude = []\n")?;
    assert_eq!(client.diagnostics(&old, 1)?.len(), 2);
    client.change(&config, 2, json!([{ "text": "exclude = [\"**/old.md\"]\n" }]))?;
    assert_eq!(client.diagnostics(&old, 1)?, Vec::<Value>::new());
    client.end()
}
