//! Transport: messages over standard input and output.
//!
//! lsp-server reads and writes messages, too, but gives up at the first that is malformed. An editor's plugin may have one bad moment; the writer's text must not lose its linter over it.
//! So frames are read here: what is no message is answered as an error, or logged, and the next one is read.

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, RequestId, Response};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read, Write};
use std::thread::JoinHandle;

/// A larger message is no draft; see the reader of drafts.
const LARGEST: usize = 64 * 1024 * 1024;
/// A header with longer lines is none.
const LONGEST_LINE: u64 = 4096;

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
pub(super) fn stdio() -> (Connection, Threads) {
    let (to_client, outgoing) = unbounded::<Message>();
    let (to_server, incoming) = unbounded::<Message>();
    let writer = std::thread::spawn(move || write_all(&outgoing, &mut io::stdout().lock()));
    let replies = to_client.clone();
    std::thread::spawn(move || read_all(&mut io::stdin().lock(), &to_server, &replies));
    (Connection { sender: to_client, receiver: incoming }, Threads { writer })
}

fn write_all(outgoing: &Receiver<Message>, out: &mut impl Write) -> io::Result<()> {
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
fn read_all(input: &mut impl BufRead, to_server: &Sender<Message>, replies: &Sender<Message>) {
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
pub(super) fn parse(frame: &[u8]) -> Result<Message, Message> {
    let log = |text: String| Message::Notification(Notification { method: "window/logMessage".to_owned(), params: json!({ "type": 1, "message": text }) });
    let value: Value = serde_json::from_slice(frame).map_err(|error| log(format!("candor was sent something that is no JSON: {error}")))?;
    let id = value.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
    let is_request = value.get("method").is_some() || value.get("result").is_none() && value.get("error").is_none();
    serde_json::from_value(value).map_err(|error| match id {
        Some(id) if is_request => Response::new_err(id, ErrorCode::InvalidRequest as i32, format!("this is no request: {error}")).into(),
        _ => log(format!("candor was sent something that is no message of the protocol: {error}")),
    })
}
