//! Spellings: what a word comes to by itself.
//!
//! Most features of a sentence are its single words and their letters, and most words are met again and again. Their rows are the same wherever a word stands, so they are
//! remembered.

use super::arithmetic::{ABREAST, Row};
use super::model::{COLUMNS, NARROW};
use fearless_simd::Simd;
use fearless_simd::prelude::*;
use std::array::from_fn;

/// So many words are remembered: more than most people use in all that they write, and as many as a folder of other people's drafts needs. They take less than six megabytes.
const MOST: usize = 32_768;
/// Places of the table when the first word comes, and no fewer than two for each word ever after.
const FEWEST_SLOTS: usize = 1024;

/// What a word comes to by itself. It fills two lines of a processor's memory.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Spelling {
    /// For each target what it adds to a sentence, in parts of what letters count, and behind those how many features its letters are. No word is so long that it would not fit.
    pub(super) own: [i16; ABREAST],
    /// Its rows in the sentence before one and in the one behind, with as much room for each.
    pub(super) aside: [i8; 2 * ABREAST],
}

/// A word that was looked at.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Where its letters lie.
    start: u32,
    length: u32,
    /// The row of its vector.
    vector: u32,
    /// The number of the first word with the same hash: features do not tell them apart.
    twin: u32,
    /// The sentence in which that one, or a twin of it, was met last.
    met: u64,
}

/// Words that were looked at. They must be used with one model only.
#[derive(Debug, Default)]
pub struct Spellings {
    /// Open addressing: a word's hash and its number, counted from 1; 0 is an empty slot. Hashing is done when a draft is taken apart, never here.
    slots: Vec<(u32, u32)>,
    known: Vec<Known>,
    spellings: Vec<Spelling>,
    /// The letters of all known words, one behind the other.
    text: Vec<u8>,
    /// How many sentences were looked at.
    sentences: u64,
}

impl Spellings {
    /// Makes room for more words, if there are too many.
    pub(super) fn tidy(&mut self) {
        if self.known.len() >= MOST {
            self.slots.fill((0, 0));
            self.known.clear();
            self.spellings.clear();
            self.text.clear();
        }
    }

    /// The number of `word`, which has this `hash`, and whose spelling and vector's row `look` finds out if it is not known. It holds until the next [`Spellings::tidy`].
    #[inline(always)]
    pub(super) fn number(&mut self, word: &str, hash: u32, look: impl FnOnce() -> (Spelling, u32)) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(&(other, number)) = self.slots.get(at) {
            if number == 0 {
                break;
            }
            if other == hash && self.is(number - 1, word) {
                return number - 1;
            }
            at = (at + 1) & mask;
        }
        let (spelling, vector) = look();
        self.learn(word, hash, spelling, vector)
    }

    #[inline(always)]
    fn is(&self, number: u32, word: &str) -> bool {
        let Known { start, length, .. } = self.known[number as usize];
        length as usize == word.len() && self.text[start as usize..][..word.len()] == *word.as_bytes()
    }

    #[inline(never)]
    fn learn(&mut self, word: &str, hash: u32, spelling: Spelling, vector: u32) -> u32 {
        if self.slots.len() <= 2 * self.known.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); (4 * self.known.len().next_power_of_two()).max(FEWEST_SLOTS)];
            old.into_iter().filter(|(_, number)| *number != 0).for_each(|slot| _ = self.fill(slot));
        }
        let number = self.known.len() as u32;
        let twin = self.fill((hash, number + 1)).map_or(number, |other| self.known[other as usize].twin);
        self.known.push(Known { start: self.text.len() as u32, length: word.len() as u32, vector, twin, met: 0 });
        self.text.extend_from_slice(word.as_bytes());
        self.spellings.push(spelling);
        number
    }

    /// Puts `slot` into the first empty place from where its hash points; on the way there stand all words with the same hash, of which one is returned.
    fn fill(&mut self, slot: (u32, u32)) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let (mut at, mut same) = (slot.0 as usize & mask, None);
        while self.slots[at].1 != 0 {
            if self.slots[at].0 == slot.0 {
                same = Some(self.slots[at].1 - 1);
            }
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
        same
    }

    /// Begins another sentence.
    pub(super) fn next_sentence(&mut self) {
        self.sentences += 1;
    }

    /// Whether no word with the same hash was met in this sentence.
    #[inline(always)]
    pub(super) fn is_first(&mut self, number: u32) -> bool {
        let twin = self.known[number as usize].twin;
        std::mem::replace(&mut self.known[twin as usize].met, self.sentences) != self.sentences
    }

    /// The row of the vector of the word with that number.
    #[inline(always)]
    pub(super) fn vector(&self, number: u32) -> u32 {
        self.known[number as usize].vector
    }

    /// What words with these `numbers` add to their sentence, and how many features their letters are.
    #[inline(always)]
    pub(super) fn own<S: Simd>(&self, simd: S, numbers: &[u32]) -> (Row, u64) {
        let width = S::i16s::LEN;
        let mut totals = [[S::i32s::splat(simd, 0); 2]; 4];
        for number in numbers {
            let own = &self.spellings[*number as usize].own;
            for part in 0..ABREAST / width {
                let (low, high) = S::i16s::from_slice(simd, &own[part * width..(part + 1) * width]).widen();
                totals[part][0] += low;
                totals[part][1] += high;
            }
        }
        let mut sums = [0; ABREAST];
        for (part, sum) in sums.chunks_exact_mut(width / 2).enumerate() {
            totals[part / 2][part % 2].store_slice(sum);
        }
        (from_fn(|column| sums[column]), sums[COLUMNS] as u64)
    }

    /// What words with these `numbers` add to the sentence behind theirs, and to the one before it.
    #[inline(always)]
    pub(super) fn aside<S: Simd>(&self, simd: S, numbers: &[u32]) -> [Row; 2] {
        let width = S::i8s::LEN;
        let mut sums = [[0; COLUMNS]; 2];
        for numbers in numbers.chunks(NARROW) {
            let mut totals = [[S::i16s::splat(simd, 0); 2]; 4];
            for number in numbers {
                let aside = &self.spellings[*number as usize].aside;
                for part in 0..2 * ABREAST / width {
                    let (low, high) = S::i8s::from_slice(simd, &aside[part * width..(part + 1) * width]).widen();
                    totals[part][0] += low;
                    totals[part][1] += high;
                }
            }
            let mut narrow = [0i16; 2 * ABREAST];
            for (part, sum) in narrow.chunks_exact_mut(width / 2).enumerate() {
                totals[part / 2][part % 2].store_slice(sum);
            }
            for column in 0..COLUMNS {
                sums[0][column] += i32::from(narrow[column]);
                sums[1][column] += i32::from(narrow[ABREAST + column]);
            }
        }
        sums
    }
}
