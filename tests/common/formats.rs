//! Reports of every format, read back: which lint found something where.

#![allow(dead_code, reason = "each test program uses a part of it")]

use serde_json::Value;
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Path, line and lint of a finding.
pub(crate) type Told = (String, u64, String);

/// All formats.
pub(crate) const FORMATS: [&str; 10] = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "summary"];

/// The name of a command, its properties and its message.
pub(crate) type GithubCommand = (String, Vec<(String, String)>, String);

/// A line as the runner of GitHub Actions reads it (`TryParseV2` in `src/Runner.Common/ActionCommand.cs` of github.com/actions/runner).
pub(crate) fn github_command(line: &str) -> Option<GithubCommand> {
    let unescape = |text: &str, marks: &[(&str, &str)]| marks.iter().fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant));
    let (info, data) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let properties = properties
        .trim()
        .split(',')
        .filter_map(|property| property.split_once('='))
        .map(|(key, value)| (key.to_owned(), unescape(value, &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")])));
    Some((name.to_owned(), properties.collect(), unescape(data, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])))
}

/// Percent-encoding undone.
pub(crate) fn decoded(uri: &str) -> Outcome<String> {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&behind[..2])?, 16)?);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    Ok(String::from_utf8(bytes)?)
}

/// The findings in `report`, sorted.
pub(crate) fn read_back(format: &str, report: &str) -> Outcome<Vec<Told>> {
    let mut told = match format {
        "human" => human(report)?,
        "short" => report.lines().map(short).collect::<Option<_>>().ok_or("a line of the short format is another one")?,
        "github" => report.lines().filter_map(|line| github(line).transpose()).collect::<Outcome<_>>()?,
        "summary" => summary(report)?,
        "junit" | "checkstyle" => xml(format, report)?,
        _ => json(format, &serde_json::from_str(report)?)?,
    };
    told.sort();
    Ok(told)
}

fn json(format: &str, report: &Value) -> Outcome<Vec<Told>> {
    let rows = |pointer: &str| report.pointer(pointer).and_then(Value::as_array).cloned().ok_or(format!("no {pointer}"));
    let (rows, path, line, lint) = match format {
        "json" => {
            let mut rows_ = Vec::new();
            for file in rows("/files")? {
                for finding in file["diagnostics"].as_array().into_iter().flatten() {
                    let mut finding = finding.clone();
                    finding["path"] = file["path"].clone();
                    rows_.push(finding);
                }
            }
            (rows_, "/path", "/span/start/line", "/lint")
        }
        "sarif" => {
            let place = "/locations/0/physicalLocation/";
            let rows = rows("/runs/0/results")?;
            return rows.iter().map(|row| one(row, &format!("{place}artifactLocation/uri"), &format!("{place}region/startLine"), "/ruleId")).collect();
        }
        "gitlab" => (rows("")?, "/location/path", "/location/lines/begin", "/check_name"),
        _ => (rows("/diagnostics")?, "/location/path", "/location/range/start/line", "/code/value"),
    };
    rows.iter().map(|row| one(row, path, line, lint)).collect()
}

fn one(row: &Value, path: &str, line: &str, lint: &str) -> Outcome<Told> {
    let text = |pointer: &str| row.pointer(pointer).and_then(Value::as_str).ok_or(format!("no {pointer}: {row}"));
    let line = row.pointer(line).and_then(Value::as_u64).ok_or("no line")?;
    Ok((decoded(text(path)?)?, line, text(lint)?.to_owned()))
}

fn place(text: &str) -> Option<(String, u64)> {
    let (rest, _) = text.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    Some((path.to_owned(), line.parse().ok()?))
}

fn short(line: &str) -> Option<Told> {
    let (place_, rest) = line.split_once(": ")?;
    let (path, line) = place(place_)?;
    Some((path, line, rest.split_once('[')?.1.split_once("]: ")?.0.to_owned()))
}

fn human(report: &str) -> Outcome<Vec<Told>> {
    let mut told = Vec::new();
    let mut lint = None;
    for line in report.lines() {
        if ["error[", "warning[", "note["].iter().any(|lead| line.starts_with(lead)) {
            lint = line.split_once('[').and_then(|(_, rest)| rest.split_once("]: ")).map(|(lint, _)| lint.to_owned());
        } else if let Some((_, at)) = line.split_once("┌─ ") {
            let (path, line) = place(at.trim()).ok_or("no place")?;
            told.push((path, line, lint.take().ok_or("a place without a finding")?));
        }
    }
    Ok(told)
}

fn github(line: &str) -> Outcome<Option<Told>> {
    let (_, properties, _) = github_command(line).ok_or(format!("no command: {line}"))?;
    let property = |key: &str| properties.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let Some(lint) = property("title") else { return Ok(None) };
    Ok(Some((property("file").ok_or("no file")?, property("line").ok_or("no line")?.parse()?, lint)))
}

fn summary(report: &str) -> Outcome<Vec<Told>> {
    let mut told = Vec::new();
    let mut path = String::new();
    for line in report.lines() {
        if let Some(rest) = line.strip_prefix("<summary><code>") {
            path = rest.split_once("</code>").ok_or("no name")?.0.replace("&#95;", "_");
        } else if let Some(rest) = line.strip_prefix("- ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            let line = rest.split_once(':').ok_or("no line")?.0.parse()?;
            told.push((path.clone(), line, rest.split('`').nth(1).ok_or("no lint")?.to_owned()));
        }
    }
    Ok(told)
}

fn xml(format: &str, report: &str) -> Outcome<Vec<Told>> {
    let document = roxmltree::Document::parse(report)?;
    let mut told = Vec::new();
    for node in document.descendants() {
        let attribute = |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).map(str::to_owned).ok_or(format!("no {name}"));
        if format == "junit" && node.has_tag_name("testcase") && node.children().any(|child| child.has_tag_name("failure")) {
            let name = attribute(node, "name")?;
            let (lint, at) = name.split_once(' ').ok_or("no place")?;
            told.push((attribute(node, "classname")?, at.split(':').next().unwrap_or_default().parse()?, lint.to_owned()));
        } else if format == "checkstyle" && node.has_tag_name("error") {
            let file = attribute(node.parent_element().ok_or("no file")?, "name")?;
            told.push((file, attribute(node, "line")?.parse()?, attribute(node, "source")?.trim_start_matches("candor.").to_owned()));
        }
    }
    Ok(told)
}
