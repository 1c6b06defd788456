//! Transport: messages over standard input and output.
//!
//! lsp-server reads and writes messages, too, but gives up at the first that is malformed. An editor's plugin may have one bad moment; the writer's text must not lose its linter over it.
//! So frames are read here: what is no message is answered as an error, or logged, and the next one is read.

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, BufRead, Read, Write};
use std::thread::JoinHandle;

/// A larger message is no draft; see the reader of drafts.
const LARGEST: usize = 64 * 1024 * 1024;
/// A header with longer lines is none.
const LONGEST_LINE: u64 = 4096;

/// What goes out. Notifications are finished text: the diagnostics of a long draft are told after every keystroke, and as a tree of values they would take longer than the check.
#[derive(Debug, Clone)]
pub enum Outgoing {
    /// A request or a response.
    Message(Message),
    /// A notification with its parameters as JSON.
    Notification(&'static str, Box<str>),
}

impl Outgoing {
    pub(super) fn notification(method: &'static str, params: &impl Serialize) -> Self {
        // Strings and numbers: serialization cannot fail.
        Self::Notification(method, serde_json::to_string(params).unwrap_or_default().into_boxed_str())
    }

    /// The same as a message of the library.
    #[must_use]
    pub fn into_message(self) -> Message {
        match self {
            Self::Message(message) => message,
            Self::Notification(method, params) => {
                Message::Notification(Notification { method: method.to_owned(), params: serde_json::from_str(&params).unwrap_or_default() })
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Message(message) => message.write(out),
            Self::Notification(method, params) => {
                let (start, end) = (format!("{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\",\"params\":"), "}");
                write!(out, "Content-Length: {}\r\n\r\n{start}{params}{end}", start.len() + params.len() + end.len())
            }
        }
    }
}

impl<M: Into<Message>> From<M> for Outgoing {
    fn from(message: M) -> Self {
        Self::Message(message.into())
    }
}

/// The server's end of a conversation.
#[derive(Debug)]
pub struct Link {
    pub(super) sender: Sender<Outgoing>,
    pub(super) receiver: Receiver<Message>,
}

/// The client's end of a conversation that stays in this process.
#[derive(Debug)]
pub struct Peer {
    /// To the server.
    pub sender: Sender<Message>,
    /// From the server.
    pub receiver: Receiver<Outgoing>,
}

impl Link {
    /// Two ends of a conversation.
    #[must_use]
    pub fn memory() -> (Self, Peer) {
        let (to_client, from_server) = unbounded();
        let (to_server, from_client) = unbounded();
        (Self { sender: to_client, receiver: from_client }, Peer { sender: to_server, receiver: from_server })
    }
}

/// The threads that read and write.
pub(super) struct Threads {
    writer: JoinHandle<io::Result<()>>,
}

impl Threads {
    /// Waits until everything is written. The reader is not waited for: it may sleep in a read that nobody ends.
    pub(super) fn finish(self) {
        // A writer that failed has lost its editor; there is nobody left to tell.
        let _ = self.writer.join();
    }
}

/// Connects to standard input and output.
pub(super) fn stdio() -> (Link, Threads) {
    let (to_client, outgoing) = unbounded::<Outgoing>();
    let (to_server, incoming) = unbounded::<Message>();
    let writer = std::thread::spawn(move || write_all(&outgoing, &mut io::stdout().lock()));
    let replies = to_client.clone();
    std::thread::spawn(move || read_all(&mut io::stdin().lock(), &to_server, &replies));
    (Link { sender: to_client, receiver: incoming }, Threads { writer })
}

fn write_all(outgoing: &Receiver<Outgoing>, out: &mut impl Write) -> io::Result<()> {
    let mut buffer = Vec::new();
    for message in outgoing {
        buffer.clear();
        message.write(&mut buffer)?;
        out.write_all(&buffer)?;
        out.flush()?;
    }
    Ok(())
}

/// Reads messages until the input ends or can be understood no longer.
fn read_all(input: &mut impl BufRead, to_server: &Sender<Message>, replies: &Sender<Outgoing>) {
    while let Ok(Some(frame)) = read_frame(input) {
        let message = match parse(&frame) {
            Ok(message) => message,
            Err(reply) => {
                let _ = replies.send(reply);
                continue;
            }
        };
        let is_exit = matches!(&message, Message::Notification(n) if n.method == "exit");
        if to_server.send(message).is_err() || is_exit {
            return;
        }
    }
}

/// The body of the next message; nothing at the end of the input.
///
/// # Errors
/// A header that is none: where the next message begins cannot be known.
pub(super) fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let malformed = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what.to_owned()));
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let Ok(line) = std::str::from_utf8(&line) else { return malformed("a header that is no text") };
        let line = line.trim_end();
        if line.is_empty() {
            match length {
                Some(_) => break,
                // Blank lines between messages harm nobody.
                None => continue,
            }
        }
        let Some((name, value)) = line.split_once(':') else { return malformed("a header without a colon") };
        if name.trim().eq_ignore_ascii_case("content-length") {
            match value.trim().parse::<usize>() {
                Ok(value) if value <= LARGEST => length = Some(value),
                _ => return malformed("a length that is none"),
            }
        }
    }
    let mut body = vec![0; length.unwrap_or(0)];
    input.read_exact(&mut body)?;
    Ok(Some(body))
}

