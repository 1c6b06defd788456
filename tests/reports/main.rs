//! Each format for other programs is held to what its readers demand (a published schema where there is one, else the rules of the program that reads it), and says
//! exactly what the JSON report says: no finding more or less, at the same places, in the same words.
//!
//! `tests/schemas/README.md` says where the schemas are from.

mod annotations;
#[path = "../common/formats.rs"]
mod formats;
mod services;
mod sarif;
mod xml;

use jsonschema::Validator;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What needs escaping somewhere, in a name that does as well.
pub(crate) const NAME: &str = "for #1, 50%/my: \"answer\" & <b>.md";
pub(crate) const TEXT: &str = "---\nkind: interview-answer\nspecialty: pedriatics\n---\n<!-- candor: allow(excuse): x -->\n\n\
    I failed Step 1 😀, \"100 %\" & <b>mine</b> ]]>. My school\nnever prepared us for it. 😀 My school never prepared us.\n";

pub(crate) fn candor(folder: &Path, args: &[&str]) -> Outcome<Output> {
    Ok(Command::new(env!("CARGO_BIN_EXE_candor")).args(args).current_dir(folder).output()?)
}

/// The report on the fixtures and on a draft that is hard to write down, in `format`; a file that is not there and one that is no draft are among them.
pub(crate) fn report(format: &str) -> Outcome<String> {
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
pub(crate) struct Finding {
    pub(crate) path: String,
    pub(crate) lint: String,
    pub(crate) severity: String,
    /// Line and column of the start and the end.
    pub(crate) place: [u64; 4],
    pub(crate) message: String,
}

pub(crate) fn text(value: &Value, pointer: &str) -> Outcome<String> {
    Ok(value.pointer(pointer).and_then(Value::as_str).ok_or(format!("no {pointer}: {value}"))?.to_owned())
}

pub(crate) fn number(value: &Value, pointer: &str) -> Outcome<u64> {
    Ok(value.pointer(pointer).and_then(Value::as_u64).ok_or(format!("no {pointer}: {value}"))?)
}

pub(crate) fn array<'a>(value: &'a Value, pointer: &str) -> Outcome<&'a Vec<Value>> {
    Ok(value.pointer(pointer).and_then(Value::as_array).ok_or(format!("no {pointer}: {value}"))?)
}

/// `message`, `reason` and `help` of the JSON report as formats with a single text join them.
fn whole(finding: &Value) -> Outcome<String> {
    Ok(format!("{}\nwhy: {}\ntry: {}", text(finding, "/message")?, text(finding, "/reason")?, text(finding, "/help")?))
}

/// The findings of the JSON report, with the whole text of each.
pub(crate) fn expected() -> Outcome<Vec<Finding>> {
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

pub(crate) fn schema(name: &str) -> Outcome<Validator> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(name);
    Ok(jsonschema::validator_for(&serde_json::from_str(&fs::read_to_string(path)?)?)?)
}

pub(crate) fn mistakes(schema: &Validator, report: &Value) -> Vec<String> {
    schema.iter_errors(report).map(|e| format!("{}: {e}", e.instance_path())).collect()
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
