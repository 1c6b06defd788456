//! The command line as people and scripts meet it. The cases are transcripts in `tests/cmd`: a folder `NAME.in` beside `NAME.trycmd` or `NAME.toml` is the one that its commands run in.
//! `TRYCMD=overwrite cargo test --test cli` writes what the program says now into them. What a transcript cannot show, such as colors and what a terminal gets, is tested here.

use serde_json::Value;
use std::error::Error;
use std::fs;
use std::process::{Command, Output};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const STATEMENT: &str = "fixtures/statement.md";

fn candor(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR");
    command
}

fn stdout(output: Output) -> Outcome<String> {
    Ok(String::from_utf8(output.stdout)?)
}

/// `text` without escape sequences for colors.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    // A release changes no transcript.
    let _ = cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION"));
    cases.case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
}

#[test]
fn the_list_of_lints_is_json_that_agrees_with_the_table() -> Outcome {
    let list: Value = serde_json::from_str(&stdout(candor(&["lints", "--format", "json"]).output()?)?)?;
    let lints = list.as_array().ok_or("no array")?;
    let table = stdout(candor(&["lints"]).output()?)?;
    assert!(lints.len() > 20);
    for lint in lints {
        let field = |name: &str| lint[name].as_str().filter(|text| !text.trim().is_empty()).ok_or(format!("no {name}: {lint}"));
        let row: Vec<&str> =
            table.lines().find(|line| field("id").is_ok_and(|id| line.starts_with(&format!("{id} ")))).ok_or("no row")?.split_whitespace().collect();
        assert_eq!(row[1], field("severity")?);
        assert_eq!(row[2..].join(" "), field("summary")?);
        for name in ["message", "reason", "advice", "explanation"] {
            field(name)?;
        }
        assert!(lint["kinds"].as_array().is_some_and(|kinds| !kinds.is_empty()), "{lint}");
    }
    Ok(())
}

#[test]
fn every_lint_can_be_explained() -> Outcome {
    let list: Value = serde_json::from_str(&stdout(candor(&["lints", "--format", "json"]).output()?)?)?;
    for id in list.as_array().into_iter().flatten().filter_map(|lint| lint["id"].as_str()) {
        let page = stdout(candor(&["explain", id]).output()?)?;
        for part in [&format!("{id}: "), "Why a reader minds\n", "What to write instead\n", "Found\n", "Left alone\n", "To silence it\n"] {
            assert!(page.contains(part), "explain {id} lacks '{part}':\n{page}");
        }
    }
    Ok(())
}

#[test]
fn colors_come_only_when_asked_for_and_change_no_word() -> Outcome {
    let check = ["check", "--no-config", STATEMENT];
    let piped = stdout(candor(&check).output()?)?;
    let never = stdout(candor(&[&["--color", "never"], &check[..]].concat()).output()?)?;
    let always = stdout(candor(&[&["--color", "always"], &check[..]].concat()).env("NO_COLOR", "1").output()?)?;
    assert!(always.contains("\u{1b}["), "no colors");
    assert!(!piped.contains('\u{1b}'), "a pipe got colors");
    assert_eq!(never, piped);
    assert_eq!(without_colors(&always), piped);
    for machine in ["short", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "summary"] {
        let output = stdout(candor(&["--color", "always", "check", "--no-config", "--format", machine, STATEMENT]).output()?)?;
        assert!(!output.is_empty() && !output.contains('\u{1b}'), "--format {machine} is colored");
    }
    Ok(())
}

/// Others' drafts are read, too.
#[test]
fn a_draft_cannot_send_commands_to_the_terminal_that_shows_it() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("draft.md"), "I failed Step 1. My school never prepared us. \u{1b}[2J \u{9b}31m \u{7}\n")?;
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "summary"] {
        let output = candor(&["check", "--format", format, "--select", "blame"]).current_dir(folder.path()).output()?;
        let shown = stdout(output)?;
        assert!(shown.contains("draft.md"), "{shown}");
        let command = shown.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(command, None, "--format {format} shows {shown:?}");
    }
    Ok(())
}

/// `script` gives a program a terminal; other systems have another one.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_colors_unless_no_color_is_set() -> Outcome {
    let program = format!("{} check --no-config {STATEMENT}", env!("CARGO_BIN_EXE_candor"));
    let on_a_terminal = |name: &str, value: &str| -> Outcome<String> {
        let mut script = Command::new("script");
        script.args(["-qec", &program, "/dev/null"]).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR").env("TERM", "xterm").env(name, value);
        let shown = stdout(script.output().map_err(|error| format!("`script` of util-linux: {error}"))?)?;
        assert!(shown.contains("generic-motivation"), "nothing was shown: {shown}");
        Ok(shown)
    };
    assert!(on_a_terminal("NO_COLOR", "")?.contains("\u{1b}["), "a terminal got no colors");
    assert!(!on_a_terminal("NO_COLOR", "1")?.contains("\u{1b}["), "NO_COLOR was not heeded");
    assert!(!on_a_terminal("TERM", "dumb")?.contains("\u{1b}["), "TERM=dumb was not heeded");
    Ok(())
}

/// A transcript's folder cannot hold these: git would leave them out of the repository as well.
#[test]
fn a_walk_leaves_out_what_git_ignores_also_outside_of_a_repository() -> Outcome {
    let folder = tempfile::tempdir()?;
    for (name, text) in [(".gitignore", "old/\n"), ("draft.md", "I failed once.\n"), ("old/draft.md", "I failed twice.\n")] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        fs::write(path, text)?;
    }
    let mut check = candor(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(check.current_dir(folder.path()).output()?)?)?;
    let paths: Vec<&str> = report["files"].as_array().into_iter().flatten().filter_map(|file| file["path"].as_str()).collect();
    assert_eq!(paths, ["draft.md"]);
    Ok(())
}
