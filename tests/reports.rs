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

/// The attribute, which has to be there.
fn attribute(node: roxmltree::Node<'_, '_>, name: &str) -> Outcome<String> {
    Ok(node.attribute(name).ok_or(format!("no {name} in {node:?}"))?.to_owned())
}

fn elements<'a, 'b>(node: roxmltree::Node<'a, 'b>) -> impl Iterator<Item = roxmltree::Node<'a, 'b>> {
    node.children().filter(roxmltree::Node::is_element)
}

/// What the schema of Jenkins' xUnit plugin (`junit-10.xsd`) allows, of the elements that candor writes: their attributes and their children.
const JUNIT: [(&str, &[&str], &[&str]); 6] = [
    ("testsuites", &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
    ("testsuite", &["name", "tests", "failures", "errors", "skipped", "file"], &["testcase"]),
    ("testcase", &["name", "time", "classname", "group"], &["failure", "error", "system-out"]),
    ("failure", &["type", "message"], &[]),
    ("error", &["type", "message"], &[]),
    ("system-out", &[], &[]),
];

#[test]
fn junit_says_what_the_json_report_says() -> Outcome {
    let report = report("junit")?;
    let document = roxmltree::Document::parse(&report)?;
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let (_, attributes, children) = JUNIT.iter().find(|(name, ..)| node.has_tag_name(*name)).ok_or(format!("{node:?}"))?;
        assert!(node.attributes().all(|a| attributes.contains(&a.name())), "{node:?}");
        assert!(elements(node).all(|child| children.contains(&child.tag_name().name())), "{node:?}");
    }
    assert!(document.root_element().has_tag_name("testsuites"));
    let (mut findings, mut passed, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for suite in elements(document.root_element()) {
        let path = attribute(suite, "name")?;
        let cases: Vec<_> = elements(suite).collect();
        let having = |name: &str| cases.iter().filter(|case| elements(**case).any(|child| child.has_tag_name(name))).count().to_string();
        assert_eq!(attribute(suite, "tests")?, cases.len().to_string());
        assert_eq!(attribute(suite, "failures")?, having("failure"));
        assert_eq!(attribute(suite, "errors")?, having("error"));
        for case in cases {
            assert_eq!(attribute(case, "classname")?, path);
            let Some(outcome) = elements(case).next() else {
                passed.push(path.clone());
                continue;
            };
            if outcome.has_tag_name("failure") {
                let told = outcome.text().unwrap_or_default().to_owned();
                findings.push((path.clone(), attribute(case, "name")?, attribute(outcome, "type")?, attribute(outcome, "message")?, told));
            } else {
                errors.push((outcome.tag_name().name().to_owned(), path.clone()));
            }
        }
    }
    let expected = expected()?;
    let wanted: Vec<_> = expected
        .iter()
        .map(|f| {
            let at = format!("{}:{}", f.place[0], f.place[1]);
            let message = f.message.lines().next().unwrap_or_default().to_owned();
            (f.path.clone(), format!("{} {at}", f.lint), f.severity.clone(), message, format!("{}:{at}: {}", f.path, f.message))
        })
        .collect();
    assert_eq!(findings, wanted);
    assert!(!passed.is_empty() && passed.iter().all(|path| expected.iter().all(|f| f.path != *path)), "{passed:?}");
    errors.sort();
    let wanted = [("error", "Cargo.toml"), ("error", "missing.md"), ("system-out", NAME)].map(|(kind, path)| (kind.to_owned(), path.to_owned()));
    assert_eq!(errors, wanted);
    Ok(())
}

#[test]
fn checkstyle_says_what_the_json_report_says() -> Outcome {
    let report = report("checkstyle")?;
    let document = roxmltree::Document::parse(&report)?;
    let root = document.root_element();
    assert!(root.has_tag_name("checkstyle") && root.attribute("version").is_some());
    let (mut findings, mut problems) = (Vec::new(), Vec::new());
    for file in elements(root) {
        assert!(file.has_tag_name("file"));
        let path = attribute(file, "name")?;
        for error in elements(file) {
            assert!(error.has_tag_name("error"));
            let (source, severity, message) = (attribute(error, "source")?, attribute(error, "severity")?, attribute(error, "message")?);
            match source.strip_prefix("candor.") {
                Some(lint) => {
                    let place: (u64, u64) = (attribute(error, "line")?.parse()?, attribute(error, "column")?.parse()?);
                    let severity = if severity == "info" { "note".to_owned() } else { severity };
                    findings.push((path.clone(), lint.to_owned(), severity, place, message));
                }
                None => problems.push((severity, path.clone())),
            }
        }
    }
    let wanted: Vec<_> = expected()?.into_iter().map(|f| (f.path, f.lint, f.severity, (f.place[0], f.place[1]), f.message)).collect();
    assert_eq!(findings, wanted);
    problems.sort();
    let wanted = [("error", "Cargo.toml"), ("error", "missing.md"), ("warning", NAME)].map(|(severity, path)| (severity.to_owned(), path.to_owned()));
    assert_eq!(problems, wanted);
    Ok(())
}

#[test]
fn a_run_in_which_nothing_is_found_is_still_a_whole_report() -> Outcome {
    let folder = tempfile::tempdir()?;
    for (what, paths) in [("a clean draft", ["clean.md"]), ("no draft at all", ["empty"]), ("a missing one", ["missing.md"])] {
        fs::write(
            folder.path().join("clean.md"),
            "---\nkind: award\n---\nThe Harbor Prize, given each year to one of 240 students for work with patients, 2021.\n",
        )?;
        fs::create_dir_all(folder.path().join("empty"))?;
        let report = |format: &str| -> Outcome<String> { Ok(String::from_utf8(candor(folder.path(), &["check", "--format", format, paths[0]])?.stdout)?) };
        for format in ["json", "sarif", "gitlab", "rdjson"] {
            let report = report(format)?;
            serde_json::from_str::<Value>(&report).map_err(|e| format!("{what}, {format}: {e}: {report}"))?;
        }
        assert_eq!(mistakes(&schema("sarif-schema-2.1.0.json")?, &serde_json::from_str(&report("sarif")?)?), [""; 0], "{what}");
        for format in ["junit", "checkstyle"] {
            roxmltree::Document::parse(&report(format)?).map_err(|e| format!("{what}, {format}: {e}"))?;
        }
    }
    Ok(())
}
