//! Totals: what came of many drafts, in one sentence.

use crate::check::Report;
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
}

impl Totals {
    /// The totals of one report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let count = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
        Self { drafts: 1, errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// Adds `other`.
    pub fn add(&mut self, other: &Self) {
        self.drafts += other.drafts;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
    }

    /// All findings.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// The findings for people: `2 findings (1 error, 1 note)`.
    #[must_use]
    pub fn counts(&self) -> String {
        if self.findings() == 0 {
            return "nothing found".to_owned();
        }
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let kinds: Vec<String> = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, name)| plural(*count, name)).collect();
        format!("{} ({})", plural(self.findings(), "finding"), kinds.join(", "))
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let drafts = plural(self.drafts, "draft");
        if self.drafts == 0 {
            return "no drafts found: expected .md or .txt files".to_owned();
        }
        if self.findings() == 0 {
            return format!("{drafts} checked: nothing found");
        }
        format!("{drafts} checked, {}", self.counts())
    }
}

fn plural(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
