//! Spellings: what a word comes to by itself.
//!
//! Most features of a sentence are its single words and their letters, and most words are met again and again. Their rows are the same wherever a word stands, so they are
//! remembered.

use super::model::COLUMNS;

/// So many words are remembered: more than most people use in all that they write, and as many as a folder of other people's drafts needs. They take some five megabytes.
const MOST: usize = 32_768;
/// Places of the table when the first word comes, and no fewer than two for each word ever after.
const FEWEST_SLOTS: usize = 1024;

/// What a word comes to by itself. It fills two lines of a processor's memory.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(super) struct Spelling {
    /// The sum of the rows of its letters. No word is so long that it would not fit.
    pub(super) letters: [i16; COLUMNS],
    /// Its row in a sentence, and in the sentence before and behind one.
    pub(super) own: [i8; COLUMNS],
    pub(super) before: [i8; COLUMNS],
    pub(super) behind: [i8; COLUMNS],
    /// How many features its letters are.
    pub(super) features: u16,
    /// The row of its vector.
    pub(super) vector: u32,
}

/// Words that were looked at. They must be used with one model only.
#[derive(Debug, Default)]
pub struct Spellings {
    /// Open addressing: a word's hash and its number, counted from 1; 0 is an empty slot. Hashing is done when a draft is taken apart, never here.
    slots: Vec<(u32, u32)>,
    known: Vec<Spelling>,
    /// All known words, one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Spellings {
    /// Makes room for more words, if there are too many.
    pub(super) fn tidy(&mut self) {
        if self.known.len() >= MOST {
            self.slots.fill((0, 0));
            self.known.clear();
            self.text.clear();
            self.ends.clear();
        }
    }

    /// The number of `word`, which has this `hash`, and whose spelling `look` finds out if it is not known. It holds until the next [`Spellings::tidy`].
    #[inline(always)]
    pub(super) fn number(&mut self, word: &str, hash: u32, look: impl FnOnce() -> Spelling) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some((other, number)) = self.slots.get(at).copied().filter(|(_, number)| *number != 0) {
            if other == hash && self.word(number as usize - 1) == word.as_bytes() {
                return number - 1;
            }
            at = (at + 1) & mask;
        }
        self.learn(word, hash, look())
    }

    #[inline(never)]
    fn learn(&mut self, word: &str, hash: u32, spelling: Spelling) -> u32 {
        if self.slots.len() <= 2 * self.known.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); (4 * self.known.len().next_power_of_two()).max(FEWEST_SLOTS)];
            old.into_iter().filter(|(_, number)| *number != 0).for_each(|slot| self.fill(slot));
        }
        self.known.push(spelling);
        self.text.extend_from_slice(word.as_bytes());
        self.ends.push(self.text.len() as u32);
        let number = self.known.len() as u32;
        self.fill((hash, number));
        number - 1
    }

    /// Puts `slot` into the first empty place from where its hash points.
    fn fill(&mut self, slot: (u32, u32)) {
        let mask = self.slots.len() - 1;
        let mut at = slot.0 as usize & mask;
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    /// The word with that number.
    #[inline(always)]
    fn word(&self, number: usize) -> &[u8] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// The spelling with that number.
    #[inline(always)]
    pub(super) fn get(&self, number: u32) -> &Spelling {
        &self.known[number as usize]
    }
}
