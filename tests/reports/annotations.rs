//! What GitHub reads line by line: annotations as its runner takes them apart, and the summary.

use super::formats::github_command;
use super::{Finding, NAME, Outcome, expected, report};

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
