//! Completion: each choice is taken, and what then stands there must be what a writer would have typed.

use crate::Outcome;
use crate::client::{Client, hello, uri, with_folders};
use crate::naive::{applied, position};
use candor::builtin;
use serde_json::{Value, json};

const DRAFT: &str = "file:///nowhere/draft.md";

/// What is offered at the bar in `marked`, by label, each with the text that comes of taking it.
fn offered(client: &mut Client, uri: &str, marked: &str) -> Outcome<Vec<(String, String)>> {
    let at = marked.find('|').ok_or("no bar")?;
    let text = marked.replacen('|', "", 1);
    client.open(uri, &text)?;
    let params = json!({ "textDocument": { "uri": uri }, "position": position(&text, at, "utf-16") });
    let items = client.request("textDocument/completion", params)?;
    client.close(uri)?;
    let mut choices = Vec::new();
    for item in items.as_array().ok_or("no list")? {
        assert!(item["detail"].as_str().is_some_and(|about| !about.is_empty()), "{item}");
        choices.push((item["label"].as_str().ok_or("no label")?.to_owned(), applied(&text, &json!([item["textEdit"]]), "utf-16")?));
    }
    Ok(choices)
}

fn labels(choices: &[(String, String)]) -> Vec<&str> {
    choices.iter().map(|(label, _)| label.as_str()).collect()
}

/// What comes of taking `label`.
fn taken<'a>(choices: &'a [(String, String)], label: &str) -> Outcome<&'a str> {
    choices
        .iter()
        .find(|(known, _)| known == label)
        .map(|(_, text)| text.as_str())
        .ok_or_else(|| format!("{label} is not offered: {:?}", labels(choices)).into())
}

const KEYS: [&str; 5] = ["kind: ", "type: ", "specialty: ", "setback: ", "allow: "];

#[test]
fn keys_and_values_of_front_matter_are_offered() -> Outcome {
    let rules = builtin::rules();
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    for before in ["---\n|", "---\n|\n---\n", "---\nkind: award\n|\n---\nText.\n", "---\r\n|\r\n---\r\n", "\u{feff}---\n|", "---\nki|\n---\n"] {
        assert_eq!(labels(&offered(&mut client, DRAFT, before)?), KEYS, "{before:?}");
    }
    assert_eq!(taken(&offered(&mut client, DRAFT, "---\n|\n---\n")?, "kind: ")?, "---\nkind: \n---\n");
    assert_eq!(taken(&offered(&mut client, DRAFT, "---\nki|\n---\n")?, "kind: ")?, "---\nkind: \n---\n");
    let kinds = offered(&mut client, DRAFT, "---\nkind: |\n---\n")?;
    assert_eq!(labels(&kinds), ["personal-statement", "experience", "award", "hobby", "interview-answer"]);
    assert_eq!(taken(&offered(&mut client, DRAFT, "---\nkind: interview-a|\n---\n")?, "interview-answer")?, "---\nkind: interview-answer\n---\n");
    assert!(labels(&offered(&mut client, DRAFT, "---\ntype: |\n---\n")?).contains(&"clinical"));
    assert_eq!(taken(&offered(&mut client, DRAFT, "---\nsetback: |\n---\n")?, "true")?, "---\nsetback: true\n---\n");
    let specialties = offered(&mut client, DRAFT, "---\nspecialty: |\n---\n")?;
    assert_eq!(specialties.len(), rules.specialties.len());
    let lints: Vec<&str> = rules.lints.iter().map(|lint| lint.id.as_str()).collect();
    for before in ["---\nallow: |\n---\n", "---\nallow: [|]\n---\n", "---\nallow: [excuse, |]\n---\n", "---\nallow:\n  - |\n---\n", "---\nallow:\n- bl|\n---\n"]
    {
        assert_eq!(labels(&offered(&mut client, DRAFT, before)?), lints, "{before:?}");
    }
    assert_eq!(taken(&offered(&mut client, DRAFT, "---\nallow: [excuse, bl|]\n---\n")?, "blame")?, "---\nallow: [excuse, blame]\n---\n");
    assert_eq!(taken(&offered(&mut client, DRAFT, "---\nallow:\n  - bl|\n---\n")?, "blame")?, "---\nallow:\n  - blame\n---\n");
    client.end()
}

#[test]
fn of_several_specialties_only_the_one_that_is_typed_is_replaced() -> Outcome {
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    let choices = offered(&mut client, DRAFT, "---\nspecialty: medical-genetics/ped|\n---\n")?;
    assert_eq!(taken(&choices, "pediatrics")?, "---\nspecialty: medical-genetics/pediatrics\n---\n");
    let choices = offered(&mut client, DRAFT, "---\nspecialty: medical-genetics / |\n---\n")?;
    assert_eq!(taken(&choices, "pediatrics")?, "---\nspecialty: medical-genetics / pediatrics\n---\n");
    client.end()
}

#[test]
fn nothing_is_offered_in_prose_and_under_keys_of_other_programs() -> Outcome {
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    for before in [
        "|",
        "My school (|",
        "kind: |",
        "---\nkind: award\n---\n|",
        "---\nkind: award\n---\nkind: |",
        "---\ntitle: |\n---\n",
        "<!-- later: |",
        "<!-- candor: allow(blame) --> |",
        "<!-- candor: allow(blame): |",
    ] {
        assert_eq!(labels(&offered(&mut client, DRAFT, before)?), Vec::<&str>::new(), "{before:?}");
    }
    client.end()
}

