//! Notes: findings as they stand beside the text, numbered in reading order.

use super::draft::Ids;
use crate::check::Finding;
use crate::cli::render::Shown;
use crate::rules::{Ruleset, Severity};
use maud::{Markup, html};
use std::collections::HashMap;
use std::ops::Range;

/// A finding with its number.
#[derive(Debug, Clone)]
pub(super) struct Note<'a> {
    /// From 1.
    pub(super) number: usize,
    /// What it is about: bytes of the source.
    pub(super) span: Range<usize>,
    pub(super) severity: Severity,
    /// Whether it is about the whole draft and only stands somewhere.
    pub(super) whole: bool,
    finding: &'a Finding,
    /// The number of the note that tells its reason and advice already.
    told: Option<usize>,
}

/// The findings of `shown` as notes.
pub(super) fn notes<'a>(shown: &'a Shown, rules: &Ruleset) -> Vec<Note<'a>> {
    let findings = &shown.checked.report.findings;
    let mut said = HashMap::new();
    let note = |(at, finding): (usize, &'a Finding)| {
        let number = at + 1;
        let first = *said.entry((&finding.lint, &finding.reason, &finding.advice)).or_insert(number);
        Note {
            number,
            span: finding.span.start..finding.span.end.max(finding.span.start),
            severity: finding.severity,
            whole: rules.is_of_the_whole(&finding.lint),
            finding,
            told: (first < number).then_some(first),
        }
    };
    findings.iter().enumerate().map(note).collect()
}

/// The notes beside a row.
pub(super) fn list(notes: &[Note<'_>], shown: &Shown, ids: Ids) -> Markup {
    html! {
        ol start=(notes.first().map_or(1, |note| note.number)) {
            @for note in notes {
                li.finding.(note.severity.name()) id=(ids.note(note.number)) { (one(note, shown, ids)) }
            }
        }
    }
}

fn one(note: &Note<'_>, shown: &Shown, ids: Ids) -> Markup {
    let at = shown.lines.position(&shown.text, note.span.start);
    let finding = note.finding;
    html! {
        a.to-words href=(format!("#{}", ids.words(note.number))) {
            span.number { (note.number) } " "
            span.severity { (note.severity.name()) } " "
            span.message { (finding.message) }
        }
        @if let Some(told) = note.told {
            p { "why and try: as in " a href=(format!("#{}", ids.note(told))) { "note " (told) } }
        } @else {
            dl {
                dt { "why" } dd { (finding.reason) }
                dt { "try" } dd { (finding.advice) }
            }
        }
        @for related in &finding.related {
            @let number = shown.checked.report.structure.sentences.iter().position(|s| s.span.start <= related.span.start && related.span.start < s.span.end);
            @let line = shown.lines.line(related.span.start);
            p {
                (related.message) ": "
                @match number {
                    Some(number) => a href=(format!("#{}", ids.sentence(number + 1))) { "line " (line) },
                    None => { "line " (line) }
                }
            }
        }
        p.place { code { (finding.lint) } " line " (at.line) ":" (at.column) }
    }
}
