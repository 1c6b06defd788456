//! Word vectors: what words are like, from before any training.
//!
//! The format, made by `lints/weights/vectors.py`, all numbers little-endian: dimensions, size of the table (a power of two), number of words, as `u32`; the table of
//! open addressing with a word's hash and its row (from 1; 0 is an empty slot), as `u32`; the rows: a byte for how much the word counts in a
//! sentence (common words little), then as many signed bytes as dimensions.

use super::arithmetic::signed;
use fearless_simd::prelude::*;
use fearless_simd::{Simd, i16x16, i32x8};
use std::ops::Range;

/// Word vectors, read in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vectors<'a> {
    table: &'a [[u8; 8]],
    /// How much a word counts, and its vector.
    rows: &'a [[u8; DIMENSIONS + 1]],
}

/// The mean of some words' vectors, of length 256 (or nothing, if no word is known).
pub(super) type Mean = [i16; DIMENSIONS];

/// How many dimensions a vector has.
pub(super) const DIMENSIONS: usize = 96;

impl<'a> Vectors<'a> {
    /// The vectors in `bytes`; `None` if they are of another format.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<12>()?;
        let [dimensions, size, words] = [0, 4, 8].map(|at| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize);
        let table = rest.get(..size.checked_mul(8)?)?.as_chunks::<8>().0;
        let (rows, more) = rest[size * 8..].as_chunks();
        (dimensions == DIMENSIONS && size.is_power_of_two() && rows.len() == words && more.is_empty()).then_some(Self { table, rows })
    }

    /// The row of the word with `hash`, from 1; 0 if it has none.
    pub(super) fn row(self, hash: u32) -> u32 {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let [a, b, c, d, e, f, g, h] = self.table[slot];
            let row = u32::from_le_bytes([e, f, g, h]);
            if row == 0 || u32::from_le_bytes([a, b, c, d]) == hash {
                return row;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The means of the vectors of so many words, `row` being the row of each, and of the `first` of them.
    #[inline(always)]
    pub(super) fn means<S: Simd>(self, simd: S, words: usize, first: usize, row: impl Fn(usize) -> u32) -> [Mean; 2] {
        let mut sum = [[i32x8::splat(simd, 0); 2]; DIMENSIONS / 16];
        self.add(simd, 0..words.min(first), &row, &mut sum);
        let of_first = scaled(&stored(&sum));
        if words <= first {
            return [of_first; 2];
        }
        self.add(simd, first..words, &row, &mut sum);
        [scaled(&stored(&sum)), of_first]
    }

    #[inline(always)]
    fn add<S: Simd>(self, simd: S, words: Range<usize>, row: impl Fn(usize) -> u32, sum: &mut [[i32x8<S>; 2]; DIMENSIONS / 16]) {
        for word in words {
            // Counted from 1: past the end is a word without a vector.
            let Some([weight, vector @ ..]) = self.rows.get((row(word) as usize).wrapping_sub(1)) else { continue };
            let weight = i16x16::splat(simd, i16::from(*weight));
            let parts = vector.as_chunks().0;
            for part in 0..DIMENSIONS / 16 {
                let (low, high) = signed(simd, &parts[part]).widen();
                // A byte times a signed one fits.
                let (low, high) = (low.combine(high) * weight).widen();
                sum[part][0] += low;
                sum[part][1] += high;
            }
        }
    }
}

#[inline(always)]
fn stored<S: Simd>(sum: &[[i32x8<S>; 2]; DIMENSIONS / 16]) -> [i32; DIMENSIONS] {
    let mut whole = [0; DIMENSIONS];
    let parts = whole.as_chunks_mut().0;
    for part in 0..DIMENSIONS / 8 {
        sum[part / 2][part % 2].store_array(&mut parts[part]);
    }
    whole
}

/// Numbers that point the same way and are of length 256.
#[inline(always)]
fn scaled(whole: &[i32; DIMENSIONS]) -> Mean {
    let mut square = 0;
    for s in whole {
        square += i64::from(*s) * i64::from(*s);
    }
    // To be cut towards zero, a quotient of whole numbers need not be exact: moved away from zero by half a part, it is far from both neighbours that it could be taken
    // for. So one may multiply, which is much faster than to divide.
    let part = 1.0 / (square as u64).isqrt().max(1) as f64;
    let mut scaled = [0; DIMENSIONS];
    for at in 0..DIMENSIONS {
        let sum = f64::from(whole[at]);
        scaled[at] = ((sum * 256.0 + 0.5f64.copysign(sum)) * part) as i16;
    }
    scaled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_cut_as_whole_numbers_are() {
        let numbers = [0, 1, -1, 2, 3, -255, 256, 32_640, -32_640, 65_535, 1 << 20, -(1 << 20) + 1, 99_999_999, (1 << 28) + 1, -(1 << 28)];
        for shift in 0..numbers.len() {
            let whole: [i32; DIMENSIONS] =
                std::array::from_fn(|at| if at % (shift + 1) == 0 { numbers[(at + shift) % numbers.len()] >> shift } else { at as i32 });
            let length = whole.iter().map(|s| i64::from(*s).pow(2)).sum::<i64>().isqrt().max(1);
            assert_eq!(scaled(&whole).map(i64::from), whole.map(|s| i64::from(s) * 256 / length), "{whole:?}");
        }
        for length in 1..2000 {
            let whole: [i32; DIMENSIONS] = std::array::from_fn(|at| if at == 0 { length } else { 0 });
            assert_eq!(scaled(&whole)[0], 256);
        }
    }
}
