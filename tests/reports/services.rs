//! The formats of GitLab and of reviewdog, held to the schemas that they publish.

use super::{Finding, NAME, Outcome, TEXT, array, expected, mistakes, number, report, schema, text};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

#[test]
fn gitlab_reads_what_the_json_report_says() -> Outcome {
    let report: Value = serde_json::from_str(&report("gitlab")?)?;
    // The schema is that of one entry; GitLab stops reading at the first that breaks it.
    let schema = schema("gitlab-codeclimate.json")?;
    assert!(!schema.is_valid(&json!({ "description": "alone" })), "the schema accepts everything");
    let mut findings = Vec::new();
    let mut problems = Vec::new();
    let mut prints = Vec::new();
    for issue in report.as_array().ok_or("no array")? {
        assert_eq!(mistakes(&schema, issue), [""; 0]);
        let severity = text(issue, "/severity")?;
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity.as_str()), "{issue}");
        prints.push(text(issue, "/fingerprint")?);
        let told =
            (text(issue, "/location/path")?, text(issue, "/check_name")?, severity, number(issue, "/location/lines/begin")?, text(issue, "/description")?);
        if told.1 == "candor" { problems.push(told) } else { findings.push(told) }
    }
    let severity = |name: &str| match name {
        "error" => "critical".to_owned(),
        "warning" => "major".to_owned(),
        _ => "info".to_owned(),
    };
    let expected: Vec<_> = expected()?.into_iter().map(|f| (f.path, f.lint, severity(&f.severity), f.place[0], f.message)).collect();
    assert_eq!(findings, expected);
    assert_eq!(problems.len(), 3, "{problems:?}");
    // GitLab keeps one finding for each fingerprint of the whole report.
    let all = prints.len();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), all);
    Ok(())
}

/// Line and column of a byte column of `line`, as rdjson counts.
fn in_characters(source: &str, line: u64, column: u64) -> Outcome<u64> {
    let text = source.split('\n').nth(line as usize - 1).ok_or("no such line")?;
    Ok(text.get(..column as usize - 1).ok_or(format!("{column} is in the middle of a character of {text}"))?.chars().count() as u64 + 1)
}

#[test]
fn reviewdog_reads_what_the_json_report_says() -> Outcome {
    let report: Value = serde_json::from_str(&report("rdjson")?)?;
    let schema = schema("rdjson-DiagnosticResult.json")?;
    assert_eq!(mistakes(&schema, &report), [""; 0]);
    let mut broken = report.clone();
    broken["diagnostics"][0]["location"]["range"]["start"]["line"] = json!("one");
    assert!(!schema.is_valid(&broken), "the schema accepts everything");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drafts");
    let mut findings = Vec::new();
    let mut problems = Vec::new();
    let (mut suggestions, mut related) = (0, 0);
    for diagnostic in array(&report, "/diagnostics")? {
        let (path, message) = (text(diagnostic, "/location/path")?, text(diagnostic, "/message")?);
        let Some(lint) = diagnostic.pointer("/code/value").and_then(Value::as_str) else {
            problems.push(path);
            continue;
        };
        let source = if path == NAME { TEXT.to_owned() } else { fs::read_to_string(root.join(&path))? };
        let mut place = Vec::new();
        for end in ["start", "end"] {
            let (line, column) = (number(diagnostic, &format!("/location/range/{end}/line"))?, number(diagnostic, &format!("/location/range/{end}/column"))?);
            place.extend([line, in_characters(&source, line, column)?]);
        }
        for suggestion in diagnostic["suggestions"].as_array().into_iter().flatten() {
            suggestions += 1;
            assert_eq!((text(suggestion, "/text")?.as_str(), number(suggestion, "/range/start/column")?), ("", 1), "{suggestion}");
        }
        related += diagnostic["related_locations"].as_array().map_or(0, Vec::len);
        let severity = match text(diagnostic, "/severity")?.as_str() {
            "INFO" => "note".to_owned(),
            other => other.to_lowercase(),
        };
        findings.push(Finding { path, lint: lint.to_owned(), severity, place: place.try_into().map_err(|_| "no place")?, message });
    }
    assert_eq!(findings, expected()?);
    assert!(suggestions > 0 && related > 0, "{suggestions} suggestions, {related} other places");
    assert_eq!(problems.len(), 3, "{problems:?}");
    Ok(())
}
