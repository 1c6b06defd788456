//! Programs: what phrases are compiled to.
//!
//! A program is a row of numbers, one instruction each. All programs of a rule set lie in one row, beside the lists that say which of them are worth trying in
//! a sentence; everything is read in place.

use super::VocabularyId;
use super::line::Word;
use super::packed::{Packed, View};
use super::present::Present;
use super::syntax::Class;
use crate::text::Flags;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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

    /// Calls `f` with every symbol of `word`, classes that vocabularies may use included.
    pub fn each(&self, word: Word, mut f: impl FnMut(u32)) {
        let (first, last) = self.starts.view().bounds(word.id as usize);
        self.list.view().range(first, last).for_each(&mut f);
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

/// One compiled pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    pub(super) code_start: u32,
    pub(super) code_end: u32,
    /// The most words a match can have.
    pub longest: u32,
    pub(super) clauses_start: u32,
    pub(super) clauses_end: u32,
}

/// How many numbers a pattern takes in the list.
const PATTERN_SIZE: usize = 5;

/// All compiled patterns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Patterns {
    pub(super) code: Packed,
    pub(super) sets: Packed,
    pub(super) list: Packed,
    /// What matches must contain: for each clause its size and as many keys, of which one must be in the sentence.
    pub(super) clauses: Packed,
    /// How many of the slots, the first ones, belong to patterns that are tried at every word of a sentence.
    pub(super) everywhere: u32,
    /// All slots, and where those begin that each symbol, or phrase of a vocabulary, triggers.
    pub(super) slots: Packed,
    pub(super) symbol_starts: Packed,
    pub(super) vocabulary_starts: Packed,
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

    /// How many vocabularies there are, numbers that no vocabulary has included.
    #[must_use]
    pub fn vocabularies(&self) -> usize {
        self.vocabulary_starts.len()
    }

    /// Pattern `number`.
    #[must_use]
    pub fn get(&self, number: u32) -> Pattern {
        let [code_start, code_end, longest, clauses_start, clauses_end] = self.list.view().row::<PATTERN_SIZE>(number as usize);
        Pattern { code_start, code_end, longest, clauses_start, clauses_end }
    }

    /// Whether a sentence that holds `present` can match pattern `number` at all.
    #[must_use]
    pub fn possible(&self, number: u32, present: Present<'_>) -> bool {
        let Pattern { clauses_start, clauses_end, .. } = self.get(number);
        let clauses = self.clauses.view();
        let mut at = clauses_start as usize;
        while at < clauses_end as usize {
            let size = clauses.get(at) as usize;
            if !clauses.range(at + 1, at + 1 + size).any(|key| present.has(key)) {
                return false;
            }
            at += 1 + size;
        }
        true
    }

    /// The patterns that are triggered, for a stretch of work.
    #[must_use]
    pub fn triggers(&self) -> Triggers<'_> {
        Triggers {
            everywhere: self.everywhere,
            slots: self.slots.view(),
            symbol_starts: self.symbol_starts.view(),
            vocabulary_starts: self.vocabulary_starts.view(),
        }
    }
}

/// See [`Patterns::triggers`].
#[derive(Debug, Clone, Copy)]
pub struct Triggers<'a> {
    everywhere: u32,
    slots: View<'a>,
    symbol_starts: View<'a>,
    vocabulary_starts: View<'a>,
}

impl<'a> Triggers<'a> {
    /// The numbers of the slots that the last word of any sentence triggers: they may start at every word.
    #[must_use]
    pub fn everywhere(self) -> Range<u32> {
        0..self.everywhere
    }

    /// The numbers of the slots that `symbol` triggers.
    #[must_use]
    pub fn of_symbol(self, symbol: u32) -> Range<u32> {
        range(self.symbol_starts, symbol)
    }

    /// The numbers of the slots that a phrase of `vocabulary` triggers.
    #[must_use]
    pub fn of_vocabulary(self, vocabulary: VocabularyId) -> Range<u32> {
        range(self.vocabulary_starts, vocabulary)
    }

    /// Slot `number`.
    #[must_use]
    pub fn slot(self, number: u32) -> Slot {
        let [pattern, distance, group, a, b] = self.slots.row::<SLOT_SIZE>(number as usize);
        Slot { pattern, distance, group, needs: [a, b] }
    }
}

fn range(starts: View<'_>, key: u32) -> Range<u32> {
    let key = key as usize;
    let (first, last) = if key + 1 < starts.len() { starts.bounds(key) } else { (0, 0) };
    first as u32..last as u32
}

/// A pattern that is triggered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its number.
    pub pattern: u32,
    /// The least (lower half) and the greatest number of words from the pattern's start to the trigger.
    distance: u32,
    /// The group it was compiled for.
    pub group: u32,
    /// Keys that a sentence must hold, see [`Present`].
    needs: [u32; 2],
}

impl Slot {
    /// Whether a sentence that holds `present` has what the pattern needs most.
    #[must_use]
    pub fn may_match(self, present: Present<'_>) -> bool {
        present.has(self.needs[0]) && present.has(self.needs[1])
    }

    /// Where a match must begin if the trigger stands at word `at`; `None` if it stands too near the sentence's start.
    #[must_use]
    pub fn starts(self, at: usize) -> Option<std::ops::RangeInclusive<usize>> {
        let last = at.checked_sub((self.distance & 0xffff) as usize)?;
        let most = self.distance >> 16;
        Some(if most == ANY_DISTANCE >> 16 { 0 } else { at.saturating_sub(most as usize) }..=last)
    }
}

/// How many numbers a slot takes.
pub(super) const SLOT_SIZE: usize = 5;
/// The distance of a pattern that may start at any word ahead of its trigger.
pub(super) const ANY_DISTANCE: u32 = 0xffff << 16;

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
