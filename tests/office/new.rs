//! A branch on which much is mended, moved, added and reworded: exactly what is new is told, in every format.

use super::common::{Draft, drafts};
use super::formats::{FORMATS, Told, read_back};
use super::git::{commit, git};
use super::{Outcome, candor, ends, entries, letter, write};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const FIRST: [&str; 5] = ["quill", "marrow", "thimble", "tansy", "bramble"];
const LAST: [&str; 10] = ["ash", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel", "ivy", "juniper"];

/// An answer in which nothing is missing.
const ANSWER: &str = "---\nkind: interview-answer\n---\nI failed Step 1 in my second year. I had studied alone and without questions. Afterwards I studied with a partner, did forty \
    questions a day and met a tutor every week. I passed the retake with 231. I still plan every rotation that way, and I teach it to the students behind me.\n";
const LANTERN: &str = "I am deeply sorry about the lantern.";

fn garden(number: usize) -> String {
    format!("I look forward to garden number {number} at [Program Name].")
}

fn kettle(number: usize) -> String {
    format!("I am deeply sorry about kettle number {number}.")
}

fn answer(paragraphs: &[&str]) -> String {
    format!("{ANSWER}\n{}\n", paragraphs.join("\n\n"))
}

fn ending(draft: &Draft) -> &str {
    draft.name.rsplit('.').next().unwrap_or("md")
}

/// What the office has: two drafts of the fixtures, an answer, a letter and a bare answer for each of fifty applicants.
fn office(folder: &Path) -> Outcome {
    let drafts = drafts()?;
    for number in 0..50 {
        let name = name(number);
        let (statement, entry) = (&drafts[number % drafts.len()], &drafts[(number * 7 + 3) % drafts.len()]);
        write(folder, &format!("{name}/statement.{}", ending(statement)), &statement.text())?;
        write(folder, &format!("{name}/an entry.{}", ending(entry)), &entry.text())?;
        write(folder, &format!("{name}/answer.md"), &answer(&[&garden(number), LANTERN, &kettle(number), LANTERN]))?;
        write(folder, &format!("{name}/letter.md"), &letter(&[]))?;
        write(folder, &format!("{name}/bare.md"), &format!("---\nkind: interview-answer\n---\nI failed Step {number} once.\n"))?;
    }
    Ok(())
}

fn name(number: usize) -> String {
    format!("{}-{}", FIRST[number / 10], LAST[number % 10])
}

/// What is to be told: the path, the paragraph and the lint; and how many findings are mended.
#[derive(Default)]
struct Truth {
    new: Vec<(String, String, &'static str)>,
    resolved: usize,
}

/// Works on the drafts of all applicants; what is done to one depends on the last digit of its number.
fn work(folder: &Path, known: &BTreeMap<String, usize>) -> Outcome<Truth> {
    let mut truth = Truth::default();
    for number in 0..50 {
        let name = name(number);
        let (garden_, kettle_) = (garden(number), kettle(number));
        let put = |draft: &str, text: &str| write(folder, &format!("{name}/{draft}"), text).map(drop);
        match number % 10 {
            // Mended.
            0 => {
                put("answer.md", &answer(&[LANTERN, &kettle_, LANTERN]))?;
                truth.resolved += 1;
            }
            // The first of two like ones is mended.
            1 => {
                put("answer.md", &answer(&[&garden_, &kettle_, LANTERN]))?;
                truth.resolved += 1;
            }
            // Moved and wrapped anew within the draft.
            2 => put("answer.md", &answer(&[LANTERN, &kettle_, LANTERN, &garden_.replace(" number ", "\nnumber ")]))?,
            // Moved to another draft of the applicant.
            3 => {
                put("answer.md", &answer(&[&garden_, LANTERN, LANTERN]))?;
                put("letter.md", &letter(&[&kettle_]))?;
            }
            // The file has another name, and a paragraph in it is new.
            4 => {
                fs::remove_file(folder.join(format!("{name}/answer.md")))?;
                let bed = format!("I look forward to bed number {number} at [Program Name].");
                put("reply.md", &answer(&[&bed, &garden_, LANTERN, &kettle_, LANTERN]))?;
                truth.new.push((format!("{name}/reply.md"), bed, "placeholder"));
            }
            // The folder has another name; in it a paragraph was moved to another draft.
            5 => {
                fs::rename(folder.join(&name), folder.join(format!("archive-{name}")))?;
                write(folder, &format!("archive-{name}/answer.md"), &answer(&[&garden_, LANTERN, LANTERN]))?;
                write(folder, &format!("archive-{name}/letter.md"), &letter(&[&kettle_]))?;
            }
            // New; and the sentence on which whole-draft findings hang is reworded.
            6 => {
                let orchard = format!("I look forward to orchard number {number} at [Program Name].");
                put("answer.md", &answer(&[&orchard, &garden_, LANTERN, &kettle_, LANTERN]))?;
                truth.new.push((format!("{name}/answer.md"), orchard, "placeholder"));
                put("bare.md", &format!("---\nkind: interview-answer\n---\nIn that year I failed Step {number}.\n"))?;
            }
            // Reworded.
            7 => {
                let kettle = format!("I am deeply sorry about the copper kettle number {number}.");
                put("answer.md", &answer(&[&garden_, LANTERN, &kettle, LANTERN]))?;
                truth.new.push((format!("{name}/answer.md"), kettle, "apologetic-tone"));
                truth.resolved += 1;
            }
            // Copied to the next applicant.
            8 => {
                let next = self::name(number + 1);
                write(folder, &format!("{next}/letter.md"), &letter(&[&garden_]))?;
                truth.new.push((format!("{next}/letter.md"), garden_, "placeholder"));
            }
            // Copied within the draft; another draft is deleted.
            _ => {
                put("answer.md", &answer(&[&garden_, LANTERN, &kettle_, LANTERN, "Between them.", LANTERN]))?;
                truth.new.push((format!("{name}/answer.md"), format!("Between them.\n\n{LANTERN}"), "apologetic-tone"));
                let entry = fs::read_dir(folder.join(&name))?.filter_map(Result::ok).find(|e| e.file_name().to_string_lossy().starts_with("an entry"));
                let entry = entry.ok_or("no entry")?;
                truth.resolved += known.get(&format!("{name}/{}", entry.file_name().to_string_lossy())).copied().unwrap_or(0);
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(truth)
}

/// The truth as reports tell it.
fn told(folder: &Path, truth: &Truth) -> Outcome<Vec<Told>> {
    let mut told = Vec::new();
    for (path, paragraph, lint) in &truth.new {
        let text = fs::read_to_string(folder.join(path))?;
        let at = text.find(paragraph.as_str()).ok_or(format!("{path}: no {paragraph}"))? + paragraph.len();
        told.push((path.clone(), text[..at].matches('\n').count() as u64 + 1, (*lint).to_owned()));
    }
    told.sort();
    Ok(told)
}

/// Runs a check that tells of what is new, in all formats at once, and holds each to `truth`.
fn exactly_what_is_new(folder: &Path, args: &[&str], truth: &Truth, old: usize) -> Outcome {
    let reports = TempDir::new()?;
    let file = |format: &str| reports.path().join(format);
    let mut all: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    all.extend(FORMATS.iter().map(|format| format!("--format={format}={}", file(format).display())));
    let output = candor(folder, [&["check".to_owned()], &all[..]].concat())?;
    assert_eq!(output.status.code(), Some(1), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let expected = told(folder, truth)?;
    for format in FORMATS {
        let report = fs::read_to_string(file(format))?;
        assert_eq!(read_back(format, &report)?, expected, "{args:?} --format {format}");
    }
    let counts = format!("; {} known, {} resolved", old - truth.resolved, truth.resolved);
    for format in ["human", "summary"] {
        assert!(fs::read_to_string(file(format))?.contains(&format!("{} new findings", expected.len())), "{format}");
        assert!(fs::read_to_string(file(format))?.contains(&counts), "{args:?}, {format}: no {counts}");
    }
    let json: Value = serde_json::from_str(&fs::read_to_string(file("json"))?)?;
    assert_eq!(json["past"], serde_json::json!({ "known": old - truth.resolved, "resolved": truth.resolved }), "{args:?}");
    let of_files: u64 = json["files"].as_array().into_iter().flatten().filter_map(|file| file["known"].as_u64()).sum();
    assert_eq!(of_files, (old - truth.resolved) as u64);
    let sarif: Value = serde_json::from_str(&fs::read_to_string(file("sarif"))?)?;
    assert_eq!(sarif["runs"][0]["properties"]["candor/resolved"], truth.resolved);
    assert!(sarif["runs"][0]["results"].as_array().is_some_and(|results| results.iter().all(|result| result["baselineState"] == "new")));
    Ok(())
}

#[test]
fn fifty_applicants_and_only_what_is_new_is_told() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    git(folder, &["init", "--quiet", "--initial-branch", "main"])?;
    office(folder)?;
    ends(folder, &["baseline"], 0)?;
    let known = entries(&folder.join("candor.baseline"))?;
    let mut by_draft: BTreeMap<String, usize> = BTreeMap::new();
    for line in &known {
        *by_draft.entry(line.splitn(3, ' ').nth(2).ok_or("no draft")?.to_owned()).or_default() += 1;
    }
    assert!(known.len() > 400 && by_draft.len() > 150, "{} findings of {} drafts are too few", known.len(), by_draft.len());
    commit(folder, "What stands")?;
    git(folder, &["switch", "--quiet", "--create", "work"])?;
    let (out, _) = ends(folder, &["check", "--baseline", "--format=short"], 0)?;
    assert_eq!(out, "");

    let truth = work(folder, &by_draft)?;
    assert!(truth.new.len() == 25 && truth.resolved > 15, "{} new, {} resolved", truth.new.len(), truth.resolved);
    // Not even staged.
    exactly_what_is_new(folder, &["--baseline"], &truth, known.len())?;
    exactly_what_is_new(folder, &["--since", "main", "--threads", "1"], &truth, known.len())?;
    commit(folder, "Work")?;
    exactly_what_is_new(folder, &["--since=main"], &truth, known.len())?;
    exactly_what_is_new(folder, &["--since=main", "--baseline=candor.baseline"], &truth, known.len())?;
    // Renewed, nothing is new any more, and nothing is left to be resolved.
    let (out, _) = ends(folder, &["baseline"], 0)?;
    assert!(out.contains(&format!("{} gone)", truth.resolved + moved(&known, &entries(&folder.join("candor.baseline"))?, &truth))), "{out}");
    let (out, _) = ends(folder, &["check", "--baseline"], 0)?;
    assert!(out.ends_with(&format!("; {} known, 0 resolved\n", known.len() - truth.resolved + truth.new.len())), "{out}");
    Ok(())
}

/// Entries that another place took in, beside those that are resolved.
fn moved(old: &[String], new: &[String], truth: &Truth) -> usize {
    old.iter().filter(|line| !new.contains(line)).count() - truth.resolved
}

#[test]
fn one_known_finding_does_not_hide_another() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    for name in ["quill", "marrow"] {
        write(folder, &format!("{name}/letter.md"), &letter(&[LANTERN]))?;
    }
    ends(folder, &["baseline", "quill"], 0)?;
    let (out, _) = ends(folder, &["check", "--baseline", "--format=short"], 1)?;
    assert_eq!(read_back("short", &out)?, [("marrow/letter.md".to_owned(), 6, "apologetic-tone".to_owned())]);
    // As a hook hands over single files, from another folder as well.
    ends(folder, &["check", "--baseline=candor.baseline", "quill/letter.md"], 0)?;
    ends(&folder.join("quill"), &["check", "--baseline", "letter.md"], 0)?;
    let (out, _) = ends(&folder.join("quill"), &["check", "--baseline=../candor.baseline", "--format=short", "letter.md", "../marrow/letter.md"], 1)?;
    assert!(out.starts_with("../marrow/letter.md:6:"), "{out}");
    Ok(())
}

#[test]
fn what_a_run_did_not_look_for_is_neither_known_nor_resolved() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    write(folder, "quill/letter.md", &letter(&[LANTERN, &garden(1)]))?;
    write(folder, "marrow/letter.md", &letter(&[LANTERN]))?;
    ends(folder, &["baseline"], 0)?;
    let before = entries(&folder.join("candor.baseline"))?;
    assert_eq!(before.len(), 3, "{before:?}");
    let (out, _) = ends(folder, &["check", "--baseline", "--select", "placeholder"], 0)?;
    assert!(out.contains("nothing new; 1 known, 0 resolved"), "{out}");
    write(folder, "quill/letter.md", &letter(&[LANTERN]))?;
    let (out, _) = ends(folder, &["check", "--baseline", "marrow"], 0)?;
    assert!(out.contains("nothing new; 1 known, 0 resolved"), "{out}");
    // Nor does a baseline lose them.
    ends(folder, &["baseline", "marrow"], 0)?;
    assert_eq!(entries(&folder.join("candor.baseline"))?, before);
    ends(folder, &["baseline", "--select", "apologetic-tone"], 0)?;
    assert_eq!(entries(&folder.join("candor.baseline"))?, before);
    fs::remove_dir_all(folder.join("marrow"))?;
    let (out, _) = ends(folder, &["check", "--baseline", "quill"], 0)?;
    assert!(out.contains("nothing new; 1 known, 1 resolved"), "{out}");
    let (out, _) = ends(folder, &["check", "--baseline"], 0)?;
    assert!(out.contains("nothing new; 1 known, 2 resolved"), "{out}");
    ends(folder, &["baseline"], 0)?;
    assert_eq!(entries(&folder.join("candor.baseline"))?.len(), 1);
    Ok(())
}

/// No word of a draft is in a baseline, and the same drafts give the same bytes.
#[test]
fn a_baseline_holds_lints_marks_and_names_alone() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    write(folder, "b/ my letter %.md", &letter(&[LANTERN, LANTERN]))?;
    write(folder, "a/letter.md", &letter(&[LANTERN]))?;
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        fs::write(folder.join(std::ffi::OsStr::from_bytes(b"a/\xff\n.md")), letter(&[LANTERN]))?;
    }
    ends(folder, &["baseline"], 0)?;
    let first = fs::read_to_string(folder.join("candor.baseline"))?;
    let entries = entries(&folder.join("candor.baseline"))?;
    let names: Vec<&str> = entries.iter().filter_map(|line| line.splitn(3, ' ').nth(2)).collect();
    let odd = if cfg!(target_os = "linux") { &["a/%FF%0A.md"][..] } else { &[] };
    assert_eq!(names, [odd, &["a/letter.md", "b/ my letter %25.md", "b/ my letter %25.md"]].concat());
    for line in &entries {
        let mark = line.strip_prefix("apologetic-tone ").ok_or(format!("another lint: {line}"))?;
        assert!(mark.as_bytes()[..32].iter().all(u8::is_ascii_hexdigit) && [":1 ", ":2 "].contains(&&mark[32..35]), "{line}");
    }
    ends(folder, &["check", "--baseline"], 0)?;
    ends(folder, &["baseline", "--threads", "1"], 0)?;
    assert_eq!(fs::read_to_string(folder.join("candor.baseline"))?, first);
    Ok(())
}

/// What is missing in a draft is missing however it is reworded. A silencing of another lint is another silencing.
#[test]
fn what_is_about_the_draft_stays_known_and_what_is_about_a_comment_does_not() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    let draft = |failed: &str, lint: &str| format!("---\nkind: interview-answer\n---\n{failed} <!-- candor: allow({lint}): agreed -->\n");
    write(folder, "bare.md", &draft("I failed Step 1 once.", "blame"))?;
    ends(folder, &["baseline"], 0)?;
    write(folder, "bare.md", &draft("In that year I failed Step 1.", "blame"))?;
    ends(folder, &["check", "--baseline"], 0)?;
    write(folder, "bare.md", &draft("In that year I failed Step 1.", "excuse"))?;
    let (out, _) = ends(folder, &["check", "--baseline", "--format", "short"], 1)?;
    assert!(out.lines().count() == 1 && out.contains("[unused-allow]"), "{out}");
    Ok(())
}
