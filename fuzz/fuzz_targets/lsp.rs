//! The language server: whatever an editor sends, each request is answered exactly once, nothing panics, and in the end what was pushed is what a fresh check says of the text as
//! the editor has it.
//!
//! The input is read as a sequence of orders of an editor that keeps its own copy of the text: open, change, close, ask, and send what is malformed. Places are counted here, without
//! the server's code.
#![no_main]

use candor::check::Memory;
use candor::document::Format;
use candor::server::{Link, Peer, serve};
use candor::workspace::{Draft, Options, Project, Projects};
use libfuzzer_sys::fuzz_target;
use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

static BARE: LazyLock<Arc<Project>> = LazyLock::new(|| Projects::new(Options::default()).bare());

const URIS: [(&str, Format); 3] =
    [("file:///nowhere/draft.md", Format::Markdown), ("file:///nowhere/draft.txt", Format::Plain), ("untitled:Untitled-1", Format::Markdown)];
const PIECES: [&str; 24] = [
    "I failed Step 1. ",
    "My school never prepared us. ",
    "It was just one bad day. ",
    "I am deeply sorry. ",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "😀",
    "e\u{301}",
    "日本",
    " ",
    ".",
    "- ",
    "> ",
    "# ",
    "<!-- candor: allow(blame) -->\n",
    "<!-- candor: allow(",
    "---\n",
    "allow: [blame]\n",
    "kind: award\n",
    "[Program Name]",
    "`",
    "*",
];
const METHODS: [&str; 9] = [
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/documentSymbol",
    "textDocument/completion",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "no/such/method",
];

/// The input, byte by byte; zeros behind its end.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, limit: usize) -> usize {
        (usize::from(self.next()) << 8 | usize::from(self.next())) % limit.max(1)
    }

    /// Some text: a piece that means something, or bytes of the input.
    fn text(&mut self) -> String {
        let choice = usize::from(self.next());
        if choice < 200 {
            return PIECES[choice % PIECES.len()].to_owned();
        }
        let length = (choice - 199).min(self.0.len());
        let (now, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(now).into_owned()
    }
}

fn units(text: &str, encoding: &str) -> usize {
    match encoding {
        "utf-8" => text.len(),
        "utf-16" => text.encode_utf16().count(),
        _ => text.chars().count(),
    }
}

/// Starts of the lines of `text`.
fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = (0..bytes.len()).filter(|at| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
}

fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let starts = starts(text);
    let line = starts.iter().rposition(|start| *start <= offset).unwrap_or(0);
    json!({ "line": line, "character": units(&text[starts[line]..offset], encoding) })
}

/// A place that an editor can name: none inside of a character or of a line end.
fn place(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at.min(text.len()));
    if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
}

struct Editor {
    peer: Peer,
    encoding: &'static str,
    /// Open texts with their versions.
    open: BTreeMap<usize, (String, i32)>,
    asked: BTreeMap<i32, usize>,
    pushed: BTreeMap<(String, i64), Value>,
    last_id: i32,
}

impl Editor {
    fn send(&self, message: impl Into<Message>) {
        self.peer.sender.send(message.into()).expect("the server is gone");
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    fn ask(&mut self, method: &str, params: Value) -> i32 {
        self.last_id += 1;
        self.asked.insert(self.last_id, 0);
        self.send(Request { id: self.last_id.into(), method: method.to_owned(), params });
        self.last_id
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::Response(response) => {
                let error = response.response_result.as_ref().err().map(|error| error.message.clone()).unwrap_or_default();
                assert!(!error.contains("goes on"), "{error}");
                let id = serde_json::to_value(&response.id).ok().and_then(|id| id.as_i64()).expect("an id that nobody gave");
                *self.asked.get_mut(&(id as i32)).expect("an answer that nobody asked for") += 1;
            }
            Message::Notification(told) => {
                let text = told.params["message"].as_str().unwrap_or_default();
                assert!(!text.contains("goes on"), "{text}");
                if told.method == "textDocument/publishDiagnostics" {
                    let uri = told.params["uri"].as_str().unwrap_or_default().to_owned();
                    self.pushed.insert((uri, told.params["version"].as_i64().unwrap_or(-1)), told.params["diagnostics"].clone());
                }
            }
            Message::Request(_) => {}
        }
    }

    /// Takes in messages until one of them makes `done` true.
    fn until(&mut self, done: impl Fn(&Self) -> bool) {
        while !done(self) {
            let message = self.peer.receiver.recv_timeout(Duration::from_secs(15)).expect("the server says nothing").into_message();
            self.hear(message);
        }
    }

