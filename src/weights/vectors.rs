//! Word vectors: what words are like, from before any training.
//!
//! The format, made by `lints/weights/vectors.py`, all numbers little-endian: dimensions, size of the table (a power of two), number of words, as `u32`; the table of
//! open addressing with a word's hash and its row (from 1; 0 is an empty slot), as `u32`; the rows: a byte for how much the word counts in a
//! sentence (common words little), then as many signed bytes as dimensions.

/// Word vectors, read in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vectors<'a> {
    table: &'a [[u8; 8]],
    /// How much a word counts, and its vector.
    rows: &'a [[u8; DIMENSIONS + 1]],
}

/// The means of a sentence's words and of its first ones.
pub(super) type Means = ([i16; DIMENSIONS], [i16; DIMENSIONS]);

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

    /// The means of the vectors in some `rows`, and of the `first` of them, of length 256 (or nothing, if no word is known).
    #[inline(always)]
    pub(super) fn means(self, rows: impl Iterator<Item = u32>, first: usize) -> Means {
        let (mut sum, mut of_first) = ([0i32; DIMENSIONS], None);
        for (number, row) in rows.enumerate() {
            if number == first {
                of_first = Some(sum);
            }
            let row = (row as usize).checked_sub(1).and_then(|row| self.rows.get(row));
            if let Some([weight, vector @ ..]) = row {
                // A byte times a signed one fits.
                let weight = i16::from(*weight);
                for (s, v) in sum.iter_mut().zip(vector) {
                    *s += i32::from(weight * i16::from(*v as i8));
                }
            }
        }
        let all = scaled(&sum);
        (all, of_first.map_or(all, |sum| scaled(&sum)))
    }
}

#[inline(always)]
fn scaled(sum: &[i32; DIMENSIONS]) -> [i16; DIMENSIONS] {
    let mut square = 0i64;
    for s in sum {
        square += i64::from(*s) * i64::from(*s);
    }
    // Whole numbers of this size are divided as exactly by a machine's double precision, cut towards zero, and much faster.
    let length = (square as u64).isqrt().max(1) as f64;
    let mut scaled = [0; DIMENSIONS];
    for (out, s) in scaled.iter_mut().zip(sum) {
        *out = (f64::from(*s) * 256.0 / length) as i16;
    }
    scaled
}
