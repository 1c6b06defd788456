//! The trained model: from the words of a sentence to a score for every target.

use super::ONE;
use super::arithmetic::{Row, signed};
use super::draft::{About, Words};
use super::features::BUCKET_BITS;
use super::neurons::{HIDDEN, INPUTS, Neurons};
use super::surroundings::{Bare, SEEN, around, highest, scaled, sums, sums_of_draft};
use super::vectors::Vectors;
use crate::pattern::packed::Bytes;
use fearless_simd::prelude::*;
use fearless_simd::{Simd, i16x8};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Columns of a row of weights: targets, and some to spare, so that rows are added in whole steps.
pub const COLUMNS: usize = 24;
/// Bytes of the weights of surroundings.
const SURROUNDINGS: usize = SEEN * COLUMNS * 2;
/// The sum of so many signed bytes fits in 16 bits, with room to spare.
pub(super) const NARROW: usize = 128;

/// A lint or a role that the weights know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its id or name.
    pub name: String,
    /// Targets that are easily taken for it, as bits: of rivals only the one with the highest score is believed.
    pub rivals: u32,
    /// In drafts of these kinds, as bits.
    pub kinds: u8,
    /// The score from which the weights alone are sure.
    pub alone: i32,
    /// The score below which they gainsay a pattern.
    pub with: i32,
}

/// A trained model, without its word vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Trained {
    pub(super) targets: Vec<Target>,
    /// Which buckets have a row: a bit for each.
    pub(super) kept: Bytes,
    /// For every 64 buckets, how many rows there are before them.
    pub(super) ranks: crate::pattern::packed::Packed,
    /// The rows, a signed byte for each column.
    pub(super) rows: Bytes,
    /// What a sum of the linear model is multiplied with before it is divided by 256 times the length of its features.
    pub(super) scale: i32,
    /// The bias of each target, of both models together.
    pub(super) bias: Vec<i32>,
    /// Little-endian `i16`: for each neuron its weights and, last, its bias.
    pub(super) hidden: Bytes,
    /// Likewise: for each neuron a row of columns.
    pub(super) output: Bytes,
    /// Likewise: for each number of [`surroundings`] a row of columns; empty in a model that looks at no surroundings.
    pub(super) around: Bytes,
}

/// A trained model with its word vectors.
#[derive(Debug, Clone)]
pub struct Model {
    trained: Trained,
    vectors: Cow<'static, [u8]>,
    neurons: OnceLock<Neurons>,
}

/// What a sentence comes to between its neighbours, whatever else is in the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside(Scores);

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.trained == other.trained && self.vectors == other.vectors
    }
}

/// The scores of a sentence, in 1,024ths of a logit, one for each target.
pub type Scores = Row;

/// A text of so few sentences has no surroundings that could speak for a fault of tone: what they are wont to say in a draft is wanting …
const FEW: usize = 2;
/// … and whoever hands in a sentence by itself asks about that sentence. Such a fault counts for so much likelier there.
const LIKELIER: i32 = ONE / 4;

impl Model {
    pub(super) fn new(trained: Trained, vectors: Cow<'static, [u8]>) -> Option<Self> {
        Vectors::read(&vectors)?;
        let whole = trained.targets.len() <= COLUMNS
            && trained.bias.len() == COLUMNS
            && trained.kept.0.len() * 8 == 1 << BUCKET_BITS
            && trained.ranks.len() * 64 == 1 << BUCKET_BITS
            && trained.hidden.0.len() == HIDDEN * (INPUTS + 1) * 2
            && trained.output.0.len() == HIDDEN * COLUMNS * 2
            && matches!(trained.around.0.len(), 0 | SURROUNDINGS);
        whole.then_some(Self { trained, vectors, neurons: OnceLock::new() })
    }

    /// Reads a model from its bytes and those of its word vectors; `None` if they are not what this version writes.
    #[must_use]
    pub fn read(trained: &'static [u8], vectors: &'static [u8]) -> Option<Self> {
        Self::new(postcard::from_bytes(trained).ok()?, Cow::Borrowed(vectors))
    }

