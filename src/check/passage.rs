//! Passages: a block of prose, taken apart. What is found out here depends on the block's text alone, so it is kept while the text stays.

use crate::document::Block;
use crate::pattern::line::Word;
use crate::rules::Ruleset;
use crate::text::{Flags, Normals, Prose, Shape, analyse, find_shapes, hash};
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
        let mut passage = Self {
            words: Vec::with_capacity(tokens.len()),
            places: Vec::with_capacity(tokens.len()),
            sentences: Vec::new(),
            normal: Words::with_room(tokens.len(), block.text.len(), sentences.len()),
            shapes: find_shapes(&block.text),
        };
        let mut ends = sentences.iter().map(|s| (s.tokens.end, block.text[..s.bytes.end].ends_with('?'))).peekable();
        let mut normals = Normals::of(&block.text);
        for (at, token) in tokens.iter().enumerate() {
            let normal = normals.get(*token);
            let hash = hash(normal.as_bytes());
            let number = token.flags.has(Flags::NUMBER);
            let three_digits = number && normal.len() == 3 && !normal.starts_with('0') && normal.bytes().all(|b| b.is_ascii_digit());
            passage.words.push(Word { id: rules.lexicon.get_hashed(normal, hash), flags: token.flags, three_digits });
            passage.places.push(token.start..token.end);
            if number {
                // Which number it is makes no difference to what a sentence does.
                passage.normal.word(if three_digits { "000" } else { "0" });
            } else {
                passage.normal.hashed_word(normal, hash);
            }
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
