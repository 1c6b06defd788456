//! Programs: what phrases are compiled to.
//!
//! A program is a row of numbers, one instruction each. All programs of a rule set lie in one row, beside the lists that say which of them are worth trying in
//! a sentence; everything is read in place.

use super::VocabularyId;
use super::matcher::Word;
use super::packed::{Packed, View};
use super::present::Present;
use super::syntax::Class;
use crate::text::Flags;
use serde::{Deserialize, Serialize};

/// Instructions. The upper eight bits of a number are one of these, the lower 24 its argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Op {
    Match,
    Symbol,
    Set,
    Class,
    Vocabulary,
    Gap,
    Split,
    Jump,
    Break,
    Start,
    End,
    Not,
    MarkOpen,
    MarkClose,
}

const OPS: [Op; 14] = [
    Op::Match,
    Op::Symbol,
    Op::Set,
    Op::Class,
    Op::Vocabulary,
    Op::Gap,
    Op::Split,
    Op::Jump,
    Op::Break,
    Op::Start,
    Op::End,
    Op::Not,
    Op::MarkOpen,
    Op::MarkClose,
];

pub(super) fn unpack(number: u32) -> (Op, u32) {
    (OPS.get((number >> 24) as usize).copied().unwrap_or(Op::Match), number & 0x00ff_ffff)
}

/// Which symbols a word answers to. A symbol is what a pattern asks for: an exact word, or a word in any inflection. The first symbols are
/// the classes of words, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Symbols {
    pub(super) starts: Packed,
    pub(super) list: Packed,
    pub(super) count: u32,
}

/// The first symbol that is no class.
pub(super) const FIRST_SYMBOL: u32 = 16;

impl Symbols {
    /// How many symbols there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// The symbols, for a stretch of work.
    #[must_use]
    pub fn view(&self) -> SymbolsView<'_> {
        SymbolsView { starts: self.starts.view(), list: self.list.view() }
    }

    /// Calls `f` with every symbol of `word`, classes that vocabularies may use included.
    pub fn each(&self, word: Word, mut f: impl FnMut(u32)) {
        self.view().of(word).for_each(&mut f);
        if word.flags.has(Flags::NUMBER) {
            f(Class::Number as u32);
            if word.three_digits {
                f(Class::ThreeDigits as u32);
            }
        } else if word.flags.has(Flags::CAPITAL) {
            f(Class::Capitalized as u32);
        }
    }
}

/// See [`Symbols::view`].
#[derive(Debug, Clone, Copy)]
pub struct SymbolsView<'a> {
    starts: View<'a>,
    list: View<'a>,
}

impl<'a> SymbolsView<'a> {
    /// The symbols of `word`, its classes left out.
    pub fn of(self, word: Word) -> impl Iterator<Item = u32> + use<'a> {
        let (first, last) = self.starts.bounds(word.id as usize);
        self.list.range(first, last)
    }
}

/// One compiled pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    pub(super) code_start: u32,
    pub(super) code_end: u32,
    /// The most words a match can have.
    pub longest: u32,
    /// A match needs all of these bits in the sentence's mask.
    pub needs: u64,
    pub(super) clauses_start: u32,
    pub(super) clauses_end: u32,
}

/// How many numbers a pattern takes in the list.
const PATTERN_SIZE: usize = 7;

/// All compiled patterns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Patterns {
    pub(super) code: Packed,
    pub(super) sets: Packed,
    pub(super) list: Packed,
    /// What matches must contain: for each clause its size and as many keys, of which one must be in the sentence.
    pub(super) clauses: Packed,
    /// By pass.
    pub(super) triggers: Vec<Triggers>,
}

/// From a symbol or a vocabulary to the patterns it triggers, with the distance from their start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Triggers {
    pub(super) symbol_starts: Packed,
    pub(super) symbols: Packed,
    pub(super) vocabulary_starts: Packed,
    pub(super) vocabularies: Packed,
}

/// The bit that stands for a symbol or vocabulary in a sentence's mask.
#[must_use]
pub fn symbol_bit(symbol: u32) -> u64 {
    1 << (symbol.wrapping_mul(0x9e37_79b1) >> 26)
}

/// See [`symbol_bit`].
#[must_use]
pub fn vocabulary_bit(vocabulary: VocabularyId) -> u64 {
    symbol_bit(vocabulary ^ 0x8000_0000)
}

impl Patterns {
    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() / PATTERN_SIZE
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Pattern `number`.
    #[must_use]
    pub fn get(&self, number: u32) -> Pattern {
        let [code_start, code_end, longest, low, high, clauses_start, clauses_end] = self.list.view().row::<PATTERN_SIZE>(number as usize);
        Pattern { code_start, code_end, longest, needs: u64::from(low) | u64::from(high) << 32, clauses_start, clauses_end }
    }

    /// Whether a sentence that holds `present` can match `pattern` at all.
    #[must_use]
    pub fn possible(&self, pattern: Pattern, present: &Present) -> bool {
        let clauses = self.clauses.view();
        let mut at = pattern.clauses_start as usize;
        while at < pattern.clauses_end as usize {
            let size = clauses.get(at) as usize;
            if !clauses.range(at + 1, at + 1 + size).any(|key| present.has(key)) {
                return false;
            }
            at += 1 + size;
        }
        true
    }

    /// How many passes there are.
    #[must_use]
    pub fn passes(&self) -> u8 {
        self.triggers.len() as u8
    }

    /// The patterns that `symbol` triggers in `pass`.
    pub fn triggered_by_symbol(&self, pass: u8, symbol: u32) -> impl Iterator<Item = Slot> + '_ {
        self.triggers.get(pass as usize).into_iter().flat_map(move |t| slots(&t.symbol_starts, &t.symbols, symbol))
    }

    /// The patterns that a phrase of `vocabulary` triggers in `pass`.
    pub fn triggered_by_vocabulary(&self, pass: u8, vocabulary: VocabularyId) -> impl Iterator<Item = Slot> + '_ {
        self.triggers.get(pass as usize).into_iter().flat_map(move |t| slots(&t.vocabulary_starts, &t.vocabularies, vocabulary))
    }
}

/// A pattern that is triggered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its number.
    pub pattern: u32,
    /// The least number of words from the pattern's start to the trigger.
    pub least: u32,
    /// The greatest.
    pub most: u32,
    /// The group it was compiled for.
    pub group: u32,
}

/// How many numbers a slot takes.
pub(super) const SLOT_SIZE: usize = 3;

fn slots<'a>(starts: &'a Packed, list: &'a Packed, key: u32) -> impl Iterator<Item = Slot> + 'a {
    let (starts, list) = (starts.view(), list.view());
    let key = key as usize;
    let (first, last) = if key + 1 < starts.len() { starts.bounds(key) } else { (0, 0) };
    (first / SLOT_SIZE..last / SLOT_SIZE).map(move |at| {
        let [pattern, distance, group] = list.row::<SLOT_SIZE>(at);
        Slot { pattern, least: distance & 0xffff, most: distance >> 16, group }
    })
}

/// The vocabulary number under which a shape (or the percent sign) is met: the first numbers are theirs.
#[must_use]
pub fn shape_vocabulary(class: Class) -> VocabularyId {
    match class {
        Class::Percent => 1,
        Class::Date => 2,
        Class::RecordNumber => 3,
        Class::Bracketed => 4,
        Class::Blank => 5,
        _ => 0,
    }
}

/// The first number for a vocabulary of words.
pub const FIRST_VOCABULARY: VocabularyId = 6;
