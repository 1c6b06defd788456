//! Tools: what a search fills anew for every sentence, allocated once and used for one draft after another.

use super::guards::Conditions;
use super::read::Read;
use super::scan::Candidate;
use crate::pattern::matcher::Scratch;
use crate::rules::Ruleset;
use crate::weights::Spellings;

/// The tools of a search.
#[derive(Debug, Default)]
pub(super) struct Tools {
    /// What is known of words.
    pub(super) spellings: Spellings,
    /// The sentences that are searched.
    pub(super) read: Read,
    pub(super) scratch: Scratch,
    pub(super) conditions: Conditions,
    pub(super) progress: Progress,
    /// By pass, what cannot be tried before the passes ahead of it.
    pub(super) later: Vec<Vec<Candidate>>,
}

/// How far the search in a sentence has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Number of the visit to a sentence.
    visit: u32,
    /// For each group the visit in which it had nothing more to say.
    done: Vec<u32>,
    /// For each pattern the visit in which it was judged last, doubled, and whether it can match.
    judged: Vec<u32>,
}

impl Tools {
    /// Makes ready for a draft that is checked by `rules`, in so many passes.
    pub(super) fn make_ready(&mut self, rules: &Ruleset, passes: usize) {
        self.conditions.make_ready(rules.patterns.len());
        // Visits are numbered on, so that nothing that was filled in before means anything.
        self.progress.done.resize(rules.groups.len(), 0);
        self.progress.judged.resize(rules.patterns.len(), 0);
        self.later.resize_with(passes, Vec::new);
        self.later.iter_mut().for_each(Vec::clear);
    }
}

impl Progress {
    /// Goes on to a sentence.
    pub(super) fn enter(&mut self) {
        if self.visit > u32::MAX / 4 {
            self.visit = 0;
            self.done.fill(0);
            self.judged.fill(0);
        }
        self.visit += 1;
    }

    /// `group` has nothing more to say about the sentence.
    pub(super) fn finish(&mut self, group: u32) {
        self.done[group as usize] = self.visit;
    }

    /// Whether `group` has nothing more to say about it.
    pub(super) fn is_finished(&self, group: u32) -> bool {
        self.done[group as usize] == self.visit
    }

    /// Whether `pattern` can match the sentence at all, which is found out by `judge` once.
    pub(super) fn is_possible(&mut self, pattern: u32, judge: impl FnOnce() -> bool) -> bool {
        let judged = &mut self.judged[pattern as usize];
        if *judged >> 1 != self.visit {
            *judged = self.visit << 1 | u32::from(judge());
        }
        *judged & 1 == 1
    }
}
