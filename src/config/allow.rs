//! `[[allow]]`: lints that are to be silent, for files that cannot say so themselves.

use super::layer::{Named, Pattern};
use super::origin::Place;
use crate::check::Report;
use crate::document::Document;
use std::ops::Range;

/// One `[[allow]]`.
#[derive(Debug)]
pub struct Allow {
    pub(super) pattern: Option<Pattern>,
    /// The lint, and where the configuration names it.
    pub(super) lint: Named,
    pub(super) words: Option<String>,
    /// It holds for one draft, which is named without any pattern.
    pub(super) one_draft: bool,
}

impl Allow {
    /// Where the configuration names the lint.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.lint.place
    }

    /// The id of the lint.
    #[must_use]
    pub fn lint(&self) -> &str {
        &self.lint.name
    }

    /// Whether it holds for one draft, which is named without any pattern.
    #[must_use]
    pub fn is_for_one_draft(&self) -> bool {
        self.one_draft
    }

    /// Whether it holds for certain words only.
    #[must_use]
    pub fn is_for_words(&self) -> bool {
        self.words.is_some()
    }

    /// The pattern of the drafts that it holds for; `None` if for all.
    #[must_use]
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_ref().map(|pattern| pattern.glob.glob())
    }

    /// Whether it holds for the draft at `path`, relative to the configuration.
    #[must_use]
    pub fn holds_for(&self, path: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.set.is_match(path))
    }

    /// Takes what it silences out of the `report` on `document`, which stands at `path`; `None` if it does not hold for that, else whether there was anything.
    pub(super) fn silence(&self, path: &str, document: &Document, report: &mut Report) -> Option<bool> {
        if !self.holds_for(path) {
            return None;
        }
        let places = self.words.as_ref().map(|words| document.places_of(words));
        let before = report.findings.len();
        report.findings.retain(|finding| {
            let meets = |place: &Range<usize>| place.start < finding.span.end && finding.span.start < place.end;
            *finding.lint != *self.lint.name || places.as_ref().is_some_and(|places| !places.iter().any(meets))
        });
        let silenced = before - report.findings.len();
        report.silenced += silenced;
        Some(silenced > 0)
    }
}