    fn order(&mut self, bytes: &mut Bytes<'_>) {
        let which = bytes.below(URIS.len());
        let uri = URIS[which].0;
        let encoding = self.encoding;
        match bytes.next() % 16 {
            0 => {
                let text: String = (0..bytes.next() % 12).map(|_| bytes.text()).collect();
                let version = i32::from(bytes.next());
                self.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "markdown", "version": version, "text": text } }));
                self.open.insert(which, (text, version));
            }
            1 => {
                self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
                self.open.remove(&which);
            }
            2..=8 => {
                let Some((text, version)) = self.open.get_mut(&which) else { return };
                let mut changes = Vec::new();
                for _ in 0..1 + bytes.next() % 3 {
                    let new = bytes.text();
                    if bytes.next() < 8 {
                        changes.push(json!({ "text": new }));
                        *text = new;
                        continue;
                    }
                    let start = place(text, bytes.below(text.len() + 1));
                    let end = place(text, start + usize::from(bytes.next()) / 4).max(start);
                    let (mut from, mut to) = (position(text, start, encoding), position(text, end, encoding));
                    if bytes.next() < 16 {
                        // The wrong way round.
                        std::mem::swap(&mut from, &mut to);
                    }
                    changes.push(json!({ "range": { "start": from, "end": to }, "text": new }));
                    text.replace_range(start..end, &new);
                }
                *version += 1;
                let version = *version;
                self.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }));
            }
            9..=12 => {
                let method = METHODS[bytes.below(METHODS.len())];
                let at = json!({ "line": bytes.next() % 12, "character": bytes.next() });
                let far = json!({ "line": u32::MAX, "character": bytes.next() });
                let lint = ["blame", "nonsense"][bytes.below(2)];
                let params = json!({
                    "textDocument": { "uri": uri }, "position": at, "range": { "start": at, "end": far }, "context": { "diagnostics": [] }, "previousResultIds": [],
                    "command": "candor.explain", "arguments": [lint, uri],
                });
                let id = self.ask(method, params);
                if bytes.next() < 64 {
                    self.notify("$/cancelRequest", json!({ "id": id }));
                }
            }
            13 => {
                let method = METHODS[bytes.below(METHODS.len())];
                let wrong = [Value::Null, json!([]), json!({ "textDocument": { "uri": bytes.text() } }), json!(bytes.text())];
                self.ask(method, wrong[bytes.below(wrong.len())].clone());
            }
            14 => {
                let methods = [
                    "textDocument/didOpen",
                    "textDocument/didChange",
                    "textDocument/didClose",
                    "workspace/didChangeWatchedFiles",
                    "$/cancelRequest",
                    "initialize",
                    "",
                ];
                let params = [
                    Value::Null,
                    json!({ "textDocument": { "uri": "%", "version": "x" } }),
                    json!([bytes.text()]),
                    json!({ "changes": [{ "uri": uri, "type": 2 }] }),
                ];
                self.notify(methods[bytes.below(methods.len())], params[bytes.below(params.len())].clone());
            }
            _ => self.send(Response { id: i32::from(bytes.next()).into(), response_result: Ok(json!([bytes.text()])) }),
        }
    }
}

/// What a fresh check says of `text`: lints with their places.
fn fresh(text: &str, format: Format, encoding: &str) -> Vec<Value> {
    let options = Options::default();
    let draft = Draft { name: "draft", path: Path::new("/nowhere/draft"), format, project: &BARE, options: &options };
    let mut problems = Vec::new();
    let checked = draft.check(text, &mut Memory::default(), &mut problems);
    let range = |span: std::ops::Range<usize>| json!({ "start": position(text, span.start, encoding), "end": position(text, span.end, encoding) });
    let of_problem = |problem: &candor::workspace::Problem| json!([null, range(problem.place.as_ref().map_or(0..0, |(_, span)| span.clone()))]);
    let mut all: Vec<Value> = problems.iter().map(of_problem).collect();
    match checked {
        Ok(checked) => all.extend(checked.report.findings.iter().map(|finding| json!([finding.lint, range(finding.span.clone())]))),
        Err(problem) => all.push(of_problem(&problem)),
    }
    all
}

fuzz_target!(|input: &[u8]| {
    let mut bytes = Bytes(input);
    let encoding = ["utf-8", "utf-16", "utf-32"][usize::from(bytes.next()) % 3];
    let (link, peer) = Link::memory();
    let server = std::thread::spawn(move || serve(&link));
    let mut editor = Editor { peer, encoding, open: BTreeMap::new(), asked: BTreeMap::new(), pushed: BTreeMap::new(), last_id: 0 };
    editor.ask("initialize", json!({ "capabilities": { "general": { "positionEncodings": [encoding] } } }));
    editor.notify("initialized", json!({}));
    for _ in 0..40 {
        if bytes.0.is_empty() {
            break;
        }
        editor.order(&mut bytes);
    }
    for (which, (text, _)) in std::mem::take(&mut editor.open) {
        let (uri, format) = URIS[which];
        // A version that was never there, so that what is heard is about the text as it is now.
        let version = 1_000_000;
        editor.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [] }));
        let key = (uri.to_owned(), i64::from(version));
        editor.until(|editor| editor.pushed.contains_key(&key));
        let pushed: Vec<Value> = editor.pushed[&key].as_array().into_iter().flatten().map(|d| json!([d["code"], d["range"]])).collect();
        assert_eq!(pushed, fresh(&text, format, encoding), "{text:?}");
    }
    editor.ask("shutdown", Value::Null);
    editor.until(|editor| editor.asked.values().all(|count| *count > 0));
    editor.notify("exit", Value::Null);
    assert!(server.join().expect("the server panicked"), "a good end was none");
    while let Ok(message) = editor.peer.receiver.try_recv() {
        editor.hear(message.into_message());
    }
    assert!(editor.asked.values().all(|count| *count == 1), "{:?}", editor.asked);
});
