//! Tools: what a search fills anew for every sentence, allocated once and used for one draft after another.

use super::guards::Conditions;
use super::notes::Notes;
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
    /// For each group whether it has nothing more to say.
    pub(super) done: Notes,
    /// For each pattern whether it can match at all.
    pub(super) possible: Notes,
}

impl Tools {
    /// Makes ready for a draft that is checked by `rules`, in so many passes.
    pub(super) fn make_ready(&mut self, rules: &Ruleset, passes: usize) {
        self.conditions.make_ready(rules.patterns.len());
        self.progress.done.make_ready(rules.groups.len());
        self.progress.possible.make_ready(rules.patterns.len());
        self.later.resize_with(passes, Vec::new);
        self.later.iter_mut().for_each(Vec::clear);
    }
}

impl Progress {
    /// Goes on to a sentence.
    pub(super) fn enter(&mut self) {
        self.done.enter();
        self.possible.enter();
    }
}
