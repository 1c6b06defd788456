//! Places in texts as the protocol counts them, the slow way: character by character, without any code of candor's. And what a check says, put into the words of the protocol
//! by hand, so that what the server says can be held against it.

use crate::Outcome;
use candor::check::Memory;
use candor::document::Format;
use candor::rules::Severity;
use candor::workspace::{Draft, Problem, Project, Projects, Weight};
use serde_json::{Value, json};
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

pub(crate) const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

fn units(c: char, encoding: &str) -> u64 {
    match encoding {
        "utf-8" => c.len_utf8() as u64,
        "utf-16" => c.len_utf16() as u64,
        _ => 1,
    }
}

/// Lines of `text` without their ends, each with the byte it starts at.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = match c {
            '\n' => at + 1,
            '\r' if chars.peek().is_some_and(|(_, c)| *c == '\n') => {
                chars.next();
                at + 2
            }
            '\r' => at + 1,
            _ => continue,
        };
        lines.push((start, &text[start..at]));
        start = end;
    }
    lines.push((start, &text[start..]));
    lines
}

/// The position of byte `offset` of `text`.
pub(crate) fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let lines = lines(text);
    let line = lines.iter().rposition(|(start, _)| *start <= offset).unwrap_or(0);
    let character: u64 = text[lines[line].0..offset].chars().map(|c| units(c, encoding)).sum();
    json!({ "line": line, "character": character })
}

pub(crate) fn range(text: &str, span: &Range<usize>, encoding: &str) -> Value {
    json!({ "start": position(text, span.start, encoding), "end": position(text, span.end, encoding) })
}

/// The byte of `text` at `position`; past the end of a line it is the line's end.
pub(crate) fn offset(text: &str, position: &Value, encoding: &str) -> Outcome<usize> {
    let (line, character) = (position["line"].as_u64().ok_or("no line")?, position["character"].as_u64().ok_or("no character")?);
    let lines = lines(text);
    let Some((start, line)) = lines.get(line as usize) else { return Ok(text.len()) };
    let mut counted = 0;
    for (at, c) in line.char_indices() {
        counted += units(c, encoding);
        if counted > character {
            return Ok(start + at);
        }
    }
    Ok(start + line.len())
}

/// The bytes of `text` in `range`.
pub(crate) fn span(text: &str, range: &Value, encoding: &str) -> Outcome<Range<usize>> {
    Ok(offset(text, &range["start"], encoding)?..offset(text, &range["end"], encoding)?)
}

/// What stands in `text` where `diagnostic` is.
pub(crate) fn words<'a>(text: &'a str, diagnostic: &Value, encoding: &str) -> Outcome<&'a str> {
    Ok(&text[span(text, &diagnostic["range"], encoding)?])
}

/// `text` behind `edits`, all of which speak of the text before them.
pub(crate) fn applied(text: &str, edits: &Value, encoding: &str) -> Outcome<String> {
    let edits = edits.as_array().ok_or_else(|| format!("no edits: {edits}"))?;
    let mut changes = Vec::new();
    for edit in edits {
        let range = span(text, &edit["range"], encoding)?;
        // An edit whose place is none of the text's is a mistake, even if it would be mended silently.
        assert_eq!(self::range(text, &range, encoding), edit["range"], "{edit}");
        changes.push((range, edit["newText"].as_str().ok_or("no text")?));
    }
    changes.sort_by_key(|(range, _)| range.start);
    let mut after = text.to_owned();
    for pair in changes.windows(2) {
        assert!(pair[0].0.end <= pair[1].0.start, "edits overlap: {changes:?}");
    }
    for (range, new) in changes.into_iter().rev() {
        after.replace_range(range, new);
    }
    Ok(after)
}

/// The project of a draft that no configuration holds for.
pub(crate) fn bare() -> Arc<Project> {
    Projects::new(Default::default()).bare()
}

fn severity(severity: Severity) -> u64 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    }
}

