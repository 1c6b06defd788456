//! The lexicon: every word that some pattern knows, as a number.
//!
//! An open-addressed hash table in flat arrays, so that a compiled rule set is read from disk or from the binary without building anything. A slot holds what tells most words from
//! all others, so that looking one up touches one place in memory and not two.

use super::WordId;
use super::packed::{Bytes, Packed};
use crate::text::hash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Maps normal forms to word numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Lexicon {
    /// All spellings, one behind the other.
    letters: Bytes,
    /// For each slot of the table: the word's [`ends`], offset into `letters` and (lowest eight bits) length, word number; a number of 0 is an empty slot.
    slots: Packed,
    /// How many word numbers there are, 0 included.
    words: u32,
}

/// Numbers in a slot.
const SLOT: usize = 4;
/// Words of at most so many letters are told apart by their length and their [`ends`].
const TOLD_BY_ENDS: usize = 8;

/// The first and the last four bytes of a word; of a shorter one all of its bytes.
fn ends(word: &[u8]) -> [u32; 2] {
    match (word.first_chunk(), word.last_chunk()) {
        (Some(first), Some(last)) => [u32::from_le_bytes(*first), u32::from_le_bytes(*last)],
        _ => [word.iter().fold(0, |ends, byte| ends << 8 | u32::from(*byte)), 0],
    }
}

impl Lexicon {
    /// The number of `word` (in normal form), 0 if no pattern knows it.
    #[must_use]
    pub fn get(&self, word: &str) -> WordId {
        self.get_hashed(word, hash(word.as_bytes()))
    }

    /// Likewise, if the hash of the word is known.
    #[must_use]
    pub fn get_hashed(&self, word: &str, hash: u32) -> WordId {
        let slots = self.slots.view();
        let count = slots.len() / SLOT;
        if count == 0 {
            return 0;
        }
        let mask = count - 1;
        let word = word.as_bytes();
        let wanted = ends(word);
        let mut slot = hash as usize & mask;
        loop {
            let [first, last, place, id] = slots.row::<SLOT>(slot);
            if id == 0 {
                return 0;
            }
            if [first, last] == wanted && place as usize & 0xff == word.len() {
                let offset = place as usize >> 8;
                if word.len() <= TOLD_BY_ENDS || self.letters.0.get(offset..offset + word.len()) == Some(word) {
                    return id;
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// How many word numbers there are, the 0 of unknown words included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words as usize
    }

    /// Whether it knows no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words <= 1
    }
}

/// Collects words while patterns are compiled.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    ids: BTreeMap<String, WordId>,
    spellings: BTreeMap<String, Vec<String>>,
    canonical: BTreeMap<String, String>,
    next: WordId,
}

impl LexiconBuilder {
    /// A builder for which each key of `spelling` counts as its value.
    #[must_use]
    pub fn new(spelling: &BTreeMap<String, String>) -> Self {
        let mut spellings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (variant, word) in spelling {
            spellings.entry(word.clone()).or_default().push(variant.clone());
        }
        Self { ids: BTreeMap::new(), spellings, canonical: spelling.clone(), next: 1 }
    }

    /// The number of `word`, new if need be.
    pub fn word(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.next;
        self.next += 1;
        let canonical = self.canonical.get(word).cloned().unwrap_or_else(|| word.to_owned());
        for variant in self.spellings.get(&canonical).into_iter().flatten() {
            self.ids.insert(variant.clone(), id);
        }
        self.ids.insert(canonical, id);
        self.ids.insert(word.to_owned(), id);
        id
    }

    /// The finished table.
    #[must_use]
    pub fn finish(&self) -> Lexicon {
        let size = (self.ids.len() * 2 + 2).next_power_of_two();
        let mut slots = vec![0; size * SLOT];
        let mut letters = String::new();
        for (word, id) in self.ids.iter().filter(|(word, _)| word.len() < 256) {
            let mut slot = hash(word.as_bytes()) as usize & (size - 1);
            while slots[slot * SLOT + SLOT - 1] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            let [first, last] = ends(word.as_bytes());
            // Offsets stay far below 16 MiB: the lints are a few hundred kilobytes.
            slots[slot * SLOT..(slot + 1) * SLOT].copy_from_slice(&[first, last, (letters.len() << 8 | word.len()) as u32, *id]);
            letters.push_str(word);
        }
        Lexicon { letters: Bytes(letters.into_bytes().into()), slots: slots.into_iter().collect(), words: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_leads_to_its_word() {
        let spelling = [("counselling".to_owned(), "counseling".to_owned())].into();
        let mut builder = LexiconBuilder::new(&spelling);
        let words: Vec<String> = (0..500).map(|n| format!("word{n}")).collect();
        let ids: Vec<WordId> = words.iter().map(|w| builder.word(w)).collect();
        let counseling = builder.word("counselling");
        // Alike at both ends, and too short to have two.
        let alike: Vec<&str> = vec!["handbooks", "handlooks", "handooks", "hand", "han", "ha", "h"];
        let alike_ids: Vec<WordId> = alike.iter().map(|w| builder.word(w)).collect();
        let lexicon = builder.finish();
        assert!(words.iter().zip(ids).all(|(w, id)| lexicon.get(w) == id));
        assert_eq!(lexicon.get("counseling"), counseling);
        assert_eq!(lexicon.get("counselling"), counseling);
        assert!(alike.iter().zip(alike_ids).all(|(w, id)| lexicon.get(w) == id));
        assert!(["handhooks", "handoooks", "handoks", "ahnd", "ah", ""].iter().all(|w| lexicon.get(w) == 0));
        assert_eq!(lexicon.get("unheard-of"), 0);
        assert_eq!(Lexicon::default().get("word"), 0);
    }
}
