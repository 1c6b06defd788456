//! A draft as the weights see it: the normal forms of its words, sentence by sentence.

use crate::text::hash;
use std::ops::Range;

/// The words of a draft.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// All normal forms, one behind the other, and where each ends.
    text: String,
    ends: Vec<u32>,
    hashes: Vec<u32>,
    sentences: Vec<Sentence>,
}

/// A sentence of it.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) words: Range<usize>,
    pub(super) paragraph: usize,
    /// It asks.
    pub(super) question: bool,
}

/// What a draft is, as far as the weights know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// Number of its kind, below eight.
    pub kind: u8,
    /// The type of an entry, or nothing.
    pub entry_type: &'a str,
}

impl Words {
    /// No words, with room for so many, of so many letters, in so many sentences.
    #[must_use]
    pub fn with_room(words: usize, letters: usize, sentences: usize) -> Self {
        Self {
            text: String::with_capacity(letters),
            ends: Vec::with_capacity(words),
            hashes: Vec::with_capacity(words),
            sentences: Vec::with_capacity(sentences),
        }
    }

    /// Adds a word to the sentence that is open.
    pub fn word(&mut self, normal: &str) {
        self.hashed_word(normal, hash(normal.as_bytes()));
    }

    /// Likewise, a word whose hash is known.
    pub fn hashed_word(&mut self, normal: &str, hash: u32) {
        self.text.push_str(normal);
        self.ends.push(self.text.len() as u32);
        self.hashes.push(hash);
    }

    /// Ends the open sentence, which stands in `paragraph` and may be a `question`.
    pub fn end_sentence(&mut self, paragraph: usize, question: bool) {
        let first = self.sentences.last().map_or(0, |s| s.words.end);
        self.sentences.push(Sentence { words: first..self.ends.len(), paragraph, question });
    }

    /// Adds sentence `number` of `other`, which stands in `paragraph` here.
    pub fn push(&mut self, other: &Self, number: usize, paragraph: usize) {
        let sentence = &other.sentences[number];
        for at in sentence.words.clone() {
            self.text.push_str(other.text(at));
            self.ends.push(self.text.len() as u32);
            self.hashes.push(other.hashes[at]);
        }
        self.end_sentence(paragraph, sentence.question);
    }

    /// Appends what tells sentence `number` from others to `key`: whether it asks, how long its words are, and their letters.
    pub fn key(&self, number: usize, key: &mut Vec<u8>) {
        let Sentence { words, question, .. } = &self.sentences[number];
        let start = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] };
        key.push(u8::from(*question));
        for at in words.clone() {
            let length = self.ends[at] - start(at);
            match u8::try_from(length) {
                Ok(short) if short < u8::MAX => key.push(short),
                _ => {
                    key.push(u8::MAX);
                    key.extend(length.to_le_bytes());
                }
            }
        }
        key.extend(&self.text.as_bytes()[start(words.start) as usize..start(words.end) as usize]);
    }

    /// How many sentences there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// The words of sentence `number`, by their numbers.
    #[must_use]
    pub fn sentence(&self, number: usize) -> Range<usize> {
        self.sentences[number].words.clone()
    }

    /// Word `number`.
    #[must_use]
    pub fn text(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    pub(super) fn hash(&self, number: usize) -> u32 {
        self.hashes[number]
    }

    pub(super) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The same draft without one word of `sentence`, or without all of them.
    pub(super) fn without(&self, sentence: usize, word: Option<usize>) -> Self {
        let mut rest = Self::default();
        for (number, one) in self.sentences.iter().enumerate() {
            let kept = one.words.clone().filter(|at| number != sentence || word.is_some_and(|w| w != *at));
            kept.for_each(|at| rest.word(self.text(at)));
            rest.end_sentence(one.paragraph, one.question);
        }
        rest
    }
}
