//! Guards that look no further than the sentence: whose voice it is, and what surrounds a match.

use super::analysis::{Analysis, Standing};
use super::notes::Notes;
use super::target::Target;
use crate::pattern::line::Line;
use crate::pattern::matcher::{Match, Matcher};
use crate::rules::{Group, Place, Quoted, Ruleset};
use crate::text::Flags;

/// A negation this many words before a match still reaches it.
const NEGATION_REACH: usize = 4;

/// The guards of one sentence.
pub(super) struct Local<'a> {
    line: Line<'a>,
    rules: &'a Ruleset,
    target: &'a Target,
    analysis: &'a Analysis<'a>,
    unit: usize,
    standings: &'a [Standing],
}

impl<'a> Local<'a> {
    pub(super) fn new(line: Line<'a>, rules: &'a Ruleset, target: &'a Target, analysis: &'a Analysis<'a>, unit: usize, standings: &'a [Standing]) -> Self {
        Self { line, rules, target, analysis, unit, standings }
    }

    /// Whether the guards that look at the surroundings of `m` let it through.
    pub(super) fn allows(&self, group: &Group, m: &Match) -> bool {
        let quoted = self.line.words[m.start as usize].flags.has(Flags::QUOTED);
        let voice = match group.quoted {
            Quoted::Skip => !quoted,
            Quoted::Allow => true,
            Quoted::Only => quoted,
        };
        let speaks = !group.writer || self.line.hits().iter().any(|h| h.vocabulary == self.rules.writer);
        let refused = group.skip_negated && self.negated(m)
            || group.skip_others && self.about_somebody_else(m)
            || group.skip_own_specialty && self.names_own_specialty(m);
        voice && speaks && self.in_place(group.place) && !refused
    }

    /// Whether `guards`, those of a whole file, let through what the weights found in `words`: a clause, so somebody else may be its subject.
    pub(super) fn lets_through(&self, guards: &Group, words: (u32, u32)) -> bool {
        // A clause without "I" tells of others if it opens with one ("my aunt helped"), or if it has no opening and one was spoken of last ("Dr. Vega, …, is").
        let told_of_others = || {
            let others = || self.line.hits().iter().filter(|h| h.vocabulary == self.rules.somebody_else).map(|h| h.start);
            let own = |range: std::ops::Range<u32>| range.filter(|at| ["i", "we", "me", "us"].contains(&self.normal(*at)));
            let opens = |at: u32| at == words.0 || at == words.0 + 1 && ["my", "the", "our", "a", "his", "her"].contains(&self.normal(words.0));
            let goes_on = words.0 > 0 && ["is", "was", "has", "had", "who"].contains(&self.normal(words.0));
            own(words.0..words.1).next().is_none()
                && (others().any(opens) || goes_on && others().filter(|at| *at < words.0).last() > own(0..words.0).next_back())
        };
        let speaks = !guards.writer || self.line.hits().iter().any(|h| h.vocabulary == self.rules.writer);
        speaks && self.target.is_of(&guards.types) && !(guards.skip_others && told_of_others())
    }

    /// The normal form of word `at`.
    fn normal(&self, at: u32) -> &str {
        self.analysis.normal(&self.analysis.units[self.unit], at as usize)
    }

    fn in_place(&self, place: Place) -> bool {
        let unit = &self.analysis.units[self.unit];
        let standing = self.standings[unit.block];
        match place {
            Place::Any => true,
            Place::Opening => standing.opening && (unit.heading || unit.number == 0),
            Place::FirstParagraph => standing.first,
            Place::LastParagraph => standing.last,
        }
    }

    /// A negation stands a few words before the match, with no break between.
    fn negated(&self, m: &Match) -> bool {
        let start = m.start as usize;
        let mut from = start;
        while from > 0 && start - from < NEGATION_REACH && !self.line.words[from].flags.has(Flags::BREAK) {
            from -= 1;
        }
        self.line.hits().iter().any(|h| h.vocabulary == self.rules.negation && h.start as usize >= from && h.end as usize <= start)
    }

    /// The nearest person before the match in its clause is not the writer.
    fn about_somebody_else(&self, m: &Match) -> bool {
        let start = m.start as usize;
        let mut from = start;
        while from > 0 && !self.line.words[from].flags.has(Flags::BREAK) {
            from -= 1;
        }
        let nearest = |vocabulary| self.line.hits().iter().rev().find(|h| h.vocabulary == vocabulary && h.start as usize >= from && h.start as usize <= start);
        match (nearest(self.rules.somebody_else), nearest(self.rules.writer)) {
            (Some(other), Some(writer)) => other.start > writer.start,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// Also when the draft's specialty is not known: any could be it.
    fn names_own_specialty(&self, m: &Match) -> bool {
        if self.target.specialties.is_empty() {
            return true;
        }
        let own: Vec<u32> = self.target.specialties.iter().map(|s| self.rules.specialties[*s].names).collect();
        self.line.hits().iter().any(|h| h.start >= m.start && h.end <= m.end && own.contains(&h.vocabulary))
    }
}

/// The conditions of groups (`requires`, `unless`) in one sentence. They depend on the sentence alone, so each is decided once.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    /// For each pattern that is a condition whether it matches.
    matches: Notes,
}

impl Conditions {
    /// Makes ready for a rule set of so many patterns.
    pub(super) fn make_ready(&mut self, patterns: usize) {
        self.matches.make_ready(patterns);
    }

    /// Goes on to another sentence.
    pub(super) fn enter(&mut self) {
        self.matches.enter();
    }

    /// Whether the conditions of `group` hold in the sentence that `matcher` is for.
    pub(super) fn hold(&mut self, group: &Group, rules: &Ruleset, matcher: &mut Matcher<'_>) -> bool {
        let line = matcher.line();
        let mut any = |patterns: &[u32]| {
            patterns.iter().any(|number| {
                self.matches.get(*number).unwrap_or_else(|| {
                    let matches = rules.patterns.possible(*number, line.present) && (0..line.words.len()).any(|at| matcher.match_at(*number, at).is_some());
                    self.matches.set(*number, matches);
                    matches
                })
            })
        };
        (group.requires.is_empty() || any(&group.requires)) && !any(&group.unless)
    }
}
