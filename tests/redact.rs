//! `--redact`: a report that others may read says nothing of what stands in a draft. All fixtures are shown in all formats, and no three words of a draft that
//! follow each other may be read there, unless a lint's own texts hold them.

mod common;

use common::Outcome;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FORMATS: [&str; 10] = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "summary"];

const PAGE: &str = "page";

/// Values of front matter and comments that could be anything, and that messages quote otherwise.
const SECRETS: [(&str, &str); 7] = [
    ("kind.md", "---\nkind: my lost summer\n---\nI failed once.\n"),
    ("specialty.md", "---\nspecialty: the quiet ward\ntype: a green door\n---\nI failed once.\n"),
    ("combined.md", "---\nspecialty: pediatrics/old brick mill\n---\nI failed once.\n"),
    (
        "allow.md",
        "---\nallow: [\"red `paper kite` flew\", \"one more time\"]\n---\nI failed once.\n\n<!-- candor: allow(what she said): x -->\n\nThen I passed.\n",
    ),
    ("setback.md", "---\nsetback: the long grey spring\n---\nI failed once.\n"),
    ("yaml.md", "---\nkind: [a broken list\n---\nI failed once.\n"),
    ("form.md", "<!-- candor: hush my old sorrow -->\n\nI failed once.\n"),
];

/// All runs of three words in `text`, in small letters. What a blank line parts belongs to nothing that is said together.
fn runs(text: &str) -> HashSet<String> {
    let mut runs = HashSet::new();
    for paragraph in text.split("\n\n") {
        let words: Vec<String> = paragraph.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        runs.extend(words.windows(3).map(|run| run.join(" ")));
    }
    runs
}

fn files(folder: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Both streams of a run over `folder`; the page of `candor report` goes by the name of a format, too.
fn shown(folder: &Path, format: &str, redact: &[&str]) -> Outcome<String> {
    let args: &[&str] = if format == PAGE { &["report", "--output", "-", "."] } else { &["check", "--format", format, "."] };
    told(folder, &[args, redact].concat())
}

fn told(folder: &Path, args: &[&str]) -> Outcome<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_candor")).args(args).current_dir(folder).output()?;
    Ok(format!("{}\n{}", String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?))
}

#[test]
fn no_words_of_a_draft_are_in_any_redacted_report() -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir()?;
    let mut drafts = HashSet::new();
    for draft in common::drafts()? {
        drafts.extend(runs(&draft.body));
        fs::write(folder.path().join(&draft.name), draft.text())?;
    }
    for (name, text) in SECRETS {
        drafts.extend(runs(text));
        fs::write(folder.path().join(name), text)?;
    }
    fs::write(folder.path().join("candor.toml"), "[[allow]]\npath = \"look-alikes.md\"\nlint = \"blame\"\nwords = \"nowhere to be seen\"\n")?;
    drafts.extend(runs("nowhere to be seen"));
    // What a lint says of itself, with its examples, is nobody's draft.
    for lint in &common::RULES.lints {
        for text in [&candor::check::page(lint), &lint.message, &lint.summary] {
            for run in runs(text) {
                drafts.remove(&run);
            }
        }
    }
    // What the program itself says of settings and comments.
    for source in files(&root.join("src"), ".rs")? {
        for run in runs(&fs::read_to_string(source)?) {
            drafts.remove(&run);
        }
    }
    assert!(drafts.len() > 3000, "only {} runs of words are looked for", drafts.len());
    for format in FORMATS.into_iter().chain([PAGE]) {
        let report = shown(folder.path(), format, &["--redact"])?;
        // In JSON a line end is written as a letter.
        let told = runs(&report.replace("\\n", "\n"));
        assert!(told.len() > 100, "--format {format} says nothing");
        let leaked: Vec<&String> = drafts.iter().filter(|run| told.contains(*run)).collect();
        assert!(leaked.is_empty(), "--format {format} holds {leaked:?}");
    }
    // Beside the drafts, what they might have been before: a paragraph less, some words more, another kind.
    let before = tempfile::tempdir()?;
    for draft in files(folder.path(), "")? {
        let text = fs::read_to_string(&draft)?;
        let start = text.rfind("\n\n").unwrap_or(text.len());
        let name = draft.file_name().ok_or("no name")?;
        fs::write(before.path().join(name), text[..start].replace("I ", "I truly ").replace("My ", "All of my "))?;
    }
    let old = before.path().to_str().ok_or("no name")?;
    for format in ["human", "json", "summary"] {
        let report = told(folder.path(), &["compare", "--redact", "--format", format, old, "."])?;
        assert!(report.len() > 10_000, "--format {format} says nothing");
        let told = runs(&report.replace("\\n", "\n"));
        let leaked: Vec<&String> = drafts.iter().filter(|run| told.contains(*run)).collect();
        assert!(leaked.is_empty(), "compare --format {format} holds {leaked:?}");
    }
    for format in ["human", PAGE] {
        let open = runs(&shown(folder.path(), format, &[])?);
        assert!(drafts.iter().filter(|run| open.contains(*run)).count() > 100, "this test would find nothing in {format}");
    }
    Ok(())
}

#[test]
fn a_redacted_report_still_says_what_is_wrong_and_where() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("draft.md"),
        "---\nspecialty: pediatrics\ntype: clinical\n---\nI failed Step 1. My school\nnever prepared us.\n\n<!-- candor: allow(excuse) -->\n",
    )?;
    let human = shown(folder.path(), "human", &["--redact"])?;
    for words in ["draft.md:5:18: warning[blame]: this puts the setback on somebody else\n", "= why: ", "= try: ", "`excuse` finds nothing"] {
        assert!(human.contains(words), "no {words} in {human}");
    }
    let open = shown(folder.path(), "json", &[])?;
    assert_eq!(shown(folder.path(), "json", &["--redact"])?, open, "known names are taken out");
    for format in ["short", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "summary"] {
        assert_eq!(shown(folder.path(), format, &["--redact"])?, shown(folder.path(), format, &[])?, "{format} shows words of the draft");
    }
    Ok(())
}
