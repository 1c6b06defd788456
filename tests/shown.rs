//! Whatever stands in a draft, each format can show it, and those with text name the same places: what an editor jumps to is what a person reads of. Texts are drawn at
//! random and handed to the program as files. What the formats for services hold is tested in `tests/reports`; here they have to be well-formed and to leave nothing out.

mod common;

use common::drawn::text;
use common::{Outcome, one_line};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A run is a process ten times over, so each takes many drafts.
const RUNS: usize = 12;
const DRAFTS: usize = 40;

fn shown(folder: &Path, format: &str) -> Outcome<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(["check", "--no-config", "--format", format]).current_dir(folder).output()?;
    let stderr = String::from_utf8(output.stderr)?;
    if output.status.code().is_none_or(|code| code > 2) || stderr.contains("panicked") {
        return Err(format!("--format {format} ends with {}: {stderr}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Line and column of a byte as editors count them.
fn place(text: &str, offset: usize) -> Option<(usize, usize)> {
    let before = text.get(..offset)?;
    let ends = before.replace("\r\n", "\n").replace('\r', "\n");
    // A carriage return right before the place may still be half of a line end.
    let half = before.ends_with('\r') && text[offset..].starts_with('\n');
    let line = ends.matches('\n').count() + 1 - usize::from(half);
    let start = before.strip_suffix('\r').filter(|_| half).unwrap_or(before).rfind(['\n', '\r']).map_or(0, |at| at + 1);
    // A byte order mark stands before the first column.
    let marks = usize::from(start == 0 && before.starts_with('\u{feff}'));
    Some((line, before[start..].chars().count() - marks + 1))
}

/// What is wrong with how `texts` are shown, if anything.
fn wrong(texts: &[String]) -> Outcome<Option<String>> {
    let folder = tempfile::tempdir()?;
    for (number, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("{number:02}.{}", if number % 2 == 0 { "md" } else { "txt" })), text)?;
    }
    let report: Value = serde_json::from_str(&shown(folder.path(), "json")?)?;
    let (mut lines, mut places) = (Vec::new(), Vec::new());
    for file in report["files"].as_array().ok_or("no files")? {
        let path = file["path"].as_str().ok_or("no path")?;
        let text = &texts[path.split('.').next().unwrap_or_default().parse::<usize>()?];
        for finding in file["diagnostics"].as_array().ok_or("no findings")? {
            let number = |pointer: &str| finding.pointer(pointer).and_then(Value::as_u64).map(|n| n as usize);
            for end in ["start", "end"] {
                let named = [number(&format!("/span/{end}/line")), number(&format!("/span/{end}/column"))];
                let counted = place(text, number(&format!("/span/{end}/offset")).unwrap_or(usize::MAX));
                if counted.map(|(line, column)| [Some(line), Some(column)]) != Some(named) {
                    return Ok(Some(format!("the {end} of {finding} stands at {counted:?} in {text:?}")));
                }
            }
            let (line, column) = (number("/span/start/line").unwrap_or(0), number("/span/start/column").unwrap_or(0));
            let word = |key: &str| finding[key].as_str().unwrap_or_default();
            lines.push(format!("{path}:{line}:{column}: {}[{}]: {}", word("severity"), word("lint"), word("message")));
            places.push((format!("{path}:{line}:{column}"), text));
        }
    }
    let short = shown(folder.path(), "short")?;
    if short.lines().ne(&lines) {
        return Ok(Some(format!("json has\n{}\nand short\n{short}", lines.join("\n"))));
    }
    let human = shown(folder.path(), "human")?;
    let named: Vec<&str> = human.lines().filter_map(|line| line.trim_start().strip_prefix("┌─ ")).collect();
    let difference = places.iter().zip(&named).find(|((place, _), named)| place != *named);
    if let Some(((place, text), named)) = difference {
        return Ok(Some(format!("json says {place}, and people are told {named} in {text:?}")));
    }
    for (format, list) in [("sarif", "/runs/0/results"), ("gitlab", ""), ("rdjson", "/diagnostics")] {
        let report: Value = serde_json::from_str(&shown(folder.path(), format)?)?;
        let entries = report.pointer(list).and_then(Value::as_array).ok_or(format!("{format} has no {list}"))?;
        // Problems stand behind the findings, except in SARIF; each is known by what it is not: a lint.
        let count = entries.iter().filter(|entry| entry["check_name"] != "candor" && (format != "rdjson" || entry["code"].is_object())).count();
        if count != places.len() {
            return Ok(Some(format!("{} findings, and {format} has {count}", places.len())));
        }
    }
    for (format, element) in [("junit", "failure"), ("checkstyle", "error")] {
        let report = shown(folder.path(), format)?;
        let document = roxmltree::Document::parse(&report)?;
        let count = document.descendants().filter(|node| node.has_tag_name(element) && node.attribute("source") != Some("candor")).count();
        if count != places.len() {
            return Ok(Some(format!("{} findings, and {format} has {count}", places.len())));
        }
    }
    let github = shown(folder.path(), "github")?;
    let count = github.lines().filter(|line| line.contains(",title=")).count();
    if count != places.len() || !github.lines().all(|line| line.starts_with("::")) {
        return Ok(Some(format!("{} findings, and github has {count}: {github}", places.len())));
    }
    Ok((named.len() != places.len()).then(|| format!("{} findings, and people are told of {}: {}", places.len(), named.len(), one_line(&human))))
}

#[test]
fn every_text_is_shown_with_the_same_places_in_every_format() -> Outcome {
    let mut runner = TestRunner::default();
    let strategy = text();
    for _ in 0..RUNS {
        let mut texts = Vec::new();
        for _ in 0..DRAFTS {
            texts.push(strategy.new_tree(&mut runner).map_err(|reason| reason.to_string())?.current());
        }
        assert_eq!(wrong(&texts)?, None);
    }
    Ok(())
}

#[test]
fn lines_are_counted_as_editors_count_them() {
    let places = [
        ("", 0, (1, 1)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\r\nb", 2, (1, 3)),
        ("é\n\r👩x", 8, (3, 2)),
        ("\u{feff}ab", 4, (1, 2)),
    ];
    for (text, offset, want) in places {
        assert_eq!(place(text, offset), Some(want), "{text:?} at {offset}");
    }
}
