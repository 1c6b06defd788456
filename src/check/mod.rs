//! The check: from a document and a rule set to findings.
//!
//! Sentence by sentence, patterns are matched, their local guards applied and roles decided, in the order of their dependencies ([`scan`],
//! [`signals`]); then lints on phrases ([`phrase`]) and on the whole draft ([`draft`]) speak. Every step is a pure function of text and rules:
//! the same text gives the same findings wherever it is checked.

mod analysis;
mod clause;
mod draft;
mod examples;
mod finding;
mod guards;
mod phrase;
mod scan;
mod signals;
mod structure;
mod target;
mod why;

pub use analysis::{Analysis, Unit};
pub use examples::{Marked, check_examples, strip_marks};
pub use finding::{Finding, Related, Report};
pub use structure::{PartReport, SentenceReport, ShareReport, Structure};
pub use target::Target;
pub use why::{Account, Heard, why};

use crate::document::Document;
use crate::rules::Ruleset;

/// Checks `document`, a draft of the kind and aim that `target` says.
#[must_use]
pub fn check(document: &Document, target: &Target, rules: &Ruleset) -> Report {
    let mut analysis = Analysis::new(document, rules);
    if let Some(weights) = &rules.weights {
        analysis.scores = weights.model.scores(&analysis.normal, target.about());
    }
    let matches = scan::scan(&mut analysis, target, rules);
    let mut findings = phrase::findings(&mut analysis, &matches, target, rules);
    draft::findings(&mut analysis, target, rules, &mut findings);
    let structure = structure::structure(&analysis, rules);
    findings.sort_by(|a, b| (a.span.start, a.span.end, &a.lint).cmp(&(b.span.start, b.span.end, &b.lint)));
    Report { findings, structure }
}
