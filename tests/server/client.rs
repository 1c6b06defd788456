//! An editor for tests: it says what it is told to say, hears everything, and holds the server to the protocol. A server that says nothing fails the test that waits, not the run.
//!
//! At the end of a conversation ([`Client::end`]) every request must have been answered exactly once, and no panic may have been caught on the way.

use crate::Outcome;
use candor::server::{Link, Outgoing, serve};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use lsp_server::Message;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// So long an answer may take on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server's end.
enum Server {
    Here { to: Option<Sender<Message>>, asleep: Option<Link>, thread: Option<JoinHandle<bool>> },
    Program { child: Child, input: Option<ChildStdin>, _cache: tempfile::TempDir },
}

/// What the server says, as JSON.
enum Voice {
    Here(Receiver<Outgoing>),
    Program(Receiver<Value>),
}

pub(crate) struct Client {
    server: Server,
    from: Voice,
    last_id: i64,
    /// Requests, with how often each was answered.
    answers: BTreeMap<String, usize>,
    responses: BTreeMap<String, Value>,
    /// Notifications and requests of the server that no test has taken yet.
    pub(crate) heard: Vec<Value>,
    /// Marks made so far; see [`Client::settle`].
    marks: usize,
}

/// `initialize`'s parameters: the capabilities and options, no folder.
pub(crate) fn hello(capabilities: Value, options: Value) -> Value {
    json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": options })
}

/// Likewise for an editor that can do nothing special and wants to hear of these lints alone.
pub(crate) fn only(lints: &[&str]) -> Value {
    hello(json!({}), json!({ "settings": { "select": lints } }))
}

/// Likewise with `folders` open.
pub(crate) fn with_folders(mut params: Value, folders: &[&Path]) -> Value {
    let folders: Vec<Value> = folders.iter().map(|folder| json!({ "uri": uri(folder), "name": "folder" })).collect();
    params["workspaceFolders"] = json!(folders);
    params
}

pub(crate) fn uri(path: &Path) -> String {
    let escaped = |byte: u8| if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("file://{}", path.to_string_lossy().bytes().map(escaped).collect::<String>())
}

impl Client {
    fn new(server: Server, from: Voice) -> Self {
        Self { server, from, last_id: 0, answers: BTreeMap::new(), responses: BTreeMap::new(), heard: Vec::new(), marks: 0 }
    }

    /// A server in this process that hears nothing before [`Client::wake`], and then everything at once.
    pub(crate) fn asleep() -> Self {
        let (link, peer) = Link::memory();
        Self::new(Server::Here { to: Some(peer.sender), asleep: Some(link), thread: None }, Voice::Here(peer.receiver))
    }

    pub(crate) fn wake(&mut self) {
        if let Server::Here { asleep, thread, .. } = &mut self.server
            && let Some(link) = asleep.take()
        {
            *thread = Some(std::thread::spawn(move || serve(&link)));
        }
    }

    /// A server in this process that has not been told anything.
    pub(crate) fn silent() -> Self {
        let mut client = Self::asleep();
        client.wake();
        client
    }

    /// A server in this process that was greeted with `params`.
    pub(crate) fn start(params: Value) -> Outcome<Self> {
        let mut client = Self::silent();
        client.greet(params)?;
        Ok(client)
    }

