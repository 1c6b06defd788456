//! What a sentence holds, for a quick look at what it can match.
//!
//! A sentence is a row of bits, one for each key: a symbol, or a vocabulary behind all symbols.

use super::VocabularyId;

/// The key that every sentence holds, for patterns that need nothing. As a symbol it is the class of any word.
pub(super) const ALWAYS: u32 = 0;

/// The keys of sentences, one row of bits behind the other.
#[derive(Debug, Default)]
pub(super) struct Rows {
    bits: Vec<u64>,
    /// How many symbols there are, and how many numbers a row takes.
    symbols: u32,
    width: usize,
}

/// The keys that a sentence holds.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a>(&'a [u64]);

impl Rows {
    /// Forgets all rows. The next ones are of `symbols` symbols and `vocabularies` vocabularies.
    pub(super) fn clear(&mut self, symbols: u32, vocabularies: u32) {
        self.bits.clear();
        self.symbols = symbols;
        self.width = (symbols + vocabularies) as usize / 64 + 1;
    }

    /// Begins a new row.
    pub(super) fn begin(&mut self) {
        self.bits.resize(self.bits.len() + self.width, 0);
        self.symbol(ALWAYS);
    }

    /// The last sentence holds `symbol`.
    pub(super) fn symbol(&mut self, symbol: u32) {
        let at = self.bits.len() - self.width + symbol as usize / 64;
        self.bits[at] |= 1 << (symbol % 64);
    }

    /// The last sentence holds a phrase of `vocabulary`.
    pub(super) fn vocabulary(&mut self, vocabulary: VocabularyId) {
        self.symbol(self.symbols + vocabulary);
    }

    /// Row `number`.
    pub(super) fn row(&self, number: usize) -> Present<'_> {
        Present(&self.bits[number * self.width..(number + 1) * self.width])
    }
}

impl Present<'_> {
    pub(super) fn has(self, key: u32) -> bool {
        self.0.get(key as usize / 64).is_some_and(|bits| bits & (1 << (key % 64)) != 0)
    }
}
