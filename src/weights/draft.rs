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
    sentences: Vec<Span>,
}

/// Which of the words are a sentence.
#[derive(Debug, Clone)]
struct Span {
    words: Range<usize>,
    paragraph: usize,
    question: bool,
}

/// A sentence of a draft, read where its words lie.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    draft: &'a Words,
    first: usize,
    end: usize,
    pub(super) paragraph: usize,
    /// It asks.
    pub(super) question: bool,
}

/// A sentence between its neighbours.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The one before it, if there is one.
    pub before: Option<Sentence<'a>>,
    /// The sentence.
    pub own: Sentence<'a>,
    /// The one behind it.
    pub behind: Option<Sentence<'a>>,
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
        self.sentences.push(Span { words: first..self.ends.len(), paragraph, question });
    }

    /// Adds `sentence`.
    pub fn push(&mut self, sentence: Sentence<'_>) {
        for at in 0..sentence.len() {
            self.text.push_str(sentence.text(at));
            self.ends.push(self.text.len() as u32);
        }
        self.hashes.extend_from_slice(sentence.hashes());
        self.end_sentence(sentence.paragraph, sentence.question);
    }

    /// Appends what tells sentence `number` from others to `key`: whether it asks, how long its words are, and their letters.
    pub fn key(&self, number: usize, key: &mut Vec<u8>) {
        let Span { words, question, .. } = &self.sentences[number];
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
    #[inline]
    pub fn text(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// Sentence `number`.
    #[must_use]
    pub fn one(&self, number: usize) -> Sentence<'_> {
        let Span { words, paragraph, question } = &self.sentences[number];
        Sentence { draft: self, first: words.start, end: words.end, paragraph: *paragraph, question: *question }
    }

    /// All sentences.
    pub(super) fn all(&self) -> Vec<Sentence<'_>> {
        (0..self.len()).map(|number| self.one(number)).collect()
    }

    /// Sentence `number` between its neighbours.
    pub(super) fn place(&self, number: usize) -> Place<'_> {
        let one = |number: usize| (number < self.len()).then(|| self.one(number));
        Place { before: number.checked_sub(1).and_then(one), own: self.one(number), behind: one(number + 1) }
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

impl<'a> Sentence<'a> {
    /// The same sentence in `paragraph` of another draft.
    #[must_use]
    pub fn in_paragraph(self, paragraph: usize) -> Self {
        Self { paragraph, ..self }
    }

    /// How many words it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.first
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.first == self.end
    }

    /// Word `at`, counted from its first.
    #[inline]
    pub(super) fn text(self, at: usize) -> &'a str {
        self.draft.text(self.first + at)
    }

    #[inline]
    pub(super) fn hashes(self) -> &'a [u32] {
        &self.draft.hashes[self.first..self.end]
    }
}

impl<'a> Place<'a> {
    /// Number `at` of `sentences`.
    pub(super) fn of(sentences: &[Sentence<'a>], at: usize) -> Self {
        let one = |at: usize| sentences.get(at).copied();
        Self { before: at.checked_sub(1).and_then(one), own: sentences[at], behind: one(at + 1) }
    }
}
