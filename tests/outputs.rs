//! Where reports go: several formats in one run, files that are replaced whole, and what becomes of a run whose report cannot be written.

use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn folder() -> Outcome<TempDir> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("draft.md"), "I failed Step 1. My school never prepared us.\n")?;
    Ok(folder)
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["check", "--select", "blame"]).args(args).current_dir(folder);
    command
}

fn candor(folder: &TempDir, args: &[&str]) -> Outcome<Output> {
    Ok(command(folder.path(), args).output()?)
}

/// What stands in `folder`, hidden files as well.
fn names(folder: &TempDir) -> Outcome<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(folder.path())?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Outcome<_>>()?;
    names.sort();
    Ok(names)
}

#[test]
fn every_format_goes_where_it_was_sent_and_is_the_same_there() -> Outcome {
    let folder = folder()?;
    let run = candor(&folder, &["--format", "sarif=out.sarif", "--format", "human", "--format=json=a=b.json", "--format", "summary=s.out"])?;
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(names(&folder)?, ["a=b.json", "draft.md", "out.sarif", "s.out"]);
    for (format, file) in [("sarif", "out.sarif"), ("json", "a=b.json"), ("summary", "s.out")] {
        let alone = candor(&folder, &["--format", format])?;
        assert!(alone.stdout == fs::read(folder.path().join(file))?, "{format} in a file is another one");
    }
    assert!(candor(&folder, &[])?.stdout == run.stdout);
    // Files alone: nothing is left for standard output.
    assert!(candor(&folder, &["--format", "json=a=b.json"])?.stdout.is_empty());
    Ok(())
}

#[test]
fn output_names_the_file_of_the_format_without_one() -> Outcome {
    let folder = folder()?;
    let run = candor(&folder, &["--format", "json", "--format", "short=s.out", "--output", "r.json"])?;
    assert_eq!((run.status.code(), run.stdout.len()), (Some(1), 0));
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("r.json"))?)?;
    assert_eq!(report["files"][0]["diagnostics"][0]["lint"], "blame");
    candor(&folder, &["--output", "human.out"])?;
    // As in so many programs, - is standard output.
    let shown = candor(&folder, &["--output", "-"])?;
    assert!(shown.stdout == candor(&folder, &[])?.stdout && !folder.path().join("-").exists());
    let human = fs::read_to_string(folder.path().join("human.out"))?;
    assert!(human.contains("┌─ draft.md:1:18") && !human.contains('\u{1b}'), "{human}");
    Ok(())
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_way_out() -> Outcome {
    let folder = folder()?;
    fs::write(folder.path().join("candor.toml"), "extends = 'house.toml'\n")?;
    fs::write(folder.path().join("house.toml"), "ignore = ['length']\n")?;
    let refused: [(&[&str], &str); 10] = [
        (&["--format", "json", "--format", "short"], "name a file for the others"),
        (&["--format", "json", "--format", "short=-"], "name a file for the others"),
        (&["--format", "json=x", "--format", "short=./x"], "name another file for one of them"),
        (&["--format", "json=x", "--output", "y"], "leave --output out"),
        (&["--format", "json="], "--format json=FILE"),
        (&["--format", "yaml=x"], "possible values: human"),
        (&["--format", "summary=draft.md"], "over a draft"),
        (&["--format", "human", "--output", "./draft.md", "draft.md"], "over a draft"),
        (&["--output", "candor.toml"], "over a configuration"),
        (&["--output", "house.toml"], "over a configuration"),
    ];
    for (args, words) in refused {
        let run = candor(&folder, args)?;
        let told = String::from_utf8(run.stderr)?;
        assert_eq!(run.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains(words), "{args:?}: {told}");
        assert!(run.stdout.is_empty(), "{args:?}");
    }
    assert_eq!(names(&folder)?, ["candor.toml", "draft.md", "house.toml"]);
    assert!(fs::read_to_string(folder.path().join("draft.md"))?.starts_with("I failed"), "the draft is gone");
    Ok(())
}

