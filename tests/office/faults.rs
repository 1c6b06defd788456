//! What can go wrong with a baseline: it is told with the file, what is wrong and the way out, and the old file stays.

use super::{CANDOR, Outcome, candor, ends, letter, write};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const SORRY: &str = "I am deeply sorry about the lantern.";

fn office() -> Outcome<TempDir> {
    let folder = TempDir::new()?;
    write(folder.path(), "quill/letter.md", &letter(&[SORRY]))?;
    Ok(folder)
}

fn refused(folder: &Path, args: &[&str], words: &[&str]) -> Outcome {
    let (out, told) = ends(folder, args, 2)?;
    assert_eq!(out, "", "{args:?}");
    for words in words {
        assert!(told.contains(words), "{args:?}: no {words} in {told}");
    }
    Ok(())
}

#[test]
fn a_file_that_is_no_baseline_is_told_of_with_the_way_out() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    let check = ["check", "--baseline"];
    refused(folder, &check, &["candor.baseline: there is no baseline", "`candor baseline` writes one"])?;
    refused(folder, &["check", "--baseline=old/b"], &["old/b: there is no baseline"])?;
    refused(folder, &["check", "--baseline=quill"], &["quill: this is a folder", "FOLDER/candor.baseline"])?;
    let good = "blame 00000000000000000000000000000007:1 a.md";
    let cases: [(&[u8], &[&str]); 8] = [
        (b"", &["the file is empty", "run `candor baseline` again"]),
        (b"\n\n", &["the file is empty"]),
        (b"# candor baseline 2: of tomorrow\n", &["line 1", "version '2'", "reads version 1", "use the candor that wrote it"]),
        (b"PK\x03\x04\xff\xfe", &["it is binary"]),
        (b"Dear committee,\n", &["is no baseline", "candor.baseline:1"]),
        (good.as_bytes(), &["is no baseline"]),
        (b"# candor baseline 1\nblame 7:1 a.md\n", &["line 2 is no entry", "LINT HASH:NUMBER DRAFT"]),
        (b"# candor baseline 1\n<<<<<<< HEAD\n=======\n>>>>>>> main\n", &["line 2 is left over from a merge", "candor.baseline:2"]),
    ];
    for (bytes, words) in cases {
        fs::write(folder.join("candor.baseline"), bytes)?;
        refused(folder, &check, words)?;
    }
    for odd in [
        "blame 00000000000000000000000000000007:0 a.md",
        "blame 00000000000000000000000000000007:1 ",
        "00000000000000000000000000000007:1 a.md",
        "Bläme 00000000000000000000000000000007:1 a.md",
    ] {
        fs::write(folder.join("candor.baseline"), format!("# candor baseline 1\n{good}\n{odd}\n"))?;
        refused(folder, &check, &["line 3 is no entry"])?;
    }
    // With a part of the drafts the rest of a broken baseline would be lost.
    refused(folder, &["baseline", "quill"], &["line 3 is no entry", "without a PATH"])?;
    ends(folder, &["baseline"], 0)?;
    ends(folder, &check, 0)?;
    Ok(())
}

#[test]
fn nothing_but_a_baseline_is_replaced_by_one() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    write(folder, "notes", "Call Marrow.\n")?;
    write(folder, "candor.toml", "")?;
    let cases = [
        ("quill/letter.md", "over a draft that is checked"),
        ("candor.toml", "over a configuration"),
        ("notes", "over a file that is none"),
        ("quill", "this is a folder"),
        ("missing/b", "there is no folder for the baseline"),
    ];
    for (file, words) in cases {
        refused(folder, &["baseline", "--output", file], &[file, words])?;
    }
    assert_eq!(fs::read_to_string(folder.join("notes"))?, "Call Marrow.\n");
    assert_eq!(fs::read_to_string(folder.join("quill/letter.md"))?, letter(&[SORRY]));
    refused(folder, &["baseline", "-"], &["--stdin-filename"])?;
    // And none is written of drafts of which none could be checked.
    refused(folder, &["baseline", "missing.md"], &["there is no such file"])?;
    assert!(!folder.join("candor.baseline").exists());
    // Nor is a baseline replaced by a report.
    ends(folder, &["baseline", "--output", "known"], 0)?;
    ends(folder, &["baseline"], 0)?;
    refused(folder, &["check", "--output", "candor.baseline"], &["over a baseline"])?;
    refused(folder, &["check", "--baseline=known", "--format=json=./known"], &["over a baseline"])?;
    ends(folder, &["check", "--baseline=known"], 0)?;
    Ok(())
}

/// A limit on the size of files is the disk that is full, without a disk.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_old_baseline() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    ends(folder, &["baseline"], 0)?;
    let old = fs::read(folder.join("candor.baseline"))?;
    write(folder, "marrow/letter.md", &letter(&[SORRY]))?;
    let script = format!("trap '' XFSZ; ulimit -f 0; exec '{CANDOR}' baseline");
    let run = Command::new("bash").args(["-c", &script]).current_dir(folder).output()?;
    let told = String::from_utf8(run.stderr)?;
    assert_eq!(run.status.code(), Some(2), "{told}");
    assert!(told.contains("candor.baseline: the baseline cannot be written"), "{told}");
    assert!(fs::read(folder.join("candor.baseline"))? == old);
    assert_eq!(fs::read_dir(folder)?.count(), 3, "something is left behind");
    // A report that finds no room leaves the baseline and the exit status of a failure, too.
    let script = format!("trap '' XFSZ; ulimit -f 0; exec '{CANDOR}' check --baseline --format=sarif=r.sarif");
    let run = Command::new("bash").args(["-c", &script]).current_dir(folder).output()?;
    assert_eq!(run.status.code(), Some(2));
    assert!(!folder.join("r.sarif").exists());
    Ok(())
}

