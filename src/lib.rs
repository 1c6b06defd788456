//! candor finds where a draft of a personal statement, an application entry or an interview answer breaks the rules of telling a setback well.
//!
//! The crate is in layers, and each may use only those above it in this list:
//!
//! 1. [`position`] and [`text`]: lines and columns, words and sentences;
//! 2. [`pattern`]: the small language of phrases, its compiler and its matcher;
//! 3. [`weights`]: the trained model that hears what phrases miss;
//! 4. [`rules`]: lint files, vocabularies, roles and specialties, compiled to one rule set;
//! 5. [`document`]: drafts as blocks of prose with a map to their source;
//! 6. [`check`]: from a document and a rule set to findings;
//! 7. [`builtin`] and [`config`]: the embedded rule set, `candor.toml`;
//! 8. [`workspace`]: drafts and configurations where they lie; all files are read here;
//! 9. [`server`]: the language server;
//! 10. [`cli`]: the command line.
//!
//! Up to the seventh they are pure: they read no file and no environment, and write nothing.

pub mod position;
pub mod text;
pub mod pattern;
pub mod weights;
pub mod rules;
pub mod document;
pub mod check;
pub mod config;

pub mod builtin;
pub mod workspace;
pub mod server;
pub mod cli;
