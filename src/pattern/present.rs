//! What a sentence holds, for a quick look at what it can match.

use super::matcher::Line;
use super::program::{Symbols, symbol_bit, vocabulary_bit};

/// In a key, tells a vocabulary from a symbol.
pub(super) const VOCABULARY_KEY: u32 = 1 << 31;

/// The symbols and vocabularies that a sentence holds.
#[derive(Debug, Default)]
pub struct Present {
    symbols: Vec<u64>,
    vocabularies: Vec<u64>,
    touched: Vec<u32>,
    /// The same as bits of a mask, see [`symbol_bit`].
    pub mask: u64,
}

impl Present {
    /// Takes note of the sentence `line`, and forgets the one before.
    pub fn enter(&mut self, symbols: &Symbols, line: &Line<'_>) {
        for key in self.touched.drain(..) {
            let (bits, at) = if key & VOCABULARY_KEY == 0 { (&mut self.symbols, key) } else { (&mut self.vocabularies, key & !VOCABULARY_KEY) };
            bits[at as usize / 64] = 0;
        }
        self.mask = 0;
        self.symbols.resize(symbols.count() / 64 + 1, 0);
        for word in line.words {
            symbols.each(*word, |symbol| {
                self.symbols[symbol as usize / 64] |= 1 << (symbol % 64);
                self.touched.push(symbol);
                self.mask |= symbol_bit(symbol);
            });
        }
        for hit in line.hits {
            let at = hit.vocabulary as usize / 64;
            if self.vocabularies.len() <= at {
                self.vocabularies.resize(at + 1, 0);
            }
            self.vocabularies[at] |= 1 << (hit.vocabulary % 64);
            self.touched.push(hit.vocabulary | VOCABULARY_KEY);
            self.mask |= vocabulary_bit(hit.vocabulary);
        }
    }

    pub(super) fn has(&self, key: u32) -> bool {
        let (bits, at) = if key & VOCABULARY_KEY == 0 { (&self.symbols, key) } else { (&self.vocabularies, key & !VOCABULARY_KEY) };
        bits.get(at as usize / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }
}