/// What is compared of a diagnostic: everything but where the page on its lint is.
pub(crate) fn essence(diagnostic: &Value) -> Value {
    let related = diagnostic["relatedInformation"].as_array().into_iter().flatten();
    let related: Vec<Value> = related.map(|r| json!({ "range": r["location"]["range"], "message": r["message"] })).collect();
    let tags = diagnostic["tags"].as_array().cloned().unwrap_or_default();
    json!({
        "range": diagnostic["range"], "severity": diagnostic["severity"], "code": diagnostic["code"], "message": diagnostic["message"], "related": related, "tags": tags,
    })
}

pub(crate) fn essences(diagnostics: &[Value]) -> Vec<Value> {
    diagnostics.iter().map(essence).collect()
}

/// What the library says of `text`, as the essence of diagnostics.
pub(crate) fn checked(project: &Project, path: &Path, format: Format, text: &str, encoding: &str) -> Vec<Value> {
    let options = Default::default();
    let mut problems = Vec::new();
    let draft = Draft { name: "draft", path, format, project, options: &options };
    let result = draft.check(text, &mut Memory::default(), &mut problems);
    let of_problem = |problem: &Problem| {
        let span = problem.place.as_ref().map_or(0..0, |(_, span)| span.clone());
        let severity = if problem.weight == Weight::Error { 1 } else { 2 };
        let message = format!("{}\n{}", problem.message, problem.help);
        json!({ "range": range(text, &span, encoding), "severity": severity, "code": null, "message": message, "related": [], "tags": [] })
    };
    let mut all: Vec<Value> = problems.iter().map(of_problem).collect();
    match result {
        Err(problem) => all.push(of_problem(&problem)),
        Ok(checked) => all.extend(checked.report.findings.iter().map(|finding| {
            let related = finding.related.iter().map(|r| json!({ "range": range(text, &r.span, encoding), "message": r.message })).collect::<Vec<_>>();
            let tags = if finding.fix.as_ref().is_some_and(|fix| fix.text.is_empty()) { json!([1]) } else { json!([]) };
            json!({
                "range": range(text, &finding.span, encoding),
                "severity": severity(finding.severity),
                "code": finding.lint,
                "message": format!("{}\n{}", finding.message, finding.advice),
                "related": related,
                "tags": tags,
            })
        })),
    }
    all
}

/// What `candor check` says of `text`, read from its standard input, as the essence of diagnostics. Problems are not among them: the command line tells those apart.
pub(crate) fn command_line(text: &str, name: &str, encoding: &str) -> Outcome<Vec<Value>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command
        .args(["check", "--no-config", "--format", "json", "--stdin-filename", name, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    std::io::Write::write_all(&mut input, text.as_bytes())?;
    drop(input);
    let report: Value = serde_json::from_slice(&child.wait_with_output()?.stdout)?;
    let span = |value: &Value| -> Outcome<Range<usize>> {
        let at = |end: &str| value[end]["offset"].as_u64().ok_or("no offset");
        Ok(at("start")? as usize..at("end")? as usize)
    };
    let mut all = Vec::new();
    for finding in report["files"][0]["diagnostics"].as_array().ok_or_else(|| format!("no diagnostics: {report}"))? {
        let mut related = Vec::new();
        for r in finding["related"].as_array().into_iter().flatten() {
            related.push(json!({ "range": range(text, &span(&r["span"])?, encoding), "message": r["message"] }));
        }
        let severity = match finding["severity"].as_str() {
            Some("error") => 1,
            Some("warning") => 2,
            _ => 3,
        };
        all.push(json!({
            "range": range(text, &span(&finding["span"])?, encoding),
            "severity": severity,
            "code": finding["lint"],
            "message": format!("{}\n{}", finding["message"].as_str().ok_or("no message")?, finding["help"].as_str().ok_or("no help")?),
            "related": related,
            "tags": if finding["fix"]["text"] == "" { json!([1]) } else { json!([]) },
        }));
    }
    Ok(all)
}
