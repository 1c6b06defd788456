//! Two branches renew the baseline, and git merges them: what both know is known.

use super::git::{command, commit, git};
use super::{CANDOR, Outcome, ends, entries, letter, write};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

fn sorry(about: &str) -> String {
    format!("I am deeply sorry about the {about}.")
}

/// Six applicants with a finding each and their baseline, committed on `main`.
fn office(folder: &Path) -> Outcome {
    git(folder, &["init", "--quiet", "--initial-branch", "main"])?;
    for name in ["ash", "birch", "cedar", "dogwood", "elm", "fir"] {
        write(folder, &format!("{name}/letter.md"), &letter(&[&sorry(name)]))?;
    }
    ends(folder, &["baseline"], 0)?;
    commit(folder, "What stands")
}

/// On a branch of its own `drafts` are written and the baseline is renewed.
fn branch(folder: &Path, name: &str, drafts: &[(&str, String)]) -> Outcome {
    git(folder, &["switch", "--quiet", "--create", name, "main"])?;
    for (path, text) in drafts {
        write(folder, path, text)?;
    }
    ends(folder, &["baseline"], 0)?;
    commit(folder, name)
}

/// One branch mends a finding and adds one, the other adds two, at the far end.
fn branches(folder: &Path) -> Outcome {
    branch(folder, "one", &[("ash/letter.md", letter(&[])), ("birch/letter.md", letter(&[&sorry("birch"), &sorry("lamp")]))])?;
    branch(folder, "two", &[("fir/letter.md", letter(&[&sorry("fir"), &sorry("door")])), ("fir/other.md", letter(&[&sorry("fir")]))])
}

#[test]
fn an_ordinary_merge_of_two_renewed_baselines_is_right() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    office(folder)?;
    branches(folder)?;
    git(folder, &["merge", "--quiet", "--no-edit", "one"])?;
    let merged = fs::read(folder.join("candor.baseline"))?;
    let (out, _) = ends(folder, &["check", "--baseline"], 0)?;
    assert!(out.contains("nothing new; 8 known, 0 resolved"), "{out}");
    ends(folder, &["baseline"], 0)?;
    assert!(fs::read(folder.join("candor.baseline"))? == merged, "a new baseline is another one than the merged one");
    Ok(())
}

#[test]
fn a_union_merge_takes_what_git_would_not_and_is_right() -> Outcome {
    for union in [false, true] {
        let folder = TempDir::new()?;
        let folder = folder.path();
        office(folder)?;
        if union {
            write(folder, ".gitattributes", "candor.baseline merge=union\n")?;
            commit(folder, "Baselines are merged")?;
        }
        // Both change the same lines.
        branch(folder, "one", &[("cedar/letter.md", letter(&[&sorry("cedar"), &sorry("lamp")]))])?;
        branch(
            folder,
            "two",
            &[("cedar/another.md", letter(&[&sorry("door")])), ("dogwood/letter.md", letter(&[])), ("cedar/note.md", letter(&[&sorry("oven")]))],
        )?;
        let merged = command(folder).args(["merge", "--quiet", "--no-edit", "one"]).output()?;
        assert_eq!(merged.status.success(), union, "{merged:?}");
        if union {
            let (out, _) = ends(folder, &["check", "--baseline"], 0)?;
            assert!(out.contains("nothing new; 8 known"), "{out}");
            // In any order, and with every line twice.
            let mut lines = entries(&folder.join("candor.baseline"))?;
            lines.extend(lines.clone());
            lines.reverse();
            fs::write(folder.join("candor.baseline"), format!("# candor baseline 1\n{}", lines.join("\n")))?;
            assert_eq!(ends(folder, &["check", "--baseline"], 0)?.0, out);
        } else {
            let (_, told) = ends(folder, &["check", "--baseline"], 2)?;
            for words in ["candor.baseline:", "is left over from a merge", "run `candor baseline` again", "merge=union"] {
                assert!(told.contains(words), "no {words} in {told}");
            }
            // For a part of the drafts it would have to know what stays.
            let (_, told) = ends(folder, &["baseline", "ash"], 2)?;
            assert!(told.contains("is left over from a merge"), "{told}");
            ends(folder, &["baseline"], 0)?;
        }
        ends(folder, &["baseline"], 0)?;
        let (out, _) = ends(folder, &["check", "--baseline"], 0)?;
        assert!(out.contains("nothing new; 8 known, 0 resolved") || out.contains("nothing new; 7 known, 0 resolved"), "{out}");
    }
    Ok(())
}

/// Each run renews its own part; none may undo what another wrote meanwhile.
#[test]
fn many_runs_renew_one_baseline_at_once_and_none_is_lost() -> Outcome {
    let folder = TempDir::new()?;
    let folder = folder.path();
    let names: Vec<String> = (0..8).map(|number| format!("applicant-{number}")).collect();
    for name in &names {
        write(folder, &format!("{name}/letter.md"), &letter(&[&sorry(name)]))?;
    }
    let start = |name: &String| Command::new(CANDOR).args(["baseline", name]).current_dir(folder).stdout(Stdio::null()).spawn();
    let runs = names.iter().map(start).collect::<Result<Vec<_>, _>>()?;
    for mut run in runs {
        assert!(run.wait()?.success());
    }
    assert_eq!(entries(&folder.join("candor.baseline"))?.len(), names.len());
    // And when all write everything.
    let runs = names.iter().map(|_| Command::new(CANDOR).arg("baseline").current_dir(folder).stdout(Stdio::null()).spawn()).collect::<Result<Vec<_>, _>>()?;
    for mut run in runs {
        assert!(run.wait()?.success());
    }
    assert_eq!(entries(&folder.join("candor.baseline"))?.len(), names.len());
    assert_eq!(fs::read_dir(folder)?.count(), names.len() + 1, "something is left behind");
    Ok(())
}
