//! Patterns: the small language in which lints say what they look for.
//!
//! A phrase is parsed to a tree ([`syntax`]), compiled against a lexicon and the vocabularies ([`compiler`]) to a program ([`program`]), and run over
//! the words of a sentence ([`matcher`]). Words are numbers from the lexicon on, so matching compares no strings. Which programs are worth running
//! in a sentence is decided by their triggers: for each pattern the rarest word or vocabulary that it cannot do without.

pub mod compiler;
pub mod lexicon;
pub mod line;
pub mod matcher;
pub mod packed;
pub mod present;
pub mod program;
pub mod syntax;
mod trigger;
pub mod trie;

/// A word of the lexicon. 0 is any word that the lexicon does not hold.
pub type WordId = u32;
/// A vocabulary.
pub type VocabularyId = u32;
