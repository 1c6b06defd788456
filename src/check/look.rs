//! Looks: all that one look at a draft found out, in order, so that the next one can take over what a change left alone.

use super::memory::{Key, Known};
use super::phrase::Outcome;
use crate::weights::{Bare, Beside, Scores};
use std::ops::Range;
use std::sync::Arc;

/// What a look found.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// By block.
    pub(super) blocks: Vec<Arc<Known>>,
    pub(super) keys: Vec<Key>,
    pub(super) outcomes: Vec<Option<Arc<Outcome>>>,
    /// By sentence: its number, what it is by itself, what it comes to beside its neighbours and, at last, in the draft.
    pub(super) numbers: Vec<u32>,
    pub(super) bare: Vec<Bare>,
    pub(super) beside: Vec<Beside>,
    pub(super) scores: Vec<Scores>,
    /// What the whole draft adds to every score.
    pub(super) of_draft: Option<Scores>,
}

/// Where two looks differ.
#[derive(Debug)]
pub(super) struct Change {
    /// The blocks that are new.
    pub(super) blocks: Range<usize>,
    /// The sentences that are new, and those whose place they take.
    sentences: Replaced,
    /// How many sentences there are now.
    count: usize,
}

/// A range of the new look in place of one of the old.
#[derive(Debug, Clone)]
pub(super) struct Replaced {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

impl Look {
    /// Puts the blocks `new` in the place of all but the first `before` and the last `behind`.
    pub(super) fn splice(&mut self, before: usize, behind: usize, new: Vec<Arc<Known>>) -> Change {
        let count = |blocks: &[Arc<Known>]| blocks.iter().map(|known| known.sentences().len()).sum::<usize>();
        let old = before..self.blocks.len() - behind;
        let first = count(&self.blocks[..before]);
        let replaced = first..first + count(&self.blocks[old.clone()]);
        let numbers: Vec<u32> = new.iter().flat_map(|known| known.sentences()).copied().collect();
        let change = Change {
            blocks: before..before + new.len(),
            sentences: Replaced { old: replaced.clone(), new: first..first + numbers.len() },
            count: self.numbers.len() - replaced.len() + numbers.len(),
        };
        self.keys.splice(old.clone(), new.iter().map(|_| Key::unknown()));
        self.outcomes.splice(old.clone(), new.iter().map(|_| None));
        self.blocks.splice(old, new);
        self.numbers.splice(replaced, numbers);
        change
    }
}

impl Change {
    /// The sentences that are new, with so many neighbours to each side.
    pub(super) fn sentences_and(&self, neighbours: usize) -> Replaced {
        let Replaced { old, new } = &self.sentences;
        let start = new.start.saturating_sub(neighbours);
        let end = (new.end + neighbours).min(self.count);
        Replaced { old: start..old.end + (end - new.end), new: start..end }
    }
}
