//! Documents: a draft as blocks of prose, each with a map from its text to the source.
//!
//! A reader of a format (Markdown and plain text here; others can follow) decides what of a file is prose and hands it on as blocks. The text of a block is free
//! of markup and of line ends; its [`SourceMap`] leads every byte of it back to the bytes of the file, so nothing is ever found by looking for its
//! text again.

mod front_matter;
mod markdown;
mod plain;
mod quoted;
mod silencing;
mod source_map;

pub use front_matter::{Field, FrontMatter, FrontMatterError};
pub use markdown::build;
pub use silencing::{Scope, Silenced, Silencing};
pub use source_map::SourceMap;

use std::ops::Range;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CommonMark.
    Markdown,
    /// Plain text: paragraphs with blank lines between them.
    Plain,
}

impl Format {
    /// The format that a file name's ending asks for; `None` for an ending that is no draft's.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("md" | "markdown" | "mdown" | "mkd") => Some(Self::Markdown),
            Some("txt" | "text") => Some(Self::Plain),
            _ => None,
        }
    }
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its text: no markup, no line ends.
    pub text: String,
    /// Where its bytes come from.
    pub map: SourceMap,
    /// A heading is searched for phrases but is no part of the draft's structure.
    pub heading: bool,
}

/// A draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What the file says of itself.
    pub front_matter: FrontMatter,
    /// Its prose, in order.
    pub blocks: Vec<Block>,
    /// What it asks not to hear.
    pub silencings: Vec<Silencing>,
    /// Bytes of the source that hold the draft itself, front matter left out.
    pub body: Range<usize>,
}

/// The byte order mark that some editors put first.
const BOM: char = '\u{feff}';

impl Document {
    /// Reads `source`.
    ///
    /// # Errors
    /// When its front matter is no YAML, with the place in `source`. The rest of a file can always be read.
    pub fn parse(source: &str, format: Format) -> Result<Self, FrontMatterError> {
        let start = if source.starts_with(BOM) { BOM.len_utf8() } else { 0 };
        let (front_matter, body_start) = front_matter::read(source, start)?;
        let body = body_start..source.len();
        let lints = front_matter.allow.iter().map(|lint| Silenced { lint: lint.clone(), removal: None }).collect::<Vec<_>>();
        let span = lints.first().zip(lints.last()).map(|(first, last)| first.lint.span.start..last.lint.span.end);
        let of_front_matter = span.map(|span| Silencing { span, scope: Scope::Draft, lints });
        let (blocks, of_comments) = match format {
            Format::Markdown => markdown::blocks(source, body.clone()),
            Format::Plain => (plain::blocks(source, body.clone()), Vec::new()),
        };
        Ok(Self { front_matter, blocks, silencings: of_front_matter.into_iter().chain(of_comments).collect(), body })
    }
}
