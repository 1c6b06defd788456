//! Edits: whatever is typed, pasted and taken back, what the server says is what a check of the same text says, at the same places.

use crate::Outcome;
use crate::client::{Client, hello, only};
use crate::drawn::TRIGGERS;
use crate::naive::{self, ENCODINGS, checked, command_line, essences, offset, position, range};
use candor::document::Format;
use serde_json::{Value, json};
use std::path::Path;

const DRAFT: &str = "file:///nowhere/draft.md";
const PAGE: &str = include_str!("../../fixtures/statement.md");

fn in_encoding(encoding: &str) -> Value {
    hello(json!({ "general": { "positionEncodings": [encoding] } }), Value::Null)
}

fn fresh(text: &str, encoding: &str) -> Vec<Value> {
    checked(&naive::bare(), Path::new("/nowhere/draft.md"), Format::Markdown, text, encoding)
}

/// A text in an editor, beside the server that is told of every change.
struct Mirror<'a> {
    text: String,
    version: i64,
    encoding: &'a str,
}

impl<'a> Mirror<'a> {
    fn open(client: &mut Client, text: &str, encoding: &'a str) -> Outcome<Self> {
        client.open(DRAFT, text)?;
        Ok(Self { text: text.to_owned(), version: 1, encoding })
    }

    /// The change that replaces `span`; it is done to the text here.
    fn replace(&mut self, span: std::ops::Range<usize>, new: &str) -> Value {
        let change = json!({ "range": range(&self.text, &span, self.encoding), "text": new });
        self.text.replace_range(span, new);
        change
    }

    fn send(&mut self, client: &mut Client, changes: Value) -> Outcome {
        self.version += 1;
        client.change(DRAFT, self.version, changes)
    }

    /// What was pushed for the text as it is now must be what a check says.
    fn compare(&self, client: &mut Client) -> Outcome {
        let pushed =
            client.diagnostics(DRAFT, self.version).map_err(|error| format!("version {} of {:?} in {}: {error}", self.version, self.text, self.encoding))?;
        assert_eq!(essences(&pushed), fresh(&self.text, self.encoding), "version {} of {:?} in {}", self.version, self.text, self.encoding);
        Ok(())
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// A place between two characters of `text`.
    fn place(&mut self, text: &str) -> usize {
        place(text, self.below(text.len() + 1))
    }
}

/// `at`, or the next place before it that an editor can name: there is none inside of a character, and none between the two halves of a line end.
fn place(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at.min(text.len()));
    if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
}

#[test]
fn a_page_typed_letter_by_letter_has_the_findings_of_the_page_after_every_word() -> Outcome {
    let mut client = Client::start(in_encoding("utf-16"))?;
    let mut mirror = Mirror::open(&mut client, "", "utf-16")?;
    mirror.compare(&mut client)?;
    let page: String = PAGE.chars().take(1500).collect();
    for (number, letter) in page.chars().enumerate() {
        let end = mirror.text.len();
        let change = mirror.replace(end..end, &letter.to_string());
        mirror.send(&mut client, json!([change]))?;
        if number % 23 == 0 || number < 80 {
            mirror.compare(&mut client)?;
        }
    }
    mirror.compare(&mut client)?;
    assert_eq!(mirror.text, page);
    client.end()
}

#[test]
fn edits_behind_emoji_and_combining_marks_land_where_they_are_made_in_every_encoding() -> Outcome {
    let text =
        "👩‍⚕️ e\u{301}cole 🇨🇭 𝒳: I failed Step 1. My school never prepared us.\r\n\r\nÅ𐐷 It was just one bad day. 😀\r\nI am deeply sorry 日本 for it.\r\n";
    for encoding in ENCODINGS {
        let mut client = Client::start(in_encoding(encoding))?;
        let mut mirror = Mirror::open(&mut client, text, encoding)?;
        mirror.compare(&mut client)?;
        for (old, new) in
            [("Step 1", "Step 2 CK 😀"), ("school", "🏫 school"), ("one bad", "one\u{301} bad"), ("😀\r\nI", "I"), ("𝒳", ""), ("日本", "\r\n\r\n"), ("👩‍⚕️ ", "")]
        {
            let at = mirror.text.find(old).ok_or("it is not there")?;
            let change = mirror.replace(at..at + old.len(), new);
            mirror.send(&mut client, json!([change]))?;
            mirror.compare(&mut client)?;
        }
        client.end()?;
    }
    Ok(())
}

