//! Neurons: the layer over word vectors.
//!
//! Each neuron looks at the means of four groups of words. What it makes of a group depends on that group alone, so the groups may be added one by one: for the clauses of a
//! sentence the neighbours are added once.

use super::arithmetic::{ABREAST, Pair, Row, add_products, paired, two_by_two};
use super::model::{COLUMNS, numbers};
use super::vectors::{DIMENSIONS, Mean};
use fearless_simd::Simd;
use std::array::from_fn;

/// Neurons of the hidden layer.
pub(super) const HIDDEN: usize = 128;
/// What the hidden layer sees: the means of the [`Group`]s, in this order.
pub(super) const INPUTS: usize = 4 * DIMENSIONS;
/// Weights of neurons are in so many parts of one, as a power of two.
pub(super) const NEURON_BITS: u32 = 10;
/// So many neurons are summed at a time, so many times.
const TILES: usize = HIDDEN / ABREAST;

/// Words of which the hidden layer sees the mean.
#[derive(Debug, Clone, Copy)]
pub(super) enum Group {
    /// All of the sentence.
    Own,
    /// Those of the sentence before.
    Before,
    /// Those of the sentence behind.
    Behind,
    /// The first of the sentence.
    First,
}

/// A mean, its numbers two by two.
pub(super) type Pairs = [[i32; 4]; DIMENSIONS / 8];
/// The sums of all neurons.
pub(super) type Sums = [[i32; ABREAST]; TILES];

/// The weights of the neurons, in the order in which they are used: unlike the rows of words, all are, for every sentence.
#[derive(Debug, Clone)]
pub(super) struct Neurons {
    /// Group by group, in each tile by tile.
    hidden: Vec<[Pair; DIMENSIONS / 2]>,
    bias: Sums,
    output: Vec<Pair>,
    /// For each number of the surroundings; empty in a model that looks at none.
    pub(super) around: Vec<Pair>,
}

impl Neurons {
    /// The weights that a trained model holds as bytes.
    pub(super) fn new(hidden: &[u8], output: &[u8], around: &[u8]) -> Self {
        let hidden = numbers(hidden);
        let weight = |neuron: usize, input: usize| hidden.get(neuron * (INPUTS + 1) + input).copied().unwrap_or(0);
        let rows = |bytes: &[u8]| paired(numbers(bytes).as_chunks::<COLUMNS>().0);
        let of_tile = |group: usize, tile: usize| from_fn(|two| from_fn(|at| weight(tile * ABREAST + at / 2, group * DIMENSIONS + 2 * two + at % 2)));
        Self {
            hidden: (0..4).flat_map(|group| (0..TILES).map(move |tile| (group, tile))).map(|(group, tile)| of_tile(group, tile)).collect(),
            bias: from_fn(|tile| from_fn(|at| i32::from(weight(tile * ABREAST + at, INPUTS)) << 8)),
            output: rows(output),
            around: rows(around),
        }
    }

    /// The sums of neurons that have seen nothing.
    pub(super) fn sums(&self) -> Sums {
        self.bias
    }

    /// Adds what the neurons make of the means of a `group` of `N` sentences' words.
    #[inline(always)]
    pub(super) fn add<S: Simd, const N: usize>(&self, simd: S, group: Group, means: [&Pairs; N], sums: &mut [Sums; N]) {
        for (tile, weights) in self.hidden[group as usize * TILES..][..TILES].iter().enumerate() {
            let mut of_tile = [[0; ABREAST]; N];
            let mut inputs: [&[i32]; N] = [&[]; N];
            for n in 0..N {
                (of_tile[n], inputs[n]) = (sums[n][tile], means[n].as_flattened());
            }
            add_products(simd, inputs, weights, &mut of_tile);
            for n in 0..N {
                sums[n][tile] = of_tile[n];
            }
        }
    }

    /// What neurons with these `sums` add to the scores of each of `N` sentences.
    #[inline(always)]
    pub(super) fn scores<S: Simd, const N: usize>(&self, simd: S, sums: &[Sums; N]) -> [Row; N] {
        let mut levels = [[[0; 4]; HIDDEN / 8]; N];
        let (mut inputs, mut scores): ([&[i32]; N], _) = ([&[]; N], [[0; ABREAST]; N]);
        for (pairs, (sums, input)) in levels.iter_mut().zip(sums.iter().zip(&mut inputs)) {
            let mut own = [[0; 8]; HIDDEN / 8];
            for at in 0..HIDDEN {
                own[at / 8][at % 8] = (sums[at / ABREAST][at % ABREAST] >> NEURON_BITS).clamp(0, i32::from(i16::MAX)) as i16;
            }
            *pairs = two_by_two(simd, &own);
            *input = pairs.as_flattened();
        }
        add_products(simd, inputs, &self.output, &mut scores);
        scores.map(|scores| from_fn(|column| scores[column] >> 8))
    }
}

/// A mean as the neurons take it.
#[inline(always)]
pub(super) fn seen<S: Simd>(simd: S, mean: &Mean) -> Pairs {
    let mut parts = [[0; 8]; DIMENSIONS / 8];
    parts.as_flattened_mut().copy_from_slice(mean);
    two_by_two(simd, &parts)
}
