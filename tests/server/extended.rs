//! A configuration that `candor.toml` extends, while it is written: it counts as the editor has it, and its mistakes are told in it.

use crate::Outcome;
use crate::client::{Client, hello, uri, with_folders};
use crate::naive::{applied, words};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;

const TEXT: &str = "I failed. My school never prepared us.\n";

/// An applicant's folder, and beside it the house style.
struct Office {
    folder: tempfile::TempDir,
    client: Client,
    draft: String,
    house: String,
}

impl Office {
    fn new(house: &str) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let own = folder.path().join("applicants/quill");
        fs::create_dir_all(&own)?;
        fs::write(own.join("candor.toml"), "extends = \"../../house.toml\"\n")?;
        fs::write(folder.path().join("house.toml"), house)?;
        let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folder.path()]))?;
        let (draft, house) = (uri(&own.join("draft.md")), uri(&folder.path().join("house.toml")));
        client.open(&draft, TEXT)?;
        Ok(Self { folder, client, draft, house })
    }

    fn house(&self) -> std::path::PathBuf {
        self.folder.path().join("house.toml")
    }

    /// Whether `blame` is told in the draft, and what is told in the house style if anything new is.
    fn said(&mut self) -> Outcome<(bool, Option<Vec<Value>>)> {
        self.client.settle()?;
        let last = |mut all: Vec<Value>| all.pop().and_then(|mut pushed| pushed["diagnostics"].as_array_mut().map(std::mem::take));
        let of_draft = last(self.client.all_pushed(&self.draft)).ok_or("nothing is said of the draft")?;
        Ok((of_draft.iter().any(|d| d["code"] == "blame"), last(self.client.all_pushed(&self.house))))
    }

    /// What is typed in it counts when its writer pauses.
    fn write(&mut self, version: i64, text: &str) -> Outcome<(bool, Option<Vec<Value>>)> {
        self.client.change(&self.house, version, json!([{ "text": text }]))?;
        std::thread::sleep(Duration::from_millis(300));
        self.said()
    }
}

#[test]
fn a_house_style_holds_as_the_editor_has_it_and_closed_as_the_disk_does() -> Outcome {
    let mut office = Office::new("ignore = [\"blame\"]\n")?;
    assert_eq!(office.said()?, (false, None));
    let uri = office.house.clone();
    office.client.open_as(&uri, "toml", "ignore = [\"blame\"]\n")?;
    assert_eq!(office.write(2, "ignore = [\"excuse\"]\n")?, (true, None));
    // A change on the disk does not count while the text is open, and does from then on.
    fs::write(office.house(), "ignore = [\"blame\"]\n# longer\n")?;
    office.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] }))?;
    assert_eq!(office.said()?, (true, None));
    office.client.close(&uri)?;
    assert_eq!(office.said()?, (false, None));
    fs::write(office.house(), "")?;
    office.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] }))?;
    assert_eq!(office.said()?, (true, None));
    office.client.end()
}

#[test]
fn mistakes_in_a_house_style_are_told_and_mended_in_it_and_the_last_good_one_holds() -> Outcome {
    let mut office = Office::new("ignore = [\"blame\"]\n")?;
    office.said()?;
    let uri = office.house.clone();
    office.client.open_as(&uri, "toml", "ignore = [\"blame\"]\n")?;
    let text = "# 😀\nignore = [\"blamme\"]\n";
    let (blame, of_house) = office.write(2, text)?;
    assert!(!blame, "the last good configuration holds");
    let of_house = of_house.ok_or("nothing is said of the house style")?;
    assert_eq!((of_house.len(), words(text, &of_house[0], "utf-16")?), (1, "\"blamme\""));
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": whole, "context": { "diagnostics": [] } });
    let actions = office.client.request("textDocument/codeAction", params)?;
    assert_eq!(applied(text, &actions[0]["edit"]["changes"][&uri], "utf-16")?, "# 😀\nignore = [\"blame\"]\n", "{actions}");
    let (_, of_house) = office.write(3, "extends = \"applicants/quill/candor.toml\"\n")?;
    let message = of_house.as_ref().map(|d| d[0]["message"].to_string()).unwrap_or_default();
    assert!(message.contains("this closes a circle"), "{of_house:?}");
    assert_eq!(office.write(4, "ignore = [\"excuse\"]\n")?, (true, Some(vec![])), "mended, it is taken back and holds");
    office.client.end()
}

/// A house style that is being written for the first time is in the editor alone.
#[test]
fn a_house_style_that_is_not_saved_yet_can_be_extended() -> Outcome {
    let mut office = Office::new("")?;
    fs::remove_file(office.house())?;
    let uri = office.house.clone();
    office.client.open_as(&uri, "toml", "ignore = [\"blame\"]\n")?;
    std::thread::sleep(Duration::from_millis(300));
    assert!(!office.said()?.0, "the text in the editor counts");
    office.client.end()
}

/// A draft that is silenced by an editor is silenced in its own configuration: the house style is everybody's.
#[test]
fn silencing_adds_to_the_nearest_file_and_not_to_the_house_style() -> Outcome {
    let mut office = Office::new("fail-on = \"error\"\n")?;
    let plain = uri(&office.folder.path().join("applicants/quill/plain.txt"));
    office.client.open_as(&plain, "plaintext", TEXT)?;
    office.client.settle()?;
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 38 } });
    let params = json!({ "textDocument": { "uri": plain }, "range": whole, "context": { "diagnostics": [] } });
    let actions = office.client.request("textDocument/codeAction", params)?;
    let near = uri(Path::new(&office.folder.path().join("applicants/quill/candor.toml")));
    let silencing =
        actions.as_array().into_iter().flatten().find(|action| action["title"] == "Silence `blame` here, in candor.toml").ok_or("none is offered")?;
    let changes = silencing["edit"]["changes"].as_object().ok_or("no changes")?;
    assert_eq!(changes.keys().collect::<Vec<_>>(), [&near]);
    office.client.end()
}
