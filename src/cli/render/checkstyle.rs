//! Checkstyle XML, which many viewers and plugins read.

use super::xml::{DECLARATION, escaped};
use super::{Run, Shown};
use crate::position::LineIndex;
use crate::rules::Severity;
use crate::workspace::Problem;
use std::fmt::Write as _;

/// The beginning: files follow as drafts are finished. Readers ask for the version of the format that Checkstyle itself wrote.
pub(super) fn begin() -> String {
    format!("{DECLARATION}<checkstyle version=\"4.3\">\n")
}

/// One draft.
pub(super) fn file(shown: &Shown) -> String {
    let mut out = format!("<file name=\"{}\">\n", escaped(&shown.name));
    for finding in &shown.checked.report.findings {
        let at = shown.lines.position(&shown.text, finding.span.start);
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "info",
        };
        let message = format!("{}\nwhy: {}\ntry: {}", finding.message, finding.reason, finding.advice);
        out.push_str(&error(at.line, Some(at.column), severity, &message, &format!("candor.{}", finding.lint)));
    }
    out.push_str("</file>\n");
    out
}

/// What kept a file from being checked.
pub(super) fn problem(problem: &Problem) -> String {
    let severity = problem.weight.name();
    let at = problem.place.as_ref().map(|(text, span)| LineIndex::new(text).position(text, span.start));
    let message = format!("{}\ntry: {}", problem.message, problem.help);
    let error = error(at.map_or(1, |at| at.line), at.map(|at| at.column), severity, &message, "candor");
    format!("<file name=\"{}\">\n{error}</file>\n", escaped(&problem.name))
}

fn error(line: usize, column: Option<usize>, severity: &str, message: &str, source: &str) -> String {
    let mut out = format!("<error line=\"{line}\"");
    if let Some(column) = column {
        let _ = write!(out, " column=\"{column}\"");
    }
    let _ = writeln!(out, " severity=\"{severity}\" message=\"{}\" source=\"{}\"/>", escaped(message), escaped(source));
    out
}

/// The end: what went wrong beside single drafts.
pub(super) fn end(run: &Run) -> String {
    let problems: String = run.problems.iter().map(problem).collect();
    format!("{problems}</checkstyle>\n")
}
