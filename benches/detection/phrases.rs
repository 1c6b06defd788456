//! Excerpts put together from phrases: every cause beside every result, as people say them, and the writer's own lapses in the same sentences.
//!
//! What makes an excuse is that something outside is made the cause of something that went wrong for the writer. Sentences that people think up tie each cause to
//! one result; in these, neither tells anything without the other.

use super::corpus::{Labelled, tagged};
use super::train::FOLDS;
use candor::rules::Ruleset;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

const FOLDER: &str = "fixtures/corpus/phrases";
/// So many excerpts are made of each sentence for each fold.
const EACH: usize = 7;
const HEAD: &str = "# kind: personal-statement specialty: medical-genetics excerpt: yes";

/// The excerpts. No phrase is in those of two folds. An error names the file that cannot be read.
pub(crate) fn phrases(rules: &Ruleset) -> Result<Vec<Labelled>, String> {
    let lines = |name: &str| -> Result<Vec<String>, String> {
        let path = Path::new(FOLDER).join(name).with_extension("txt");
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        Ok(text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
    };
    let mut banks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut made = Vec::new();
    let mut drawn = 1u64;
    for (number, sentence) in lines("sentences")?.iter().enumerate() {
        for (fold, each) in (0..FOLDS).flat_map(|fold| (0..EACH).map(move |each| (fold, each))) {
            let mut parts = sentence.split(['<', '>']);
            let mut text = parts.next().unwrap_or_default().to_owned();
            while let (Some(name), Some(rest)) = (parts.next(), parts.next()) {
                let bank = match banks.entry(name.to_owned()) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => unknown.insert(lines(name)?),
                };
                drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let of_fold: Vec<&String> = bank.iter().skip(fold).step_by(FOLDS).collect();
                text.push_str(of_fold.get((drawn >> 33) as usize % of_fold.len().max(1)).map_or("", |phrase| phrase));
                text.push_str(rest);
            }
            let name = format!("{FOLDER}/{fold}:{number}.{each}");
            made.extend(tagged(&name, &format!("{HEAD}\n{}", with_capitals(&text)), rules));
        }
    }
    Ok(made)
}

/// `line`, its first sentence beginning with a capital, whatever mark it begins with, and each behind a full stop.
fn with_capitals(line: &str) -> String {
    let (tags, sentence) = line.split_once('\t').unwrap_or(("-", line));
    let mut out = format!("{tags}\t");
    let mut begins = true;
    let mut in_name = false;
    let mut chars = sentence.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '[' && chars.peek() == Some(&'[') {
            in_name = true;
        }
        if begins && !in_name && c.is_alphabetic() {
            out.extend(c.to_uppercase());
            begins = false;
        } else {
            out.push(c);
        }
        if c == '|' {
            in_name = false;
        }
        if c == '.' && chars.peek() == Some(&' ') {
            begins = true;
        }
    }
    out
}