    /// The model as bytes, its word vectors left out.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.trained).unwrap_or_default()
    }

    /// Whether `other` has learnt the same; thresholds may differ.
    #[must_use]
    pub fn knows_what(&self, other: &Self) -> bool {
        let mut same = other.trained.clone();
        same.targets.clone_from(&self.trained.targets);
        self.trained == same
    }

    /// What it knows; scores are in this order.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.trained.targets
    }

    pub(super) fn trained_mut(&mut self) -> &mut Trained {
        self.neurons = OnceLock::new();
        &mut self.trained
    }

    pub(super) fn vectors(&self) -> Option<Vectors<'_>> {
        Vectors::read(&self.vectors)
    }

    /// The scores of every sentence of `draft`, its surroundings considered.
    #[must_use]
    pub fn scores(&self, draft: &Words, about: About<'_>) -> Vec<Scores> {
        self.in_surroundings(&self.bare_scores(draft, about), about)
    }

    /// What bare `scores` of a draft's sentences come to beside each other.
    #[must_use]
    pub fn in_surroundings(&self, scores: &[Scores], about: About<'_>) -> Vec<Scores> {
        let bare: Vec<Bare> = scores.iter().map(|scores| Bare::new(*scores)).collect();
        let of_draft = self.of_draft(&bare);
        let beside = |at: usize| self.beside(&bare[at], around(at, |other| bare.get(other)), about);
        (0..bare.len()).map(|at| self.settled(&beside(at), of_draft.as_ref())).collect()
    }

    /// What a sentence comes to between the sentences `around` it.
    #[must_use]
    pub fn beside(&self, own: &Bare, around: [Option<&Bare>; 4], about: About<'_>) -> Beside {
        let weights = &self.neurons().around;
        Beside(if weights.is_empty() { own.scores } else { sums(own, around, about, weights) })
    }

    /// What a draft of `bare` sentences adds to the scores of each, if the model looks at surroundings.
    #[must_use]
    pub fn of_draft(&self, bare: &[Bare]) -> Option<Scores> {
        let weights = &self.neurons().around;
        (!weights.is_empty()).then(|| {
            let mut sums = sums_of_draft(&highest(bare.iter().map(|b| &b.probable)), weights);
            sums.iter_mut().enumerate().for_each(|(column, sum)| *sum += self.alone(column, bare.len()) << 8);
            sums
        })
    }

    /// What it adds to the score for target `column` that a draft has only so many `sentences`.
    pub(super) fn alone(&self, column: usize, sentences: usize) -> i32 {
        let rivals = self.trained.targets.get(column).map_or(0, |target| target.rivals);
        if sentences <= FEW && rivals != 0 { LIKELIER } else { 0 }
    }

    /// The scores of a sentence, given what it comes to beside its neighbours and what its draft adds.
    #[must_use]
    pub fn settled(&self, beside: &Beside, of_draft: Option<&Scores>) -> Scores {
        match of_draft {
            Some(of_draft) => self.settle(scaled([&beside.0, of_draft])),
            None => beside.0,
        }
    }

    /// For each number of the surroundings a row of weights; none in a model that looks at no surroundings.
    pub(super) fn around_weights(&self) -> Vec<i16> {
        numbers(&self.trained.around.0)
    }

    pub(super) fn bias(&self) -> &[i32] {
        &self.trained.bias
    }

    /// What a sum of the linear model is multiplied with.
    pub(super) fn scale(&self) -> i64 {
        i64::from(self.trained.scale)
    }

    /// Takes from each score what its strongest rival has ahead of it.
    fn settle(&self, scores: Scores) -> Scores {
        let mut settled = scores;
        for (column, target) in self.trained.targets.iter().enumerate().filter(|(_, t)| t.rivals != 0) {
            let strongest = (0..COLUMNS).filter(|c| target.rivals & (1 << c) != 0).map(|c| scores[c]).max().unwrap_or(i32::MIN);
            settled[column] -= strongest.saturating_sub(scores[column]).max(0);
        }
        settled
    }

    /// The number of the row of `bucket`, and whether it has one: where it has not, the number means nothing.
    #[inline(always)]
    fn rank(&self, bucket: u32) -> (u32, bool) {
        let (word, bit) = (bucket as usize / 64, bucket % 64);
        let bits = self.trained.kept.0.as_chunks::<8>().0.get(word).map_or(0, |bits| u64::from_le_bytes(*bits));
        (self.trained.ranks.view().get(word) + (bits & ((1 << bit) - 1)).count_ones(), bits & (1 << bit) != 0)
    }

    /// Adds the rows of `buckets`, where they have one, to `sums`.
    #[inline(always)]
    pub(super) fn add_rows<S: Simd>(&self, simd: S, buckets: &[u32], sums: &mut Row) {
        let rows = self.trained.rows.0.as_chunks::<COLUMNS>().0;
        for buckets in buckets.chunks(NARROW) {
            // Which buckets have a row is anybody's guess, also a processor's: nothing here depends on it but a count.
            let (mut found, mut numbers) = (0, [0; NARROW]);
            for bucket in buckets {
                let (number, kept) = self.rank(*bucket);
                numbers[found % NARROW] = number;
                found += usize::from(kept);
            }
            let mut totals = [i16x8::splat(simd, 0); 3];
            for number in &numbers[..found] {
                let Some(row) = rows.get(*number as usize) else { continue };
                let (Some(first), Some(last)) = (row.first_chunk(), row.last_chunk()) else { continue };
                // The two overlap.
                let ((first, second), (_, third)) = (signed(simd, first).widen(), signed(simd, last).widen());
                totals[0] += first;
                totals[1] += second;
                totals[2] += third;
            }
            for at in 0..COLUMNS {
                sums[at] += i32::from(totals[at / 8][at % 8]);
            }
        }
    }

    pub(super) fn neurons(&self) -> &Neurons {
        let Trained { hidden, output, around, .. } = &self.trained;
        self.neurons.get_or_init(|| Neurons::new(&hidden.0, &output.0, &around.0))
    }
}

