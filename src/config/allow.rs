//! `[[allow]]`: lints that are to be silent, for files that cannot say so themselves.

use crate::check::Report;
use crate::document::Document;
use globset::GlobMatcher;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AllowTable {
    pub(super) path: Option<Spanned<String>>,
    pub(super) lint: Spanned<String>,
    pub(super) words: Option<String>,
    /// For people.
    #[expect(dead_code)]
    pub(super) reason: Option<String>,
}

/// One `[[allow]]`.
#[derive(Debug)]
pub struct Allow {
    pub(super) glob: Option<GlobMatcher>,
    /// The lint, and where the configuration names it.
    pub(super) lint: Spanned<String>,
    pub(super) words: Option<String>,
    /// It holds for one draft, which is named without any pattern.
    pub(super) one_draft: bool,
}

impl Allow {
    /// Where the configuration names the lint.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.lint.span()
    }

    /// The id of the lint.
    #[must_use]
    pub fn lint(&self) -> &str {
        self.lint.get_ref()
    }

    /// Whether it holds for one draft, which is named without any pattern.
    #[must_use]
    pub fn is_for_one_draft(&self) -> bool {
        self.one_draft
    }

    /// Takes what it silences out of the `report` on `document`, which stands at `path`; `None` if it does not hold for that, else whether there was anything.
    pub(super) fn silence(&self, path: &str, document: &Document, report: &mut Report) -> Option<bool> {
        if self.glob.as_ref().is_some_and(|glob| !glob.is_match(path)) {
            return None;
        }
        let places = self.words.as_ref().map(|words| document.places_of(words));
        let before = report.findings.len();
        report.findings.retain(|finding| {
            let meets = |place: &Range<usize>| place.start < finding.span.end && finding.span.start < place.end;
            *finding.lint != **self.lint.get_ref() || places.as_ref().is_some_and(|places| !places.iter().any(meets))
        });
        let silenced = before - report.findings.len();
        report.silenced += silenced;
        Some(silenced > 0)
    }
}
