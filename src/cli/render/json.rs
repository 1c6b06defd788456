//! The JSON format; `report.schema.json` describes it, and a test holds it to that.

use super::{Run, Shown};
use crate::check::Finding;
use crate::position::LineIndex;
use crate::workspace::{Past, Problem};
use serde::Serialize;
use std::ops::Range;

/// The beginning of the one object that is printed: files follow as they are finished.
pub(super) const BEGIN: &str = "{\"version\":1,\"files\":[";

#[derive(Serialize)]
struct FileReport<'a> {
    path: &'a str,
    kind: &'static str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    entry_type: Option<&'a str>,
    specialty: &'a str,
    silenced: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<usize>,
    structure: StructureReport<'a>,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
pub(super) struct StructureReport<'a> {
    words: usize,
    parts: Vec<PartReport<'a>>,
    shares: Vec<ShareReport<'a>>,
}

#[derive(Serialize)]
struct PartReport<'a> {
    name: &'a str,
    spans: Vec<Span>,
}

#[derive(Serialize)]
struct ShareReport<'a> {
    name: &'a str,
    words: usize,
}

#[derive(Serialize)]
pub(super) struct Diagnostic<'a> {
    lint: &'a str,
    severity: &'static str,
    message: &'a str,
    reason: &'a str,
    help: &'a str,
    span: Span,
    related: Vec<RelatedReport<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixReport<'a>>,
}

#[derive(Serialize)]
struct FixReport<'a> {
    title: &'a str,
    span: Span,
    text: &'a str,
}

#[derive(Serialize)]
struct RelatedReport<'a> {
    message: &'a str,
    span: Span,
}

#[derive(Serialize)]
struct Span {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct FailedReport<'a> {
    path: &'a str,
    error: &'a str,
    help: &'a str,
    diagnostics: [(); 0],
}

#[derive(Serialize)]
pub(super) struct ProblemReport<'a> {
    path: &'a str,
    severity: &'static str,
    message: &'a str,
    help: &'a str,
}

#[derive(Serialize)]
struct PastReport {
    known: usize,
    resolved: usize,
}

fn span(text: &str, lines: &LineIndex, range: &Range<usize>) -> Span {
    let place = |offset: usize| {
        let at = lines.position(text, offset);
        Place { offset, line: at.line, column: at.column }
    };
    Span { start: place(range.start), end: place(range.end) }
}

pub(super) fn json(value: &impl Serialize) -> String {
    // Strings and numbers: serialization cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// One draft as an object.
pub(super) fn file(shown: &Shown) -> String {
    json(&FileReport {
        path: &shown.name,
        kind: shown.checked.target.kind.name(),
        entry_type: shown.checked.target.entry_type.as_deref(),
        specialty: &shown.checked.specialty,
        silenced: shown.checked.report.silenced,
        known: shown.past.as_ref().map(|left| left.known),
        structure: structure(shown),
        diagnostics: shown.checked.report.findings.iter().map(|finding| diagnostic(shown, finding)).collect(),
    })
}

/// How one draft is built.
pub(super) fn structure(shown: &Shown) -> StructureReport<'_> {
    let span = |range: &Range<usize>| span(&shown.text, &shown.lines, range);
    let structure = &shown.checked.report.structure;
    StructureReport {
        words: structure.words,
        parts: structure.parts.iter().map(|p| PartReport { name: &p.name, spans: p.places.iter().map(span).collect() }).collect(),
        shares: structure.shares.iter().map(|s| ShareReport { name: &s.name, words: s.words }).collect(),
    }
}

/// One finding of a draft.
pub(super) fn diagnostic<'a>(shown: &Shown, f: &'a Finding) -> Diagnostic<'a> {
    let span = |range: &Range<usize>| span(&shown.text, &shown.lines, range);
    Diagnostic {
        lint: &f.lint,
        severity: f.severity.name(),
        message: &f.message,
        reason: &f.reason,
        help: &f.advice,
        span: span(&f.span),
        related: f.related.iter().map(|r| RelatedReport { message: &r.message, span: span(&r.span) }).collect(),
        fix: f.fix.as_ref().map(|fix| FixReport { title: &fix.title, span: span(&fix.span), text: &fix.text }),
    }
}

/// A draft that could not be checked.
pub(super) fn failed(problem: &Problem) -> String {
    json(&FailedReport { path: &problem.name, error: &problem.message, help: &problem.help, diagnostics: [] })
}

/// The end of the object: what went wrong beside the drafts, and what became of earlier findings.
pub(super) fn end(run: &Run) -> String {
    let past = run.totals.past.map_or_else(String::new, |Past { known, resolved }| format!(",\"past\":{}", json(&PastReport { known, resolved })));
    format!("],\"problems\":{}{past}}}\n", json(&problems(&run.problems)))
}

/// What went wrong.
pub(super) fn problems(problems: &[Problem]) -> Vec<ProblemReport<'_>> {
    problems.iter().map(|p| ProblemReport { path: &p.name, severity: p.weight.name(), message: &p.message, help: &p.help }).collect()
}
