//! Problems: what keeps candor from checking a file, said with the way out.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The file is checked all the same; the exit status does not change.
    Warning,
    /// The file (or the run) could not be checked: exit status 2.
    Error,
}

impl Weight {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A problem with a file or a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub weight: Weight,
    /// The file as it was named; empty for a problem with the arguments.
    pub name: String,
    /// The file itself, where there is one.
    pub path: Option<PathBuf>,
    /// What was wrong.
    pub message: String,
    /// The way out.
    pub help: String,
    /// Text of the file and the place in it, in bytes.
    pub place: Option<(String, Range<usize>)>,
    /// What the message quotes of a draft, in quotation marks.
    pub quoted: Option<String>,
    /// What would certainly mend it: text for a place in the file.
    pub fix: Option<(Range<usize>, String)>,
}

impl Problem {
    /// A problem that keeps the file called `name` from being checked.
    pub fn error(name: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { weight: Weight::Error, name: name.into(), path: None, message: message.into(), help: help.into(), place: None, quoted: None, fix: None }
    }

    /// A problem that does not.
    pub fn warning(name: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, ..Self::error(name, message, help) }
    }

    /// The same problem, at `span` (in bytes) of `text`.
    #[must_use]
    pub fn at(self, text: &str, span: Range<usize>) -> Self {
        Self { place: Some((text.to_owned(), span)), ..self }
    }

    /// The same problem, in the file at `path`.
    #[must_use]
    pub fn of(self, path: &Path) -> Self {
        Self { path: Some(path.to_owned()), ..self }
    }

    /// The same problem, whose message quotes `words` of a draft.
    #[must_use]
    pub fn quoting(self, words: &str) -> Self {
        Self { quoted: Some(words.to_owned()), ..self }
    }

    /// The same problem, without what its message quotes of a draft.
    #[must_use]
    pub fn redacted(self) -> Self {
        let quoted = self.quoted.as_deref().map(|words| format!("'{words}'"));
        let message = quoted.map_or_else(|| self.message.clone(), |quoted| self.message.replace(&quoted, "'…'"));
        Self { message, quoted: None, ..self }
    }
}
