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
mod memory;
mod page;
mod passage;
mod phrase;
mod scan;
mod signals;
mod silence;
mod structure;
mod target;
mod why;

pub use analysis::{Analysis, Unit};
pub use examples::{Marked, check_examples, strip_marks};
pub use finding::{Finding, Fix, Related, Report};
pub use memory::Memory;
pub use page::{finding_page, page};
pub use structure::{PartReport, PassageReport, SentenceReport, ShareReport, Structure};
pub use target::Target;
pub use why::{Account, Heard, why};

use crate::document::Document;
use crate::rules::Ruleset;
use phrase::Outcome;
use std::sync::Arc;

/// Checks `document`, a draft of the kind and aim that `target` says.
#[must_use]
pub fn check(document: &Document, target: &Target, rules: &Ruleset) -> Report {
    check_again(document, target, rules, &mut Memory::default())
}

/// Checks a draft that `memory` knows, perhaps, from before an edit: what the edit left alone is looked up. The report is that of [`check`].
#[must_use]
pub fn check_again(document: &Document, target: &Target, rules: &Ruleset, memory: &mut Memory) -> Report {
    memory.begin(target);
    let known = memory.take_apart(document, rules);
    let mut analysis = Analysis::of(document, known.iter().map(|known| Arc::clone(&known.passage)).collect());
    if let Some(weights) = &rules.weights {
        analysis.scores = memory.hear(&analysis, &known, weights);
    }
    let mut firsts = vec![0; known.len() + 1];
    for (block, known) in known.iter().enumerate() {
        firsts[block + 1] = firsts[block] + known.passage.sentences.len();
    }
    let keys = memory.keys(&analysis, &known, rules.weights.as_ref());
    let mut outcomes: Vec<Option<Arc<Outcome>>> = keys.iter().map(|key| memory.outcome(key)).collect();
    let unknown: Vec<usize> = (0..known.len()).filter(|block| outcomes[*block].is_none()).flat_map(|block| firsts[block]..firsts[block + 1]).collect();
    if !unknown.is_empty() {
        let standings = analysis.standings();
        let matches = scan::scan(&mut analysis, unknown, &standings, target, rules);
        for (block, outcome) in phrase::outcomes(&analysis, &matches, &standings, target, rules) {
            let outcome = Arc::new(outcome);
            memory.keep(keys[block].clone(), Arc::clone(&outcome));
            outcomes[block] = Some(outcome);
        }
    }
    let found: Vec<(usize, Arc<Outcome>)> = firsts.into_iter().zip(outcomes).filter_map(|(first, outcome)| Some((first, outcome?))).collect();
    found.iter().for_each(|(first, outcome)| phrase::recall(&mut analysis, *first, outcome));
    let mut findings = phrase::findings(&analysis, found.iter().map(|(first, outcome)| (*first, &**outcome)), rules);
    draft::findings(&mut analysis, target, rules, &mut findings);
    let structure = structure::structure(&analysis, rules);
    memory.end();
    let mut report = Report { findings, silenced: 0, structure };
    silence::silence(document, rules, &mut report);
    report.findings.sort_by(|a, b| (a.span.start, a.span.end, &a.lint).cmp(&(b.span.start, b.span.end, &b.lint)));
    report
}
