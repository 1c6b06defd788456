//! Baselines: a file of the findings that are known and left in peace, so that only new ones are told of.
//!
//! It is made to be shared through git. Each line is one finding and says nothing but its lint, its mark and its draft; no word of a draft is in it. The order of lines and doubled
//! ones do not matter, so that any merge that keeps lines whole is right.

use super::identity::parse_identity;
use super::known::{Entry, Known};
use super::place::absolute;
use super::problem::Problem;
use super::project::shown;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name that a baseline has.
pub const BASELINE_NAME: &str = "candor.baseline";
/// The version of the format. It changes when an older candor would misread a new file.
const VERSION: &str = "1";
/// Larger files are no baselines: a million findings take some 100 MB. A device may have no end at all.
const LARGEST: u64 = 256 * 1024 * 1024;
const LEAD: &str = "# candor baseline ";
/// What a file begins with.
const HEAD: &str = "# candor baseline 1: findings that are known; `candor check --baseline` reports only what is new\n\
    # A set of lines, so git can merge it with `candor.baseline merge=union` in .gitattributes. `candor baseline` renews it.\n";
const RENEW: &str = "run `candor baseline` again: it writes what stands today";
const BOM: char = '\u{feff}';
/// What git writes where it could not merge.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// The baseline in `folder` or, if there is none, the nearest above it.
#[must_use]
pub fn baseline_above(folder: &Path) -> Option<PathBuf> {
    absolute(folder).ancestors().map(|folder| folder.join(BASELINE_NAME)).find(|file| file.is_file())
}

/// Reads the baseline at `path`.
///
/// # Errors
/// Everything that makes it none, with the line.
pub fn read_baseline(path: &Path) -> Result<Known, Problem> {
    let name = shown(path);
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Problem::error(&name, "there is no baseline", "`candor baseline` writes one of what stands today"),
        io::ErrorKind::IsADirectory => Problem::error(&name, "this is a folder, and a baseline is a file", "name the file: --baseline=FOLDER/candor.baseline"),
        io::ErrorKind::PermissionDenied => Problem::error(&name, "the baseline may not be read", "ask its owner, or change its permissions with `chmod u+r`"),
        _ => Problem::error(&name, format!("the baseline cannot be read: {error}"), "check that it is a file on this machine"),
    })?;
    if bytes.len() as u64 > LARGEST {
        return Err(Problem::error(&name, "the file is too large for a baseline", "check that it is the right file"));
    }
    let text = String::from_utf8(bytes).map_err(|_| Problem::error(&name, "the file is no baseline: it is binary", RENEW))?;
    parse(&text, &name).map_err(|problem| problem.of(path))
}

/// Whether the file at `path` may be replaced by a baseline: it is one, usable or not, or holds nothing.
#[must_use]
pub fn may_become_baseline(path: &Path) -> bool {
    let mut bytes = Vec::new();
    if std::fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)).is_err() {
        return true;
    }
    let text = bytes.strip_prefix(BOM.encode_utf8(&mut [0; 3]).as_bytes()).unwrap_or(&bytes);
    text.trim_ascii().is_empty() || text.split(|byte| *byte == b'\n').any(|line| line.starts_with(LEAD.as_bytes()))
}

fn parse(text: &str, name: &str) -> Result<Known, Problem> {
    let mut known = Known::default();
    let mut lints: HashSet<Arc<str>> = HashSet::new();
    let mut headed = false;
    // Some editors put a byte order mark before what they save.
    let mut start = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    for (number, whole) in text[start..].split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches(['\n', '\r']);
        let span = start..start + line.len();
        start += whole.len();
        let wrong = |message: String, help: &str| Err(Problem::error(name, message, help).at(text, span.clone()));
        if CONFLICT.iter().any(|mark| line.starts_with(mark)) {
            let message = format!("line {} is left over from a merge that git could not finish", number + 1);
            return wrong(message, "run `candor baseline` again; with `candor.baseline merge=union` in .gitattributes git merges it by itself");
        }
        if let Some(rest) = line.strip_prefix(LEAD) {
            let version = rest.split([':', ' ']).next().unwrap_or_default();
            if version != VERSION {
                let message = format!("line {} says that this is a baseline of version '{version}', and this candor reads version {VERSION}", number + 1);
                return wrong(message, "use the candor that wrote it, or run `candor baseline` again");
            }
            headed = true;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !headed {
            return Err(unheaded(name, text, span));
        }
        let Some((lint, hash, nth, draft)) = entry(line) else {
            return wrong(format!("line {} is no entry of a baseline: expected LINT HASH:NUMBER DRAFT", number + 1), RENEW);
        };
        let lint = lints.get(lint).cloned().unwrap_or_else(|| {
            let lint: Arc<str> = lint.into();
            lints.insert(Arc::clone(&lint));
            lint
        });
        known.add(draft, Entry { lint, hash, number: nth });
    }
    if headed { Ok(known) } else { Err(unheaded(name, text, 0..0)) }
}

fn unheaded(name: &str, text: &str, span: Range<usize>) -> Problem {
    if text.trim().is_empty() {
        return Problem::error(name, "the file is empty, and a baseline has a first line that says so", RENEW);
    }
    Problem::error(name, "the file is no baseline: its first line would be '# candor baseline 1'", RENEW).at(text, span)
}

/// Lint, hash, number and draft.
fn entry(line: &str) -> Option<(&str, u128, usize, &str)> {
    let (lint, rest) = line.split_once(' ')?;
    let (mark, draft) = rest.split_once(' ')?;
    let (hash, number) = parse_identity(mark)?;
    let named = !lint.is_empty() && lint.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (named && !draft.is_empty()).then_some((lint, hash, number, draft))
}

/// The file that holds `known`.
#[must_use]
pub fn baseline_text(known: &Known) -> String {
    let mut out = String::from(HEAD);
    for (draft, Entry { lint, hash, number }) in known.entries() {
        let _ = writeln!(out, "{lint} {hash:032x}:{number} {draft}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_in_any_order_and_doubled() -> Result<(), Problem> {
        let mut known = Known::default();
        for (draft, lint, number) in [("b c.md", "blame", 2), ("b c.md", "blame", 1), ("a.md", "length", 1)] {
            known.add(draft, Entry { lint: lint.into(), hash: 7, number });
        }
        let text = baseline_text(&known);
        assert_eq!(text.lines().nth(2), Some("length 00000000000000000000000000000007:1 a.md"));
        let again = |known: &Known| known.entries().map(|(draft, entry)| (draft.to_owned(), entry.clone())).collect::<Vec<_>>();
        let (head, entries) = text.split_at(HEAD.len());
        let mut lines: Vec<&str> = entries.lines().collect();
        lines.reverse();
        for other in [text.clone(), text.replace('\n', "\r\n"), format!("{BOM}{text}"), format!("{head}{}\n{head}{entries}", lines.join("\n"))] {
            assert_eq!(again(&parse(&other, "x")?), again(&known), "{other}");
        }
        Ok(())
    }
}