#[test]
fn silencing_comments_are_completed_step_by_step() -> Outcome {
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    let first = ["candor: allow", "candor: allow-file"];
    for (before, after) in [
        ("Text.\n\n<!-- |", "Text.\n\n<!-- candor: allow"),
        ("<!-- can|", "<!-- candor: allow"),
        ("<!--|", "<!--candor: allow"),
        ("<!--can|", "<!--candor: allow"),
        ("😀 é <!-- can| -->\n", "😀 é <!-- candor: allow -->\n"),
    ] {
        let choices = offered(&mut client, DRAFT, before)?;
        assert_eq!(labels(&choices), first, "{before:?}");
        assert_eq!(taken(&choices, first[0])?, after, "{before:?}");
    }
    for (before, after) in
        [("<!-- candor: |", "<!-- candor: allow-file"), ("<!-- candor:al|", "<!-- candor:allow-file"), ("<!-- candor: allow-|", "<!-- candor: allow-file")]
    {
        let choices = offered(&mut client, DRAFT, before)?;
        assert_eq!(labels(&choices), ["allow", "allow-file"], "{before:?}");
        assert_eq!(taken(&choices, "allow-file")?, after);
    }
    for (before, after) in [
        ("<!-- candor: allow(|", "<!-- candor: allow(blame"),
        ("<!-- candor: allow(bl|) -->", "<!-- candor: allow(blame) -->"),
        ("<!-- candor: allow-file(excuse, |", "<!-- candor: allow-file(excuse, blame"),
    ] {
        assert_eq!(taken(&offered(&mut client, DRAFT, before)?, "blame")?, after);
    }
    client.end()
}

#[test]
fn candor_toml_is_completed_in_each_of_its_tables() -> Outcome {
    let folder = tempfile::tempdir()?;
    let config = uri(&folder.path().join("candor.toml"));
    let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folder.path()]))?;
    const TOP: &[&str] = &["extends = ", "specialty = ", "kind = ", "type = ", "setback = ", "fail-on = ", "select = ", "ignore = ", "exclude = "];
    const DRAFTS: &[&str] = &["path = ", "kind = ", "type = ", "specialty = ", "setback = ", "fail-on = ", "select = ", "ignore = ", "severity = "];
    let keys: [(&str, &[&str]); 18] = [
        ("|", TOP),
        ("kind = \"award\"\nse|", TOP),
        ("[|", &["severity", "drafts", "allow", "rules"]),
        ("[[|", &["severity", "drafts", "allow", "rules"]),
        ("[[drafts]]\n|", DRAFTS),
        ("[[drafts]]\npath = \"a\"\n|", DRAFTS),
        ("[severity]\nblame = \"note\"\n\n[[allow]]\n|", &["path = ", "lint = ", "words = ", "reason = "]),
        ("[[allow]]\r\nlint = \"blame\"\r\n|", &["path = ", "lint = ", "words = ", "reason = "]),
        ("[rules]\n|", &["lints = ", "vocabularies = ", "roles = ", "specialties = "]),
        ("[rules] # our own\nli|", &["lints = ", "vocabularies = ", "roles = ", "specialties = "]),
        ("[unknown]\n|", &[]),
        ("fail-on = |", &[]),
        ("fail-on = \"|", &["note", "warning", "error", "never"]),
        ("[severity]\nblame = \"|\"", &["note", "warning", "error"]),
        ("[[drafts]]\nseverity = { blame = \"|\" }", &["note", "warning", "error"]),
        ("[[drafts]]\n[drafts.severity]\nblame = \"|\"", &["note", "warning", "error"]),
        ("[[drafts]]\nsetback = |", &["true", "false"]),
        ("setback = t|", &["true", "false"]),
    ];
    for (before, wanted) in keys {
        assert_eq!(labels(&offered(&mut client, &config, before)?), wanted, "{before:?}");
    }
    let values = [
        ("select = [\"|\"]", "all"),
        ("ignore = [\"length\", \"bl|\"]", "blame"),
        ("ignore = [\n  \"length\",\n  \"bl|\",\n]", "blame"),
        ("[severity]\nbl|", "blame"),
        ("[severity]\n|", "blame"),
        ("[[drafts]]\n[drafts.severity]\n|", "blame"),
        ("[[drafts]]\nignore = [\"|\"]", "blame"),
        ("[[allow]]\nlint = \"|\"", "blame"),
        ("kind = \"|\"", "award"),
        ("[[drafts]]\nkind = \"|\"", "award"),
        ("[[drafts]]\ntype = \"|\"", "clinical"),
        ("specialty = \"medical-genetics/|\"", "pediatrics"),
    ];
    for (before, label) in values {
        let choices = offered(&mut client, &config, before)?;
        let after = before.replace("bl|", "|").replace('|', label);
        assert_eq!(taken(&choices, label)?, after, "{before:?}");
    }
    client.end()
}

/// A lint of one's own is one of those that are known here.
#[test]
fn lints_of_ones_own_are_offered() -> Outcome {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("candor.toml"), "[rules]\nlints = [\"own.toml\"]\n")?;
    std::fs::write(folder.path().join("own.toml"), crate::config::OWN)?;
    let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folder.path()]))?;
    let draft = uri(&folder.path().join("draft.md"));
    assert_eq!(taken(&offered(&mut client, &draft, "<!-- candor: allow(ow|")?, "own")?, "<!-- candor: allow(own");
    client.end()
}
