//! Features: what the linear model looks at in a sentence, as numbers of buckets.
//!
//! Single words, pairs and triples; three to five letters in a row, so that "blamed" knows "blame"; the words of the sentences before and behind; the kind of draft and
//! the place in it. Each is hashed to a bucket; two that share one are told apart by all the others.

use super::draft::{About, Words};
use crate::text::{Rolling, hash};
use std::ops::Range;

/// How many buckets there are, as a power of two.
pub(super) const BUCKET_BITS: u32 = 18;

/// A family of features. The number is how much one of it weighs before anything is learnt, in tenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Words of the sentence, and what the draft is.
    Word = 10,
    /// Letters of its words.
    Letters = 5,
    /// Words of its neighbours.
    Around = 4,
}

/// What stands before and behind the words of a sentence.
const EDGE: u32 = 0x5bd1_e995;

fn mix(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

fn join(a: u32, b: u32) -> u32 {
    (a.rotate_left(5) ^ b).wrapping_mul(0x9e37_79b1)
}

fn bucket(salt: u32, h: u32) -> u32 {
    mix(join(salt, h)) >> (32 - BUCKET_BITS)
}

/// The longest word whose letters are looked at, in bytes.
const LONGEST: usize = 32;

/// Calls `meet` for each feature of `words`, all or a part of the words of sentence `number`.
pub(super) fn features(draft: &Words, about: About<'_>, number: usize, words: Range<usize>, mut meet: impl FnMut(u32, Family)) {
    for at in words.clone() {
        of_letters(draft.text(at), |bucket| meet(bucket, Family::Letters));
        meet(of_word(draft.hash(at)), Family::Word);
    }
    for (side, neighbour) in neighbours(draft, number) {
        distinct(draft, neighbour).for_each(|at| meet(of_neighbour(side, draft.hash(at)), Family::Around));
    }
    of_sentence(draft, about, number, words, meet);
}

/// The feature of a word that stands in the sentence.
pub(super) fn of_word(hash: u32) -> u32 {
    bucket(1, hash)
}

/// On which side of a sentence another one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before = 5,
    Behind = 6,
}

/// The feature of a word that stands in a neighbour of the sentence.
pub(super) fn of_neighbour(side: Side, hash: u32) -> u32 {
    bucket(side as u32, hash)
}

/// The words of the sentences beside sentence `number`, where there are any.
pub(super) fn neighbours(draft: &Words, number: usize) -> impl Iterator<Item = (Side, Range<usize>)> {
    let words = |number: usize| draft.sentences().get(number).map(|sentence| sentence.words.clone());
    let sides = [(Side::Before, number.checked_sub(1).and_then(words)), (Side::Behind, words(number + 1))];
    sides.into_iter().filter_map(|(side, words)| Some((side, words?)))
}

/// Of the words in `range` one of each.
pub(super) fn distinct(draft: &Words, range: Range<usize>) -> impl Iterator<Item = usize> {
    let mut words: Vec<(u32, usize)> = range.map(|at| (draft.hash(at), at)).collect();
    words.sort_unstable();
    words.dedup_by_key(|(hash, _)| *hash);
    words.into_iter().map(|(_, at)| at)
}

/// Calls `meet` for each feature of the letters of `word`: they are the same wherever it stands.
pub(super) fn of_letters(word: &str, mut meet: impl FnMut(u32)) {
    let mut letters = [0u8; LONGEST + 2];
    let Some(inside) = letters[1..].get_mut(..word.len()).filter(|_| word.len() <= LONGEST) else { return };
    inside.copy_from_slice(word.as_bytes());
    let end = word.len() + 2;
    letters[0] = b'<';
    letters[end - 1] = b'>';
    for start in 0..end - 2 {
        let mut rolling = Rolling::default();
        for (length, letter) in (1..).zip(&letters[start..end.min(start + 5)]) {
            rolling.add(*letter);
            if length >= 3 {
                meet(bucket(4, rolling.finish()));
            }
        }
    }
}

/// Calls `meet` for each feature of `words` that is not one of a single word.
pub(super) fn of_sentence(draft: &Words, about: About<'_>, number: usize, words: Range<usize>, mut meet: impl FnMut(u32, Family)) {
    let own = |at: usize| if words.contains(&at) { draft.hash(at) } else { EDGE };
    // Counted from one before the first word, so that a pair can say what begins a sentence.
    for at in words.start..=words.end + 1 {
        let [third, second, last] = [at.wrapping_sub(3), at.wrapping_sub(2), at.wrapping_sub(1)].map(own);
        if at == words.start || at == words.end + 1 {
            meet(of_word(EDGE), Family::Word);
        }
        if at > words.start {
            meet(bucket(2, join(second, last)), Family::Word);
            if at > words.start + 1 {
                meet(bucket(3, join(join(third, second), last)), Family::Word);
            }
        }
    }
    let sentences = draft.sentences();
    if number == 0 {
        meet(of_neighbour(Side::Before, EDGE), Family::Around);
    }
    if number + 1 >= sentences.len() {
        meet(of_neighbour(Side::Behind, EDGE), Family::Around);
    }
    let kind = u32::from(about.kind) << 8;
    let entry_type = hash(about.entry_type.as_bytes());
    let paragraph = |n: Option<usize>| n.and_then(|n| sentences.get(n)).map(|s| s.paragraph);
    let here = paragraph(Some(number));
    let place = u32::from(number == 0) | u32::from(number + 1 == sentences.len()) << 1;
    let in_paragraph = u32::from(paragraph(number.checked_sub(1)) != here) | u32::from(paragraph(Some(number + 1)) != here) << 1;
    if sentences[number].question {
        meet(bucket(13, kind), Family::Word);
    }
    meet(bucket(7, kind), Family::Word);
    meet(bucket(8, join(kind, entry_type)), Family::Word);
    meet(bucket(9, join(join(kind, entry_type), own(words.start))), Family::Word);
    meet(bucket(10, join(kind, place)), Family::Word);
    meet(bucket(11, join(kind, in_paragraph)), Family::Around);
    meet(bucket(12, (words.len() as u32 / 5).min(8)), Family::Around);
}