#[test]
fn positions_out_of_range_mean_the_end_of_the_line_or_of_the_text() -> Outcome {
    let text = "I failed 😀\r\nMy school\n\nlast";
    let far = u32::MAX;
    let cases = [
        (json!([0, 99]), json!([0, 99]), "I failed 😀X\r\nMy school\n\nlast"),
        (json!([1, far]), json!([far, far]), "I failed 😀\r\nMy schoolX"),
        (json!([7, 0]), json!([9, 9]), "I failed 😀\r\nMy school\n\nlastX"),
        (json!([2, 5]), json!([2, 9]), "I failed 😀\r\nMy school\nX\nlast"),
        // From the end to the start.
        (json!([1, 2]), json!([0, 1]), "IX school\n\nlast"),
        // In the middle of the emoji.
        (json!([0, 10]), json!([0, 11]), "I failed X\r\nMy school\n\nlast"),
    ];
    for (start, end, after) in cases {
        let mut client = Client::start(in_encoding("utf-16"))?;
        client.opened(DRAFT, text)?;
        let place = |at: &Value| json!({ "line": at[0], "character": at[1] });
        client.change(DRAFT, 2, json!([{ "range": { "start": place(&start), "end": place(&end) }, "text": "X" }]))?;
        let pushed = client.diagnostics(DRAFT, 2)?;
        assert_eq!(essences(&pushed), fresh(after, "utf-16"), "{start} {end}");
        // What the server has is seen where a completion would replace something: it tells of the whole text only by what is found in it.
        client.change(DRAFT, 3, json!([{ "range": { "start": { "line": 99, "character": 0 }, "end": { "line": 99, "character": 0 } }, "text": "\n\nMy school never prepared us." }]))?;
        let pushed = client.diagnostics(DRAFT, 3)?;
        assert_eq!(essences(&pushed), fresh(&format!("{after}\n\nMy school never prepared us."), "utf-16"), "{start} {end}");
        client.end()?;
    }
    Ok(())
}

#[test]
fn a_stale_version_is_not_taken() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    let text = "I failed. My school never prepared us.\n";
    assert_eq!(client.opened(DRAFT, text)?.len(), 1);
    assert_eq!(client.rewritten(DRAFT, 5, text)?.len(), 1);
    client.change(DRAFT, 4, json!([{ "text": "All is well.\n" }]))?;
    let logged = client.told("window/logMessage")?;
    assert!(logged["params"]["message"].as_str().is_some_and(|m| m.contains("version 4")), "{logged}");
    client.change(DRAFT, 6, json!([]))?;
    assert_eq!(client.diagnostics(DRAFT, 6)?.len(), 1, "the stale text was taken");
    client.end()
}

#[test]
fn changes_in_one_message_are_made_one_behind_the_other() -> Outcome {
    let mut client = Client::start(in_encoding("utf-16"))?;
    let mut mirror = Mirror::open(&mut client, "I failed.\n", "utf-16")?;
    let mut changes = Vec::new();
    for word in ["My ", "school ", "never ", "prepared ", "us. ", "😀 ", "So."] {
        let end = mirror.text.len();
        changes.push(mirror.replace(end..end, word));
        changes.push(mirror.replace(0..1, "I"));
    }
    mirror.send(&mut client, json!(changes))?;
    mirror.compare(&mut client)?;
    // A full text among ranges: what comes behind it speaks of it.
    mirror.text = "It was just one bad day.\n".to_owned();
    let full = json!({ "text": mirror.text });
    let last = mirror.replace(0..2, "That");
    mirror.send(&mut client, json!([{ "range": range("x", &(0..0), "utf-16"), "text": "lost" }, full, last]))?;
    mirror.compare(&mut client)?;
    client.end()
}

#[test]
fn a_change_to_what_is_not_open_is_logged_and_nothing_more() -> Outcome {
    let mut client = Client::start(only(&["blame"]))?;
    client.change(DRAFT, 2, json!([{ "text": "My school never prepared us." }]))?;
    client.told("window/logMessage")?;
    client.close(DRAFT)?;
    client.settle()?;
    assert_eq!(client.heard, Vec::<Value>::new());
    client.end()
}

