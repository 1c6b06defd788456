//! What writers have suffered from linters in their editors, one test each. Some of it has whole modules beside this one; here it stands under its name.
//!
//! That a text is sent to some service is not tested here: `tests/layers.rs` shows that nothing in candor can open a connection.

use crate::Outcome;
use crate::client::{Client, hello, only, uri, with_folders};
use crate::naive::{ENCODINGS, applied, bare, checked, essences, words};
use crate::silencing::{action, actions_for};
use candor::document::Format;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const DRAFT: &str = "file:///nowhere/draft.md";
const PAGE: &str = include_str!("../../fixtures/statement.md");

fn found(diagnostics: &[Value], code: &str) -> usize {
    diagnostics.iter().filter(|d| d["code"] == code).count()
}

#[test]
fn a_code_action_behind_an_emoji_lands_on_the_wrong_word() -> Outcome {
    let text = "👩‍⚕️ 日本 e\u{301} 𝒳 I failed Step 1. 🏥 My school never prepared us. <!-- candor: allow(exccuse) --> It was just one bad day. 🎉\n";
    for encoding in ENCODINGS {
        let mut params = only(&["blame", "excuse", "unused-allow"]);
        params["capabilities"] = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::start(params)?;
        let pushed = client.opened(DRAFT, text)?;
        let wrong = pushed.iter().find(|d| d["code"] == "unused-allow").ok_or("no finding")?;
        assert_eq!(words(text, wrong, encoding)?, "exccuse");
        let fix = action(&mut client, DRAFT, wrong, "Write `excuse`")?.ok_or("no fix")?;
        let after = applied(text, &fix["edit"]["changes"][DRAFT], encoding)?;
        assert_eq!(after, text.replace("exccuse", "excuse"));
        assert_eq!(found(&client.rewritten(DRAFT, 2, &after)?, "unused-allow"), 0);
        client.end()?;
    }
    Ok(())
}

#[test]
fn after_a_change_of_the_configuration_the_unsaved_text_is_lost() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (draft, config) = (folder.path().join("draft.md"), folder.path().join("candor.toml"));
    fs::write(&draft, "What stands on the disk is old.\n")?;
    let mut client = Client::start_program(with_folders(only(&["blame"]), &[folder.path()]))?;
    let (draft, config_uri) = (uri(&draft), uri(&config));
    client.opened(&draft, "I failed.\n")?;
    client.change(
        &draft,
        2,
        json!([{ "range": { "start": { "line": 0, "character": 9 }, "end": { "line": 0, "character": 9 } }, "text": " My school never prepared us." }]),
    )?;
    assert_eq!(found(&client.diagnostics(&draft, 2)?, "blame"), 1);
    fs::write(&config, "[severity]\nblame = \"error\"\n")?;
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": config_uri, "type": 1 }] }))?;
    let again = client.diagnostics(&draft, 2)?;
    assert_eq!((found(&again, "blame"), &again[0]["severity"]), (1, &json!(1)));
    // And what is typed next goes to its place in the unsaved text.
    client.change(&draft, 3, json!([{ "range": { "start": { "line": 0, "character": 10 }, "end": { "line": 0, "character": 37 } }, "text": "I went on" }]))?;
    assert_eq!(found(&client.diagnostics(&draft, 3)?, "blame"), 0);
    client.end()
}

#[test]
fn diagnostics_lag_behind_or_come_only_on_save() -> Outcome {
    let mut client = Client::start_program(only(&["blame"]))?;
    client.opened(DRAFT, "I failed.\n")?;
    // Each letter is answered, by its own version, and nothing is ever saved.
    let typed = " My school never prepared us.";
    let mut count = 0;
    for (number, letter) in typed.char_indices() {
        let at = json!({ "line": 0, "character": 9 + number });
        client.change(DRAFT, 2 + number as i64, json!([{ "range": { "start": at, "end": at }, "text": letter.to_string() }]))?;
        let pushed = client.diagnostics(DRAFT, 2 + number as i64)?;
        let text = format!("I failed.{}\n", &typed[..=number]);
        let fresh = checked(&bare(), Path::new("/nowhere/draft.md"), Format::Markdown, &text, "utf-16");
        assert_eq!(essences(&pushed), fresh.into_iter().filter(|d| d["code"] == "blame").collect::<Vec<_>>(), "{text}");
        count = pushed.len();
    }
    assert_eq!(count, 1);
    client.close(DRAFT)?;
    assert_eq!(client.pushed(DRAFT)?["diagnostics"], json!([]), "closed, it is still underlined");
    client.end()
}

#[test]
fn a_finding_stands_at_the_top_of_the_file_or_on_another_place_with_the_same_words() -> Outcome {
    let mut client = Client::start(only(&["blame", "placeholder"]))?;
    let phrase = "My school never prepared us.";
    // The same words three times: once quoted by somebody else, once in code, once in earnest.
    let text = format!(
        "\u{feff}---\nspecialty: neurology\n---\n\n`{phrase}` is what I wrote then.\n\n```\n{phrase}\n```\n\nI failed. {phrase}\n\nI failed again. {phrase}\n"
    );
    let pushed = client.opened(DRAFT, &text)?;
    let lines: Vec<&Value> = pushed.iter().map(|d| &d["range"]["start"]["line"]).collect();
    assert_eq!(json!(lines), json!([10, 12]));
    for diagnostic in &pushed {
        assert_eq!(words(&text, diagnostic, "utf-16")?, phrase.trim_end_matches('.'));
    }
    client.end()
}

