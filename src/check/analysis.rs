//! The analysis of a document: its sentences with their words as numbers, and the roles they turn out to have.

use crate::document::Document;
use crate::pattern::line::Word;
use crate::rules::{Ruleset, Signals};
use crate::text::{Flags, Prose, Shape, analyse, find_shapes, push_normal};
use crate::weights::{Scores, Words};
use std::ops::Range;

/// A sentence of the document.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Number of its block.
    pub block: usize,
    /// Its words, as indices into [`Analysis::words`].
    pub words: Range<usize>,
    /// Its bytes in the block's text.
    pub bytes: Range<usize>,
    /// Roles, as bits.
    pub roles: u64,
    /// Lints with a finding in it, by number.
    pub lints: Vec<u16>,
    /// It stands in a heading.
    pub heading: bool,
}

/// A document, taken apart.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The document.
    pub document: &'a Document,
    /// All words.
    pub words: Vec<Word>,
    /// The bytes of each word in its block's text.
    pub places: Vec<Range<u32>>,
    /// All sentences.
    pub units: Vec<Unit>,
    /// The normal forms of the same words, for the weights.
    pub normal: Words,
    /// What the weights say of each sentence; empty if there are none.
    pub scores: Vec<Scores>,
    /// Shapes by block, as byte ranges of its text.
    pub shapes: Vec<Vec<(Shape, Range<usize>)>>,
}

impl<'a> Analysis<'a> {
    /// Takes `document` apart.
    #[must_use]
    pub fn new(document: &'a Document, rules: &Ruleset) -> Self {
        let mut analysis =
            Self { document, words: Vec::new(), places: Vec::new(), units: Vec::new(), normal: Words::default(), scores: Vec::new(), shapes: Vec::new() };
        let mut normal = String::new();
        for (number, block) in document.blocks.iter().enumerate() {
            let Prose { tokens, sentences } = analyse(&block.text);
            let first = analysis.words.len();
            let mut ends = sentences.iter().map(|s| (s.tokens.end, block.text[..s.bytes.end].ends_with(['?']))).peekable();
            for (at, token) in tokens.iter().enumerate() {
                normal.clear();
                push_normal(&block.text, *token, &mut normal);
                let three_digits =
                    token.flags.has(Flags::NUMBER) && normal.len() == 3 && !normal.starts_with('0') && normal.bytes().all(|b| b.is_ascii_digit());
                analysis.words.push(Word { id: rules.lexicon.get(&normal), flags: token.flags, three_digits });
                analysis.places.push(token.start..token.end);
                // Which number it is makes no difference to what a sentence does.
                analysis.normal.word(if three_digits {
                    "000"
                } else if token.flags.has(Flags::NUMBER) {
                    "0"
                } else {
                    &normal
                });
                if let Some((_, question)) = ends.next_if(|(end, _)| *end == at + 1) {
                    analysis.normal.end_sentence(number, question);
                }
            }
            analysis.units.extend(sentences.into_iter().map(|s| Unit {
                block: number,
                words: first + s.tokens.start..first + s.tokens.end,
                bytes: s.bytes,
                roles: 0,
                lints: Vec::new(),
                heading: block.heading,
            }));
            analysis.shapes.push(find_shapes(&block.text));
        }
        analysis
    }

    /// Bytes of the source from word `range.start` to past the last of `unit`; words are counted from the sentence's first.
    #[must_use]
    pub fn source_of_words(&self, unit: &Unit, range: Range<usize>) -> Range<usize> {
        let first = &self.places[unit.words.start + range.start];
        let last = &self.places[unit.words.start + range.end.max(range.start + 1) - 1];
        let words = first.start as usize..last.end as usize;
        // The brackets of a template's gap are no words, but they are part of it.
        let bytes = self.shapes[unit.block]
            .iter()
            .filter(|(_, shape)| shape.start < words.end && words.start < shape.end)
            .fold(words.clone(), |all, (_, shape)| all.start.min(shape.start)..all.end.max(shape.end));
        self.document.blocks[unit.block].map.source(bytes)
    }

    /// Bytes of the source that `unit` stands on.
    #[must_use]
    pub fn source_of(&self, unit: &Unit) -> Range<usize> {
        self.document.blocks[unit.block].map.source(unit.bytes.clone())
    }

    /// How many words a person would count in `unit`.
    #[must_use]
    pub fn count_words(&self, unit: &Unit) -> usize {
        self.words[unit.words.clone()].iter().filter(|w| !(w.flags.has(Flags::SUFFIX) || w.flags.has(Flags::NOT) || w.flags.has(Flags::SIGN))).count()
    }

    /// Numbers of the sentences that are no headings.
    pub fn prose(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.units.len()).filter(|at| !self.units[*at].heading)
    }

    /// Whether sentence `at` has one of `signals`.
    #[must_use]
    pub fn has(&self, at: usize, signals: &Signals) -> bool {
        let unit = &self.units[at];
        unit.roles & signals.roles != 0 || unit.lints.iter().any(|l| signals.lints.contains(l))
    }
}