/// One random edit: typing, pasting what the lints react to, taking back, doubling, moving, now and then the whole text.
fn random_edit(mirror: &mut Mirror<'_>, dice: &mut Dice) -> Value {
    let at = dice.place(&mirror.text);
    let length = [1, 1, 3, 20, 90][dice.below(5)];
    let end = place(&mirror.text, at + dice.below(length + 1));
    let grown = mirror.text.len() > 900;
    match dice.below(12) {
        0..=4 if !grown => {
            let piece = TRIGGERS[dice.below(TRIGGERS.len())];
            mirror.replace(at..at, piece)
        }
        5..=6 if !grown => {
            let piece = [" ", "e", "\n", "\r", ". ", "\n\n", "\r\n"][dice.below(7)];
            mirror.replace(at..at, piece)
        }
        7 if !grown => {
            let copied = mirror.text[at..end].to_owned();
            let to = dice.place(&mirror.text);
            mirror.replace(to..to, &copied)
        }
        8 => {
            let piece = TRIGGERS[dice.below(TRIGGERS.len())];
            mirror.replace(at..end, piece)
        }
        9 if dice.below(40) == 0 => {
            mirror.text = PAGE[..PAGE.floor_char_boundary(dice.below(700))].to_owned();
            json!({ "text": mirror.text })
        }
        _ => mirror.replace(at..end, ""),
    }
}

#[test]
fn after_ten_thousand_random_edits_the_findings_are_those_of_a_fresh_check() -> Outcome {
    const EDITS: usize = 10_000;
    let seed = std::env::var("SERVER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x9e37_79b9_7f4a_7c15);
    for (number, encoding) in ENCODINGS.into_iter().enumerate() {
        let mut dice = Dice(seed + number as u64);
        let mut client = Client::start(in_encoding(encoding))?;
        let mut mirror = Mirror::open(&mut client, &PAGE[..PAGE.floor_char_boundary(700)], encoding)?;
        let mut edits = 0;
        while edits < EDITS / ENCODINGS.len() + 1 {
            let changes: Vec<Value> = (0..1 + dice.below(3)).map(|_| random_edit(&mut mirror, &mut dice)).collect();
            edits += changes.len();
            mirror.send(&mut client, json!(changes))?;
            // Typed without a pause, edits are checked together; now and then there is one.
            if dice.below(8) == 0 {
                mirror.compare(&mut client)?;
            }
        }
        // Nothing changes but the version: what was said may have been compared already.
        mirror.send(&mut client, json!([]))?;
        mirror.compare(&mut client)?;
        client.end()?;
    }
    Ok(())
}

#[test]
fn the_program_says_to_an_editor_what_it_says_on_the_command_line() -> Outcome {
    let mut client = Client::start_program(in_encoding("utf-16"))?;
    for (number, text) in
        [PAGE, &PAGE.replace('\n', "\r\n"), &PAGE.replace("the first time", "the first time 😀, e\u{301}"), "I failed.\rMy school never prepared us.\r"]
            .into_iter()
            .enumerate()
    {
        let uri = format!("file:///nowhere/{number}.md");
        let pushed = client.opened(&uri, text)?;
        assert!(!pushed.is_empty());
        assert_eq!(essences(&pushed), command_line(text, &format!("{number}.md"), "utf-16")?);
    }
    client.end()
}

/// The counting that everything here is held against must itself be right.
#[test]
fn the_naive_counting_counts() -> Outcome {
    let text = "a😀b\r\n\rc\u{301}\nd";
    for (encoding, column) in [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)] {
        let at = text.find('b').ok_or("no b")?;
        assert_eq!(position(text, at, encoding), json!({ "line": 0, "character": column }));
        assert_eq!(offset(text, &json!({ "line": 0, "character": column }), encoding)?, at);
    }
    let d = text.len() - 1;
    assert_eq!(position(text, d, "utf-16"), json!({ "line": 3, "character": 0 }));
    assert_eq!(offset(text, &json!({ "line": 2, "character": 2 }), "utf-16")?, d - 1);
    assert_eq!(offset(text, &json!({ "line": 0, "character": 2 }), "utf-16")?, 1, "in the middle of the emoji");
    Ok(())
}
