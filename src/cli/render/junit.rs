//! JUnit XML, which nearly every service for continuous integration shows: a suite for each draft, in it a failed test for each finding, or one that passed.
//!
//! There is no one definition of the format; this keeps to what the schema of Jenkins (`junit-10.xsd`) allows and GitLab reads. Times are left out: they would make
//! every report another one.

use super::xml::{DECLARATION, escaped};
use super::{Run, Shown};
use crate::position::LineIndex;
use crate::workspace::{Problem, Weight};
use std::fmt::Write as _;

/// The beginning: suites follow as drafts are finished.
pub(super) fn begin() -> String {
    format!("{DECLARATION}<testsuites name=\"candor\">\n")
}

/// One draft.
pub(super) fn file(shown: &Shown) -> String {
    let name = escaped(&shown.name);
    let findings = &shown.checked.report.findings;
    let mut out = suite(&shown.name, findings.len().max(1), findings.len(), 0);
    for finding in findings {
        let at = shown.lines.position(&shown.text, finding.span.start);
        let (message, lint, severity) = (escaped(&finding.message), escaped(&finding.lint), finding.severity.name());
        let _ = writeln!(out, "<testcase name=\"{lint} {}:{}\" classname=\"{name}\">", at.line, at.column);
        let text = escaped(&format!("{}:{}:{}: {}\nwhy: {}\ntry: {}", shown.name, at.line, at.column, finding.message, finding.reason, finding.advice));
        let _ = writeln!(out, "<failure type=\"{severity}\" message=\"{message}\">{text}</failure>\n</testcase>");
    }
    if findings.is_empty() {
        let _ = writeln!(out, "<testcase name=\"candor\" classname=\"{name}\"/>");
    }
    out.push_str("</testsuite>\n");
    out
}

/// What kept a file from being checked, as a suite of its own. A mere warning is a test that passed, and says so.
pub(super) fn problem(problem: &Problem) -> String {
    let name = escaped(&problem.name);
    let message = escaped(&problem.message);
    let place = problem.place.as_ref().map_or(String::new(), |(text, span)| {
        let at = LineIndex::new(text).position(text, span.start);
        format!(":{}:{}", at.line, at.column)
    });
    let text = escaped(&format!("{}{place}: {}\ntry: {}", problem.name, problem.message, problem.help));
    let (errors, inside) = match problem.weight {
        Weight::Error => (1, format!("<error type=\"error\" message=\"{message}\">{text}</error>")),
        Weight::Warning => (0, format!("<system-out>{text}</system-out>")),
    };
    let testcase = format!("<testcase name=\"candor\" classname=\"{name}\">\n{inside}\n</testcase>\n");
    format!("{}{testcase}</testsuite>\n", suite(&problem.name, 1, 0, errors))
}

fn suite(name: &str, tests: usize, failures: usize, errors: usize) -> String {
    let name = escaped(name);
    format!("<testsuite name=\"{name}\" file=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\">\n")
}

/// The end: what went wrong beside single drafts.
pub(super) fn end(run: &Run) -> String {
    let problems: String = run.problems.iter().map(problem).collect();
    format!("{problems}</testsuites>\n")
}