#[test]
fn one_rule_cannot_be_silenced_in_one_place() -> Outcome {
    let mut client = Client::start(only(&["blame", "excuse"]))?;
    let text = "I failed. My school never prepared us. It was just one bad day.\n\nI failed. My school never prepared us.\n";
    let pushed = client.opened(DRAFT, text)?;
    assert_eq!((found(&pushed, "blame"), found(&pushed, "excuse")), (2, 1));
    let silence = action(&mut client, DRAFT, &pushed[0], "Silence `blame` here")?.ok_or("it cannot")?;
    let after = applied(text, &silence["edit"]["changes"][DRAFT], "utf-16")?;
    let later = client.rewritten(DRAFT, 2, &after)?;
    assert_eq!((found(&later, "blame"), found(&later, "excuse")), (1, 1));
    assert!(later.iter().any(|d| d["code"] == "blame" && d["range"]["start"]["line"] == 3), "the wrong one is silent");
    client.end()
}

#[test]
fn negation_and_quotation_are_not_heard() -> Outcome {
    let mut client = Client::start(only(&["blame", "excuse", "generic-motivation"]))?;
    let innocent = [
        "I failed Step 1. I do not blame my school.\n",
        "I failed Step 1. It was not through any fault of my school.\n",
        "I failed Step 1. \"My school never prepared us,\" a classmate said, but I had not studied.\n",
    ];
    for (number, text) in innocent.into_iter().enumerate() {
        assert_eq!(client.rewritten_or_opened(DRAFT, number, text)?, Vec::<Value>::new(), "{text}");
    }
    client.end()
}

#[test]
fn hard_wrapped_lines_and_emphasis_end_sentences() -> Outcome {
    let plain = "I failed Step 1. My school never prepared us for questions of this kind. It was just one bad day.\n";
    let mut client = Client::start(only(&["blame", "excuse"]))?;
    let reference = client.opened("file:///nowhere/plain.md", plain)?;
    assert_eq!(reference.len(), 2);
    let wrapped = [
        plain.replace("never prepared", "never\nprepared").replace("one bad", "one\nbad"),
        plain.replace("never prepared", "never\r\nprepared"),
        plain.replace("never prepared", "*never* prepared").replace("one bad day", "one **bad** day"),
        plain.replace("never prepared", "never  \nprepared"),
        format!("> {}", plain.replace("never prepared", "never\n> prepared")),
        format!("- {}", plain.replace("never prepared", "never\n  prepared")),
    ];
    for (number, text) in wrapped.iter().enumerate() {
        let pushed = client.rewritten_or_opened(DRAFT, number, text)?;
        assert_eq!((found(&pushed, "blame"), found(&pushed, "excuse")), (1, 1), "{text}");
        assert!(words(text, &pushed[0], "utf-16")?.starts_with("My school"), "{text}");
    }
    client.end()
}

#[test]
fn a_rule_with_a_mistake_never_fires_and_nobody_is_told() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("candor.toml"), "[rules]\nlints = [\"own.toml\"]\n")?;
    let own = folder.path().join("own.toml");
    let mut client = Client::start(with_folders(hello(json!({}), Value::Null), &[folder.path()]))?;
    client.open(&uri(&folder.path().join("draft.md")), "A zebra came.\n")?;
    let mistakes = [
        ("phrases = [\"zebra\"]", "phrases = [\"<zebras>\"]", "<zebras>"),
        ("phrases = [\"zebra\"]", "phrases = [\"zebra\"]\nnear = [\"setbackk\"]", "\"setbackk\""),
        ("severity = \"error\"", "severity = \"loud\"", "\"loud\""),
    ];
    for (right, wrong, place) in mistakes {
        let text = crate::config::OWN.replace(right, wrong);
        fs::write(&own, &text)?;
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&own), "type": 2 }] }))?;
        let told = client.pushed(&uri(&own))?;
        let first = &told["diagnostics"][0];
        assert!(!first.is_null() && words(&text, first, "utf-16")?.contains(place), "{wrong}: {told}");
    }
    client.end()
}

#[test]
fn what_is_said_of_the_share_of_a_text_cannot_be_seen_in_the_editor() -> Outcome {
    let mut client = Client::start(only(&["setback-dominates"]))?;
    let setback =
        "I failed Step 1 in 2019. I failed it again in the autumn. My scores fell, and I repeated my third year. I failed the shelf exam, too. ".repeat(12);
    let text = format!("{setback}\n\nI drew pedigrees for forty families in the genetics clinic.\n");
    let pushed = client.opened(DRAFT, &text)?;
    assert_eq!(found(&pushed, "setback-dominates"), 1);
    assert!(pushed[0]["message"].as_str().is_some_and(|m| m.contains('%')), "{pushed:?}");
    let lens = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": DRAFT } }))?;
    assert!(lens[0]["command"]["title"].as_str().is_some_and(|title| title.contains("words on setback (")), "{lens}");
    client.end()
}

