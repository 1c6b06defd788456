//! Reading a draft: every way in which a file can be no draft, with the way out.

use super::problem::Problem;
use crate::document::Format;
use std::io::Read;
use std::path::Path;

/// Larger files are no drafts: a statement is some 5 kB, the form takes 28,000 characters.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Reads the draft at `path`, which messages call `name`.
///
/// # Errors
/// Everything that makes the file no draft.
pub fn read_file(path: &Path, name: &str) -> Result<String, Problem> {
    let failed = |error: &std::io::Error| {
        let (message, help) = match error.kind() {
            std::io::ErrorKind::NotFound => ("there is no such file or folder", "check the name; `ls` shows what is there"),
            std::io::ErrorKind::PermissionDenied => ("the file may not be read", "ask its owner, or change its permissions with `chmod u+r`"),
            _ => return Problem::error(name, format!("the file cannot be read: {error}"), "check that it is a file on this machine"),
        };
        Problem::error(name, message, help)
    };
    let file = std::fs::File::open(path).map_err(|e| failed(&e))?;
    let length = file.metadata().map_err(|e| failed(&e))?.len();
    if length > LARGEST {
        return Err(too_large(name, length));
    }
    // Room for a byte more, so that the end is met without growing.
    read_with_room(file, length as usize + 1, name)
}

/// Reads a draft from `input`.
///
/// # Errors
/// Everything that makes it no draft.
pub fn read(input: impl Read, name: &str) -> Result<String, Problem> {
    read_with_room(input, 0, name)
}

/// Likewise, with `room` for so many bytes to begin with.
fn read_with_room(input: impl Read, room: usize, name: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(room);
    if let Err(error) = input.take(LARGEST + 1).read_to_end(&mut bytes) {
        return Err(Problem::error(name, format!("the file cannot be read: {error}"), "check that it is a file on this machine"));
    }
    if bytes.len() as u64 > LARGEST {
        return Err(too_large(name, bytes.len() as u64));
    }
    decode(bytes, name)
}

fn too_large(name: &str, length: u64) -> Problem {
    Problem::error(
        name,
        format!("the file is too large for a draft: {} MB, at most {} MB are read", length / 1_000_000, LARGEST / 1_000_000),
        "check that it is the right file; if it holds many drafts, put each into a file of its own",
    )
}

fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Problem> {
    let as_text = "save the draft as plain text or Markdown (in Word: File, Save As, Plain Text, UTF-8) and check that file";
    match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            let help = format!("save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 {name} > new-{}", file_name(name));
            return Err(Problem::error(name, "the file is UTF-16, not UTF-8", help));
        }
        [b'P', b'K', 3, 4, ..] => return Err(Problem::error(name, "the file is a Word document or another archive, not text", as_text)),
        [b'%', b'P', b'D', b'F', ..] => return Err(Problem::error(name, "the file is a PDF, not text", as_text)),
        _ => {}
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        return Err(Problem::error(name, format!("the file is binary: byte {at} is zero"), as_text));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let help = format!("save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 {name} > new-{}", file_name(name));
        Problem::error(name, format!("the file is not UTF-8: line {line} holds the byte 0x{byte:02x}"), help)
    })
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The format of a file that was named; its ending decides.
///
/// # Errors
/// An ending that is no draft's.
pub fn format_of(name: &str) -> Result<Format, Problem> {
    Format::of_name(name).ok_or_else(|| {
        Problem::error(
            name,
            "the file's name ends like no draft's: expected .md or .txt",
            "rename it, or hand it over on standard input: candor check - --stdin-filename draft.md < FILE",
        )
    })
}
