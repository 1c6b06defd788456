//! reviewdog's Diagnostic Format, `rdjson`: reviewdog brings it to the review of whatever service it knows, with certain fixes as suggestions.
//!
//! Its columns count bytes. <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>

use super::{Run, Shown};
use crate::position::LineIndex;
use crate::rules::Severity;
use crate::workspace::{Problem, Weight};
use serde_json::{Value, json};
use std::ops::Range;

/// The beginning: diagnostics follow as drafts are finished, one a line.
pub(super) const BEGIN: &str = "{\"source\":{\"name\":\"candor\"},\"diagnostics\":[\n";

/// The findings of one draft; nothing if there are none.
pub(super) fn file(shown: &Shown) -> String {
    let diagnostics = shown.checked.report.findings.iter().map(|finding| {
        let location = |span: &Range<usize>| json!({ "path": shown.name, "range": range(&shown.lines, span) });
        let severity = match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        };
        let mut diagnostic = json!({
            "message": format!("{}\nwhy: {}\ntry: {}", finding.message, finding.reason, finding.advice),
            "location": location(&finding.span),
            "severity": severity,
            "code": { "value": finding.lint },
        });
        if let Some(fix) = &finding.fix {
            diagnostic["suggestions"] = json!([{ "range": range(&shown.lines, &fix.span), "text": fix.text }]);
        }
        if !finding.related.is_empty() {
            diagnostic["related_locations"] = finding.related.iter().map(|r| json!({ "message": r.message, "location": location(&r.span) })).collect();
        }
        diagnostic.to_string()
    });
    diagnostics.collect::<Vec<_>>().join(",\n")
}

fn range(lines: &LineIndex, span: &Range<usize>) -> Value {
    let place = |offset: usize| {
        let line = lines.line(offset);
        let start = lines.line_range(line).map_or(0, |range| range.start);
        json!({ "line": line, "column": offset - start + 1 })
    };
    json!({ "start": place(span.start), "end": place(span.end) })
}

/// What kept a file from being checked.
pub(super) fn problem(problem: &Problem) -> String {
    let severity = match problem.weight {
        Weight::Error => "ERROR",
        Weight::Warning => "WARNING",
    };
    let mut location = json!({ "path": problem.name });
    if let Some((text, span)) = &problem.place {
        location["range"] = range(&LineIndex::new(text), span);
    }
    json!({ "message": format!("{}\ntry: {}", problem.message, problem.help), "location": location, "severity": severity }).to_string()
}

/// The end, behind `any` findings or none: what went wrong beside single drafts.
pub(super) fn end(run: &Run, any: bool) -> String {
    let problems: Vec<String> = run.problems.iter().map(self::problem).collect();
    let between = if any && !problems.is_empty() { ",\n" } else { "" };
    format!("{between}{}\n]}}\n", problems.join(",\n"))
}