/// The limits are generous: this is a build without optimizations, on a machine that may be busy. `benches/server` measures.
#[test]
fn it_starts_slowly_takes_much_memory_and_hangs_on_a_long_file() -> Outcome {
    let start = Instant::now();
    let mut client = Client::start_program(hello(json!({}), Value::Null))?;
    client.opened(DRAFT, PAGE)?;
    assert!(start.elapsed() < Duration::from_secs(10), "the first diagnostics took {:?}", start.elapsed());
    // A hundred pages, no two paragraphs the same.
    let long: String = (0..100).map(|number| PAGE.replace("22q11", &format!("22q{number}")).replace(". ", &format!(" {number}. "))).collect();
    let uri = "file:///nowhere/long.md";
    let long = long.replace("---\n", "\n");
    client.opened(uri, &long)?;
    let start = Instant::now();
    let at = json!({ "line": long.lines().count() / 2, "character": 0 });
    for version in 2..7 {
        client.change(uri, version, json!([{ "range": { "start": at, "end": at }, "text": "x" }]))?;
        client.diagnostics(uri, version)?;
    }
    assert!(start.elapsed() < Duration::from_secs(15), "five letters took {:?}", start.elapsed());
    if let Some(status) = client.process().and_then(|id| fs::read_to_string(format!("/proc/{id}/status")).ok()) {
        let kilobytes: u64 = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).and_then(|l| l.trim().split(' ').next()?.parse().ok()).ok_or("no memory")?;
        assert!(kilobytes < 400_000, "{kilobytes} kB");
    }
    client.end()
}

#[test]
fn everything_selected_the_menu_of_actions_never_opens() -> Outcome {
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    let long: String = (0..30).map(|number| PAGE.replace("---\n", "\n").replace(". ", &format!(" {number}. "))).collect();
    let pushed = client.opened(DRAFT, &long)?;
    assert!(pushed.len() > 200, "{} findings", pushed.len());
    let start = Instant::now();
    let all = json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99999, "character": 0 } } });
    let offered = actions_for(&mut client, DRAFT, &all)?;
    assert!(start.elapsed() < Duration::from_secs(20), "it took {:?}", start.elapsed());
    assert!(offered.iter().any(|a| a["title"].as_str().is_some_and(|t| t.starts_with("Silence"))));
    client.end()
}

#[test]
fn a_quick_fix_damages_the_text() -> Outcome {
    // Every fix of every finding, each applied to the text as it was: no word of the writer's is changed, comments of candor's apart.
    let prose = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, comment)) = rest.split_once("<!--") {
            out.push_str(before);
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let body = out + rest;
        let body = body.strip_prefix("---").and_then(|rest| rest.split_once("\n---\n")).map_or(body.as_str(), |(_, body)| body).to_owned();
        body.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let text = format!("{PAGE}\n- a list\n- <!-- candor: allow(exccuse, length) --> [Program Name] 😀\n\n> I failed, *my school never prepared us*.\n");
    let mut client = Client::start(hello(json!({}), Value::Null))?;
    let pushed = client.opened(DRAFT, &text)?;
    let mut edits = 0;
    for diagnostic in &pushed {
        for action in actions_for(&mut client, DRAFT, diagnostic)? {
            if action["edit"]["changes"].is_object() {
                let after = applied(&text, &action["edit"]["changes"][DRAFT], "utf-16")?;
                assert_eq!(prose(&after), prose(&text), "{}", action["title"]);
                edits += 1;
            }
        }
    }
    assert!(edits > 20, "{edits} edits");
    client.end()
}

/// Editors count in halves of emoji, and some send one of them.
#[test]
fn half_an_emoji_ends_the_conversation_or_shifts_everything_behind_it() -> Outcome {
    let mut client = Client::start_program(only(&["blame"]))?;
    client.opened(DRAFT, "I failed. \n")?;
    let change = |version: i64, at: u32, text: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{DRAFT}","version":{version}}},"contentChanges":[{{"range":{{"start":{{"line":0,"character":{at}}},"end":{{"line":0,"character":{at}}}}},"text":"{text}"}}]}}}}"#
        )
    };
    client.frame(&change(2, 10, r"\ud83d"))?;
    client.frame(&change(3, 11, r"\ude00"))?;
    client.frame(&change(4, 12, r" My school never prepared us. \\ud83d \ud83d\ude00 \uD83D"))?;
    let pushed = client.diagnostics(DRAFT, 4)?;
    assert_eq!(found(&pushed, "blame"), 1);
    assert_eq!(pushed[0]["range"], json!({ "start": { "line": 0, "character": 13 }, "end": { "line": 0, "character": 40 } }));
    client.end()
}
