//! Spellings: what a word comes to by itself.
//!
//! Most features of a sentence are its single words and their letters, and most words are met again and again. Their rows are the same wherever a word stands, so they are
//! remembered.

use super::arithmetic::{ABREAST, Row};
use super::model::{COLUMNS, NARROW};
use fearless_simd::Simd;
use fearless_simd::prelude::*;
use std::array::from_fn;

/// So many words are remembered: more than most people use in all that they write, and as many as a folder of other people's drafts needs. They take some five megabytes.
const MOST: usize = 32_768;
/// Places of the table when the first word comes, and no fewer than two for each word ever after.
const FEWEST_SLOTS: usize = 1024;

/// What a word comes to by itself. It fills two lines of a processor's memory.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Spelling {
    /// For each target what it adds to a sentence, in parts of [`Family::Letters`], and behind those how many features its letters are. No word is so long that it would not fit.
    pub(super) own: [i16; ABREAST],
    /// Its rows in the sentence before one and in the one behind, with as much room for each.
    pub(super) aside: [i8; 2 * ABREAST],
}

/// Words that were looked at. They must be used with one model only.
#[derive(Debug, Default)]
pub struct Spellings {
    /// Open addressing: a word's hash and its number, counted from 1; 0 is an empty slot. Hashing is done when a draft is taken apart, never here.
    slots: Vec<(u32, u32)>,
    known: Vec<Spelling>,
    /// The row of each word's vector.
    vectors: Vec<u32>,
    /// All known words, one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Spellings {
    /// Makes room for more words, if there are too many.
    pub(super) fn tidy(&mut self) {
        if self.known.len() >= MOST {
            self.slots.fill((0, 0));
            self.known.clear();
            self.vectors.clear();
            self.text.clear();
            self.ends.clear();
        }
    }

    /// The number of `word`, which has this `hash`, and whose spelling `look` finds out if it is not known. It holds until the next [`Spellings::tidy`].
    #[inline(always)]
    pub(super) fn number(&mut self, word: &str, hash: u32, look: impl FnOnce() -> (Spelling, u32)) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(&(other, number)) = self.slots.get(at) {
            if number == 0 {
                break;
            }
            if other == hash && self.word(number as usize - 1) == word.as_bytes() {
                return number - 1;
            }
            at = (at + 1) & mask;
        }
        self.learn(word, hash, look())
    }

    #[inline(never)]
    fn learn(&mut self, word: &str, hash: u32, (spelling, vector): (Spelling, u32)) -> u32 {
        if self.slots.len() <= 2 * self.known.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); (4 * self.known.len().next_power_of_two()).max(FEWEST_SLOTS)];
            old.into_iter().filter(|(_, number)| *number != 0).for_each(|slot| self.fill(slot));
        }
        self.known.push(spelling);
        self.vectors.push(vector);
        self.text.extend_from_slice(word.as_bytes());
        self.ends.push(self.text.len() as u32);
        let number = self.known.len() as u32;
        self.fill((hash, number));
        number - 1
    }

    /// Puts `slot` into the first empty place from where its hash points.
    fn fill(&mut self, slot: (u32, u32)) {
        let mask = self.slots.len() - 1;
        let mut at = slot.0 as usize & mask;
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    /// The word with that number.
    #[inline(always)]
    fn word(&self, number: usize) -> &[u8] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// The row of the vector of the word with that number.
    #[inline(always)]
    pub(super) fn vector(&self, number: u32) -> u32 {
        self.vectors[number as usize]
    }

    /// What words with these `numbers` add to their sentence, and how many features their letters are.
    #[inline(always)]
    pub(super) fn own<S: Simd>(&self, simd: S, numbers: &[u32]) -> (Row, u64) {
        let width = S::i16s::LEN;
        let mut totals = [[S::i32s::splat(simd, 0); 2]; 4];
        for number in numbers {
            let own = &self.known[*number as usize].own;
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

    /// What words add to the sentence behind theirs and to the one before it; `words` are their places in `numbers`.
    #[inline(always)]
    pub(super) fn aside<S: Simd>(&self, simd: S, words: &[(u32, u32)], numbers: &[u32]) -> [Row; 2] {
        let width = S::i8s::LEN;
        let mut sums = [[0; COLUMNS]; 2];
        for words in words.chunks(NARROW) {
            let mut totals = [[S::i16s::splat(simd, 0); 2]; 4];
            for (_, at) in words {
                let aside = &self.known[numbers[*at as usize] as usize].aside;
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
