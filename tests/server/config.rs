//! `candor.toml` and lint files of one's own, while they are written: what is wrong with them is said of the text in the editor, and drafts never lose their linter over it.

use crate::Outcome;
use crate::client::{Client, hello, uri, with_folders};
use crate::naive::{applied, words};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// A lint of one's own.
pub(crate) const OWN: &str = "severity = \"error\"\nsummary = \"Zebras\"\nmessage = \"a zebra\"\nreason = \"nobody believes in it\"\nadvice = \"think of horses\"\n\
    explanation = \"Hoofbeats.\"\n[[match]]\nphrases = [\"zebra\"]\n[[bad]]\ntext = \"A [[zebra]] came.\"\n[[good]]\ntext = \"A horse came.\"\n";
const TEXT: &str = "I failed. My school never prepared us. A zebra came.\n";

fn start(folder: &Path) -> Outcome<Client> {
    Client::start(with_folders(hello(json!({}), Value::Null), &[folder]))
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).filter(|code| ["blame", "own"].contains(code)).collect()
}

/// The last diagnostics that were pushed for `uri`, if there were any.
fn last(client: &mut Client, uri: &str) -> Outcome<Option<Vec<Value>>> {
    client.settle()?;
    Ok(client.all_pushed(uri).pop().and_then(|mut pushed| pushed["diagnostics"].as_array_mut().map(std::mem::take)))
}

/// A draft and a candor.toml in the editor, both of them nowhere on the disk.
struct Desk {
    folder: tempfile::TempDir,
    client: Client,
    draft: String,
    config: String,
    version: i64,
}

impl Desk {
    fn new(config: &str) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut client = start(folder.path())?;
        let (draft, file) = (uri(&folder.path().join("draft.md")), uri(&folder.path().join("candor.toml")));
        client.open_as(&file, "toml", config)?;
        client.open(&draft, TEXT)?;
        Ok(Self { folder, client, draft, config: file, version: 1 })
    }

    /// What is said of the draft, and of the configuration if anything new is.
    fn said(&mut self) -> Outcome<(Vec<Value>, Option<Vec<Value>>)> {
        let of_draft = last(&mut self.client, &self.draft)?.ok_or("nothing is said of the draft")?;
        let config = self.config.clone();
        Ok((of_draft, self.client.all_pushed(&config).pop().and_then(|mut p| p["diagnostics"].as_array_mut().map(std::mem::take))))
    }

    /// A lint file is compiled when its writer pauses.
    fn said_after_a_pause(&mut self) -> Outcome<(Vec<Value>, Option<Vec<Value>>)> {
        std::thread::sleep(Duration::from_millis(300));
        self.said()
    }

    fn write(&mut self, config: &str) -> Outcome<(Vec<Value>, Option<Vec<Value>>)> {
        self.version += 1;
        self.client.change(&self.config, self.version, json!([{ "text": config }]))?;
        self.said()
    }
}

#[test]
fn mistakes_in_candor_toml_are_told_at_their_place_from_the_unsaved_text_and_taken_back() -> Outcome {
    let mut desk = Desk::new("ignore = [\"blame\"]\n")?;
    let (of_draft, of_config) = desk.said()?;
    assert_eq!((codes(&of_draft), of_config), (vec![], None));
    let cases = [
        ("ignore = [\"blame\", \"blamme\"]\n", "\"blamme\"", "there is no lint 'blamme'"),
        ("# 😀\nignore = [\"blame\"\n", "", ""),
        ("specialty = \"cardiomancy\"\n", "\"cardiomancy\"", "there is no specialty"),
        ("exclude = [\"[\"]\n", "\"[\"", "no path pattern"),
        ("[severity]\nblame = \"loud\"\n", "\"loud\"", "unknown variant"),
        ("[rules]\nlints = [\"gone.toml\"]\n", "\"gone.toml\"", "no file is named 'gone.toml'"),
    ];
    for (text, place, message) in cases {
        let (of_draft, of_config) = desk.write(text)?;
        let of_config = of_config.ok_or_else(|| format!("nothing is said of {text}"))?;
        assert_eq!(of_config.len(), 1, "{of_config:?}");
        assert_eq!((&of_config[0]["severity"], &of_config[0]["source"]), (&json!(1), &json!("candor")));
        assert!(of_config[0]["message"].as_str().is_some_and(|m| m.contains(message)), "{of_config:?}");
        if !place.is_empty() {
            assert_eq!(words(text, &of_config[0], "utf-16")?, place);
        }
        // The last good one stays in force.
        assert_eq!(codes(&of_draft), Vec::<&str>::new(), "{text}");
    }
    let (of_draft, of_config) = desk.write("ignore = [\"excuse\"]\n")?;
    assert_eq!((codes(&of_draft), of_config), (vec!["blame"], Some(vec![])), "mended, it is taken back and holds");
    desk.client.end()
}