/// The numbers that are written in `bytes`.
pub(super) fn numbers(bytes: &[u8]) -> Vec<i16> {
    bytes.as_chunks::<2>().0.iter().map(|number| i16::from_le_bytes(*number)).collect()
}

#[cfg(test)]
impl Trained {
    /// Weights that look random and are the same each time.
    pub(super) fn drawn() -> Self {
        let mut state = 1u32;
        let mut draw = |most: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % most
        };
        let kept: Vec<u64> =
            (0..(1 << BUCKET_BITS) / 64).map(|_| u64::from(draw(1 << 24)) << 40 | u64::from(draw(1 << 24)) << 12 | u64::from(draw(1 << 24)) >> 12).collect();
        let ranks = kept.iter().scan(0, |before, bits| Some(std::mem::replace(before, *before + bits.count_ones())));
        let rows = kept.iter().map(|bits| bits.count_ones() as usize).sum::<usize>() * COLUMNS;
        let mut numbers = |many: usize, most: u32| Bytes(Cow::Owned((0..many).flat_map(|_| (draw(2 * most) as i16 - most as i16).to_le_bytes()).collect()));
        Self {
            targets: Vec::new(),
            ranks: ranks.collect(),
            kept: Bytes(Cow::Owned(kept.iter().flat_map(|bits| bits.to_le_bytes()).collect())),
            rows: numbers(rows / 2, 1 << 14),
            scale: 54_321,
            bias: (0..COLUMNS as i32).collect(),
            hidden: numbers(HIDDEN * (INPUTS + 1), 400),
            output: numbers(HIDDEN * COLUMNS, 400),
            around: numbers(0, 1),
        }
    }
}
