//! Surroundings: what the scores of a sentence mean beside those of its neighbours.
//!
//! Somebody else's fault is blame beside the writer's setback and a story on the ward; a pass is an outcome behind a failure. So the scores of each sentence are
//! weighed once more, with the probabilities of the two sentences before and behind, and with the highest in the whole draft.

use super::ONE;
use super::arithmetic::{ABREAST, Pair, Row, add_products, sigmoid, two_by_two};
use super::draft::About;
use super::model::{COLUMNS, Scores};
use fearless_simd::{Level, Simd, dispatch};

/// How far it looks.
const AROUND: [isize; 4] = [-2, -1, 1, 2];
/// How many kinds of drafts there can be.
const KINDS: usize = 8;
/// What is looked at: scores and probabilities of the sentence itself, probabilities around and in the whole draft, the kind of draft, and a one.
pub(super) const SEEN: usize = (2 + AROUND.len() + 1) * COLUMNS + KINDS + 1;
/// A one, in these numbers.
pub(super) const UNIT: i16 = 256;
/// Scores beyond so many logits tell nothing more.
const MOST: i32 = 16 * ONE;
/// So much of a score is one.
pub(super) const LOGITS: i32 = 4;

/// The probabilities behind the scores of a sentence.
pub(super) type Probable = [i16; COLUMNS];

/// The probabilities behind `scores`.
#[inline(always)]
fn probable(scores: &Scores) -> Probable {
    let mut probable = [0; COLUMNS];
    for column in 0..COLUMNS {
        probable[column] = (sigmoid(scores[column] as f32 / ONE as f32) * f32::from(UNIT)).round() as i16;
    }
    probable
}

/// The highest of `all` probabilities.
pub(super) fn highest<'a>(all: impl Iterator<Item = &'a Probable>) -> Probable {
    all.fold([0; COLUMNS], |mut highest, sentence| {
        highest.iter_mut().zip(sentence).for_each(|(h, p)| *h = (*h).max(*p));
        highest
    })
}

/// A sentence with its scores and their probabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    pub(super) scores: Scores,
    pub(super) probable: Probable,
}

impl Bare {
    /// The sentence with these `scores`.
    #[must_use]
    pub fn new(scores: Scores) -> Self {
        Self { scores, probable: dispatch!(Level::new(), _ => probable(&scores)) }
    }
}

/// The sentences that are looked at beside sentence `number`, by `get`.
pub fn around<T>(number: usize, get: impl Fn(usize) -> Option<T>) -> [Option<T>; 4] {
    AROUND.map(|step| number.checked_add_signed(step).and_then(&get))
}

/// What is looked at for each sentence of a draft of `bare` sentences.
pub(super) fn seen(bare: &[Bare], about: About<'_>) -> Vec<[i16; SEEN]> {
    let highest = highest(bare.iter().map(|b| &b.probable));
    let one = |number| seen_of(&bare[number], around(number, |at| bare.get(at)), &highest, about);
    (0..bare.len()).map(one).collect()
}

/// What is looked at for the sentence `own` between those `around` it, in a draft with `highest` probabilities.
#[inline(always)]
fn seen_of(own: &Bare, around: [Option<&Bare>; 4], highest: &Probable, about: About<'_>) -> [i16; SEEN] {
    let nothing = [0; COLUMNS];
    let around = around.map(|bare| bare.map_or(&nothing, |b| &b.probable));
    let scores = own.scores.map(|score| (score.clamp(-MOST, MOST) * i32::from(UNIT) / (LOGITS * ONE)) as i16);
    let mut seen = [0; SEEN];
    let parts = [&scores, &own.probable].into_iter().chain(around).chain([highest]);
    for (part, values) in seen.chunks_exact_mut(COLUMNS).zip(parts) {
        part.copy_from_slice(values);
    }
    seen[SEEN - 1 - KINDS + about.kind as usize % KINDS] = UNIT;
    seen[SEEN - 1] = UNIT;
    seen
}

/// The sums, not yet scaled, that rows of columns of `weights` make of what is seen for the sentence `own` between those `around` it, the draft left out.
pub(super) fn sums(own: &Bare, around: [Option<&Bare>; 4], about: About<'_>, weights: &[Pair]) -> Scores {
    dispatch!(Level::new(), simd => sums_of(simd, &seen_of(own, around, &[0; COLUMNS], about), weights))
}

/// The sums of the `highest` probabilities of a draft alone.
pub(super) fn sums_of_draft(highest: &Probable, weights: &[Pair]) -> Scores {
    dispatch!(Level::new(), simd => sums_of(simd, highest, &weights[(2 + AROUND.len()) * COLUMNS / 2..]))
}

#[inline(always)]
fn sums_of<S: Simd, const N: usize>(simd: S, seen: &[i16; N], weights: &[Pair]) -> Row {
    let mut parts = [[0; 8]; SEEN.div_ceil(8)];
    parts.as_flattened_mut()[..N].copy_from_slice(seen);
    let mut sums = [[0; ABREAST]];
    add_products(simd, [two_by_two(simd, &parts).as_flattened()], &weights[..N.div_ceil(2)], &mut sums);
    std::array::from_fn(|column| sums[0][column])
}

/// The scores that sums of all parts come to.
pub(super) fn scaled(parts: [&Scores; 2]) -> Scores {
    std::array::from_fn(|column| (parts[0][column] + parts[1][column]) >> 8)
}

/// Where something in the surroundings stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In the sentence itself.
    Itself,
    /// In the sentence so many places behind it (before it, if negative).
    Neighbour(isize),
    /// Anywhere in the draft.
    Draft,
    /// Nowhere: the draft is nothing but the sentence, or little more.
    Nothing,
}

/// What each probability in `seen` adds to `column`, the largest shares first.
pub(super) fn share(seen: &[i16; SEEN], weights: &[i16], column: usize) -> Vec<(Source, usize, i32)> {
    let sources = [Source::Itself, Source::Itself].into_iter().chain(AROUND.map(Source::Neighbour)).chain([Source::Draft]);
    let mut shares: Vec<(Source, usize, i32)> = seen
        .chunks_exact(COLUMNS)
        .zip(weights.chunks_exact(COLUMNS * COLUMNS))
        .zip(sources)
        // The sentence's own scores are what the words already said.
        .skip(1)
        .flat_map(|((values, rows), source)| {
            let rows = rows.chunks_exact(COLUMNS);
            values.iter().zip(rows).enumerate().map(move |(target, (value, row))| (source, target, (i32::from(*value) * i32::from(row[column])) >> 8))
        })
        .filter(|(_, _, share)| *share != 0)
        .collect();
    shares.sort_by_key(|(_, target, share)| (-share.abs(), *target));
    shares
}
