//! Policies: which lints speak, how loud, and who has decided that.

use super::ALL;
use super::origin::Origin;
use crate::check::Report;
use crate::rules::{Lint, Ruleset, Severity};

/// Which lints speak, and how loud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// For each lint that does not speak, by what.
    off: Vec<Option<Origin>>,
    severities: Vec<Option<(Severity, Origin)>>,
}

impl Policy {
    /// All lints, with their own severities.
    #[must_use]
    pub fn new(rules: &Ruleset) -> Self {
        Self { off: vec![None; rules.lints.len()], severities: vec![None; rules.lints.len()] }
    }

    /// Only these lints speak; that is the decision of `origin`.
    pub fn select<'a>(&mut self, ids: impl Iterator<Item = &'a str>, origin: &Origin, rules: &Ruleset) {
        let ids: Vec<&str> = ids.collect();
        for (off, lint) in self.off.iter_mut().zip(&rules.lints) {
            *off = if ids.contains(&ALL) || ids.contains(&lint.id.as_str()) { None } else { Some(origin.clone()) };
        }
    }

    /// This lint, or all of them, does not speak.
    pub fn ignore(&mut self, id: &str, origin: &Origin, rules: &Ruleset) {
        for (off, lint) in self.off.iter_mut().zip(&rules.lints) {
            if off.is_none() && (id == ALL || id == lint.id) {
                *off = Some(origin.clone());
            }
        }
    }

    /// This lint is as heavy as that.
    pub(super) fn weigh(&mut self, id: &str, severity: Severity, origin: &Origin, rules: &Ruleset) {
        if let Ok(at) = rules.lints.binary_search_by(|lint| lint.id.as_str().cmp(id)) {
            self.severities[at] = Some((severity, origin.clone()));
        }
    }

    /// Whether `lint` speaks.
    #[must_use]
    pub fn speaks(&self, lint: &str, rules: &Ruleset) -> bool {
        rules.lints.binary_search_by(|l| l.id.as_str().cmp(lint)).is_ok_and(|at| self.off[at].is_none())
    }

    /// The lints that do not speak, each with what decided that.
    pub fn off<'a>(&'a self, rules: &'a Ruleset) -> impl Iterator<Item = (&'a Lint, &'a Origin)> {
        rules.lints.iter().zip(&self.off).filter_map(|(lint, off)| Some((lint, off.as_ref()?)))
    }

    /// The lints whose severity somebody has set, each with what it is now and what decided that.
    pub fn weighed<'a>(&'a self, rules: &'a Ruleset) -> impl Iterator<Item = (&'a Lint, Severity, &'a Origin)> {
        rules.lints.iter().zip(&self.severities).filter_map(|(lint, set)| set.as_ref().map(|(severity, origin)| (lint, *severity, origin)))
    }

    /// Leaves out findings of lints that do not speak, and sets the severity of the others.
    pub fn apply(&self, report: &mut Report, rules: &Ruleset) {
        report.findings.retain_mut(|finding| {
            let Ok(at) = rules.lints.binary_search_by(|l| l.id.as_str().cmp(&finding.lint)) else { return true };
            if let Some((severity, _)) = self.severities[at] {
                finding.severity = severity;
            }
            self.off[at].is_none()
        });
    }
}
