//! Features: what the linear model looks at in a sentence, as numbers of buckets.
//!
//! Single words, pairs and triples; what stands before and behind a "because" or a "not"; three to five letters in a row, so that "blamed" knows "blame"; the words of the sentences before and behind; the kind of draft and
//! the place in it. Each is hashed to a bucket; two that share one are told apart by all the others.

use super::draft::{About, Place, Sentence};
use crate::text::{Rolling, hash};

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

// What letters and words add to a sentence is kept as one number.
const _: () = assert!(Family::Word as i32 % Family::Letters as i32 == 0);

/// What stands before and behind the words of a sentence.
const EDGE: u32 = 0x5bd1_e995;

/// Words on which the meaning of a sentence turns. What stands some places before or behind one tells cause from consequence and yes from no, which words beside each other do not.
const TURNS: [u32; 22] = [
    hash(b"because"),
    hash(b"since"),
    hash(b"as"),
    hash(b"so"),
    hash(b"due"),
    hash(b"owing"),
    hash(b"which"),
    hash(b"if"),
    hash(b"when"),
    hash(b"while"),
    hash(b"but"),
    hash(b"and"),
    hash(b"not"),
    hash(b"no"),
    hash(b"never"),
    hash(b"nobody"),
    hash(b"why"),
    hash(b"without"),
    hash(b"would"),
    hash(b"could"),
    hash(b"with"),
    hash(b"reason"),
];
/// A bit for the last six of each of them: that a word is none shows at a glance.
const MAY_TURN: u64 = {
    let (mut bits, mut at) = (0, 0);
    while at < TURNS.len() {
        bits |= 1 << (TURNS[at] % 64);
        at += 1;
    }
    bits
};
/// How far from one a word counts; those beside it are pairs already.
const REACH: std::ops::RangeInclusive<usize> = 2..=6;

/// Calls `meet` for each feature of words around those on which the sentence turns.
#[inline(always)]
fn of_turns(hashes: &[u32], mut meet: impl FnMut(u32)) {
    for (at, turn) in hashes.iter().enumerate().filter(|(_, hash)| MAY_TURN & (1 << (*hash % 64)) != 0 && TURNS.contains(hash)) {
        for step in REACH {
            if let Some(behind) = hashes.get(at + step) {
                meet(bucket(14, join(*turn, *behind)));
            }
            if let Some(before) = at.checked_sub(step).and_then(|at| hashes.get(at)) {
                meet(bucket(15, join(*turn, *before)));
            }
        }
    }
}

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

/// Calls `meet` for each feature of the sentence at `place`.
pub(super) fn features(place: Place<'_>, about: About<'_>, mut meet: impl FnMut(u32, Family)) {
    let hashes = place.own.hashes();
    for (at, hash) in hashes.iter().enumerate() {
        of_letters(place.own.text(at), |bucket| meet(bucket, Family::Letters));
        meet(of_word(*hash), Family::Word);
    }
    for (side, neighbour) in [(Side::Before, place.before), (Side::Behind, place.behind)] {
        let mut words = neighbour.map_or(&[][..], |sentence| sentence.hashes()).to_vec();
        words.sort_unstable();
        words.dedup();
        words.into_iter().for_each(|hash| meet(of_neighbour(side, hash), Family::Around));
    }
    of_sentence(place, about, hashes, meet);
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

/// Calls `meet` for each feature of the sentence at `place` that is not one of a single word, as if it held only the words with these `hashes`.
#[inline(always)]
pub(super) fn of_sentence(place: Place<'_>, about: About<'_>, hashes: &[u32], mut meet: impl FnMut(u32, Family)) {
    // An edge stands before the first word and behind the last, so that a pair can say what begins a sentence.
    meet(of_word(EDGE), Family::Word);
    let (mut former, mut pair) = (EDGE, None);
    for (at, last) in hashes.iter().copied().chain([EDGE]).enumerate() {
        if at == hashes.len() {
            meet(of_word(EDGE), Family::Word);
        }
        let joined = join(former, last);
        meet(bucket(2, joined), Family::Word);
        if let Some(pair) = pair {
            meet(bucket(3, join(pair, last)), Family::Word);
        }
        (former, pair) = (last, Some(joined));
    }
    of_turns(hashes, |bucket| meet(bucket, Family::Word));
    let Place { before, own, behind } = place;
    if before.is_none() {
        meet(of_neighbour(Side::Before, EDGE), Family::Around);
    }
    if behind.is_none() {
        meet(of_neighbour(Side::Behind, EDGE), Family::Around);
    }
    let kind = u32::from(about.kind) << 8;
    let entry_type = hash(about.entry_type.as_bytes());
    let edge = |neighbour: Option<Sentence<'_>>| u32::from(neighbour.is_none_or(|sentence| sentence.paragraph != own.paragraph));
    if own.question {
        meet(bucket(13, kind), Family::Word);
    }
    meet(bucket(7, kind), Family::Word);
    meet(bucket(8, join(kind, entry_type)), Family::Word);
    meet(bucket(9, join(join(kind, entry_type), hashes.first().copied().unwrap_or(EDGE))), Family::Word);
    meet(bucket(10, join(kind, u32::from(before.is_none()) | u32::from(behind.is_none()) << 1)), Family::Word);
    meet(bucket(11, join(kind, edge(before) | edge(behind) << 1)), Family::Around);
    meet(bucket(12, (hashes.len() as u32 / 5).min(8)), Family::Around);
}
