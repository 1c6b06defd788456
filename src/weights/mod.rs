//! Weights: what a sentence does, beyond what phrases can say.
//!
//! "We were handed a map of another city" is blame without a word of blame. Patterns hear what is said in known words; a trained model hears the rest. It is two small models
//! whose scores are added: one is linear over words, word pairs, letters and the words of the neighbouring sentences ([`features`]), the other a
//! layer of [`neurons`] over word [`vectors`]; together they make the [`bare`] scores of a sentence. What they say of a sentence is weighed once more beside what they say of its neighbours ([`surroundings`]). Everything is counted in integers, so a text scores the same on every machine. Training ([`train`]) is a
//! part of the crate, because it must see a draft exactly as the check does; the program itself never trains.

mod arithmetic;
mod bare;
mod draft;
mod features;
mod model;
mod neurons;
mod spelling;
mod surroundings;
pub mod train;
mod vectors;
mod why;

pub use bare::Parts;
pub use draft::{About, Place, Sentence, Words};
pub use model::{Beside, COLUMNS, Model, Scores, Target};
pub use spelling::Spellings;
pub use surroundings::{Bare, Source, around};
pub use why::Why;

/// Scores are in so many parts of a logit.
pub const ONE: i32 = 1024;
