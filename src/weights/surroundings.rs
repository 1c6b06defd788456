//! Surroundings: what the scores of a sentence mean beside those of its neighbours.
//!
//! Somebody else's fault is blame beside the writer's setback and a story on the ward; a pass is an outcome behind a failure. So the scores of each sentence are
//! weighed once more, with the probabilities of the two sentences before and behind, and with the highest in the whole draft.

use super::ONE;
use super::arithmetic::sigmoid;
use super::draft::About;
use super::model::{COLUMNS, Scores};

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

/// What is looked at for each sentence of a draft with `scores`.
pub(super) fn seen(scores: &[Scores], about: About<'_>) -> Vec<[i16; SEEN]> {
    let probable: Vec<[i16; COLUMNS]> = scores.iter().map(|s| s.map(|score| (sigmoid(score as f32 / ONE as f32) * f32::from(UNIT)).round() as i16)).collect();
    let mut highest = [0; COLUMNS];
    for sentence in &probable {
        highest.iter_mut().zip(sentence).for_each(|(h, p)| *h = (*h).max(*p));
    }
    let nothing = [0; COLUMNS];
    (0..scores.len())
        .map(|number| {
            let around = AROUND.map(|step| number.checked_add_signed(step).and_then(|at| probable.get(at)).unwrap_or(&nothing));
            let own = scores[number].map(|score| (score.clamp(-MOST, MOST) * i32::from(UNIT) / (LOGITS * ONE)) as i16);
            let mut seen = [0; SEEN];
            let parts = [&own, &probable[number]].into_iter().chain(around).chain([&highest]);
            for (part, values) in seen.chunks_exact_mut(COLUMNS).zip(parts) {
                part.copy_from_slice(values);
            }
            seen[SEEN - 1 - KINDS + about.kind as usize % KINDS] = UNIT;
            seen[SEEN - 1] = UNIT;
            seen
        })
        .collect()
}

/// The scores that `weights`, a row of columns for each number seen, make of it.
pub(super) fn weigh(seen: &[i16; SEEN], weights: &[i16]) -> Scores {
    let mut sums = [0i32; COLUMNS];
    for (value, row) in seen.iter().zip(weights.chunks_exact(COLUMNS)).filter(|(value, _)| **value != 0) {
        sums.iter_mut().zip(row).for_each(|(s, w)| *s += i32::from(*value) * i32::from(*w));
    }
    sums.map(|s| s >> 8)
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