    /// The program, which has not been told anything.
    pub(crate) fn silent_program() -> Outcome<Self> {
        let cache = tempfile::tempdir()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.args(["server", "--stdio"]).current_dir(cache.path()).env("XDG_CACHE_HOME", cache.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().ok_or("no standard input")?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let (sender, receiver) = unbounded();
        std::thread::spawn(move || {
            while let Ok(Some(frame)) = read_frame(&mut output) {
                // What is no JSON is heard as a string: no test waits for one, and `end` finds it.
                let value = serde_json::from_slice(&frame).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&frame).into_owned()));
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        Ok(Self::new(Server::Program { child, input: Some(input), _cache: cache }, Voice::Program(receiver)))
    }

    /// The program, greeted with `params`.
    pub(crate) fn start_program(params: Value) -> Outcome<Self> {
        let mut client = Self::silent_program()?;
        client.greet(params)?;
        Ok(client)
    }

    /// Says `initialize` and `initialized`; what the server can do is the answer.
    pub(crate) fn greet(&mut self, params: Value) -> Outcome<Value> {
        let result = self.request("initialize", params)?;
        self.notify("initialized", json!({}))?;
        Ok(result["capabilities"].clone())
    }

    /// Sends `message` as it is.
    pub(crate) fn send(&mut self, message: &Value) -> Outcome {
        match &mut self.server {
            Server::Here { to, .. } => {
                let message: Message = serde_json::from_value(message.clone())?;
                to.as_ref().and_then(|to| to.send(message).ok()).ok_or("the server is gone".into())
            }
            Server::Program { .. } => {
                let text = message.to_string();
                self.raw(&format!("Content-Length: {}\r\n\r\n{text}", text.len()))
            }
        }
    }

    /// Sends bytes to the program.
    pub(crate) fn raw(&mut self, bytes: &(impl AsRef<[u8]> + ?Sized)) -> Outcome {
        let Server::Program { input: Some(input), .. } = &mut self.server else { return Err("bytes are for the program alone".into()) };
        input.write_all(bytes.as_ref())?;
        Ok(input.flush()?)
    }

    /// Sends `body` as a message, whatever it is, to the program.
    pub(crate) fn frame(&mut self, body: &(impl AsRef<[u8]> + ?Sized)) -> Outcome {
        let body = body.as_ref();
        self.raw(&[format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat())
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) -> Outcome {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Sends a request; its id is for [`Client::answer`].
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Outcome<i64> {
        self.last_id += 1;
        let id = self.last_id;
        self.expect_answer(json!(id));
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        Ok(id)
    }

    /// Whatever has `id` was sent by hand, and is to be answered once.
    pub(crate) fn expect_answer(&mut self, id: Value) {
        self.answers.insert(id.to_string(), 0);
    }

    /// The whole answer to the request `id`.
    pub(crate) fn answer(&mut self, id: impl Into<Value>) -> Outcome<Value> {
        let id = id.into().to_string();
        loop {
            if let Some(response) = self.responses.remove(&id) {
                return Ok(response);
            }
            self.hear()?;
        }
    }

    /// The result of a request; an error is one.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Outcome<Value> {
        let id = self.ask(method, params)?;
        let mut response = self.answer(id)?;
        match response.get("error") {
            Some(error) => Err(format!("{method}: {error}").into()),
            None => Ok(response["result"].take()),
        }
    }

    /// The code of the error that a request gets.
    pub(crate) fn refused(&mut self, method: &str, params: Value) -> Outcome<i64> {
        let id = self.ask(method, params)?;
        let response = self.answer(id)?;
        response["error"]["code"].as_i64().ok_or_else(|| format!("{method} was answered: {response}").into())
    }

    /// Answers a request of the server's.
    pub(crate) fn reply(&mut self, request: &Value, result: Value) -> Outcome {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }))
    }

    /// Takes in one message.
    fn hear(&mut self) -> Outcome {
        let late = |error: RecvTimeoutError| match error {
            RecvTimeoutError::Timeout => format!("the server has said nothing for {PATIENCE:?}"),
            RecvTimeoutError::Disconnected => "the server is gone".to_owned(),
        };
        let message = match &self.from {
            Voice::Here(from) => serde_json::to_value(from.recv_timeout(PATIENCE).map_err(late)?.into_message())?,
            Voice::Program(from) => from.recv_timeout(PATIENCE).map_err(late)?,
        };
        if message.get("method").is_some() || message.is_string() {
            self.heard.push(message);
            return Ok(());
        }
        let id = message["id"].to_string();
        *self.answers.get_mut(&id).ok_or_else(|| format!("an answer that nobody asked for: {message}"))? += 1;
        self.responses.insert(id, message);
        Ok(())
    }

    /// The next notification or request of the server that is `wanted`.
    pub(crate) fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Outcome<Value> {
        loop {
            if let Some(at) = self.heard.iter().position(&wanted) {
                return Ok(self.heard.remove(at));
            }
            self.hear()?;
        }
    }

    /// The next one with this method.
    pub(crate) fn told(&mut self, method: &str) -> Outcome<Value> {
        self.wait(|message| message["method"] == method)
    }

    /// The next diagnostics that are pushed for `uri`.
    pub(crate) fn pushed(&mut self, uri: &str) -> Outcome<Value> {
        Ok(self.wait(|m| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri)?["params"].take())
    }

    /// The diagnostics that are pushed for `version` of `uri`; those of earlier versions go by.
    pub(crate) fn diagnostics(&mut self, uri: &str, version: i64) -> Outcome<Vec<Value>> {
        loop {
            let pushed = self.pushed(uri)?;
            if pushed["version"] == version {
                return Ok(pushed["diagnostics"].as_array().ok_or("no diagnostics")?.clone());
            }
        }
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) -> Outcome {
        self.open_as(uri, "markdown", text)
    }

    pub(crate) fn open_as(&mut self, uri: &str, language: &str, text: &str) -> Outcome {
        self.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": language, "version": 1, "text": text } }))
    }

    /// Opens a draft; its diagnostics are the answer.
    pub(crate) fn opened(&mut self, uri: &str, text: &str) -> Outcome<Vec<Value>> {
        self.open(uri, text)?;
        self.diagnostics(uri, 1)
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) -> Outcome {
        self.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }))
    }

    /// Replaces the whole text; the diagnostics are the answer.
    pub(crate) fn rewritten(&mut self, uri: &str, version: i64, text: &str) -> Outcome<Vec<Value>> {
        self.change(uri, version, json!([{ "text": text }]))?;
        self.diagnostics(uri, version)
    }

    /// One text after the other in the same draft: `number` counts them from 0.
    pub(crate) fn rewritten_or_opened(&mut self, uri: &str, number: usize, text: &str) -> Outcome<Vec<Value>> {
        if number == 0 { self.opened(uri, text) } else { self.rewritten(uri, 1 + number as i64, text) }
    }

    pub(crate) fn close(&mut self, uri: &str) -> Outcome {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }))
    }

    /// Waits until everything that the server has to say by itself is said. Only a server that pushes can be waited for like this: drafts are told of in the order of their URIs,
    /// and these come last; what is wrong with configurations comes behind them, and so before the second.
    pub(crate) fn settle(&mut self) -> Outcome {
        for _ in 0..2 {
            self.marks += 1;
            let uri = format!("untitled:zzz-{}", self.marks);
            self.opened(&uri, "A mark.\n")?;
            self.close(&uri)?;
            self.pushed(&uri)?;
        }
        Ok(())
    }

    /// Everything that was pushed for `uri` and not taken yet.
    pub(crate) fn all_pushed(&mut self, uri: &str) -> Vec<Value> {
        let of = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri;
        let (mine, others) = std::mem::take(&mut self.heard).into_iter().partition(of);
        self.heard = others;
        let mine: Vec<Value> = mine;
        mine.into_iter().map(|mut message| message["params"].take()).collect()
    }

    /// Says goodbye, and holds the server to what it owed: one answer for each request, no panic, a good end.
    pub(crate) fn end(mut self) -> Outcome {
        self.request("shutdown", Value::Null)?;
        self.notify("exit", Value::Null)?;
        let status = self.gone()?;
        if status == 0 { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }

    /// Waits until the server is gone; its exit status. What it owed is looked at here.
    pub(crate) fn gone(&mut self) -> Outcome<i32> {
        let status = match &mut self.server {
            Server::Here { to, thread, .. } => {
                let thread = thread.take().ok_or("it is gone already")?;
                let ended = Instant::now();
                while !thread.is_finished() {
                    if ended.elapsed() > PATIENCE {
                        return Err("the server does not end".into());
                    }
                    std::thread::sleep(Duration::from_millis(2));
                }
                to.take();
                i32::from(!thread.join().map_err(|_| "the server panicked")?)
            }
            Server::Program { child, input, .. } => {
                let ended = Instant::now();
                let status = loop {
                    match child.try_wait()? {
                        Some(status) => break status,
                        None if ended.elapsed() > PATIENCE => return Err("the server does not end".into()),
                        None => std::thread::sleep(Duration::from_millis(2)),
                    }
                };
                input.take();
                status.code().ok_or("a signal ended the server")?
            }
        };
        while self.hear().is_ok() {}
        let unanswered: Vec<_> = self.answers.iter().filter(|(_, count)| **count != 1).collect();
        if !unanswered.is_empty() {
            return Err(format!("requests and how often they were answered: {unanswered:?}").into());
        }
        let bad = |m: &&Value| m.is_string() || m["params"]["message"].as_str().is_some_and(|text| text.contains("goes on"));
        match self.heard.iter().find(bad) {
            Some(message) => Err(format!("the server said {message}").into()),
            None => Ok(status),
        }
    }

    /// Ends the input of the server, as an editor does that crashes.
    pub(crate) fn hang_up(&mut self) {
        match &mut self.server {
            Server::Here { to, .. } => drop(to.take()),
            Server::Program { input, .. } => drop(input.take()),
        }
    }

    /// The process of the program.
    pub(crate) fn process(&self) -> Option<u32> {
        match &self.server {
            Server::Here { .. } => None,
            Server::Program { child, .. } => Some(child.id()),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Server::Program { child, .. } = &mut self.server {
            // A test that failed leaves no process behind.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn read_frame(input: &mut impl BufRead) -> Outcome<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = Some(value.parse()?),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length.ok_or("a message without a length")?];
    input.read_exact(&mut body)?;
    Ok(Some(body))
}
