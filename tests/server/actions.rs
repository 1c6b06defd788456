//! Code actions that mend and explain, and which are offered when.

use crate::Outcome;
use crate::client::{Client, only};
use crate::naive::{ENCODINGS, applied, range};
use crate::silencing::{action, actions_for};
use serde_json::{Value, json};

const DRAFT: &str = "file:///nowhere/draft.md";
const LINTS: [&str; 3] = ["blame", "excuse", "unused-allow"];

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().filter_map(|a| a["title"].as_str()).collect()
}

#[test]
fn a_certain_fix_is_preferred_and_does_what_it_says() -> Outcome {
    let cases = [
        ("<!-- candor: allow(blamme) -->\nMy school never prepared us.\n", "Write `blame`", "<!-- candor: allow(blame) -->\nMy school never prepared us.\n"),
        ("Before.\n\n<!-- candor: allow(blame) -->\n\nI failed.\n", "Take out the silencing of `blame`", "Before.\n\n\nI failed.\n"),
        (
            "<!-- candor: allow(excuse, blame): so -->\nMy school never prepared us.\n",
            "Take out",
            "<!-- candor: allow(blame): so -->\nMy school never prepared us.\n",
        ),
        (
            "<!-- candor: allow(blame, excuse): so -->\nMy school never prepared us.\n",
            "Take out",
            "<!-- candor: allow(blame): so -->\nMy school never prepared us.\n",
        ),
        ("😀 I passed <!-- candor: allow(excuse) --> it.\n", "Take out", "😀 I passed  it.\n"),
    ];
    for (text, title, wanted) in cases {
        for windows in [false, true] {
            let end = |text: &str| if windows { text.replace('\n', "\r\n") } else { text.to_owned() };
            let (text, wanted) = (end(text), end(wanted));
            let mut client = Client::start(only(&LINTS))?;
            let found = client.opened(DRAFT, &text)?;
            let finding = found.iter().find(|d| d["code"] == "unused-allow").ok_or("no finding")?;
            let action = action(&mut client, DRAFT, finding, title)?.ok_or("no fix")?;
            assert_eq!((&action["isPreferred"], &action["kind"]), (&json!(true), &json!("quickfix")));
            assert_eq!(applied(&text, &action["edit"]["changes"][DRAFT], "utf-16")?, wanted);
            assert!(!client.rewritten(DRAFT, 2, &wanted)?.iter().any(|d| d["code"] == "unused-allow"));
            client.end()?;
        }
    }
    Ok(())
}

#[test]
fn fix_all_mends_all_that_is_certain_at_once() -> Outcome {
    let text = "<!-- candor: allow(excuse, blamme, excuse) -->\nMy school never prepared us.\n\n<!-- candor: allow(blame) -->\n\nI failed. <!-- candor: allow-file(placeholder) -->\n";
    for encoding in ENCODINGS {
        let mut params = only(&LINTS);
        params["capabilities"] = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::start(params)?;
        client.opened(DRAFT, text)?;
        let nowhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
        let params = json!({ "textDocument": { "uri": DRAFT }, "range": nowhere, "context": { "diagnostics": [], "only": ["source.fixAll"] } });
        let actions = client.request("textDocument/codeAction", params)?;
        assert_eq!(actions.as_array().map(Vec::len), Some(1), "{actions}");
        assert_eq!(actions[0]["kind"], "source.fixAll.candor");
        let mut after = applied(text, &actions[0]["edit"]["changes"][DRAFT], encoding)?;
        // What two fixes would touch is mended one after the other; in the end nothing is left to mend.
        for version in 2..6 {
            let found = client.rewritten(DRAFT, version, &after)?;
            let params = json!({ "textDocument": { "uri": DRAFT }, "range": nowhere, "context": { "diagnostics": [], "only": ["source.fixAll.candor"] } });
            let actions = client.request("textDocument/codeAction", params)?;
            match actions.get(0) {
                None => {
                    assert_eq!(found, Vec::<Value>::new(), "{after}");
                    break;
                }
                Some(action) => after = applied(&after, &action["edit"]["changes"][DRAFT], encoding)?,
            }
        }
        assert_eq!(after, "<!-- candor: allow(blame) -->\nMy school never prepared us.\n\n\nI failed. \n");
        client.end()?;
    }
    Ok(())
}

