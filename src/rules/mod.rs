//! Rules: what candor knows, read from lint files and compiled to one rule set.
//!
//! [`source`] is the format of the files, [`compile`] turns a set of files into a [`Ruleset`] or into errors with their places,
//! and the [`Ruleset`] is what the check runs on. The build script runs this on `lints/`; a user's own files are compiled together with
//! the built-in ones when the program starts.

mod compile;
mod draft;
mod error;
mod groups;
mod kind;
mod ruleset;
mod source;
mod vocabularies;
mod wording;

pub use compile::{SourceFile, compile};
pub use error::{DataError, misspelt, nearest, said_of_toml};
pub use kind::{Kind, Kinds};
pub use ruleset::{
    Demand, Draft, Example, Group, Lint, Mechanism, Part, Place, Quoted, Role, RoleId, Ruleset, Severity, Signal, Signals, Specialty, Stand, StructureSpec,
    Weights,
};
pub use wording::Wording;
