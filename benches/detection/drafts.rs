//! Figures on labelled drafts, counted as the labels mean them: a finding is right where a label of its lint overlaps it; a lint on the whole draft is
//! right where the draft expects it.

use super::Options;
use super::corpus::{Labelled, load};
use candor::check::{Report, check};
use candor::rules::Ruleset;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) right: usize,
    pub(crate) wrong: usize,
    pub(crate) missed: usize,
}

const FORM: [&str; 3] = ["placeholder", "wrong-specialty", "patient-identifier"];
/// Scored as a phrase, though decided on the whole draft.
const RUN: &str = "extended-excuse";
/// Not labelled in the drafts.
const UNLABELLED: [&str; 1] = ["length"];

/// Counts by lint, and how clean drafts fare.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) counts: BTreeMap<String, Count>,
    pub(crate) clean_drafts: usize,
    pub(crate) clean_words: usize,
    pub(crate) clean_alarms: usize,
}

/// Whether `id` is scored as a lint on the whole draft.
fn is_draft(id: &str, rules: &Ruleset) -> bool {
    id != RUN && rules.lint(id).is_none_or(|l| l.draft.is_some())
}

pub(crate) fn run(rules: &Ruleset, options: &Options) {
    let drafts = load(&options.drafts, rules);
    let mut figures = Figures::default();
    for labelled in &drafts {
        let report = check(&labelled.document, &labelled.target, rules);
        figures.count(labelled, &report, rules, &mut |what, lint, text| {
            if options.show && (options.ids.is_empty() || options.ids.iter().any(|i| i == lint)) {
                println!("{}: {what}: {lint}: {}", labelled.name, text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        });
    }
    figures.print(rules, &options.ids);
    let Figures { clean_drafts, clean_words, clean_alarms, .. } = figures;
    println!("{} drafts; {clean_drafts} clean ones with {clean_words} words and {clean_alarms} false alarms", drafts.len());
}

impl Figures {
    /// Prints the counts of the lints `ids`, or of all, and those of all together.
    pub(crate) fn print(&self, rules: &Ruleset, ids: &[String]) {
        println!("{:26} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}", "lint", "prec", "recall", "F1", "right", "false", "missed");
        for (lint, count) in self.counts.iter().filter(|(lint, _)| ids.is_empty() || ids.contains(lint)) {
            row(lint, *count);
        }
        let (phrase, draft) = self.together(rules);
        row("phrase lints together", phrase);
        row("draft lints together", draft);
    }

    pub(crate) fn plus(mut self, other: Self) -> Self {
        for (lint, count) in other.counts {
            let sum = self.counts.entry(lint).or_default();
            *sum = sum.plus(count);
        }
        self.clean_drafts += other.clean_drafts;
        self.clean_words += other.clean_words;
        self.clean_alarms += other.clean_alarms;
        self
    }

    /// Counts what `report` says of `labelled`; `say` hears of every miss and false alarm.
    pub(crate) fn count(&mut self, labelled: &Labelled, report: &Report, rules: &Ruleset, say: &mut dyn FnMut(&str, &str, &str)) {
        let nothing = BTreeSet::new();
        let expect = labelled.expect.as_ref().unwrap_or(&nothing);
        let scored = |id: &str| !(UNLABELLED.contains(&id) || labelled.expect.is_none() && is_draft(id, rules) || FORM.contains(&id) && !labelled.form);
        let (mut hit, mut said, mut alarms) = (BTreeSet::new(), BTreeSet::new(), 0);
        for finding in report.findings.iter().filter(|f| scored(&f.lint)) {
            let count = self.counts.entry(finding.lint.clone()).or_default();
            if is_draft(&finding.lint, rules) {
                said.insert(finding.lint.clone());
                continue;
            }
            let touches = |range: &std::ops::Range<usize>| range.start < finding.span.end && finding.span.start < range.end;
            let over: Vec<usize> = (0..labelled.marks.len()).filter(|n| touches(&labelled.marks[*n].1)).collect();
            let same: Vec<usize> = over.iter().copied().filter(|n| labelled.marks[*n].0 == finding.lint).collect();
            if !same.is_empty() {
                hit.extend(same);
            } else if !(finding.lint == "excuse" && over.iter().any(|n| labelled.marks[*n].0 == RUN)) {
                count.wrong += 1;
                alarms += 1;
                say(if over.is_empty() { "false alarm" } else { "wrong lint" }, &finding.lint, &labelled.text[finding.span.clone()]);
            }
        }
        for (number, (lint, range)) in labelled.marks.iter().enumerate().filter(|(_, (lint, _))| scored(lint)) {
            let count = self.counts.entry(lint.clone()).or_default();
            if hit.contains(&number) {
                count.right += 1;
            } else {
                count.missed += 1;
                say("missed", lint, &labelled.text[range.clone()]);
            }
        }
        for lint in said.union(expect).filter(|l| scored(l)) {
            let count = self.counts.entry(lint.clone()).or_default();
            match (said.contains(lint), expect.contains(lint)) {
                (true, true) => count.right += 1,
                (true, false) => {
                    count.wrong += 1;
                    alarms += 1;
                    say("false alarm", lint, "(whole draft)");
                }
                _ => {
                    count.missed += 1;
                    say("missed", lint, "(whole draft)");
                }
            }
        }
        if labelled.marks.is_empty() && expect.is_empty() {
            self.clean_drafts += 1;
            self.clean_alarms += alarms;
            self.clean_words += report.structure.words;
        }
    }

    /// Whether `lint` is scored as one on phrases; `None` for those on the form, which are scored by themselves.
    pub(crate) fn is_phrase(lint: &str, rules: &Ruleset) -> Option<bool> {
        (!FORM.contains(&lint)).then(|| !is_draft(lint, rules))
    }

    /// The lints on phrases, and those on whole drafts, taken together; those on the form are in neither.
    pub(crate) fn together(&self, rules: &Ruleset) -> (Count, Count) {
        let (mut phrase, mut draft) = (Count::default(), Count::default());
        for (lint, count) in self.counts.iter().filter(|(lint, _)| !FORM.contains(&lint.as_str())) {
            let group = if is_draft(lint, rules) { &mut draft } else { &mut phrase };
            group.right += count.right;
            group.wrong += count.wrong;
            group.missed += count.missed;
        }
        (phrase, draft)
    }
}

impl Count {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { right: self.right + other.right, wrong: self.wrong + other.wrong, missed: self.missed + other.missed }
    }

    pub(crate) fn precision(self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    pub(crate) fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }

    pub(crate) fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn row(name: &str, count: Count) {
    let Count { right, wrong, missed } = count;
    println!("{name:26} {:6.3} {:6.3} {:6.3} {right:6} {wrong:6} {missed:6}", count.precision(), count.recall(), count.f1());
}
