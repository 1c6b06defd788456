//! Findings: what the check says, finished down to the wording.

use super::structure::Structure;
use crate::rules::Severity;
use std::ops::Range;
use std::sync::Arc;

/// One finding. Front ends show it; they add no words of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of its lint.
    pub lint: String,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it stands: bytes of the source.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: Arc<str>,
    /// Why a reader minds.
    pub reason: Arc<str>,
    /// What to write instead.
    pub advice: Arc<str>,
    /// Other places it reasons from.
    pub related: Vec<Related>,
    /// What certainly mends it, where there is such a thing.
    pub fix: Option<Fix>,
}

/// A change that certainly mends a finding. Nobody's words are ever rewritten by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Bytes of the source that are replaced.
    pub span: Range<usize>,
    /// By what.
    pub text: String,
}

/// A place that a finding reasons from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Bytes of the source.
    pub span: Range<usize>,
    /// What stands there.
    pub message: String,
}

/// All that is said of one draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The findings, in reading order.
    pub findings: Vec<Finding>,
    /// How many more there are of which the draft asks not to hear.
    pub silenced: usize,
    /// What works: how the draft is built.
    pub structure: Structure,
}
