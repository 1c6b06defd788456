//! Passages: a block of prose, taken apart. What is found out here depends on the block's text alone, so it is kept while the text stays.

use crate::document::Block;
use crate::pattern::line::Word;
use crate::rules::Ruleset;
use crate::text::{Flags, Prose, Shape, analyse, find_shapes, push_normal};
use crate::weights::Words;
use std::ops::Range;

/// A sentence of a passage.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its words in the passage.
    pub words: Range<usize>,
    /// Its bytes in the block's text.
    pub bytes: Range<usize>,
    /// How many words a person would count in it.
    pub count: u32,
}

/// A block of prose, taken apart.
#[derive(Debug)]
pub struct Passage {
    /// All words.
    pub words: Vec<Word>,
    /// The bytes of each word in the block's text.
    pub places: Vec<Range<u32>>,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// The normal forms of the same words, for the weights.
    pub normal: Words,
    /// Shapes, as byte ranges of the text.
    pub shapes: Vec<(Shape, Range<usize>)>,
}

impl Passage {
    /// Takes `block` apart.
    #[must_use]
    pub fn new(block: &Block, rules: &Ruleset) -> Self {
        let Prose { tokens, sentences } = analyse(&block.text);
        let mut passage = Self { words: Vec::new(), places: Vec::new(), sentences: Vec::new(), normal: Words::default(), shapes: find_shapes(&block.text) };
        let mut ends = sentences.iter().map(|s| (s.tokens.end, block.text[..s.bytes.end].ends_with(['?']))).peekable();
        let mut normal = String::new();
        for (at, token) in tokens.iter().enumerate() {
            normal.clear();
            push_normal(&block.text, *token, &mut normal);
            let three_digits = token.flags.has(Flags::NUMBER) && normal.len() == 3 && !normal.starts_with('0') && normal.bytes().all(|b| b.is_ascii_digit());
            passage.words.push(Word { id: rules.lexicon.get(&normal), flags: token.flags, three_digits });
            passage.places.push(token.start..token.end);
            // Which number it is makes no difference to what a sentence does.
            passage.normal.word(if three_digits {
                "000"
            } else if token.flags.has(Flags::NUMBER) {
                "0"
            } else {
                &normal
            });
            if let Some((_, question)) = ends.next_if(|(end, _)| *end == at + 1) {
                passage.normal.end_sentence(0, question);
            }
        }
        let counts = |word: &&Word| !(word.flags.has(Flags::SUFFIX) || word.flags.has(Flags::NOT) || word.flags.has(Flags::SIGN));
        passage.sentences = sentences
            .into_iter()
            .map(|s| Sentence { count: passage.words[s.tokens.clone()].iter().filter(counts).count() as u32, words: s.tokens, bytes: s.bytes })
            .collect();
        passage
    }
}
