//! Word vectors: what words are like, from before any training.
//!
//! The format, made by `lints/weights/vectors.py`, all numbers little-endian: dimensions, size of the table (a power of two), number of words, as `u32`; the table of
//! open addressing with a word's hash and its row (from 1; 0 is an empty slot), as `u32`; the rows: a byte for how much the word counts in a
//! sentence (common words little), then as many signed bytes as dimensions.

/// Word vectors, read in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vectors<'a> {
    table: &'a [[u8; 8]],
    rows: &'a [u8],
}

/// How many dimensions a vector has.
pub(super) const DIMENSIONS: usize = 96;

impl<'a> Vectors<'a> {
    /// The vectors in `bytes`; `None` if they are of another format.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<12>()?;
        let [dimensions, size, words] = [0, 4, 8].map(|at| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize);
        let table = rest.get(..size.checked_mul(8)?)?.as_chunks::<8>().0;
        let rows = &rest[size * 8..];
        (dimensions == DIMENSIONS && size.is_power_of_two() && rows.len() == words * (DIMENSIONS + 1)).then_some(Self { table, rows })
    }

    /// How much the word with `hash` counts, and its vector.
    pub(super) fn get(self, hash: u32) -> Option<(i32, &'a [u8; DIMENSIONS])> {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let [a, b, c, d, e, f, g, h] = self.table[slot];
            let row = u32::from_le_bytes([e, f, g, h]) as usize;
            if row == 0 {
                return None;
            }
            if u32::from_le_bytes([a, b, c, d]) == hash {
                let (weight, vector) = self.rows.get((row - 1) * (DIMENSIONS + 1)..)?.split_first()?;
                return Some((i32::from(*weight), vector.first_chunk()?));
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The means of the vectors of some words, and of the `first` of them, of length 256 (or nothing, if no word is known).
    pub(super) fn means(self, hashes: impl Iterator<Item = u32>, first: usize) -> ([i16; DIMENSIONS], [i16; DIMENSIONS]) {
        let (mut sum, mut of_first) = ([0i32; DIMENSIONS], None);
        for (number, found) in hashes.map(|h| self.get(h)).enumerate() {
            if number == first {
                of_first = Some(sum);
            }
            if let Some((weight, vector)) = found {
                sum.iter_mut().zip(vector).for_each(|(s, v)| *s += weight * i32::from(*v as i8));
            }
        }
        (scaled(&sum), scaled(&of_first.unwrap_or(sum)))
    }
}

fn scaled(sum: &[i32; DIMENSIONS]) -> [i16; DIMENSIONS] {
    let square: i64 = sum.iter().map(|s| i64::from(*s) * i64::from(*s)).sum();
    // Whole numbers of this size are divided as exactly by a machine's double precision, cut towards zero, and much faster.
    let length = (square as u64).isqrt().max(1) as f64;
    let mut scaled = [0; DIMENSIONS];
    scaled.iter_mut().zip(sum).for_each(|(out, s)| *out = (f64::from(*s) * 256.0 / length) as i16);
    scaled
}
