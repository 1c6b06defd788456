//! The SARIF format, version 2.1.0: what code scanning of GitHub, Azure DevOps and many viewers read.
//!
//! Of the draft it holds places and hashes, no words. Lints that found something are described under `rules`, so that a service can show their pages; what went
//! wrong stands under `invocations`. <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use super::{Run, Shown};
use crate::check::{Finding, page};
use crate::position::LineIndex;
use crate::rules::{Lint, Severity};
use crate::workspace::Problem;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::ops::Range;

/// The beginning: results follow as drafts are finished, one a line.
pub(super) const BEGIN: &str = concat!(
    r#"{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","#,
    r#""runs":[{"columnKind":"unicodeCodePoints","results":["#,
    "\n"
);

/// The results of one draft; nothing if there are none.
pub(super) fn file(shown: &Shown) -> String {
    let findings = &shown.checked.report.findings;
    let results: Vec<String> = findings.iter().zip(shown.identities()).map(|(finding, print)| result(shown, finding, &print).to_string()).collect();
    results.join(",\n")
}

fn result(shown: &Shown, finding: &Finding, fingerprint: &str) -> Value {
    let region = |span: &Range<usize>| region(&shown.text, &shown.lines, span);
    let artifact = json!({ "uri": uri(&shown.name) });
    let location = |span: &Range<usize>| json!({ "artifactLocation": artifact, "region": region(span) });
    let mut result = json!({
        "ruleId": finding.lint,
        "level": level(finding.severity),
        "message": { "text": format!("{}\nwhy: {}\ntry: {}", finding.message, finding.reason, finding.advice) },
        "locations": [{ "physicalLocation": location(&finding.span) }],
        // The first is the one that GitHub looks at; the other says whose it is.
        "partialFingerprints": { "primaryLocationLineHash": fingerprint, "candorSentence/v1": fingerprint },
    });
    // What was known before is left out.
    if shown.past.is_some() {
        result["baselineState"] = json!("new");
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate();
        let related = related.map(|(id, r)| json!({ "id": id, "message": { "text": r.message }, "physicalLocation": location(&r.span) }));
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &finding.fix {
        let replacement = json!({ "deletedRegion": region(&fix.span), "insertedContent": { "text": fix.text } });
        result["fixes"] =
            json!([{ "description": { "text": fix.title }, "artifactChanges": [{ "artifactLocation": artifact, "replacements": [replacement] }] }]);
    }
    result
}

fn region(text: &str, lines: &LineIndex, span: &Range<usize>) -> Value {
    let (start, end) = (lines.position(text, span.start), lines.position(text, span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The end: what the lints are, and what went wrong.
pub(super) fn end(run: &Run) -> String {
    let rules: Vec<Value> = run.lints.iter().filter_map(|(id, rules)| rules.lint(id)).map(rule).collect();
    let driver = json!({ "name": "candor", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules });
    let notifications: Vec<Value> = run.problems.iter().chain(&run.unchecked).map(notification).collect();
    let invocation = json!({ "executionSuccessful": !run.failed, "toolExecutionNotifications": notifications });
    let past = run.totals.past.map(|past| json!({ "candor/known": past.known, "candor/resolved": past.resolved }));
    let past = past.map_or_else(String::new, |past| format!(",\n\"properties\":{past}"));
    format!("\n],\n\"tool\":{},\n\"invocations\":[{invocation}]{past}}}]}}\n", json!({ "driver": driver }))
}

fn rule(lint: &Lint) -> Value {
    json!({
        "id": lint.id,
        "shortDescription": { "text": lint.summary },
        "fullDescription": { "text": lint.explanation.trim() },
        "help": { "text": format!("why: {}\ntry: {}", lint.reason, lint.advice), "markdown": page(lint) },
        "defaultConfiguration": { "level": level(lint.severity) },
    })
}

fn notification(problem: &Problem) -> Value {
    let mut notification = json!({
        "level": problem.weight.name(),
        "message": { "text": format!("{}\ntry: {}", problem.message, problem.help) },
    });
    if !problem.name.is_empty() {
        let mut location = json!({ "artifactLocation": { "uri": uri(&problem.name) } });
        if let Some((text, span)) = &problem.place {
            location["region"] = region(text, &LineIndex::new(text), span);
        }
        notification["locations"] = json!([{ "physicalLocation": location }]);
    }
    notification
}

/// `name`, a path with `/` between its parts, as a URI: a relative one stays relative, whatever stands in it.
fn uri(name: &str) -> String {
    // A drive's letter would be taken for a scheme.
    let drive = name.as_bytes().get(1) == Some(&b':') && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut out = String::from(if drive {
        "file:///"
    } else if name.starts_with('/') {
        "file://"
    } else {
        ""
    });
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if drive && at == 1 => out.push(':'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri_that_means_it() {
        let uris = [
            ("a b#c.md", "a%20b%23c.md"),
            ("drafts/Ünal 100%?.md", "drafts/%C3%9Cnal%20100%25%3F.md"),
            ("12:30.md", "12%3A30.md"),
            ("/home/x/draft.md", "file:///home/x/draft.md"),
            ("C:/x y/draft.md", "file:///C:/x%20y/draft.md"),
            ("../up.md", "../up.md"),
            ("<stdin>", "%3Cstdin%3E"),
        ];
        for (name, want) in uris {
            assert_eq!(uri(name), want, "{name}");
        }
    }
}
