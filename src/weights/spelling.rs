//! Spellings: what a word comes to by itself.
//!
//! Most features of a sentence are its single words and their letters, and most words are met again and again. Their rows are the same wherever a word stands, so they are
//! remembered.

use super::model::COLUMNS;
use rustc_hash::FxHashMap;

/// So many words are remembered; most people use fewer in all that they write.
const MOST: usize = 8192;

/// What a word comes to by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spelling {
    /// The sum of the rows of its letters. No word is so long that it would not fit.
    pub(super) letters: [i16; COLUMNS],
    /// How many features its letters are.
    pub(super) features: u16,
    /// Its row in a sentence, and in the sentence before and behind one.
    pub(super) own: [i8; COLUMNS],
    pub(super) before: [i8; COLUMNS],
    pub(super) behind: [i8; COLUMNS],
}

/// Words that were looked at. They must be used with one model only.
#[derive(Debug, Default)]
pub struct Spellings {
    numbers: FxHashMap<Box<str>, u32>,
    known: Vec<Spelling>,
}

impl Spellings {
    /// Makes room for more words, if there are too many.
    pub(super) fn tidy(&mut self) {
        if self.known.len() >= MOST {
            self.numbers.clear();
            self.known.clear();
        }
    }

    /// The number of `word`, whose spelling `look` finds out if it is not known. It holds until the next [`Spellings::tidy`].
    pub(super) fn number(&mut self, word: &str, look: impl FnOnce() -> Spelling) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.known.len() as u32;
        self.known.push(look());
        self.numbers.insert(word.into(), number);
        number
    }

    /// The spelling with that number.
    pub(super) fn get(&self, number: u32) -> &Spelling {
        &self.known[number as usize]
    }
}