#[test]
fn a_report_that_cannot_be_written_ends_the_run_with_2_and_the_others_are_written() -> Outcome {
    let folder = folder()?;
    fs::create_dir(folder.path().join("taken"))?;
    for (file, words) in [("missing/r.json", "make its folder first"), ("taken", "this is a folder")] {
        let run = candor(&folder, &["--format", &format!("json={file}"), "--format", "short=s.out", "--format", "human"])?;
        let told = String::from_utf8(run.stderr)?;
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(told.contains(file) && told.contains(words), "{told}");
        assert!(!run.stdout.is_empty());
        fs::remove_file(folder.path().join("s.out"))?;
    }
    assert_eq!(names(&folder)?, ["draft.md", "taken"]);
    Ok(())
}

/// A limit on the size of files is the disk that is full, without a disk.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_old_report() -> Outcome {
    let folder = folder()?;
    fs::write(folder.path().join("r.json"), "old")?;
    let program = env!("CARGO_BIN_EXE_candor");
    // The signal is ignored, so that writing fails instead.
    let script = format!("trap '' XFSZ; ulimit -f 0; exec '{program}' check --select blame --format json=r.json");
    let run = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).output()?;
    let told = String::from_utf8(run.stderr)?;
    assert_eq!(run.status.code(), Some(2), "{told}");
    assert!(told.contains("r.json: the report cannot be written"), "{told}");
    assert_eq!(fs::read_to_string(folder.path().join("r.json"))?, "old");
    assert_eq!(names(&folder)?, ["draft.md", "r.json"]);
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_device_stays_a_device_and_a_link_a_link() -> Outcome {
    let folder = folder()?;
    let run = candor(&folder, &["--format", "json", "--output", "/dev/stdout"])?;
    assert!(run.stdout.starts_with(b"{\"version\":1"), "{run:?}");
    fs::write(folder.path().join("real.json"), "old")?;
    std::os::unix::fs::symlink("real.json", folder.path().join("link.json"))?;
    candor(&folder, &["--format", "json=link.json"])?;
    assert!(fs::symlink_metadata(folder.path().join("link.json"))?.is_symlink());
    assert!(fs::read_to_string(folder.path().join("real.json"))?.starts_with('{'));
    Ok(())
}

#[test]
#[cfg(unix)]
fn who_may_read_a_report_may_read_the_next_one_and_nobody_else() -> Outcome {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder()?;
    let file = folder.path().join("r.json");
    fs::write(&file, "old")?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
    candor(&folder, &["--format", "json=r.json"])?;
    assert!(fs::read_to_string(&file)?.starts_with('{'));
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    Ok(())
}

#[test]
#[cfg(unix)]
fn the_name_of_a_file_is_no_command_to_a_terminal_and_ends_no_line() -> Outcome {
    let folder = folder()?;
    fs::rename(folder.path().join("draft.md"), folder.path().join("a\nb\u{1b}[31m.md"))?;
    fs::write(folder.path().join("c\u{1b}[31m.md"), b"\xff")?;
    let short = candor(&folder, &["--format", "short"])?;
    assert_eq!(String::from_utf8(short.stdout)?.lines().next(), Some("a?b?[31m.md:1:18: warning[blame]: this puts the setback on somebody else"));
    assert!(String::from_utf8(short.stderr)?.starts_with("error: c?[31m.md: the file is not UTF-8"));
    let human = String::from_utf8(candor(&folder, &[])?.stdout)?;
    assert!(human.contains("a?b?[31m.md") && !human.contains('\u{1b}'), "{human}");
    Ok(())
}

/// `candor check --format human --format sarif=out.sarif | head -1` still leaves a whole file.
#[test]
#[cfg(target_os = "linux")]
fn a_file_is_written_also_when_nobody_reads_standard_output() -> Outcome {
    let folder = folder()?;
    let full = fs::OpenOptions::new().write(true).open("/dev/full")?;
    let run = command(folder.path(), &["--format", "human", "--format", "json=r.json"]).stdout(full).output()?;
    assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("r.json"))?)?;
    assert_eq!(report["files"][0]["diagnostics"][0]["lint"], "blame");
    Ok(())
}
