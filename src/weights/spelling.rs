//! Spellings: what the letters of a word come to.
//!
//! Most features of a sentence are letters of its words, and most words are met again and again. Their sums are the same wherever a word stands, so they are remembered.

use super::model::COLUMNS;
use rustc_hash::FxHashMap;

/// So many words are remembered; most people use fewer in all that they write.
const MOST: usize = 8192;

/// What the letters of a word come to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spelling {
    /// The sum of the rows of its letters. No word is so long that it would not fit.
    pub(super) sums: [i16; COLUMNS],
    /// How many features they are.
    pub(super) features: u16,
}

/// Words whose letters were looked at. They must be used with one model only.
#[derive(Debug, Default)]
pub struct Spellings(FxHashMap<Box<str>, Spelling>);

impl Spellings {
    /// The spelling of `word`, which `look` finds out if it is not known.
    pub(super) fn get(&mut self, word: &str, look: impl FnOnce() -> Spelling) -> &Spelling {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        if !self.0.contains_key(word) {
            self.0.insert(word.into(), look());
        }
        &self.0[word]
    }
}
