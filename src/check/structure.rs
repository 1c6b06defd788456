//! Structure: how a draft is built, and so what works in it.

use super::analysis::{Analysis, Unit};
use super::draft::passage;
use crate::position::LineIndex;
use crate::rules::{Mechanism, Part, Ruleset};
use std::ops::Range;

/// How a draft is built.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Structure {
    /// Its words, headings left out.
    pub words: usize,
    /// The parts of telling a setback.
    pub parts: Vec<PartReport>,
    /// Words given to this and that.
    pub shares: Vec<ShareReport>,
    /// What every sentence does.
    pub sentences: Vec<SentenceReport>,
}

impl Structure {
    /// The draft's build in a few words, one for each fact: how long it is, which part of telling a setback stands on which line (if one is told), what shares go to what.
    #[must_use]
    pub fn facts(&self, lines: &LineIndex) -> Vec<String> {
        let mut facts = vec![plural(self.words, "word")];
        if self.tells_a_setback() {
            facts.extend(self.parts.iter().map(|part| format!("{} {}", part.name, lines_of(&part.places, lines))));
        }
        let given = self.shares.iter().filter(|share| share.words > 0);
        facts.extend(given.map(|share| format!("{} on {} ({} %)", plural(share.words, "word"), share.name, self.percent(share))));
        facts
    }

    /// The same for a table: each fact by its name. The parts are there if a setback is told.
    #[must_use]
    pub fn table(&self, lines: &LineIndex) -> Vec<(String, String)> {
        let mut rows = vec![("words".to_owned(), self.words.to_string())];
        if self.tells_a_setback() {
            rows.extend(self.parts.iter().map(|part| (part.name.clone(), lines_of(&part.places, lines))));
        }
        rows.extend(self.shares.iter().map(|share| (share.name.clone(), format!("{} %", self.percent(share)))));
        rows
    }

    fn tells_a_setback(&self) -> bool {
        self.parts.first().is_some_and(|problem| !problem.places.is_empty())
    }

    /// The same in the fewest words: how long it is, and what share goes to the first thing that takes any.
    #[must_use]
    pub fn short(&self) -> String {
        let first = self.shares.first().filter(|share| share.words > 0);
        let share = first.map_or(String::new(), |share| format!(", {} {} %", share.name, self.percent(share)));
        format!("{}{share}", plural(self.words, "word"))
    }

    /// `share` of all words, in percent, rounded.
    #[must_use]
    pub fn percent(&self, share: &ShareReport) -> usize {
        (share.words * 100 + self.words / 2).checked_div(self.words).unwrap_or(0)
    }
}

/// `1 word`, `2 words`.
#[must_use]
pub fn plural(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// The lines (from 1) that `places` stand on: the first and the last of each run of them.
#[must_use]
pub fn line_runs(places: &[Range<usize>], lines: &LineIndex) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in places {
        let (first, last) = (lines.line(place.start), lines.line(place.end.saturating_sub(1).max(place.start)));
        match runs.last_mut() {
            Some(run) if first <= run.1 + 1 => run.1 = run.1.max(last),
            _ => runs.push((first, last)),
        }
    }
    runs
}

/// `line 3`, `lines 3-5, 8`, or `missing`.
fn lines_of(places: &[Range<usize>], lines: &LineIndex) -> String {
    let runs = line_runs(places, lines);
    let text: Vec<String> = runs.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") }).collect();
    match runs.as_slice() {
        [] => "missing".to_owned(),
        [(a, b)] if a == b => format!("line {a}"),
        _ => format!("lines {}", text.join(", ")),
    }
}

/// Where a part stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReport {
    /// Its name.
    pub name: String,
    /// Its sentences, as bytes of the source.
    pub places: Vec<Range<usize>>,
}

/// How many words something takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareReport {
    /// Its name.
    pub name: String,
    /// Its words.
    pub words: usize,
    /// Its sentences, as bytes of the source.
    pub places: Vec<Range<usize>>,
}

/// What a sentence does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceReport {
    /// Bytes of the source.
    pub span: Range<usize>,
    /// Its roles, as bits; see [`SentenceReport::roles`].
    pub role_bits: u64,
    /// Its words.
    pub words: usize,
    /// It stands in a heading, which is no part of the structure.
    pub heading: bool,
}

impl SentenceReport {
    /// The names of its roles in `rules`.
    pub fn roles<'a>(&self, rules: &'a Ruleset) -> impl Iterator<Item = &'a str> + use<'a> {
        let bits = self.role_bits;
        rules.roles.iter().enumerate().filter(move |(at, _)| bits & (1 << at) != 0).map(|(_, role)| role.name.as_str())
    }
}

/// The structure of an analysed draft.
pub(super) fn structure(analysis: &Analysis<'_>, rules: &Ruleset) -> Structure {
    let words_of = |at: usize| analysis.count_words(&analysis.units[at]);
    Structure {
        words: analysis.prose().map(words_of).sum(),
        parts: rules
            .structure
            .parts
            .iter()
            .map(|part| PartReport {
                name: part.name.clone(),
                places: analysis.prose().filter(|at| analysis.has(*at, &part.signals)).map(|at| analysis.source_of(&analysis.units[at])).collect(),
            })
            .collect(),
        shares: rules
            .structure
            .shares
            .iter()
            .map(|share| {
                let sentences = passage_of(analysis, share, rules).unwrap_or_else(|| analysis.prose().filter(|at| analysis.has(*at, &share.signals)).collect());
                ShareReport {
                    name: share.name.clone(),
                    words: sentences.iter().map(|at| words_of(*at)).sum(),
                    places: sentences.iter().map(|at| analysis.source_of(&analysis.units[*at])).collect(),
                }
            })
            .collect(),
        sentences: analysis.units.iter().map(|unit| sentence(analysis, unit)).collect(),
    }
}

fn sentence(analysis: &Analysis<'_>, unit: &Unit) -> SentenceReport {
    SentenceReport { span: analysis.source_of(unit), role_bits: unit.roles, words: analysis.count_words(unit), heading: unit.heading }
}

/// The sentences of the passage that `share` names, if it names one.
fn passage_of(analysis: &Analysis<'_>, share: &Part, rules: &Ruleset) -> Option<Vec<usize>> {
    let draft = rules.lints[share.passage? as usize].draft.as_ref()?;
    let Mechanism::Share { seed, grow, except, bridge, .. } = &draft.mechanism else { return None };
    let prose: Vec<usize> = analysis.prose().collect();
    Some(passage(analysis, &prose, seed, grow, except, *bridge as usize))
}

/// A run of sentences that do the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageReport {
    /// Bytes of the source.
    pub span: Range<usize>,
    /// What they do: the name of a part, or of what their words are given to.
    pub name: String,
    /// How many sentences there are.
    pub detail: String,
}

impl Structure {
    /// The draft by its passages: what each run of sentences does, those left out that do nothing which the structure names.
    #[must_use]
    pub fn passages(&self, rules: &Ruleset) -> Vec<PassageReport> {
        let parts = || rules.structure.parts.iter().chain(rules.structure.shares.iter().filter(|share| share.passage.is_none()));
        let name = |sentence: &SentenceReport| parts().find(|part| part.signals.roles & sentence.role_bits != 0).map(|part| part.name.as_str());
        let mut passages = Vec::new();
        for run in self.sentences.chunk_by(|a, b| name(a) == name(b)) {
            let (Some(name), [first, ..], [.., last]) = (name(&run[0]), run, run) else { continue };
            let detail = plural(run.len(), "sentence");
            passages.push(PassageReport { span: first.span.start..last.span.end, name: name.to_owned(), detail });
        }
        passages
    }
}