/// Not even root writes to `/proc`.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_takes_no_files_is_told_of() -> Outcome {
    let folder = office()?;
    let (_, told) = ends(folder.path(), &["baseline", "--output", "/proc/self/candor.baseline"], 2)?;
    assert!(told.contains("/proc/self/candor.baseline") && told.contains("baseline"), "{told}");
    let (_, told) = ends(folder.path(), &["baseline", "--output", "/dev/full"], 2)?;
    assert!(told.contains("/dev/full: the baseline"), "{told}");
    Ok(())
}

#[test]
#[cfg(unix)]
fn links_are_followed_and_loops_are_told_of() -> Outcome {
    use std::os::unix::fs::symlink;
    let folder = office()?;
    let folder = folder.path();
    write(folder, "shared/known", "")?;
    symlink("shared/known", folder.join("candor.baseline"))?;
    ends(folder, &["baseline"], 0)?;
    assert!(fs::symlink_metadata(folder.join("candor.baseline"))?.is_symlink());
    assert!(fs::read_to_string(folder.join("shared/known"))?.contains("quill/letter.md"));
    ends(folder, &["check", "--baseline"], 0)?;
    // The folder is reached by another way.
    symlink("quill", folder.join("other-way"))?;
    ends(folder, &["check", "--baseline", "other-way/letter.md"], 0)?;
    fs::remove_file(folder.join("candor.baseline"))?;
    symlink("candor.baseline", folder.join("candor.baseline"))?;
    refused(folder, &["check", "--baseline"], &["candor.baseline: the baseline cannot be read"])?;
    // A draft that is a loop is there, and cannot be read: neither known nor resolved, and its entries stay.
    fs::remove_file(folder.join("candor.baseline"))?;
    ends(folder, &["baseline"], 0)?;
    let before = fs::read(folder.join("candor.baseline"))?;
    fs::remove_file(folder.join("quill/letter.md"))?;
    symlink("letter.md", folder.join("quill/letter.md"))?;
    write(folder, "marrow/letter.md", &letter(&[]))?;
    let (out, _) = ends(folder, &["check", "--baseline"], 0)?;
    assert!(out.contains("nothing new; 0 known, 0 resolved"), "{out}");
    let output = candor(folder, ["baseline", "quill/letter.md"])?;
    assert_eq!(output.status.code(), Some(2));
    assert!(fs::read(folder.join("candor.baseline"))? == before);
    Ok(())
}

/// A draft is there when drafts are chosen and gone when it is to be read: its entries are neither known nor resolved, and not lost. A pipe before it holds the run up until then.
#[test]
#[cfg(unix)]
fn a_draft_that_vanishes_meanwhile_keeps_its_entries() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    ends(folder, &["baseline"], 0)?;
    let before = fs::read(folder.join("candor.baseline"))?;
    assert!(Command::new("mkfifo").arg("pipe.md").current_dir(folder).status()?.success());
    for command in [&["check", "--baseline"][..], &["baseline"]] {
        let run = Command::new(CANDOR)
            .args(command)
            .args(["--threads", "1", "pipe.md", "quill/letter.md"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // Opened when somebody reads, that is, when all drafts are chosen.
        let mut pipe = fs::OpenOptions::new().write(true).open(folder.join("pipe.md"))?;
        fs::remove_file(folder.join("quill/letter.md"))?;
        pipe.write_all(letter(&[]).as_bytes())?;
        drop(pipe);
        let output = run.wait_with_output()?;
        let (out, told) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
        assert_eq!(output.status.code(), Some(2), "{out}{told}");
        assert!(told.contains("quill/letter.md: there is no such file"), "{told}");
        assert!(out.contains("0 known, 0 resolved") || out.contains("(0 new, 0 gone)"), "{out}");
        write(folder, "quill/letter.md", &letter(&[SORRY]))?;
    }
    assert!(fs::read(folder.join("candor.baseline"))? == before);
    Ok(())
}

#[test]
fn a_draft_that_cannot_be_read_keeps_its_entries() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    write(folder, "marrow/letter.md", &letter(&[SORRY]))?;
    ends(folder, &["baseline"], 0)?;
    let before = fs::read(folder.join("candor.baseline"))?;
    fs::write(folder.join("marrow/letter.md"), b"I am deeply sorry\xff\n")?;
    let (_, told) = ends(folder, &["check", "--baseline"], 2)?;
    assert!(told.contains("not UTF-8"), "{told}");
    let (out, _) = ends(folder, &["baseline"], 2)?;
    assert!(out.contains("(0 new, 0 gone)"), "{out}");
    assert!(fs::read(folder.join("candor.baseline"))? == before);
    // One that is named and missing likewise.
    fs::remove_file(folder.join("marrow/letter.md"))?;
    ends(folder, &["baseline", "marrow/letter.md"], 2)?;
    assert!(fs::read(folder.join("candor.baseline"))? == before);
    Ok(())
}

#[test]
fn what_comes_from_standard_input_is_known_by_its_name() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    ends(folder, &["baseline"], 0)?;
    for (text, status) in [(letter(&[SORRY]), 0), (letter(&[SORRY, SORRY]), 1)] {
        let file = write(folder, "typed", &text)?;
        let run = Command::new(CANDOR)
            .args(["check", "--baseline", "-", "--stdin-filename", "quill/letter.md"])
            .current_dir(folder)
            .stdin(fs::File::open(file)?)
            .output()?;
        assert_eq!(run.status.code(), Some(status), "{}", String::from_utf8_lossy(&run.stdout));
    }
    Ok(())
}
