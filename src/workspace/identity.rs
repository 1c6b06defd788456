//! Identity: by what a finding is known again that has moved.
//!
//! Line numbers shift with every sentence that is added above, and a paragraph is often one line. So a finding is known by its lint, by the words of the sentences
//! that it stands in, and by its number among those of its draft that share both. A moved paragraph keeps its findings; a reworded sentence has new ones. Of the words only
//! a hash is shown: a report may be read by people who are not to read the draft.

use crate::check::Report;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

/// So many bytes of a hash are shown: enough that no two findings of a repository share them by accident.
const BYTES: usize = 16;

/// For each finding of `report`, the one on `text`, a mark that no other one has: `HASH:NUMBER`.
#[must_use]
pub fn identities(text: &str, report: &Report) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let of = |finding: &crate::check::Finding| {
        let words = normalized(text.get(sentences_at(report, &finding.span)).unwrap_or_default());
        let hash = hash(&[&finding.lint, &words]);
        let number = seen.entry(hash.clone()).or_default();
        *number += 1;
        format!("{hash}:{number}")
    };
    report.findings.iter().map(of).collect()
}

/// A mark of [`identities`], taken apart.
#[must_use]
pub fn parse_identity(mark: &str) -> Option<(u128, usize)> {
    let (hash, number) = mark.split_once(':')?;
    let plain = hash.len() == 2 * BYTES && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = number.parse().ok().filter(|number| *number > 0)?;
    if plain { Some((u128::from_str_radix(hash, 16).ok()?, number)) } else { None }
}

/// From the beginning of the first sentence that `span` touches to the end of the last; what stands in no sentence (front matter, a comment) stands for itself.
pub(super) fn sentences_at(report: &Report, span: &Range<usize>) -> Range<usize> {
    let sentences = &report.structure.sentences;
    let first = sentences.partition_point(|sentence| sentence.span.end <= span.start);
    let end = sentences.partition_point(|sentence| sentence.span.start < span.end.max(span.start + 1));
    match sentences.get(first..end) {
        Some([first, .., last]) => first.span.start.min(span.start)..last.span.end.max(span.end),
        Some([only]) => only.span.start.min(span.start)..only.span.end.max(span.end),
        _ => span.clone(),
    }
}

/// A hash of `parts`, in which it matters where one ends and the next begins.
#[must_use]
pub fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(BYTES).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// `text` without what changes when it is only wrapped or typeset anew: its words in small letters, with one blank between two. Where there is no word, its marks.
fn normalized(text: &str) -> String {
    let words: Vec<&str> = words(text).collect();
    if words.is_empty() { text.trim().to_owned() } else { words.join(" ").to_lowercase() }
}

/// What of `text` stays when it is only wrapped or typeset anew.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_wrapped_or_typeset_anew_stays_the_same() {
        assert_eq!(normalized("My school\n> didn’t  *prepare* us"), normalized("my school didn't prepare us."));
        assert_ne!(normalized("my school"), normalized("my schools"));
        assert_eq!(normalized(" ____ "), "____");
        assert_eq!(normalized(""), "");
    }

    #[test]
    fn a_hash_knows_where_parts_end() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        // Services keep these for years: what changes them makes every finding a new one.
        assert_eq!(hash(&["blame", "my school"]), "377ffb484dc889ace1fdff10eeef8ace");
    }
}
