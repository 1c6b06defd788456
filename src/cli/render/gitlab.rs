//! GitLab's code quality report: a JSON array that a merge request shows beside the changed lines.
//!
//! GitLab tells findings of a whole report apart by their fingerprints, so the draft's name is part of them. What it reads is documented at
//! <https://docs.gitlab.com/ci/testing/code_quality/>.

use super::{Run, Shown};
use crate::position::LineIndex;
use crate::rules::Severity;
use crate::workspace::{Problem, Weight, hash};
use serde_json::json;

/// The findings of one draft, one a line; nothing if there are none.
pub(super) fn file(shown: &Shown) -> String {
    let issues = shown.checked.report.findings.iter().zip(shown.identities()).map(|(finding, print)| {
        let severity = match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        };
        let description = format!("{}\nwhy: {}\ntry: {}", finding.message, finding.reason, finding.advice);
        let line = shown.lines.line(finding.span.start);
        issue(&shown.name, line, &finding.lint, &hash(&[&shown.name, &print]), severity, &description)
    });
    issues.collect::<Vec<_>>().join(",\n")
}

/// What kept a file from being checked: a report that left it out would call it clean.
pub(super) fn problem(problem: &Problem) -> String {
    let severity = match problem.weight {
        Weight::Error => "critical",
        Weight::Warning => "minor",
    };
    let line = problem.place.as_ref().map_or(1, |(text, span)| LineIndex::new(text).line(span.start));
    let print = hash(&[&problem.name, &problem.message, &line.to_string()]);
    issue(&problem.name, line, "candor", &print, severity, &format!("{}\ntry: {}", problem.message, problem.help))
}

fn issue(path: &str, line: usize, check: &str, fingerprint: &str, severity: &str, description: &str) -> String {
    let location = json!({ "path": path, "lines": { "begin": line } });
    json!({ "description": description, "check_name": check, "fingerprint": fingerprint, "severity": severity, "location": location }).to_string()
}

/// The end, behind `any` findings or none: what went wrong beside single drafts.
pub(super) fn end(run: &Run, any: bool) -> String {
    let problems: Vec<String> = run.problems.iter().filter(|problem| !problem.name.is_empty()).map(self::problem).collect();
    let between = if any && !problems.is_empty() { ",\n" } else { "" };
    format!("{between}{}\n]\n", problems.join(",\n"))
}
