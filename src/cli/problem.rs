//! Problems: what keeps candor from checking a file, said with the way out.

use super::render::{Palette, Source, emit_problem};
use std::ops::Range;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// The file is checked all the same; the exit status does not change.
    Warning,
    /// The file (or the run) could not be checked: exit status 2.
    Error,
}

/// A problem with a file or a setting.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) weight: Weight,
    /// The file as it was named; empty for a problem with the arguments.
    pub(super) path: String,
    /// What was wrong.
    pub(super) message: String,
    /// The way out.
    pub(super) help: String,
    /// Text of the file and the place in it.
    pub(super) place: Option<(String, Range<usize>)>,
}

impl Problem {
    pub(super) fn error(path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { weight: Weight::Error, path: path.into(), message: message.into(), help: help.into(), place: None }
    }

    pub(super) fn warning(path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, ..Self::error(path, message, help) }
    }

    pub(super) fn at(self, text: &str, span: Range<usize>) -> Self {
        Self { place: Some((text.to_owned(), span)), ..self }
    }

    /// The problem as text for a terminal.
    pub(super) fn render(&self, palette: Palette) -> String {
        let source = self.place.as_ref().map(|(text, _)| Source::new(&self.path, text));
        emit_problem(self, source.as_ref(), palette)
    }
}