#[test]
fn only_the_kinds_that_are_asked_for_are_offered() -> Outcome {
    let mut client = Client::start(only(&LINTS))?;
    let text = "My school never prepared us.\n\n<!-- candor: allow(excuse) -->\n\nI failed.\n";
    let found = client.opened(DRAFT, text)?;
    let mut kinds = |only: Value| -> Outcome<Vec<String>> {
        let mut context = json!({ "diagnostics": [] });
        if !only.is_null() {
            context["only"] = only;
        }
        let params = json!({ "textDocument": { "uri": DRAFT }, "range": found[0]["range"], "context": context });
        let actions = client.request("textDocument/codeAction", params)?;
        let mut kinds: Vec<String> = actions.as_array().into_iter().flatten().filter_map(|a| a["kind"].as_str().map(str::to_owned)).collect();
        kinds.sort();
        kinds.dedup();
        Ok(kinds)
    };
    let both = ["quickfix", "source.fixAll.candor"];
    assert_eq!(kinds(Value::Null)?, both);
    assert_eq!(kinds(json!(["quickfix", "source"]))?, both);
    assert_eq!(kinds(json!([""]))?, both, "the empty kind is all kinds");
    assert_eq!(kinds(json!(["quickfix"]))?, ["quickfix"]);
    for source in ["source", "source.fixAll", "source.fixAll.candor"] {
        assert_eq!(kinds(json!([source]))?, ["source.fixAll.candor"]);
    }
    for other in ["refactor", "source.organizeImports", "source.fixAll.other", "quick", "quickfix.other", "source.fix"] {
        assert_eq!(kinds(json!([other]))?, Vec::<String>::new(), "{other}");
    }
    client.end()
}

#[test]
fn actions_are_offered_where_a_finding_is_and_nowhere_else() -> Outcome {
    let mut client = Client::start(only(&LINTS))?;
    let text = "I failed. My school never prepared us. All is well now, and I went on.\n\nIt was only one bad day, and I failed Step 1.\n";
    let found = client.opened(DRAFT, text)?;
    assert_eq!(found.len(), 2);
    assert_eq!(titles(&actions_for(&mut client, DRAFT, &found[0])?), ["Silence `blame` here", "Silence `blame` in this draft", "Explain `blame`"]);
    let at = text.find("went on").ok_or("not there")?;
    let nowhere = json!({ "range": range(text, &(at..at + 3), "utf-16") });
    assert_eq!(actions_for(&mut client, DRAFT, &nowhere)?, Vec::<Value>::new());
    // All findings in a selection, each named once.
    let all = json!({ "range": range(text, &(0..text.len()), "utf-16") });
    let offered = actions_for(&mut client, DRAFT, &all)?;
    assert_eq!(titles(&offered).len(), 6, "{offered:?}");
    // The cursor alone, at the end of the finding.
    let cursor = json!({ "range": { "start": found[0]["range"]["end"], "end": found[0]["range"]["end"] } });
    assert_eq!(titles(&actions_for(&mut client, DRAFT, &cursor)?).len(), 3);
    client.end()
}

#[test]
fn explain_names_the_command_that_the_server_carries_out() -> Outcome {
    let mut client = Client::start(only(&LINTS))?;
    let found = client.opened(DRAFT, "My school never prepared us.\n")?;
    let action = action(&mut client, DRAFT, &found[0], "Explain `blame`")?.ok_or("it is not offered")?;
    assert_eq!(action["command"]["command"], "candor.explain");
    assert_eq!(action["command"]["arguments"], json!(["blame", DRAFT]));
    let page = client.request("workspace/executeCommand", action["command"].clone())?;
    assert!(page["text"].as_str().is_some_and(|text| text.starts_with("# blame\n")), "{page}");
    client.end()
}

#[test]
fn a_kind_misspelt_in_front_matter_is_mended_also_right_behind_an_edit() -> Outcome {
    let mut client = Client::start(only(&LINTS))?;
    client.opened(DRAFT, "Text.\n")?;
    let text = "---\nkind: personal-statment\n---\nText.\n";
    // No pause: the server has not told of the new text yet.
    client.change(DRAFT, 2, json!([{ "text": text }]))?;
    let all = json!({ "range": range(text, &(0..text.len()), "utf-16") });
    let offered = actions_for(&mut client, DRAFT, &all)?;
    assert_eq!(titles(&offered), ["Write personal-statement"]);
    assert_eq!(applied(text, &offered[0]["edit"]["changes"][DRAFT], "utf-16")?, "---\nkind: personal-statement\n---\nText.\n");
    client.end()
}
