//! Lines: the sentences of a draft as the matcher sees them.
//!
//! What a word answers to and which vocabularies' phrases begin at it is found out once for a draft, however often its sentences are gone through.

use super::present::{Present, Rows};
use super::program::Symbols;
use super::trie::Trie;
use super::{VocabularyId, WordId};
use crate::text::Flags;

/// A word as the matcher sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Its number in the lexicon.
    pub id: WordId,
    /// Its flags.
    pub flags: Flags,
    /// It is a whole number from 100 to 999.
    pub three_digits: bool,
}

/// A phrase of a vocabulary (or a shape) at a place; words are counted from the sentence's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First word.
    pub start: u32,
    /// The vocabulary.
    pub vocabulary: VocabularyId,
    /// Past the last word.
    pub end: u32,
}

/// All sentences of a draft, in order.
#[derive(Debug, Default)]
pub struct Lines {
    /// The symbols of all words, and where each word's begin (one more entry than words).
    symbols: Vec<u32>,
    symbol_starts: Vec<u32>,
    /// All hits, sorted within a sentence, and where those that begin at each word do (one more entry than words).
    hits: Vec<Hit>,
    hit_starts: Vec<u32>,
    /// For each sentence the number of its first word.
    sentences: Vec<u32>,
    present: Rows,
}

/// The words of a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// In order.
    pub words: &'a [Word],
    /// What the sentence holds.
    pub present: Present<'a>,
    symbols: &'a [u32],
    symbol_starts: &'a [u32],
    hits: &'a [Hit],
    hit_starts: &'a [u32],
}

impl Lines {
    /// Forgets all lines. The next ones are for a rule set of `symbols` and so many `vocabularies`.
    pub fn begin(&mut self, symbols: &Symbols, vocabularies: usize) {
        self.symbols.clear();
        self.hits.clear();
        self.sentences.clear();
        for starts in [&mut self.symbol_starts, &mut self.hit_starts] {
            starts.clear();
            starts.push(0);
        }
        self.present.clear(symbols.count() as u32, vocabularies as u32);
    }

    /// Adds the sentence of `words`, in which the phrases of `trie` are looked for; `shapes` are further hits in it.
    pub fn push(&mut self, words: &[Word], shapes: &[Hit], trie: &Trie, symbols: &Symbols) {
        let first_word = self.symbol_starts.len() - 1;
        let first_symbol = self.symbols.len();
        for word in words {
            symbols.each(*word, |symbol| self.symbols.push(symbol));
            self.symbol_starts.push(self.symbols.len() as u32);
        }
        self.present.begin();
        for symbol in &self.symbols[first_symbol..] {
            self.present.symbol(*symbol);
        }
        let first_hit = self.hits.len();
        let (symbols, starts) = (&self.symbols, &self.symbol_starts[first_word..]);
        let symbols_of = |at: usize| starts.get(at..at + 2).map_or(&[][..], |bounds| &symbols[bounds[0] as usize..bounds[1] as usize]);
        for at in 0..words.len() {
            let first = self.hits.len();
            trie.hits(&symbols_of, at, &mut self.hits);
            self.hits.extend(shapes.iter().filter(|shape| shape.start as usize == at));
            if self.hits.len() > first + 1 {
                sort_and_unite(&mut self.hits, first);
            }
            self.hit_starts.push(self.hits.len() as u32);
        }
        for hit in &self.hits[first_hit..] {
            self.present.vocabulary(hit.vocabulary);
        }
        self.sentences.push(first_word as u32);
    }

    /// Sentence `number`, whose words are `words`.
    #[must_use]
    pub fn line<'a>(&'a self, number: usize, words: &'a [Word]) -> Line<'a> {
        let first = self.sentences[number] as usize;
        let range = first..first + words.len() + 1;
        Line {
            words,
            present: self.present.row(number),
            symbols: &self.symbols,
            symbol_starts: &self.symbol_starts[range.clone()],
            hits: &self.hits,
            hit_starts: &self.hit_starts[range],
        }
    }
}

/// Sorts the hits from `first` on and leaves each once.
fn sort_and_unite(hits: &mut Vec<Hit>, first: usize) {
    hits[first..].sort_unstable();
    let mut kept = first + 1;
    for next in first + 1..hits.len() {
        if hits[next] != hits[kept - 1] {
            hits[kept] = hits[next];
            kept += 1;
        }
    }
    hits.truncate(kept);
}

impl<'a> Line<'a> {
    /// What word `at` answers to; nothing past the end.
    #[must_use]
    pub fn symbols(&self, at: usize) -> &'a [u32] {
        match self.symbol_starts.get(at..at + 2) {
            Some(bounds) => &self.symbols[bounds[0] as usize..bounds[1] as usize],
            None => &[],
        }
    }

    /// The hits that begin at word `at`; none past the end.
    #[must_use]
    pub fn hits_at(&self, at: usize) -> &'a [Hit] {
        match self.hit_starts.get(at..at + 2) {
            Some(bounds) => &self.hits[bounds[0] as usize..bounds[1] as usize],
            None => &[],
        }
    }

    /// All hits, sorted.
    #[must_use]
    pub fn hits(&self) -> &'a [Hit] {
        match self.hit_starts {
            [first, .., last] => &self.hits[*first as usize..*last as usize],
            _ => &[],
        }
    }
}