/// The message in `frame`, or what to say of something that is none.
pub(super) fn parse(frame: &[u8]) -> Result<Message, Outgoing> {
    let log = |text: String| Outgoing::notification("window/logMessage", &json!({ "type": 1, "message": text }));
    let read = serde_json::from_slice(frame);
    // Half an emoji is no text, but a change that is not taken would leave the text here another than the editor's.
    let read = read.or_else(|error| without_halves(frame).map_or(Err(error), |frame| serde_json::from_slice(&frame)));
    let value: Value = read.map_err(|error| log(format!("candor was sent something that is no JSON: {error}")))?;
    let id = value.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
    let is_request = value.get("method").is_some() || value.get("result").is_none() && value.get("error").is_none();
    serde_json::from_value(value).map_err(|error| match id {
        Some(id) if is_request => Response::new_err(id, ErrorCode::InvalidRequest as i32, format!("this is no request: {error}")).into(),
        _ => log(format!("candor was sent something that is no message of the protocol: {error}")),
    })
}

/// `frame` with a character of the same length in UTF-16 in place of each escape that stands for half of one; `None` if there is no such escape.
fn without_halves(frame: &[u8]) -> Option<Vec<u8>> {
    let mut mended = frame.to_vec();
    let unit = |at: usize| {
        let digits = frame.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut at = 0;
    while at < frame.len() {
        let (length, is_half) = match (frame[at], unit(at)) {
            (b'\\', Some(0xd800..=0xdbff)) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => (12, false),
            (b'\\', Some(half)) => (6, (0xd800..=0xdfff).contains(&half)),
            // What is escaped may be a backslash.
            (b'\\', None) => (2, false),
            _ => (1, false),
        };
        if is_half {
            mended[at..at + 6].copy_from_slice(b"\\ufffd");
        }
        at += length;
    }
    (mended != frame).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_replaced_and_whole_ones_are_not() {
        let mended = |text: &str| without_halves(text.as_bytes()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert_eq!(mended(r#""\ud83d\ude00 \\ud83d é \u00e9 \n""#), None);
        assert_eq!(mended(r#""\ud83d""#).as_deref(), Some(r#""\ufffd""#));
        assert_eq!(mended(r#""\ud83d\ud83d\ude00\uDE00x\\\ude00""#).as_deref(), Some(r#""\ufffd\ud83d\ude00\ufffdx\\\ufffd""#));
        assert_eq!(mended(r#""\ud83"#), None);
    }
}
