//! `candor compare`: what holds for every two drafts, and what transcripts cannot show. Programs read its JSON by the published schema, and real comparisons are held
//! against the schema that the program itself prints.

mod common;

use candor::check::{Report, Target, check};
use candor::document::{Document, Format};
use candor::workspace::{Comparison, Pair, Side, compare};
use common::drawn::{TRIGGERS, config, text};
use common::{Outcome, RULES};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn checked(text: &str) -> Option<Report> {
    let target = Target { specialties: Target::specialties_of("medical-genetics", &RULES).0, ..Target::default() };
    Document::parse(text, Format::Markdown).ok().map(|document| check(&document, &target, &RULES))
}

fn compared(old: (&str, &Report), new: (&str, &Report)) -> Comparison {
    let side = |(text, report)| Side { text, report, rules: &RULES };
    compare(side(old), side(new))
}

/// A draft, and the same after some edits: pieces taken out, put in, moved.
fn draft_and_edited() -> impl Strategy<Value = (String, String)> {
    let pieces = prop::collection::vec((select(TRIGGERS), select(&["", " ", " ", ". "][..])), 0..60);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), select(TRIGGERS), 0..3_u8), 0..12);
    (pieces, edits).prop_map(|(pieces, edits)| {
        let old: Vec<&str> = pieces.into_iter().flat_map(|(word, gap)| [word, gap]).collect();
        let mut new = old.clone();
        for (at, word, edit) in edits {
            match edit {
                0 if !new.is_empty() => drop(new.remove(at.index(new.len()))),
                1 if !new.is_empty() => {
                    let piece = new.remove(at.index(new.len()));
                    new.push(piece);
                }
                _ => new.insert(at.index(new.len() + 1), word),
            }
        }
        (old.concat(), new.concat())
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_finding_is_in_one_list_and_looking_back_swaps_new_and_resolved(
        (old, new) in prop_oneof![3 => draft_and_edited(), 1 => (text(), text())]
    ) {
        let (Some(before), Some(after)) = (checked(&old), checked(&new)) else { return Ok(()) };
        let there = compared((&old, &before), (&new, &after));
        let mut olds: Vec<usize> = there.resolved.iter().copied().chain(there.still.iter().map(|pair| pair.old)).collect();
        let mut news: Vec<usize> = there.new.iter().copied().chain(there.still.iter().map(|pair| pair.new)).collect();
        olds.sort_unstable();
        news.sort_unstable();
        prop_assert_eq!(olds, (0..before.findings.len()).collect::<Vec<_>>());
        prop_assert_eq!(news, (0..after.findings.len()).collect::<Vec<_>>());
        prop_assert!(there.still.iter().all(|pair| before.findings[pair.old].lint == after.findings[pair.new].lint));
        let back = compared((&new, &after), (&old, &before));
        prop_assert_eq!(&back.new, &there.resolved);
        prop_assert_eq!(&back.resolved, &there.new);
        let mut mirrored: Vec<Pair> = back.still.iter().map(|pair| Pair { old: pair.new, new: pair.old, ..*pair }).collect();
        mirrored.sort_unstable_by_key(|pair| pair.new);
        prop_assert_eq!(mirrored, there.still);
    }

    #[test]
    fn in_a_draft_compared_with_itself_all_is_still_there(draft in text()) {
        let Some(report) = checked(&draft) else { return Ok(()) };
        let all = (0..report.findings.len()).map(|at| Pair { old: at, new: at, reworded: false }).collect();
        prop_assert_eq!(compared((&draft, &report), (&draft, &report)), Comparison { still: all, ..Comparison::default() });
    }
}

const OLD: &str = "I failed Step 1. My school never prepared us for it.\n\nI am deeply sorry for this stain on my record.\n";
const NEW: &str = "I failed Step 1, and my school never really prepared us for it.\n\nIt is simply unfair that one exam counts so much.\n";

fn candor(folder: &Path, args: &[&str]) -> Outcome<Output> {
    Ok(Command::new(env!("CARGO_BIN_EXE_candor")).args(args).current_dir(folder).output()?)
}

fn report(output: &Output) -> Outcome<Value> {
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn lints(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|finding| finding["lint"].as_str()).collect()
}

const ONLY: [&str; 2] = ["--select", "blame,apologetic-tone,defensive-tone,missing-growth"];

#[test]
fn reworded_is_told_from_resolved_and_new() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("a.md"), OLD)?;
    fs::write(folder.path().join("b.md"), NEW)?;
    let output = candor(folder.path(), &[&["compare", "a.md", "b.md", "--format", "json"], &ONLY[..]].concat())?;
    assert_eq!(output.status.code(), Some(1));
    let whole = report(&output)?;
    let entry = &whole["comparisons"][0];
    assert_eq!((lints(&entry["new"]), lints(&entry["resolved"])), (vec!["defensive-tone"], vec!["apologetic-tone"]));
    let still: Vec<(&str, bool)> =
        entry["still"].as_array().into_iter().flatten().filter_map(|s| Some((s["after"]["lint"].as_str()?, s["reworded"].as_bool()?))).collect();
    // Its sentence is another one, too; but what is missing in a draft is not missing in a sentence.
    assert_eq!(still, [("missing-growth", false), ("blame", true)]);
    assert_eq!((&whole["new"], &whole["still"], &whole["resolved"]), (&json!(1), &json!(2), &json!(1)));
    // The other way round nothing but the apology is new.
    let back = candor(folder.path(), &[&["compare", "b.md", "a.md", "--format", "json"], &ONLY[..]].concat())?;
    assert_eq!(lints(&report(&back)?["comparisons"][0]["new"]), ["apologetic-tone"]);
    Ok(())
}

