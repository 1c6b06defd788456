//! Drafts put together from excerpts.
//!
//! In a draft a sentence has neighbours, and what they are tells how likely it is a fault itself: where somebody explains the setback at all, in sentence after sentence, the next
//! one explains it, too. Excerpts of a sentence or two cannot teach that; put together to drafts they can.

use super::corpus::Labelled;
use super::train::{FOLDS, LINTS, RIVALS};
use candor::rules::Kind;
use candor::weights::Words;
use candor::weights::train::Example;

/// Excerpts in a draft, in turn.
const LENGTHS: [usize; 7] = [3, 10, 5, 12, 4, 8, 2];
/// Of four excerpts, so many are faults, in turn.
const FAULTS: [usize; 5] = [2, 0, 4, 1, 3];

/// Drafts of the excerpts among `passages`, which are these `examples` and lie in these `folds`; each with its fold. Every excerpt is in one of them; in half of them each is a paragraph, in half
/// all are one.
pub(crate) fn lists(passages: &[Labelled], examples: &[Example], folds: &[usize]) -> Vec<(usize, Example)> {
    let kinds = Kind::ALL.iter().map(|kind| *kind as u8);
    let of_fold = |fold| kinds.clone().map(move |kind| (fold, kind));
    let mut made = Vec::new();
    for (fold, kind) in (0..FOLDS).flat_map(of_fold) {
        let excerpts = (0..examples.len()).filter(|n| passages[*n].excerpt && folds[*n] == fold && examples[*n].kind == kind);
        let (faults, free): (Vec<usize>, Vec<usize>) = excerpts.partition(|n| examples[*n].holds.iter().any(|holds| holds & ((1 << RIVALS) - 1) != 0));
        let (mut faults, mut free) = (dealt(&faults), dealt(&free));
        for round in 0.. {
            let mut list = Example { words: Words::default(), holds: Vec::new(), kind, entry_type: String::new(), known: (1 << LINTS) - 1 };
            for number in 0..LENGTHS[round % LENGTHS.len()] {
                let fault = (number + round) * 3 % 4 < FAULTS[round % FAULTS.len()];
                let (first, second) = if fault { (&mut faults, &mut free) } else { (&mut free, &mut faults) };
                let Some(excerpt) = first.pop().or_else(|| second.pop()) else { break };
                let paragraph = if round % 2 == 0 { number } else { 0 };
                for (at, holds) in examples[excerpt].holds.iter().enumerate() {
                    list.words.push(examples[excerpt].words.one(at).in_paragraph(paragraph));
                    list.holds.push(*holds);
                }
            }
            if list.holds.is_empty() {
                break;
            }
            made.push((fold, list));
        }
    }
    made
}

/// `numbers` in another order: their files are sorted by topic, and a stride that shares no factor with their count takes them from all.
fn dealt(numbers: &[usize]) -> Vec<usize> {
    (0..numbers.len()).map(|n| numbers[n * 7919 % numbers.len()]).collect()
}
