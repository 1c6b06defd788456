//! Totals: what came of many drafts, in one sentence.

use crate::check::{Report, plural};
use crate::rules::Severity;

/// Counts over all drafts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Drafts that were checked.
    pub drafts: usize,
    /// Findings that must not be sent.
    pub errors: usize,
    /// Findings that a reader will mind.
    pub warnings: usize,
    /// Findings worth a look.
    pub notes: usize,
    /// What became of earlier findings, if only new ones were asked for.
    pub past: Option<Past>,
}

/// What became of the findings that were known before a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Past {
    /// They are still there.
    pub known: usize,
    /// They are no more.
    pub resolved: usize,
}

impl Totals {
    /// The totals of one report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let count = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
        Self { drafts: 1, errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note), past: None }
    }

    /// Adds `other`.
    pub fn add(&mut self, other: &Self) {
        self.drafts += other.drafts;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        if let Some(other) = other.past {
            let past = self.past.get_or_insert_default();
            past.known += other.known;
            past.resolved += other.resolved;
        }
    }

    /// All findings.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// The findings for people: `2 findings (1 error, 1 note)`.
    #[must_use]
    pub fn counts(&self) -> String {
        let new = if self.past.is_some() { "new finding" } else { "finding" };
        if self.findings() == 0 {
            return if self.past.is_some() { "nothing new" } else { "nothing found" }.to_owned();
        }
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let kinds: Vec<String> = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, name)| plural(*count, name)).collect();
        format!("{} ({})", plural(self.findings(), new), kinds.join(", "))
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let drafts = plural(self.drafts, "draft");
        if self.drafts == 0 {
            return "no drafts found: expected .md or .txt files".to_owned();
        }
        let past = self.past.map_or_else(String::new, |past| format!("; {} known, {} resolved", past.known, past.resolved));
        let mark = if self.findings() == 0 { ':' } else { ',' };
        format!("{drafts} checked{mark} {}{past}", self.counts())
    }
}
