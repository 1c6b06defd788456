//! The check: from a document and a rule set to findings.
//!
//! Sentence by sentence, patterns are matched, their local guards applied and roles decided, in the order of their dependencies ([`scan`],
//! [`signals`]); then lints on phrases ([`phrase`]) and on the whole draft ([`draft`]) speak. Every step is a pure function of text and rules:
//! the same text gives the same findings wherever it is checked.

mod analysis;
mod chances;
mod clause;
mod draft;
mod examples;
mod expected;
mod finding;
mod guards;
mod kept;
mod look;
mod memory;
mod notes;
mod page;
mod passage;
mod phrase;
mod read;
mod scan;
mod signals;
mod silence;
mod structure;
mod target;
mod tools;
mod why;

pub use analysis::{Analysis, Unit};
pub use examples::{Marked, check_examples, check_examples_of, strip_marks};
pub use expected::{Expected, Strand, expected, strands};
pub use finding::{Finding, Fix, Related, Report};
pub use memory::Memory;
pub use page::{finding_page, page};
pub use structure::{PartReport, PassageReport, SentenceReport, ShareReport, Structure, line_runs, plural};
pub use target::Target;
pub use why::{Account, Heard, why};

use crate::document::Document;
use crate::rules::Ruleset;
use std::sync::Arc;

/// Checks `document`, a draft of the kind and aim that `target` says.
#[must_use]
pub fn check(document: &Document, target: &Target, rules: &Ruleset) -> Report {
    check_again(document, target, rules, &mut Memory::default())
}

/// Checks a draft that `memory` knows, perhaps, from before an edit: what the edit left alone is looked up. The report is that of [`check`].
#[must_use]
pub fn check_again(document: &Document, target: &Target, rules: &Ruleset, memory: &mut Memory) -> Report {
    let (mut look, change) = memory.begin(document, target, rules);
    let mut analysis = Analysis::of(document, look.blocks.iter().map(|known| Arc::clone(&known.passage)).collect());
    let weights = rules.weights.as_ref();
    let heard = weights.map_or(0..0, |weights| memory.hear(&analysis, &mut look, &change, weights));
    let mut firsts = vec![0; look.blocks.len() + 1];
    for (block, known) in look.blocks.iter().enumerate() {
        firsts[block + 1] = firsts[block] + known.sentences().len();
    }
    let unknown = memory.recall(&analysis, &mut look, &change, &heard, weights);
    analysis.scores = std::mem::take(&mut look.scores);
    if !unknown.is_empty() {
        let standings = analysis.standings();
        let units = unknown.iter().flat_map(|block| firsts[*block]..firsts[*block + 1]);
        let (chances, tools) = memory.tools();
        let matches = scan::scan(&mut analysis, units, &standings, target, &chances, rules, tools);
        for (block, outcome) in phrase::outcomes(&analysis, &matches, &standings, target, rules, tools) {
            memory.keep(&mut look, block, outcome);
        }
    }
    let outcomes = || firsts.iter().zip(&look.outcomes).filter_map(|(first, outcome)| Some((*first, &**outcome.as_ref()?)));
    outcomes().for_each(|(first, outcome)| phrase::recall(&mut analysis, first, outcome));
    let mut findings = phrase::findings(&analysis, outcomes(), target, rules);
    draft::findings(&mut analysis, target, rules, &mut findings);
    let structure = structure::structure(&analysis, rules);
    look.scores = std::mem::take(&mut analysis.scores);
    memory.end(look);
    let mut report = Report { findings, silenced: 0, structure };
    silence::silence(document, rules, &mut report);
    report.findings.sort_by(|a, b| (a.span.start, a.span.end, &a.lint).cmp(&(b.span.start, b.span.end, &b.lint)));
    report
}
