//! The labelled drafts: what candor says of each is exactly what its labels say. Findings on phrases must stand where a label of their lint stands, one for each label; lints on
//! the whole draft must be those that the draft expects. `fixtures/README.md` describes the labels. What disagrees is listed draft by draft, false alarms and
//! misses apart, because each may be the fault of a lint or of a label.

mod common;

use common::{Draft, Outcome, RULES, drafts, findings, one_line};
use std::ops::Range;

/// Labelled only in drafts that say so.
const FORM: [&str; 3] = ["placeholder", "wrong-specialty", "patient-identifier"];
/// Decided on the whole draft, but labelled where it stands.
const RUN: &str = "extended-excuse";
/// What a run is made of: whether its single sentences are found as well is left open.
const IN_RUN: [&str; 3] = ["excuse", "blame", "defensive-tone"];
const UNLABELLED: &str = "length";

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[derive(Default)]
struct Disagreement {
    alarms: Vec<String>,
    misses: Vec<String>,
}

fn compare(draft: &Draft) -> Outcome<Disagreement> {
    let text = draft.text();
    let on_whole = |lint: &str| lint != RUN && RULES.lint(lint).is_some_and(|l| l.draft.is_some());
    let counts = |lint: &str, span: &Range<usize>| {
        let in_run = IN_RUN.contains(&lint) && draft.labels.iter().any(|(label, run)| label == RUN && overlap(run, span));
        let form = draft.form || !FORM.contains(&lint);
        lint != UNLABELLED && form && !in_run && !(draft.sentences_only && (lint == RUN || on_whole(lint)))
    };
    let show = |lint: &str, span: &Range<usize>| format!("{lint}: {}", one_line(&text[span.clone()]));
    let mut result = Disagreement::default();
    let mut met = vec![false; draft.labels.len()];
    let mut said = Vec::new();
    for finding in findings(&text, draft.format)?.iter().filter(|f| counts(&f.lint, &f.span)) {
        if on_whole(&finding.lint) {
            said.push(finding.lint.clone());
            continue;
        }
        let own = |at: &usize| draft.labels[*at].0 == finding.lint && overlap(&draft.labels[*at].1, &finding.span);
        let labels: Vec<usize> = (0..draft.labels.len()).filter(own).collect();
        match labels.iter().find(|at| !met[**at]) {
            Some(at) => met[*at] = true,
            None if labels.is_empty() => result.alarms.push(show(&finding.lint, &finding.span)),
            None => result.alarms.push(format!("{} (a second finding for one label)", show(&finding.lint, &finding.span))),
        }
    }
    for ((lint, span), _) in draft.labels.iter().zip(met).filter(|((lint, span), met)| !met && counts(lint, span)) {
        result.misses.push(show(lint, span));
    }
    let expected: Vec<String> = draft.expect.iter().cloned().collect();
    said.sort();
    result.alarms.extend(said.iter().filter(|lint| !expected.contains(lint)).map(|lint| format!("{lint} (whole draft)")));
    result.misses.extend(expected.iter().filter(|lint| !said.contains(lint)).map(|lint| format!("{lint} (whole draft)")));
    Ok(result)
}

#[test]
fn every_draft_has_the_findings_of_its_labels_and_no_others() -> Outcome {
    let mut lines = Vec::new();
    let (mut alarms, mut misses) = (0, 0);
    for draft in drafts()? {
        let disagreement = compare(&draft)?;
        alarms += disagreement.alarms.len();
        misses += disagreement.misses.len();
        lines.extend(disagreement.alarms.iter().map(|entry| format!("{}: false alarm: {entry}", draft.name)));
        lines.extend(disagreement.misses.iter().map(|entry| format!("{}: missed: {entry}", draft.name)));
    }
    assert!(lines.is_empty(), "{alarms} false alarms and {misses} misses in the labelled drafts:\n  {}\n", lines.join("\n  "));
    Ok(())
}

#[test]
fn the_comparison_sees_a_finding_without_a_label_and_a_label_without_a_finding() -> Outcome {
    let all = drafts()?;
    let mut draft = all.into_iter().find(|d| d.name == "hobby-bare.md").ok_or("hobby-bare.md is gone")?;
    let (lint, span) = draft.labels.first().cloned().ok_or("hobby-bare.md has no label")?;
    draft.labels = vec![("blame".to_owned(), span)];
    draft.expect.insert("missing-growth".to_owned());
    let disagreement = compare(&draft)?;
    assert!(disagreement.alarms.iter().any(|a| a.starts_with(&lint)), "{:?}", disagreement.alarms);
    assert_eq!(disagreement.misses.len(), 2, "{:?}", disagreement.misses);
    Ok(())
}

#[test]
fn drafts_called_clean_are_labelled_clean() -> Outcome {
    let clean: Vec<Draft> = drafts()?.into_iter().filter(|d| d.name.starts_with("clean-")).collect();
    assert!(!clean.is_empty());
    for draft in clean {
        assert!(draft.labels.is_empty() && draft.expect.is_empty(), "{} has labels", draft.name);
    }
    Ok(())
}
