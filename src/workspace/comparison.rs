//! Comparison: draft against draft. Which findings are new, which are still there, which are resolved.
//!
//! A finding whose sentences kept their words is the same one, wherever it stands now ([`identities`]). What is left over is matched next: a lint on the whole draft speaks of
//! the draft and not of the sentence where it happens to stand, so it is the same one by its name; any other is known again, reworded, in the sentence most like its own.
//! The likest pairs are made first. Each finding ends in exactly one list, and looking back instead of forward only swaps the new ones and the resolved.

use super::identity::{identities, sentences_at, words};
use crate::check::{Finding, Report, plural};
use crate::rules::Ruleset;
use std::collections::HashMap;

/// From this likeness on (in hundredths of a per cent) a sentence is taken for another one reworded. Of two sentences with the same fault that stand in one labelled draft, one pair in
/// thirteen is as like by chance; from 40 % on it would be one in five.
const REWORDED: usize = 5_000;
const ALL: usize = 10_000;

/// One of the two drafts.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its text.
    pub text: &'a str,
    /// What was found in it.
    pub report: &'a Report,
    /// The rules it was checked by.
    pub rules: &'a Ruleset,
}

/// What became of the findings; each is given by its number in the report of its draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Those that the old draft did not have, in the reading order of the new one.
    pub new: Vec<usize>,
    /// Those that both drafts have, in the reading order of the new one.
    pub still: Vec<Pair>,
    /// Those that the new draft no longer has, in the reading order of the old one.
    pub resolved: Vec<usize>,
}

/// A finding that both drafts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Its number in the old report.
    pub old: usize,
    /// Its number in the new report.
    pub new: usize,
    /// Whether its sentence says the same in other words. A lint on the whole draft is never reworded.
    pub reworded: bool,
}

/// How many findings are new, still there and resolved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Only in the new drafts.
    pub new: usize,
    /// In both.
    pub still: usize,
    /// Only in the old drafts.
    pub resolved: usize,
}

impl Comparison {
    /// How many there are of each.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally { new: self.new.len(), still: self.still.len(), resolved: self.resolved.len() }
    }
}

impl Tally {
    /// Adds `other`.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.still += other.still;
        self.resolved += other.resolved;
    }

    /// For people: `2 findings resolved, 1 still there, 1 new`.
    #[must_use]
    pub fn text(&self) -> String {
        if *self == Self::default() {
            return "nothing found, before or after".to_owned();
        }
        let words = [(self.resolved, "resolved"), (self.still, "still there"), (self.new, "new")];
        let mut parts = words.iter().filter(|(count, _)| *count > 0);
        let first = parts.next().map_or(String::new(), |(count, word)| format!("{} {word}", plural(*count, "finding")));
        parts.fold(first, |text, (count, word)| format!("{text}, {count} {word}"))
    }
}

/// Compares the draft `old` with the draft `new`.
#[must_use]
pub fn compare(old: Side<'_>, new: Side<'_>) -> Comparison {
    let mut known: HashMap<String, usize> = identities(old.text, old.report).into_iter().enumerate().map(|(at, mark)| (mark, at)).collect();
    let mut to_old: Vec<Option<(usize, bool)>> = identities(new.text, new.report).iter().map(|mark| known.remove(mark).map(|at| (at, false))).collect();
    let mut free: Vec<bool> = vec![false; old.report.findings.len()];
    known.into_values().for_each(|at| free[at] = true);
    for (_, [from, to], whole) in likely(old, new, &free, &to_old) {
        if free[from] && to_old[to].is_none() {
            free[from] = false;
            to_old[to] = Some((from, !whole));
        }
    }
    let mut comparison = Comparison { resolved: (0..free.len()).filter(|at| free[*at]).collect(), ..Comparison::default() };
    for (new, from) in to_old.into_iter().enumerate() {
        match from {
            Some((old, reworded)) => comparison.still.push(Pair { old, new, reworded }),
            None => comparison.new.push(new),
        }
    }
    comparison
}

/// The pairs that could be one finding, likest first: how like they are, their numbers, and whether their lint speaks of the whole draft. Pairs that are as like as others
/// come in the order of the drafts, which is the same whichever of the two drafts is called the old one.
fn likely(old: Side<'_>, new: Side<'_>, free: &[bool], to_old: &[Option<(usize, bool)>]) -> Vec<(usize, [usize; 2], bool)> {
    let mut of_lint: HashMap<&str, Vec<(usize, Vec<String>)>> = HashMap::new();
    for (at, finding) in old.report.findings.iter().enumerate().filter(|(at, _)| free[*at]) {
        of_lint.entry(&finding.lint).or_default().push((at, words_of(old, finding)));
    }
    let mut pairs = Vec::new();
    for (to, finding) in new.report.findings.iter().enumerate().filter(|(at, _)| to_old[*at].is_none()) {
        let Some(others) = of_lint.get(&*finding.lint) else { continue };
        let whole = [old.rules, new.rules].iter().any(|rules| rules.is_of_the_whole(&finding.lint));
        let own = words_of(new, finding);
        for (from, other) in others {
            let alike = likeness(other, &own);
            if whole || alike >= REWORDED {
                pairs.push((alike, [*from, to], whole));
            }
        }
    }
    pairs.sort_unstable_by_key(|(alike, [from, to], _)| (ALL - alike, from.abs_diff(*to), from + to));
    pairs
}

/// The words of the sentences that `finding` stands in, sorted.
fn words_of(side: Side<'_>, finding: &Finding) -> Vec<String> {
    let text = side.text.get(sentences_at(side.report, &finding.span)).unwrap_or_default();
    let mut words: Vec<String> = words(text).map(str::to_lowercase).collect();
    words.sort_unstable();
    words
}

/// The share of words that two texts have in common, in hundredths of a per cent: twice the common ones by all. Both lists are sorted.
fn likeness(a: &[String], b: &[String]) -> usize {
    let (mut at, mut common) = (0, 0);
    for word in a {
        while b.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        if b.get(at) == Some(word) {
            at += 1;
            common += 1;
        }
    }
    (2 * common * ALL).checked_div(a.len() + b.len()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> usize {
        let sorted = |text: &str| {
            let mut words: Vec<String> = words(text).map(str::to_lowercase).collect();
            words.sort_unstable();
            words
        };
        likeness(&sorted(a), &sorted(b))
    }

    #[test]
    fn likeness_counts_each_common_word_once() {
        assert_eq!(alike("my school never prepared us", "My school, us never prepared!"), ALL);
        assert_eq!(alike("the the the", "the exam"), 4_000);
        assert_eq!(alike("my school", "that exam"), 0);
        assert_eq!(alike("____", "____"), 0);
        assert_eq!(alike("one two three", "one two three four five"), alike("one two three four five", "one two three"));
    }

    #[test]
    fn a_tally_says_what_there_is() {
        let tally = |resolved, still, new| Tally { new, still, resolved }.text();
        assert_eq!(tally(1, 2, 3), "1 finding resolved, 2 still there, 3 new");
        assert_eq!(tally(0, 2, 0), "2 findings still there");
        assert_eq!(tally(0, 0, 0), "nothing found, before or after");
    }
}