#[test]
fn a_name_misspelt_in_candor_toml_is_mended_by_a_quick_fix_also_right_behind_an_edit() -> Outcome {
    let mut desk = Desk::new("")?;
    desk.said()?;
    for (number, lead) in ["", "# 😀\n\n\n", "fail-on = \"note\"\r\n"].into_iter().enumerate() {
        let text = format!("{lead}ignore = [\"blamme\"]\n");
        desk.client.change(&desk.config, 2 + number as i64, json!([{ "text": text }]))?;
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
        let params = json!({ "textDocument": { "uri": desk.config }, "range": whole, "context": { "diagnostics": [] } });
        let actions = desk.client.request("textDocument/codeAction", params)?;
        assert_eq!(actions[0]["title"], "Write \"blame\"", "{actions}");
        assert_eq!(applied(&text, &actions[0]["edit"]["changes"][&desk.config], "utf-16")?, format!("{lead}ignore = [\"blame\"]\n"));
    }
    desk.client.end()
}

/// A question of the editor's may be answered between the edit and the next word: what is to be said must not be lost over it.
#[test]
fn a_request_right_behind_an_edit_of_candor_toml_swallows_nothing() -> Outcome {
    let mut desk = Desk::new("")?;
    desk.said()?;
    for (version, text, count) in [(2, "ignore = [\"blamme\"]\n", 1), (3, "ignore = [\"blame\"]\n", 0)] {
        desk.client.change(&desk.config, version, json!([{ "text": text }]))?;
        for method in ["textDocument/codeLens", "textDocument/documentSymbol"] {
            desk.client.request(method, json!({ "textDocument": { "uri": desk.draft } }))?;
        }
        let (_, of_config) = desk.said()?;
        assert_eq!(of_config.map(|d| d.len()), Some(count), "{text}");
    }
    desk.client.end()
}

#[test]
fn a_configuration_that_is_broken_on_the_disk_is_told_of_when_a_draft_below_it_is_opened() -> Outcome {
    for capabilities in [json!({}), json!({ "textDocument": { "diagnostic": {} } })] {
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("candor.toml");
        fs::write(&config, "ignore = [\"blamme\"]\n")?;
        let mut client = Client::start(with_folders(hello(capabilities.clone(), Value::Null), &[folder.path()]))?;
        // The greeting is over and everything of it said before the draft is opened.
        client.request("textDocument/codeLens", json!({ "textDocument": { "uri": "untitled:1" } }))?;
        std::thread::sleep(std::time::Duration::from_millis(50));
        let draft = uri(&folder.path().join("draft.md"));
        client.open(&draft, TEXT)?;
        if capabilities != json!({}) {
            client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": draft } }))?;
        }
        let said = client.pushed(&uri(&config))?;
        assert_eq!(said["diagnostics"].as_array().map(Vec::len), Some(1), "{said}");
        fs::write(&config, "ignore = [\"blame\"]\n")?;
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&config), "type": 2 }] }))?;
        if capabilities != json!({}) {
            client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": draft } }))?;
        }
        assert_eq!(client.pushed(&uri(&config))?["diagnostics"], json!([]));
        client.end()?;
    }
    Ok(())
}

