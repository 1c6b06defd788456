//! How long an editor waits: the language server as a whole process, measured by a client at the other end of its pipes.
//!
//!     cargo bench --bench server
//!
//! From a letter typed to the diagnostics that answer it (median, 99th percentile and slowest of many), on one page and on a hundred; from the start of the process to the first
//! diagnostics; memory with a hundred drafts open.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

struct Client {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Client {
    fn start() -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        let mut process = command.arg("server").current_dir(std::env::temp_dir()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = process.stdin.take().ok_or("no standard input")?;
        let output = BufReader::new(process.stdout.take().ok_or("no standard output")?);
        let mut client = Self { process, input, output };
        client.send(r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}"#)?;
        client.until(r#""id":1"#)?;
        client.send(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#)?;
        Ok(client)
    }

    fn send(&mut self, message: &str) -> Outcome {
        write!(self.input, "Content-Length: {}\r\n\r\n{message}", message.len())?;
        Ok(self.input.flush()?)
    }

    fn receive(&mut self) -> Outcome<Vec<u8>> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err("the server is gone".into());
            }
            match line.trim_end().split_once(": ") {
                Some((_, value)) => length = value.parse()?,
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        Ok(body)
    }

    /// Reads messages until one that holds `mark`.
    fn until(&mut self, mark: &str) -> Outcome<Vec<u8>> {
        loop {
            let message = self.receive()?;
            if memchr::memmem::find(&message, mark.as_bytes()).is_some() {
                return Ok(message);
            }
        }
    }

    fn open(&mut self, uri: &str, text: &str) -> Outcome<Vec<u8>> {
        let text = serde_json::to_string(text)?;
        self.send(&format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{uri}","languageId":"markdown","version":1,"text":{text}}}}}}}"#
        ))?;
        self.until("publishDiagnostics")
    }

    fn end(mut self) -> Outcome {
        self.send(r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#)?;
        self.until(r#""id":2"#)?;
        self.send(r#"{"jsonrpc":"2.0","method":"exit"}"#)?;
        self.process.wait()?;
        Ok(())
    }

    /// Memory in use, in kB, where the system tells.
    fn memory(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().split(' ').next()?.parse().ok()
    }
}

/// A page as applicants write it.
fn page() -> Outcome<String> {
    Ok(std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/statement.md"))?)
}

/// A hundred pages, no two of them the same: paragraphs of all drafts, each sentence once.
fn hundred_pages() -> Outcome<String> {
    let mut text = String::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus/tagged");
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    let mut words = 0;
    for path in files {
        for line in std::fs::read_to_string(path)?.lines() {
            match line.split_once('\t') {
                Some((_, sentence)) => {
                    let plain = candor::check::strip_marks(sentence).text;
                    words += plain.split_whitespace().count();
                    text.extend([plain.as_str(), " "]);
                }
                None => text.push_str("\n\n"),
            }
        }
        if words > 60_000 {
            break;
        }
    }
    Ok(text)
}

/// Types and takes back letters all over `text`; from each change to its diagnostics.
fn typing(name: &str, text: &str, edits: usize) -> Outcome {
    let mut client = Client::start()?;
    let uri = "file:///nowhere/draft.md";
    let first = client.open(uri, text)?;
    let lines: Vec<&str> = text.lines().collect();
    let places: Vec<(usize, usize)> =
        lines.iter().enumerate().filter(|(_, line)| line.len() > 20 && line.is_ascii()).map(|(at, line)| (at, line.len() / 2)).collect();
    let mut times = Vec::with_capacity(edits);
    for edit in 0..edits {
        // Ten letters at one place, and away again, then on to another.
        let (line, column) = places[(edit / 20 * 7) % places.len()];
        let inside = edit % 20;
        let (from, to, new) = if inside < 10 {
            (column + inside, column + inside, "abcde fghi".get(inside..=inside).unwrap_or("x"))
        } else {
            (column + 19 - inside, column + 20 - inside, "")
        };
        let version = edit + 2;
        let message = format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":{version}}},"contentChanges":[{{"range":{{"start":{{"line":{line},"character":{from}}},"end":{{"line":{line},"character":{to}}}}},"text":"{new}"}}]}}}}"#
        );
        let start = Instant::now();
        client.send(&message)?;
        client.until(&format!(r#""version":{version}"#))?;
        times.push(start.elapsed());
        // Nobody types without a pause.
        std::thread::sleep(Duration::from_micros(300));
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let kilobytes = first.len() / 1000;
    println!("{name:30} median {:8.2?}   99 % {:8.2?}   slowest {:8.2?}   ({} kB of diagnostics)", at(0.5), at(0.99), at(1.0), kilobytes);
    client.end()
}

fn main() -> Outcome {
    let page = page()?;
    let many = hundred_pages()?;
    typing(&format!("one page, {} words", page.split_whitespace().count()), &page, 2000)?;
    typing(&format!("hundred pages, {} words", many.split_whitespace().count()), &many, 1000)?;
    let mut starts = Vec::new();
    for _ in 0..30 {
        let start = Instant::now();
        let mut client = Client::start()?;
        client.open("file:///nowhere/draft.md", &page)?;
        starts.push(start.elapsed());
        client.end()?;
    }
    starts.sort();
    println!("{:30} median {:8.2?}   slowest {:8.2?}", "start to first diagnostics", starts[starts.len() / 2], starts[starts.len() - 1]);
    let mut client = Client::start()?;
    let drafts: Vec<String> = many.split("\n\n").collect::<Vec<_>>().chunks(7).map(|paragraphs| paragraphs.join("\n\n")).collect();
    for (number, text) in drafts.iter().cycle().take(100).enumerate() {
        client.open(&format!("file:///nowhere/{number}.md"), text)?;
    }
    match client.memory() {
        Some(memory) => println!("{:30} {:.1} MB", "memory with 100 drafts open", memory as f64 / 1000.0),
        None => println!("memory is not told on this system"),
    }
    client.end()
}
