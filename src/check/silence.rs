//! Silence: findings that the draft itself asks not to hear, and requests that silence nothing.

use super::finding::{Finding, Fix, Report};
use crate::document::{Document, Scope, Silencing};
use crate::rules::{Lint, Mechanism, Ruleset, misspelt, nearest};
use std::ops::Range;

/// How a comment must be written.
const FORM: &str = "expected `candor: allow(LINT): why` or `candor: allow-file(LINT): why`";

/// Takes out of `report` what `document` silences, and adds a finding for each silencing that silences nothing.
pub(super) fn silence(document: &Document, rules: &Ruleset, report: &mut Report) {
    let speaker = rules.lints.iter().find(|lint| lint.draft.as_ref().is_some_and(|d| d.mechanism == Mechanism::Silencing));
    let before = report.findings.len();
    let mut heard = vec![true; before];
    let mut idle = Vec::new();
    for silencing in &document.silencings {
        let place = match silencing.scope {
            Scope::Draft => Some(0..usize::MAX),
            Scope::Block(block) => document.blocks.get(block).map(|b| b.map.source(0..b.text.len())),
        };
        if silencing.lints.is_empty() {
            idle.extend(speaker.map(|lint| worded(lint, silencing.span.clone(), FORM.to_owned(), None)));
        }
        for silenced in &silencing.lints {
            let id = silenced.lint.value.as_str();
            let mut used = false;
            for (finding, heard) in report.findings.iter().zip(&mut heard) {
                if *finding.lint == *id && place.as_ref().is_some_and(|place| place.contains(&finding.span.start)) {
                    *heard = false;
                    used = true;
                }
            }
            if !used {
                idle.extend(speaker.map(|lint| idle_finding(lint, silencing, &silenced.lint.span, id, silenced.removal.clone(), rules)));
            }
        }
    }
    let mut heard = heard.into_iter();
    report.findings.retain(|_| heard.next().unwrap_or(true));
    report.silenced = before - report.findings.len();
    report.findings.extend(idle);
}

fn idle_finding(speaker: &Lint, silencing: &Silencing, span: &Range<usize>, id: &str, removal: Option<Range<usize>>, rules: &Ruleset) -> Finding {
    if rules.lint(id).is_none() {
        let near = nearest(id, rules.lints.iter().map(|l| l.id.as_str()));
        let fix = misspelt(id, &near).map(|name| Fix { title: format!("Write `{name}`"), span: span.clone(), text: name });
        return worded(speaker, span.clone(), format!("there is no lint `{id}`; nearest are {}", near[..near.len().min(3)].join(", ")), fix);
    }
    let place = match silencing.scope {
        Scope::Draft => "in this draft",
        Scope::Block(_) => "in the paragraph",
    };
    let fix = removal.map(|span| Fix { title: format!("Take out the silencing of `{id}`"), span, text: String::new() });
    worded(speaker, span.clone(), format!("`{id}` finds nothing {place}"), fix)
}

fn worded(lint: &Lint, span: Range<usize>, problem: String, fix: Option<Fix>) -> Finding {
    Finding {
        lint: lint.id.clone(),
        severity: lint.severity,
        span,
        message: lint.message.replace("{problem}", &problem).into(),
        reason: lint.reason.as_str().into(),
        advice: lint.advice.as_str().into(),
        related: Vec::new(),
        fix,
    }
}
