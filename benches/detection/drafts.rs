//! Figures on labelled drafts, counted as the labels mean them: a finding is right where a label of its lint overlaps it; a lint on the whole draft is
//! right where the draft expects it.

use super::Options;
use candor::check::{Target, check, strip_marks};
use candor::document::{Document, Format};
use candor::rules::{Kind, Ruleset};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

struct Labelled {
    text: String,
    labels: Vec<(String, Range<usize>)>,
    expect: BTreeSet<String>,
    sentences_only: bool,
    form: bool,
}

const FORM: [&str; 3] = ["placeholder", "wrong-specialty", "patient-identifier"];
/// Scored as a phrase, though decided on the whole draft.
const RUN: &str = "extended-excuse";
/// Not labelled in the drafts.
const UNLABELLED: [&str; 1] = ["length"];

pub(crate) fn run(rules: &Ruleset, options: &Options) {
    let mut files = Vec::new();
    options.drafts.iter().for_each(|d| collect(d, &mut files));
    files.sort();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let (mut clean_words, mut clean_alarms, mut clean_drafts) = (0, 0, 0);
    for path in &files {
        let Some(labelled) = load(path) else {
            println!("{}: no front matter", path.display());
            continue;
        };
        let format = Format::of_name(&path.to_string_lossy()).unwrap_or(Format::Markdown);
        let Ok(document) = Document::parse(&labelled.text, format) else { continue };
        let value = |field: &Option<candor::document::Field>| field.as_ref().map(|f| f.value.clone());
        let aim = value(&document.front_matter.specialty).unwrap_or_else(|| "medical-genetics".to_owned());
        let target = Target {
            kind: value(&document.front_matter.kind).and_then(|k| Kind::named(&k)).unwrap_or_default(),
            entry_type: value(&document.front_matter.entry_type),
            specialties: Target::specialties_of(&aim, rules).0,
        };
        let report = check(&document, &target, rules);
        let mut alarms = 0;
        let say = |what: &str, lint: &str, text: &str| {
            if options.show && (options.ids.is_empty() || options.ids.iter().any(|i| i == lint)) {
                println!("{}: {what}: {lint}: {}", path.display(), text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        };
        let is_draft = |id: &str| id != RUN && rules.lint(id).is_none_or(|l| l.draft.is_some());
        let scored = |id: &str| !(UNLABELLED.contains(&id) || labelled.sentences_only && is_draft(id) || FORM.contains(&id) && !labelled.form);
        let mut hit = BTreeSet::new();
        let mut said = BTreeSet::new();
        for finding in report.findings.iter().filter(|f| scored(&f.lint)) {
            let count = counts.entry(finding.lint.clone()).or_default();
            if is_draft(&finding.lint) {
                said.insert(finding.lint.clone());
                continue;
            }
            let over: Vec<usize> = (0..labelled.labels.len())
                .filter(|n| labelled.labels[*n].1.start < finding.span.end && finding.span.start < labelled.labels[*n].1.end)
                .collect();
            let same: Vec<usize> = over.iter().copied().filter(|n| labelled.labels[*n].0 == finding.lint).collect();
            if !same.is_empty() {
                hit.extend(same);
            } else if !(finding.lint == "excuse" && over.iter().any(|n| labelled.labels[*n].0 == RUN)) {
                count.wrong += 1;
                alarms += 1;
                say(if over.is_empty() { "false alarm" } else { "wrong lint" }, &finding.lint, &labelled.text[finding.span.clone()]);
            }
        }
        for (number, (lint, range)) in labelled.labels.iter().enumerate().filter(|(_, (lint, _))| scored(lint)) {
            let count = counts.entry(lint.clone()).or_default();
            if hit.contains(&number) {
                count.right += 1;
            } else {
                count.missed += 1;
                say("missed", lint, &labelled.text[range.clone()]);
            }
        }
        for lint in said.union(&labelled.expect).filter(|l| scored(l)) {
            let count = counts.entry(lint.clone()).or_default();
            match (said.contains(lint), labelled.expect.contains(lint)) {
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
        if labelled.labels.is_empty() && labelled.expect.is_empty() {
            clean_drafts += 1;
            clean_alarms += alarms;
            clean_words += report.structure.words;
        }
    }
    println!("{:26} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}", "lint", "prec", "recall", "F1", "right", "false", "missed");
    let (mut phrase, mut draft) = (Count::default(), Count::default());
    for (lint, count) in &counts {
        let group = if FORM.contains(&lint.as_str()) {
            None
        } else if lint == RUN || rules.lint(lint).is_some_and(|l| l.draft.is_none()) {
            Some(&mut phrase)
        } else {
            Some(&mut draft)
        };
        if let Some(group) = group {
            group.right += count.right;
            group.wrong += count.wrong;
            group.missed += count.missed;
        }
        if options.ids.is_empty() || options.ids.contains(lint) {
            row(lint, *count);
        }
    }
    row("phrase lints together", phrase);
    row("draft lints together", draft);
    println!("{} drafts; {clean_drafts} clean ones with {clean_words} words and {clean_alarms} false alarms", files.len());
}

fn row(name: &str, count: Count) {
    let ratio = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    let (precision, recall) = (ratio(count.right, count.right + count.wrong), ratio(count.right, count.right + count.missed));
    let f1 = if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    println!("{name:26} {precision:6.3} {recall:6.3} {f1:6.3} {:6} {:6} {:6}", count.right, count.wrong, count.missed);
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())) {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "md" || e == "txt") && path.file_name().is_some_and(|n| n != "README.md") {
            out.push(path);
        }
    }
}

fn load(path: &Path) -> Option<Labelled> {
    let raw = std::fs::read_to_string(path).ok()?;
    let rest = raw.strip_prefix("---\n")?;
    let (head, body) = rest.split_once("\n---\n")?;
    let mut labelled = Labelled { text: "---\n".to_owned(), labels: vec![], expect: BTreeSet::new(), sentences_only: false, form: false };
    for line in head.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        match (key.trim(), value.trim()) {
            ("expect", value) => {
                labelled.expect = value.trim_matches(['[', ']']).split(',').map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
            }
            ("scope", value) => labelled.sentences_only = value == "sentences",
            ("form", value) => labelled.form = value == "true",
            ("note", _) => {}
            _ => {
                labelled.text.push_str(line);
                labelled.text.push('\n');
            }
        }
    }
    labelled.text.push_str("---\n");
    let marked = strip_marks(body);
    let offset = labelled.text.len();
    labelled.text.push_str(&marked.text);
    labelled.labels = marked.marks.into_iter().filter_map(|(lint, range)| lint.map(|l| (l, offset + range.start..offset + range.end))).collect();
    Some(labelled)
}