#[test]
fn the_status_looks_at_new_findings_alone() -> Outcome {
    let folder = tempfile::tempdir()?;
    for (name, text) in [("a.md", OLD), ("b.md", NEW), ("c.md", "I failed Step 1. My school never prepared us for it.\n")] {
        fs::write(folder.path().join(name), text)?;
    }
    let runs: [(&[&str], i32); 8] = [
        (&["a.md", "b.md"], 1),
        (&["a.md", "b.md", "--fail-on", "error"], 0),
        (&["a.md", "b.md", "--fail-on", "never"], 0),
        (&["a.md", "a.md"], 0),
        (&["a.md", "c.md"], 0),
        (&["a.md", "missing.md"], 2),
        (&["a.md", "."], 2),
        (&["-", "-"], 2),
    ];
    for (args, status) in runs {
        let output = candor(folder.path(), &[&["compare"], args, &ONLY[..]].concat())?;
        assert_eq!(output.status.code(), Some(status), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    fs::write(folder.path().join("candor.toml"), "fail-on = \"error\"\n")?;
    assert_eq!(candor(folder.path(), &["compare", "a.md", "b.md"])?.status.code(), Some(0), "candor.toml is not heeded");
    Ok(())
}

/// `git show HEAD:statement.md | candor compare - statement.md`
#[test]
fn what_comes_from_standard_input_is_read_as_the_other_draft() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("answer.txt"), NEW)?;
    fs::write(folder.path().join("candor.toml"), "[[drafts]]\npath = \"*.txt\"\nkind = \"interview-answer\"\n")?;
    let mut child = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["compare", "-", "answer.txt", "--format", "json"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no stdin")?.write_all(OLD.as_bytes())?;
    let output = child.wait_with_output()?;
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let whole = report(&output)?;
    assert_eq!(whole["comparisons"][0]["before"]["kind"], "interview-answer");
    assert_eq!(whole["comparisons"][0]["before"]["path"], "<stdin>");
    Ok(())
}

/// Two folders in which everything happens that can.
fn folders() -> Outcome<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: &str| -> Outcome {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        Ok(fs::write(path, text)?)
    };
    write("old/quill/statement.md", OLD)?;
    write("new/quill/statement.md", NEW)?;
    write("old/gone.md", OLD)?;
    write("new/added.md", "---\nkind: experience\ntype: research\n---\nI am a hard-working and dedicated team player.\n")?;
    write("old/broken.md", "---\nkind: novel\n---\nI failed once.\n")?;
    write("new/broken.md", OLD)?;
    write("new/candor.toml", "ignore = [\"length\"]\n")?;
    Ok(folder)
}

