//! Why: what a sentence was heard to do, and what spoke for and against it.

use super::analysis::Analysis;
use super::target::Target;
use super::{Report, check};
use crate::document::Document;
use crate::rules::{Ruleset, Weights};
use crate::weights::{ONE, Source, Words};
use std::ops::Range;

/// A sentence and all that was heard in it, or nearly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Bytes of the source.
    pub span: Range<usize>,
    /// By lint or role.
    pub heard: Vec<Heard>,
}

/// What was heard of one lint or role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Its id or name.
    pub name: String,
    /// It holds.
    pub holds: bool,
    /// Whether it holds, and by what.
    pub verdict: String,
    /// What spoke for it, what against it, and what stood around it, in this order; a list that has nothing to say is left out.
    pub reasons: Vec<(&'static str, String)>,
}

/// A target that lacks more than this is not worth a word.
const NEARLY: i32 = 2 * ONE;
/// Shares smaller than this are noise.
const LEAST_SHARE: i32 = ONE / 10;
/// So many words, or neighbours, are named.
const MOST_NAMED: usize = 6;

/// What was heard in the sentences of `document` that touch `within`, bytes of the source; only of the lint or role called `only`, if there is one.
#[must_use]
pub fn why(document: &Document, target: &Target, rules: &Ruleset, within: &Range<usize>, only: Option<&str>) -> Vec<Account> {
    let report = check(document, target, rules);
    let by_patterns = check(document, target, &Ruleset { weights: None, ..rules.clone() });
    let mut analysis = Analysis::new(document, rules);
    let weights = rules.weights.as_ref();
    let heard = analysis.as_heard();
    let bare = weights.map(|w| w.model.bare_scores(&heard, target.about())).unwrap_or_default();
    analysis.scores = weights.map(|w| w.model.in_surroundings(&bare, target.about())).unwrap_or_default();
    let touched = |number: &usize| {
        let span = analysis.source_of(&analysis.units[*number]);
        span.start < within.end.max(within.start + 1) && within.start < span.end
    };
    let names = rules.lints.iter().filter(|l| l.draft.is_none() && l.kinds.has(target.kind)).map(|l| l.id.as_str());
    let names: Vec<&str> = names.chain(rules.roles.iter().map(|r| r.name.as_str())).filter(|name| only.is_none_or(|o| o == *name)).collect();
    (0..analysis.units.len())
        .filter(touched)
        .map(|number| {
            let sentence = Sentence { analysis: &analysis, heard: &heard, bare: &bare, number, target };
            let heard = names.iter().filter_map(|name| {
                sentence.heard(name, holds(&report, number, name, rules), holds(&by_patterns, number, name, rules), weights, only.is_some())
            });
            Account { span: analysis.source_of(&analysis.units[number]), heard: heard.collect() }
        })
        .collect()
}

/// Whether sentence `number` of `report` has the role, or a finding of the lint, called `name`.
fn holds(report: &Report, number: usize, name: &str, rules: &Ruleset) -> bool {
    let Some(sentence) = report.structure.sentences.get(number) else { return false };
    let found = report.findings.iter().any(|f| *f.lint == *name && f.span.start < sentence.span.end && sentence.span.start < f.span.end);
    found || sentence.roles(rules).any(|role| role == name)
}

struct Sentence<'a> {
    analysis: &'a Analysis<'a>,
    heard: &'a Words,
    bare: &'a [crate::weights::Scores],
    number: usize,
    target: &'a Target,
}

impl Sentence<'_> {
    fn heard(&self, name: &str, holds: bool, pattern: bool, weights: Option<&Weights>, asked_for: bool) -> Option<Heard> {
        let known = weights.and_then(|w| {
            let column = w.model.targets().iter().position(|t| t.name == name)?;
            let speaks = w.model.targets()[column].kinds & (1 << self.target.kind as u8) != 0;
            (speaks && (w.of_lint.contains(&Some(column)) || w.of_role.contains(&Some(column)))).then_some((w, column))
        });
        let words = |pattern: bool| if pattern { "a pattern matches" } else { "no pattern matches" };
        let Some((weights, column)) = known else {
            let verdict = format!("{}: {}; the weights do not know it", if holds { "yes" } else { "no" }, words(pattern));
            return (holds || pattern || asked_for).then(|| Heard { name: name.to_owned(), holds, verdict, reasons: Vec::new() });
        };
        let score = self.analysis.scores.get(self.number)?[column];
        // What the weights alone would not find was found by a pattern, though it may match only beside what they hear.
        let pattern = pattern || holds && score < weights.model.targets()[column].alone;
        let needed = if pattern { weights.model.targets()[column].with } else { weights.model.targets()[column].alone };
        if !holds && !pattern && !asked_for && needed.saturating_sub(score) > NEARLY {
            return None;
        }
        let needs = match needed {
            i32::MAX => "and never speak alone".to_owned(),
            needed => format!("{} {}", if pattern { "and would gainsay it below" } else { "alone they need" }, logits(needed)),
        };
        let verdict = format!("{}: {}; the weights say {}, {needs}", if holds { "yes" } else { "no" }, words(pattern), logits(score));
        Some(Heard { name: name.to_owned(), holds, verdict, reasons: self.reasons(weights, column) })
    }

    fn reasons(&self, weights: &Weights, column: usize) -> Vec<(&'static str, String)> {
        let why = weights.model.why(self.heard, self.target.about(), self.bare, self.number, column);
        let unit = &self.analysis.units[self.number];
        let text = |word: usize| {
            let place = &self.analysis.places(unit)[word];
            self.analysis.document.blocks[unit.block].text[place.start as usize..place.end as usize].to_owned()
        };
        let mut shares: Vec<(String, i32)> = why.words.iter().map(|(word, share)| (text(*word), *share)).collect();
        let neighbours = ["the words of the sentence before", "the words of the sentence behind"];
        shares.extend(neighbours.iter().zip(why.neighbours).map(|(name, share)| ((*name).to_owned(), share)));
        shares.sort_by_key(|(_, share)| -share.abs());
        let named = |sign: i32| list(shares.iter().filter(|(_, share)| share * sign > 0));
        let around = why.around.iter().map(|(source, target, share)| (place(*source, weights.model.targets().get(*target).map_or("", |t| &t.name)), *share));
        let around: Vec<(String, i32)> = around.collect();
        [("for", named(1)), ("against", named(-1)), ("around", list(around.iter()))].into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

fn place(source: Source, target: &str) -> String {
    match source {
        Source::Itself => format!("{target} in the same sentence"),
        Source::Neighbour(-1) => format!("{target} just before"),
        Source::Neighbour(1) => format!("{target} just behind"),
        Source::Neighbour(step) if step < 0 => format!("{target} a little before"),
        Source::Neighbour(_) => format!("{target} a little behind"),
        Source::Draft => format!("{target} in the draft"),
        Source::Nothing => "hardly another sentence".to_owned(),
    }
}

fn list<'a>(shares: impl Iterator<Item = &'a (String, i32)>) -> String {
    let named = shares.filter(|(_, share)| share.abs() >= LEAST_SHARE).take(MOST_NAMED);
    named.map(|(name, share)| format!("{name} {}", logits(*share))).collect::<Vec<_>>().join(", ")
}

/// A score for people: logits with a sign and one digit.
fn logits(score: i32) -> String {
    format!("{:+.1}", f64::from(score) / f64::from(ONE))
}
