//! Renderers: findings as text. They word nothing; a finding brings its words along.

mod human;
mod json;
mod short;
mod source;

pub(super) use human::{emit_problem, wrap};

use super::args::{Color, Format};
use crate::position::LineIndex;
use crate::workspace::{Checked, Problem, Totals};

/// A draft as it is shown.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) lines: LineIndex,
    pub(super) checked: Checked,
}

/// Whether to color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) color: bool,
}

impl Palette {
    /// What the user asked for, on a stream that is a terminal or not.
    pub(super) fn new(color: Color, terminal: bool) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: any value that is not empty.
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb"),
        };
        Self { color }
    }
}

/// Renders a run in one of the formats.
pub(super) struct Renderer {
    format: Format,
    palette: Palette,
}

impl Renderer {
    pub(super) fn new(format: Format, palette: Palette) -> Self {
        Self { format, palette }
    }

    /// What comes before the first draft.
    pub(super) fn begin(&self) -> &'static str {
        match self.format {
            Format::Json => json::BEGIN,
            _ => "",
        }
    }

    /// What comes between two drafts (or before the `first`).
    pub(super) fn between(&self, first: bool) -> &'static str {
        match self.format {
            Format::Json if !first => ",",
            _ => "",
        }
    }

    /// One draft.
    pub(super) fn file(&self, shown: &Shown) -> String {
        match self.format {
            Format::Human => human::file(shown, self.palette),
            Format::Short => short::file(shown),
            Format::Json => json::file(shown),
        }
    }

    /// A draft that could not be checked; people read of it on standard error.
    pub(super) fn failed(&self, problem: &Problem) -> String {
        match self.format {
            Format::Json => json::failed(problem),
            _ => String::new(),
        }
    }

    /// What comes behind the last draft.
    pub(super) fn end(&self, totals: &Totals, problems: &[Problem], failed: bool) -> String {
        match self.format {
            // Who was told what is wrong need not be told that nothing was checked.
            Format::Human if totals.drafts == 0 && failed => String::new(),
            Format::Human => human::end(totals, self.palette),
            Format::Short => String::new(),
            Format::Json => json::end(problems),
        }
    }
}