#[test]
fn an_allow_that_silences_nothing_is_told_until_it_does() -> Outcome {
    let allow = |words: &str| format!("[[allow]]\npath = \"draft.md\"\nlint = \"blame\"\nwords = \"{words}\"\n");
    let mut desk = Desk::new(&allow("nowhere to be found"))?;
    let (of_draft, of_config) = desk.said()?;
    assert_eq!(codes(&of_draft), ["blame"]);
    let of_config = of_config.ok_or("nothing is said of candor.toml")?;
    let message = of_config[0]["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("this silences nothing"), "{message}");
    let (of_draft, of_config) = desk.write(&allow("school never"))?;
    assert_eq!(codes(&of_draft), Vec::<&str>::new());
    assert_eq!(of_config, Some(Vec::new()), "it silences now");
    desk.client.end()
}

#[test]
fn a_lint_file_with_a_mistake_is_reported_and_the_last_good_rules_stay_in_force() -> Outcome {
    let mut desk = Desk::new("[rules]\nlints = [\"own.toml\"]\n")?;
    let own = uri(&desk.folder.path().join("own.toml"));
    fs::write(desk.folder.path().join("own.toml"), OWN)?;
    desk.client.open_as(&own, "toml", OWN)?;
    let (of_draft, _) = desk.said_after_a_pause()?;
    assert_eq!(codes(&of_draft), ["blame", "own"]);
    assert_eq!(desk.client.all_pushed(&own), Vec::<Value>::new());
    let broken = OWN.replace("[\"zebra\"]", "[\"zebra|\", \"<no-such-list>\"]");
    desk.client.change(&own, 2, json!([{ "text": broken }]))?;
    let (of_draft, _) = desk.said_after_a_pause()?;
    let of_own = desk.client.all_pushed(&own).pop().ok_or("a rule that never fires is passed over in silence")?;
    let (first, second) = (&of_own["diagnostics"][0], &of_own["diagnostics"][1]);
    assert_eq!((&first["severity"], words(&broken, first, "utf-16")?), (&json!(1), "|"));
    assert_eq!((&second["severity"], words(&broken, second, "utf-16")?), (&json!(1), "<no-such-list>"));
    assert_eq!(codes(&of_draft), ["blame", "own"], "the last good rules hold");
    // Its pattern changes, unsaved, and the draft hears of it.
    let other = OWN.replace("[\"zebra\"]", "[\"came\"]").replace("A [[zebra]] came.", "It [[came]].").replace("A horse came.", "A horse.");
    desk.client.change(&own, 3, json!([{ "text": other }]))?;
    let (of_draft, _) = desk.said_after_a_pause()?;
    let found = of_draft.iter().find(|d| d["code"] == "own").ok_or("it does not fire")?;
    assert_eq!(words(TEXT, found, "utf-16")?, "came");
    assert_eq!(desk.client.all_pushed(&own).pop().map(|p| p["diagnostics"].clone()), Some(json!([])), "mended, it is taken back");
    // Closed without saving, the disk counts again.
    desk.client.close(&own)?;
    let (of_draft, _) = desk.said_after_a_pause()?;
    let found = of_draft.iter().find(|d| d["code"] == "own").ok_or("it does not fire")?;
    assert_eq!(words(TEXT, found, "utf-16")?, "zebra");
    desk.client.end()
}

#[test]
fn a_file_that_changes_on_the_disk_is_read_again_but_never_over_a_text_that_is_open() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (config, draft) = (folder.path().join("candor.toml"), folder.path().join("draft.md"));
    fs::write(&config, "ignore = [\"blame\"]\n")?;
    fs::write(&draft, "What stands on the disk.\n")?;
    let mut client = start(folder.path())?;
    let uris = (uri(&draft), uri(&config));
    client.open(&uris.0, TEXT)?;
    assert_eq!(codes(&last(&mut client, &uris.0)?.ok_or("nothing")?), Vec::<&str>::new());
    fs::write(&config, "")?;
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uris.1, "type": 2 }] }))?;
    assert_eq!(codes(&last(&mut client, &uris.0)?.ok_or("nothing")?), ["blame"]);
    fs::remove_file(&config)?;
    fs::write(config.with_file_name("other.toml"), "")?;
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uris.1, "type": 3 }, { "uri": uris.0, "type": 2 }] }))?;
    assert_eq!(codes(&last(&mut client, &uris.0)?.ok_or("nothing")?), ["blame"], "the buffer is lost");
    // Open in the editor, candor.toml is what the editor says.
    client.open_as(&uris.1, "toml", "ignore = [\"blame\"]\n")?;
    assert_eq!(codes(&last(&mut client, &uris.0)?.ok_or("nothing")?), Vec::<&str>::new());
    fs::write(&config, "ignore = [\"nonsense\"]\n")?;
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uris.1, "type": 1 }] }))?;
    assert_eq!(codes(&last(&mut client, &uris.0)?.ok_or("nothing")?), Vec::<&str>::new());
    assert_eq!(client.all_pushed(&uris.1), Vec::<Value>::new());
    client.close(&uris.1)?;
    assert_eq!(last(&mut client, &uris.1)?.map(|d| d.len()), Some(1), "closed, the file on the disk counts, and it is broken");
    client.end()
}

#[test]
fn files_are_watched_if_the_editor_watches_and_read_again_on_save_if_not() -> Outcome {
    let folder = tempfile::tempdir()?;
    let config = folder.path().join("candor.toml");
    let draft = uri(&folder.path().join("draft.md"));
    let mut client = Client::start(with_folders(
        hello(json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } }), Value::Null),
        &[folder.path()],
    ))?;
    let asked = client.told("client/registerCapability")?;
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(
        (&registration["method"], &registration["registerOptions"]["watchers"][0]["globPattern"]),
        (&json!("workspace/didChangeWatchedFiles"), &json!("**/*.toml"))
    );
    client.reply(&asked, Value::Null)?;
    client.end()?;
    let mut client = start(folder.path())?;
    client.open(&draft, TEXT)?;
    assert_eq!(codes(&last(&mut client, &draft)?.ok_or("nothing")?), ["blame"]);
    fs::write(&config, "ignore = [\"blame\"]\n")?;
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": draft } }))?;
    assert_eq!(codes(&last(&mut client, &draft)?.ok_or("nothing")?), Vec::<&str>::new());
    client.end()
}
