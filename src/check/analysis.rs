//! The analysis of a document: its sentences, and what each turns out to do.

use super::passage::{Passage, Sentence};
use crate::document::Document;
use crate::pattern::line::Word;
use crate::rules::{Ruleset, Signals};
use crate::weights::{Scores, Sentence as Heard, Words};
use std::ops::Range;
use std::sync::Arc;

/// A sentence of the document.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Number of its block.
    pub block: usize,
    /// Its number in the block.
    pub number: usize,
    /// Roles, as bits.
    pub roles: u64,
    /// Lints with a finding in it, by number.
    pub lints: Vec<u16>,
    /// It stands in a heading.
    pub heading: bool,
}

/// Where a block stands among the others; some patterns look only there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Standing {
    /// Nothing but headings stands before it.
    pub(super) opening: bool,
    /// It is the first that is no heading.
    pub(super) first: bool,
    /// It is the last that is no heading.
    pub(super) last: bool,
}

/// A document, taken apart.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its blocks, taken apart.
    pub passages: Vec<Arc<Passage>>,
    /// All sentences.
    pub units: Vec<Unit>,
    /// What the weights say of each sentence; empty if there are none.
    pub scores: Vec<Scores>,
}

impl<'a> Analysis<'a> {
    /// Takes `document` apart.
    #[must_use]
    pub fn new(document: &'a Document, rules: &Ruleset) -> Self {
        Self::of(document, document.blocks.iter().map(|block| Arc::new(Passage::new(block, rules))).collect())
    }

    /// The analysis of `document`, whose blocks are `passages`.
    pub(super) fn of(document: &'a Document, passages: Vec<Arc<Passage>>) -> Self {
        let sentences = document.blocks.iter().zip(&passages).enumerate().flat_map(|(block, (text, passage))| {
            (0..passage.sentences.len()).map(move |number| Unit { block, number, roles: 0, lints: Vec::new(), heading: text.heading })
        });
        let units = sentences.collect();
        Self { document, passages, units, scores: Vec::new() }
    }

    /// The sentence behind `unit`.
    #[must_use]
    pub fn sentence(&self, unit: &Unit) -> &Sentence {
        &self.passages[unit.block].sentences[unit.number]
    }

    /// The words of `unit`.
    #[must_use]
    pub fn words(&self, unit: &Unit) -> &[Word] {
        let passage = &self.passages[unit.block];
        &passage.words[passage.sentences[unit.number].words.clone()]
    }

    /// The bytes of each word of `unit` in its block's text.
    #[must_use]
    pub fn places(&self, unit: &Unit) -> &[Range<u32>] {
        let passage = &self.passages[unit.block];
        &passage.places[passage.sentences[unit.number].words.clone()]
    }

    /// The normal form of word `at` of `unit`.
    #[must_use]
    pub fn normal(&self, unit: &Unit, at: usize) -> &str {
        let passage = &self.passages[unit.block];
        passage.normal.text(passage.sentences[unit.number].words.start + at)
    }

    /// The draft as the weights see it.
    #[must_use]
    pub fn as_heard(&self) -> Words {
        let mut heard = Words::default();
        (0..self.units.len()).for_each(|at| heard.push(self.heard(at)));
        heard
    }

    /// Sentence `at` as the weights see it.
    pub(super) fn heard(&self, at: usize) -> Heard<'_> {
        let unit = &self.units[at];
        self.passages[unit.block].normal.one(unit.number).in_paragraph(unit.block)
    }

    /// Bytes of the source from word `range.start` to past the last of `unit`; words are counted from the sentence's first.
    #[must_use]
    pub fn source_of_words(&self, unit: &Unit, range: Range<usize>) -> Range<usize> {
        let places = self.places(unit);
        let first = &places[range.start];
        let last = &places[range.end.max(range.start + 1) - 1];
        let words = first.start as usize..last.end as usize;
        // The brackets of a template's gap are no words, but they are part of it.
        let bytes = self.passages[unit.block]
            .shapes
            .iter()
            .filter(|(_, shape)| shape.start < words.end && words.start < shape.end)
            .fold(words.clone(), |all, (_, shape)| all.start.min(shape.start)..all.end.max(shape.end));
        self.document.blocks[unit.block].map.source(bytes)
    }

    /// Bytes of the source that `unit` stands on.
    #[must_use]
    pub fn source_of(&self, unit: &Unit) -> Range<usize> {
        self.document.blocks[unit.block].map.source(self.sentence(unit).bytes.clone())
    }

    /// How many words a person would count in `unit`.
    #[must_use]
    pub fn count_words(&self, unit: &Unit) -> usize {
        self.sentence(unit).count as usize
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

    /// Where each block stands.
    pub(super) fn standings(&self) -> Vec<Standing> {
        let filled = |block: &usize| !self.passages[*block].sentences.is_empty();
        let prose = |block: &usize| filled(block) && !self.document.blocks[*block].heading;
        let blocks = 0..self.passages.len();
        let (first, last) = (blocks.clone().find(prose), blocks.clone().rfind(prose));
        blocks.map(|block| Standing { opening: first.is_none_or(|first| block <= first), first: Some(block) == first, last: Some(block) == last }).collect()
    }
}
