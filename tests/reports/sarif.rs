//! SARIF, held to the schema of OASIS, and the fingerprints in it.

use super::formats::decoded;
use super::{Finding, Outcome, array, candor, expected, mistakes, number, report, schema, text};
use serde_json::{Value, json};
use std::fs;

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

#[test]
fn what_is_new_is_called_new_and_keeps_its_fingerprint() -> Outcome {
    let folder = tempfile::tempdir()?;
    let one = "I failed Step 1. My school never prepared us.\n";
    fs::write(folder.path().join("draft.md"), one)?;
    candor(folder.path(), &["baseline", "--select", "blame"])?;
    let twice = format!("{one}\n{one}");
    fs::write(folder.path().join("draft.md"), &twice)?;
    let output = candor(folder.path(), &["check", "--baseline", "--format", "sarif", "--select", "blame"])?;
    let sarif: Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(mistakes(&schema("sarif-schema-2.1.0.json")?, &sarif), [""; 0]);
    let [result] = array(&sarif, "/runs/0/results")?.as_slice() else { return Err("not one result".into()) };
    assert_eq!((result["baselineState"].as_str(), number(result, "/locations/0/physicalLocation/region/startLine")?), (Some("new"), 3));
    assert_eq!(text(result, "/partialFingerprints/primaryLocationLineHash")?, fingerprints(&twice)?[1]);
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
    assert_ne!(fingerprints("I failed Step 1. My school never prepared us for it.\n")?, first, "the sentence goes on otherwise");
    let twice = fingerprints(&format!("{one}\n{one}"))?;
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0], first[0], "a second one like it was added");
    assert_ne!(twice[1], first[0]);
    Ok(())
}
