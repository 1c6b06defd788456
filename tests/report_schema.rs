//! Programs read the JSON report by its published schema. Here real reports, of drafts with and without findings and of files that are no drafts, are held against the
//! schema that the program itself prints; and broken ones, so that a schema which accepts everything does not pass for one.

use serde_json::{Value, json};
use std::error::Error;
use std::process::Command;

type Outcome = Result<(), Box<dyn Error>>;

fn candor(args: &[&str]) -> Result<Value, Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn schema() -> Result<jsonschema::Validator, Box<dyn Error>> {
    let schema = candor(&["meta", "report-schema"])?;
    jsonschema::meta::validate(&schema).map_err(|e| e.to_string())?;
    Ok(jsonschema::validator_for(&schema)?)
}

fn mistakes(schema: &jsonschema::Validator, report: &Value) -> Vec<String> {
    schema.iter_errors(report).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn reports_are_as_their_schema_says() -> Outcome {
    let schema = schema()?;
    for paths in [&["fixtures/drafts"][..], &["fixtures/statement.md"], &["fixtures/statement.md", "missing.md", "Cargo.toml"], &["src"]] {
        let report = candor(&[&["check", "--no-config", "--format", "json"], paths].concat())?;
        assert_eq!(mistakes(&schema, &report), [""; 0], "{paths:?}");
        let redacted = candor(&[&["check", "--no-config", "--format", "json", "--redact"], paths].concat())?;
        assert_eq!(mistakes(&schema, &redacted), [""; 0], "{paths:?} with --redact");
    }
    Ok(())
}

#[test]
fn a_report_of_what_is_new_is_as_its_schema_says() -> Outcome {
    let schema = schema()?;
    let folder = tempfile::tempdir()?;
    let known = folder.path().join("known").display().to_string();
    Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["baseline", "--no-config", "--output", &known, "fixtures/statement.md"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let report =
        candor(&["check", "--no-config", "--format", "json", &format!("--baseline={known}"), "fixtures/statement.md", "fixtures/drafts/bad-statement.md"])?;
    assert_eq!(mistakes(&schema, &report), [""; 0]);
    assert!(report["past"]["known"].as_u64().is_some_and(|known| known > 0) && report["past"]["known"] == report["files"][0]["known"], "{report}");
    let mut broken = report.clone();
    broken["past"]["resolved"] = json!(-1);
    assert!(!mistakes(&schema, &broken).is_empty());
    Ok(())
}

#[test]
fn a_report_holds_each_thing_that_the_schema_knows() -> Outcome {
    let report = candor(&["check", "--no-config", "--format", "json", "fixtures/drafts", "missing.md", "Cargo.toml"])?;
    let files = report["files"].as_array().ok_or("no files")?;
    let any = |what: fn(&Value) -> bool| files.iter().any(what);
    assert!(any(|f| f["error"].is_string()), "no file failed");
    assert!(any(|f| f["type"].is_string()), "no draft has a type");
    assert!(any(|f| f["diagnostics"].as_array().is_some_and(|d| d.iter().any(|d| d["related"][0]["message"].is_string()))), "no finding names another place");
    assert!(any(|f| f["structure"]["parts"][0]["spans"][0]["start"]["line"].is_number()), "no part has a place");
    assert!(report["problems"][0]["message"].is_string(), "no problem beside the drafts");
    Ok(())
}

#[test]
fn broken_reports_are_told_from_whole_ones() -> Outcome {
    let schema = schema()?;
    let whole = candor(&["check", "--no-config", "--format", "json", "fixtures/statement.md"])?;
    let finding = "/files/0/diagnostics/0";
    let changes = [
        ("/version".to_owned(), json!(2)),
        ("/problems".to_owned(), json!([{ "message": "alone" }])),
        ("/files/0/kind".to_owned(), json!("novel")),
        ("/files/0/structure/words".to_owned(), json!(-1)),
        (format!("{finding}/severity"), json!("fatal")),
        (format!("{finding}/lint"), json!("No Id")),
        (format!("{finding}/span/start/line"), json!(0)),
        (format!("{finding}/span"), json!({})),
        (format!("{finding}/related"), json!(null)),
    ];
    for (place, value) in changes {
        let mut broken = whole.clone();
        *broken.pointer_mut(&place).ok_or(format!("a report has no {place}"))? = value;
        assert!(!schema.is_valid(&broken), "{place} may be anything");
    }
    let mut added = whole;
    added["files"][0]["surprise"] = json!(1);
    assert!(!schema.is_valid(&added), "a field that the schema does not know passes");
    Ok(())
}