#[test]
fn drafts_in_folders_stand_for_one_another_by_their_place() -> Outcome {
    let folder = folders()?;
    let output = candor(folder.path(), &["compare", "old", "new", "--format", "json"])?;
    assert_eq!(output.status.code(), Some(2), "a draft that cannot be read");
    let whole = report(&output)?;
    let paths: Vec<[Option<&str>; 3]> = (whole["comparisons"].as_array().into_iter().flatten())
        .map(|entry| [entry["before"]["path"].as_str(), entry["after"]["path"].as_str(), entry["path"].as_str()])
        .collect();
    assert_eq!(
        paths,
        [
            [None, Some("new/added.md"), None],
            [None, None, Some("old/broken.md")],
            [Some("old/gone.md"), None, None],
            [Some("old/quill/statement.md"), Some("new/quill/statement.md"), None],
        ]
    );
    assert!(whole["comparisons"][0]["new"].as_array().is_some_and(|new| !new.is_empty()), "nothing is new in a new draft");
    assert_eq!(whole["comparisons"][2]["resolved"], json!([]), "what is gone counts as resolved");
    let told = String::from_utf8(output.stderr)?;
    assert!(told.contains("before: none, now: new/candor.toml"), "{told}");
    Ok(())
}

#[test]
fn of_drafts_that_are_gone_nobody_is_told_that_nothing_was_found_in_them() -> Outcome {
    let folder = folders()?;
    fs::remove_file(folder.path().join("old/broken.md"))?;
    fs::create_dir(folder.path().join("none"))?;
    let output = candor(folder.path(), &["compare", "old", "none"])?;
    let told = String::from_utf8(output.stdout)?;
    assert_eq!((output.status.code(), told.lines().last()), (Some(0), Some("drafts: 2 gone")), "{told}");
    Ok(())
}

#[test]
fn a_report_is_written_to_a_file_but_over_no_draft() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("a.md"), OLD)?;
    fs::write(folder.path().join("b.md"), NEW)?;
    let shown = candor(folder.path(), &["compare", "a.md", "b.md"])?;
    let written = candor(folder.path(), &["compare", "a.md", "b.md", "--output", "r.out"])?;
    assert_eq!((written.status.code(), written.stdout.len()), (Some(1), 0));
    assert!(fs::read(folder.path().join("r.out"))? == shown.stdout);
    assert!(candor(folder.path(), &["compare", "a.md", "b.md", "--output", "-"])?.stdout == shown.stdout && !folder.path().join("-").exists());
    for file in ["a.md", "./b.md"] {
        let refused = candor(folder.path(), &["compare", "a.md", "b.md", "--output", file])?;
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8(refused.stderr)?.contains("over a draft"));
    }
    assert_eq!(candor(folder.path(), &["compare", "a.md", "b.md", "--output", "missing/r.out"])?.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("a.md"))?, OLD);
    Ok(())
}

#[test]
fn comparisons_are_as_their_schema_says_and_hold_each_thing_it_knows() -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = report(&candor(root, &["meta", "compare-schema"])?)?;
    jsonschema::meta::validate(&schema).map_err(|error| error.to_string())?;
    let validator = jsonschema::validator_for(&schema)?;
    let mistakes = |whole: &Value| validator.iter_errors(whole).map(|error| format!("{}: {error}", error.instance_path())).collect::<Vec<_>>();
    let folder = folders()?;
    let whole = report(&candor(folder.path(), &["compare", "old", "new", "--format", "json"])?)?;
    assert_eq!(mistakes(&whole), [""; 0]);
    assert_eq!(mistakes(&report(&candor(folder.path(), &["compare", "old", "new", "--format", "json", "--redact"])?)?), [""; 0]);
    assert_eq!(mistakes(&report(&candor(root, &["compare", "fixtures/drafts", "src", "--format", "json"])?)?), [""; 0]);
    let entry = |number: usize| format!("/comparisons/{number}");
    for place in [entry(0) + "/new/0/lint", entry(0) + "/after/type", entry(1) + "/error", entry(3) + "/still/0/reworded", entry(3) + "/resolved/0/reason"] {
        assert!(whole.pointer(&place).is_some(), "nothing stands at {place}");
    }
    let changes = [("/version", json!(2)), ("/new", json!(-1)), ("/comparisons/3/still/0/after", json!({})), ("/comparisons/3/before/kind", json!("novel"))];
    for (place, value) in changes {
        let mut broken = whole.clone();
        *broken.pointer_mut(place).ok_or(format!("a comparison has no {place}"))? = value;
        assert!(!validator.is_valid(&broken), "{place} may be anything");
    }
    // What both reports hold is the same in both.
    let of_check = report(&candor(root, &["meta", "report-schema"])?)?;
    for name in ["structure", "diagnostic", "problem", "span", "place"] {
        assert!(schema["$defs"][name].is_object() && schema["$defs"][name] == of_check["$defs"][name], "{name} differs from the report of a check");
    }
    Ok(())
}
