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

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let plural = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
        let drafts = plural(self.drafts, "draft");
        if self.drafts == 0 {
            return "no drafts found: expected .md or .txt files".to_owned();
        }
        if self.findings() == 0 {
            return format!("{drafts} checked: nothing found");
        }
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let kinds: Vec<String> = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, name)| plural(*count, name)).collect();
        format!("{drafts} checked, {} ({})", plural(self.findings(), "finding"), kinds.join(", "))
    }
}
