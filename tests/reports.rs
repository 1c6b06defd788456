//! Each format for other programs is held to what its readers demand (a published schema where there is one, else the rules of the program that reads it), and says
//! exactly what the JSON report says: no finding more or less, at the same places, in the same words.
//!
//! `tests/schemas/README.md` says where the schemas are from.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What needs escaping somewhere, in a name that does as well.
const NAME: &str = "for #1, 50%/my: \"answer\" & <b>.md";
const TEXT: &str = "---\nkind: interview-answer\nspecialty: pedriatics\n---\n<!-- candor: allow(excuse): x -->\n\n\
    I failed Step 1 😀, \"100 %\" & <b>mine</b> ]]>. My school\nnever prepared us for it. 😀 My school never prepared us.\n";

fn candor(folder: &Path, args: &[&str]) -> Outcome<Output> {
    Ok(Command::new(env!("CARGO_BIN_EXE_candor")).args(args).current_dir(folder).output()?)
}

/// The report on the fixtures and on a draft that is hard to write down, in `format`; a file that is not there and one that is no draft are among them.
fn report(format: &str) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let odd = folder.path().join(NAME);
    fs::create_dir_all(odd.parent().ok_or("no folder")?)?;
    fs::write(&odd, TEXT)?;
    fs::write(folder.path().join("Cargo.toml"), "")?;
    let drafts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/drafts");
    for entry in fs::read_dir(drafts)? {
        let entry = entry?;
        fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
    }
    let args = ["check", "--no-config", "--format", format, ".", "missing.md", "Cargo.toml"];
    let output = candor(folder.path(), &args)?;
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let again = candor(folder.path(), &[&args[..], &["--threads", "1"]].concat())?;
    assert!(output.stdout == again.stdout, "--format {format} differs from run to run");
    Ok(String::from_utf8(output.stdout)?)
}

/// A finding as all formats tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    path: String,
    lint: String,
    severity: String,
    /// Line and column of the start and the end.
    place: [u64; 4],
    message: String,
}

fn text(value: &Value, pointer: &str) -> Outcome<String> {
    Ok(value.pointer(pointer).and_then(Value::as_str).ok_or(format!("no {pointer}: {value}"))?.to_owned())
}

fn number(value: &Value, pointer: &str) -> Outcome<u64> {
    Ok(value.pointer(pointer).and_then(Value::as_u64).ok_or(format!("no {pointer}: {value}"))?)
}

fn array<'a>(value: &'a Value, pointer: &str) -> Outcome<&'a Vec<Value>> {
    Ok(value.pointer(pointer).and_then(Value::as_array).ok_or(format!("no {pointer}: {value}"))?)
}

/// `message`, `reason` and `help` of the JSON report as formats with a single text join them.
fn whole(finding: &Value) -> Outcome<String> {
    Ok(format!("{}\nwhy: {}\ntry: {}", text(finding, "/message")?, text(finding, "/reason")?, text(finding, "/help")?))
}

/// The findings of the JSON report, with the whole text of each.
fn expected() -> Outcome<Vec<Finding>> {
    let json: Value = serde_json::from_str(&report("json")?)?;
    let mut findings = Vec::new();
    for file in array(&json, "/files")? {
        for finding in array(file, "/diagnostics")? {
            let place = ["/span/start/line", "/span/start/column", "/span/end/line", "/span/end/column"];
            let mut numbers = [0; 4];
            for (number_, pointer) in numbers.iter_mut().zip(place) {
                *number_ = number(finding, pointer)?;
            }
            findings.push(Finding {
                path: text(file, "/path")?,
                lint: text(finding, "/lint")?,
                severity: text(finding, "/severity")?,
                place: numbers,
                message: whole(finding)?,
            });
        }
    }
    assert!(findings.len() > 30 && findings.iter().any(|f| f.path == NAME && f.place[0] < f.place[2]), "too little to compare");
    Ok(findings)
}

fn schema(name: &str) -> Outcome<Validator> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(name);
    Ok(jsonschema::validator_for(&serde_json::from_str(&fs::read_to_string(path)?)?)?)
}

