//! Text: from a block of prose to words and sentences.
//!
//! This is the lowest layer of the core. It knows no files, no Markdown and no lints: it takes a string and says where
//! its words, sentences and quotations are. The compiler of patterns uses the same functions, so that a phrase and the text it
//! is meant to match are always taken apart alike.

mod hash;
mod inflect;
mod quote;
mod sentence;
mod shape;
mod token;
mod word;

pub use hash::{Rolling, hash};
pub use inflect::{Irregular, inflections};
pub use sentence::{Prose, Sentence, analyse};
pub use shape::{Shape, find_shapes};
pub use token::{Flags, Token, tokenize};
pub use word::{Normals, normal};