fn mistakes(schema: &Validator, report: &Value) -> Vec<String> {
    schema.iter_errors(report).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// Percent-encoding undone.
fn decoded(uri: &str) -> Outcome<String> {
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

#[test]
fn sarif_is_valid_and_says_what_the_json_report_says() -> Outcome {
    let sarif: Value = serde_json::from_str(&report("sarif")?)?;
    let schema = schema("sarif-schema-2.1.0.json")?;
    assert_eq!(mistakes(&schema, &sarif), [""; 0]);
    let mut broken = sarif.clone();
    broken["runs"][0]["results"][0]["level"] = json!("fatal");
    assert!(!schema.is_valid(&broken), "the schema accepts everything");
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let mut findings = Vec::new();
    let mut fingerprints = Vec::new();
    for result in array(run, "/results")? {
        let place = "/locations/0/physicalLocation";
        let at = |name: &str| number(result, &format!("{place}/region/{name}"));
        let path = decoded(&text(result, &format!("{place}/artifactLocation/uri"))?)?;
        fingerprints.push((path.clone(), text(result, "/ruleId")?, text(result, "/partialFingerprints/primaryLocationLineHash")?));
        findings.push(Finding {
            path,
            lint: text(result, "/ruleId")?,
            severity: text(result, "/level")?,
            place: [at("startLine")?, at("startColumn")?, at("endLine")?, at("endColumn")?],
            message: text(result, "/message/text")?,
        });
    }
    assert_eq!(findings, expected()?);
    let all = fingerprints.len();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all, "two findings of a draft share a fingerprint");
    // Every lint that found something is described, once.
    let described: Vec<String> = array(run, "/tool/driver/rules")?.iter().map(|rule| text(rule, "/id")).collect::<Outcome<_>>()?;
    let mut found: Vec<String> = findings.iter().map(|f| f.lint.clone()).collect();
    found.sort();
    found.dedup();
    assert_eq!(described, found);
    for rule in array(run, "/tool/driver/rules")? {
        for part in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown", "/defaultConfiguration/level"] {
            assert!(!text(rule, part)?.is_empty());
        }
    }
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notified: Vec<String> = array(invocation, "/toolExecutionNotifications")?.iter().map(|n| text(n, "/message/text")).collect::<Outcome<_>>()?;
    for words in ["no such file", "ends like no draft's", "no specialty 'pedriatics'"] {
        assert!(notified.iter().any(|n| n.contains(words)), "{words} is not among {notified:?}");
    }
    assert!(array(run, "/results")?.iter().any(|r| r["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == ""));
    assert!(array(run, "/results")?.iter().any(|r| r["relatedLocations"][0]["message"]["text"].is_string()));
    Ok(())
}

/// The fingerprints of `text`, by lint and the line that the finding stands on.
fn fingerprints(text_: &str) -> Outcome<Vec<String>> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("draft.md"), text_)?;
    let output = candor(folder.path(), &["check", "--format", "sarif", "--select", "blame"])?;
    let sarif: Value = serde_json::from_slice(&output.stdout)?;
    array(&sarif, "/runs/0/results")?.iter().map(|result| text(result, "/partialFingerprints/primaryLocationLineHash")).collect()
}

#[test]
fn a_finding_is_known_again_when_it_has_moved() -> Outcome {
    let one = "I failed Step 1. My school never prepared us.\n";
    let first = fingerprints(one)?;
    assert_eq!(first.len(), 1);
    assert_eq!(fingerprints(&format!("# Statement\n\nI was born by the sea.\n\nI read a lot.\n{one}"))?, first, "lines above were added");
    assert_eq!(fingerprints("I failed Step 1. My school\nnever   prepared us.\n")?, first, "the line was wrapped");
    assert_ne!(fingerprints("I failed Step 1. My teachers never prepared us.\n")?, first, "other words");
    let twice = fingerprints(&format!("{one}\n{one}"))?;
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0], first[0], "a second one like it was added");
    assert_ne!(twice[1], first[0]);
    Ok(())
}

/// A line as the runner of GitHub Actions reads it (`TryParseV2` in `src/Runner.Common/ActionCommand.cs` of github.com/actions/runner).
fn github_command(line: &str) -> Option<(String, Vec<(String, String)>, String)> {
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

#[test]
fn github_reads_in_the_annotations_what_the_json_report_says() -> Outcome {
    let mut findings = Vec::new();
    let mut problems = Vec::new();
    for line in report("github")?.lines() {
        let (level, properties, message) = github_command(line).ok_or(format!("no command: {line}"))?;
        let property = |key: &str| properties.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let number = |key: &str| property(key).map(|value| value.parse::<u64>()).transpose();
        let Some(lint) = property("title") else {
            problems.push((level, property("file"), message));
            continue;
        };
        let (line, end_line) = (number("line")?.ok_or("no line")?, number("endLine")?.ok_or("no end")?);
        // The runner takes columns only where both ends are on one line.
        let columns = [number("col")?, number("endColumn")?];
        assert_eq!(columns.map(|column| column.is_some()), [line == end_line; 2], "{properties:?}");
        findings.push(Finding {
            path: property("file").ok_or("no file")?,
            lint,
            severity: if level == "notice" { "note".to_owned() } else { level },
            place: [line, columns[0].unwrap_or(0), end_line, columns[1].unwrap_or(0)],
            message,
        });
    }
    let mut expected = expected()?;
    for finding in expected.iter_mut().filter(|f| f.place[0] != f.place[2]) {
        finding.place = [finding.place[0], 0, finding.place[2], 0];
    }
    assert_eq!(findings, expected);
    for (level, file, words) in [("error", "missing.md", "no such file"), ("error", "Cargo.toml", "ends like no draft's"), ("warning", NAME, "no specialty")] {
        assert!(problems.iter().any(|(l, f, m)| l == level && f.as_deref() == Some(file) && m.contains(words)), "{problems:?} lack {words}");
    }
    Ok(())
}

#[test]
fn the_summary_counts_and_names_every_finding() -> Outcome {
    let summary = report("summary")?;
    let expected = expected()?;
    let rows: Vec<Vec<&str>> = summary.lines().filter(|line| line.starts_with("| <code>")).map(|line| line.split('|').map(str::trim).collect()).collect();
    let count = |column: usize| rows.iter().map(|row| row[column].parse::<usize>()).sum::<Result<usize, _>>();
    for (column, severity) in [(2, "error"), (3, "warning"), (4, "note")] {
        assert_eq!(count(column)?, expected.iter().filter(|f| f.severity == severity).count(), "{severity}");
    }
    let shown: Vec<&str> = summary.lines().filter(|line| line.starts_with("- ") && line[2..].starts_with(|c: char| c.is_ascii_digit())).collect();
    let lines = expected.iter().map(|f| format!("- {}:{} **{}** `{}`: ", f.place[0], f.place[1], f.severity, f.lint));
    assert_eq!(shown.len(), expected.len());
    for (shown, line) in shown.iter().zip(lines) {
        assert!(shown.starts_with(&line), "{shown} is not {line}");
    }
    assert_eq!(summary.matches("<details>").count(), rows.len());
    assert_eq!(summary.matches("</details>").count(), rows.len());
    assert!(!summary.contains("<b>"), "a draft's name became markup");
    assert!(summary.contains("no such file or folder"), "a draft that could not be checked is not told of");
    Ok(())
}
