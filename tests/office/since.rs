//! What is new since a branch was left, and everything that git can say against it.

use super::formats::read_back;
use super::git::{commit, git};
use super::{CANDOR, Outcome, ends, letter, write};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const OLD: &str = "I am deeply sorry about the lantern.";
const NEW: &str = "I look forward to the garden at [Program Name].";

/// A repository with an old finding on `main`.
fn office() -> Outcome<TempDir> {
    let folder = TempDir::new()?;
    git(folder.path(), &["init", "--quiet", "--initial-branch", "main"])?;
    write(folder.path(), "quill/letter.md", &letter(&[OLD]))?;
    commit(folder.path(), "What stands")?;
    Ok(folder)
}

fn told(folder: &Path, args: &[&str]) -> Outcome<Vec<(String, u64)>> {
    let status = i32::from(!args.contains(&"--fail-on=never"));
    let (out, errors) = ends(folder, &[&["check", "--format=short"], args].concat(), status)?;
    assert_eq!(errors, "");
    Ok(read_back("short", &out)?.into_iter().map(|(path, line, _)| (path, line)).collect())
}

fn refused(folder: &Path, reference: &str, words: &[&str]) -> Outcome {
    let (out, told) = ends(folder, &["check", &format!("--since={reference}")], 2)?;
    assert_eq!(out, "");
    for words in words {
        assert!(told.contains(words), "--since {reference}: no {words} in {told}");
    }
    Ok(())
}

#[test]
fn what_others_did_meanwhile_is_not_this_branch_s() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    git(folder, &["switch", "--quiet", "--create", "work"])?;
    write(folder, "quill/letter.md", &letter(&[OLD, NEW]))?;
    commit(folder, "Work")?;
    git(folder, &["switch", "--quiet", "main"])?;
    write(folder, "quill/letter.md", &letter(&[]))?;
    commit(folder, "Others mend it")?;
    git(folder, &["switch", "--quiet", "work"])?;
    // At the base the old finding stood.
    assert_eq!(told(folder, &["--since=main"])?, [("quill/letter.md".to_owned(), 8)]);
    // From a subfolder, with paths as they are named there.
    assert_eq!(told(&folder.join("quill"), &["--since=main"])?, [("letter.md".to_owned(), 8)]);
    assert_eq!(told(&folder.join("quill"), &["--since=main~1", "../quill/letter.md"])?, [("../quill/letter.md".to_owned(), 8)]);
    Ok(())
}

#[test]
fn staged_unstaged_untracked_and_ignored_drafts_are_all_looked_at() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    write(folder, "staged/a.md", &letter(&[NEW]))?;
    git(folder, &["add", "staged"])?;
    write(folder, "untracked/an ünusual\tname.md", &letter(&[NEW]))?;
    write(folder, ".gitignore", "ignored/\n")?;
    write(folder, "ignored/c.md", &letter(&[NEW]))?;
    write(folder, "quill/letter.md", &letter(&["Nothing is found here.", OLD, NEW]))?;
    let names = |args: &[&str]| -> Outcome<Vec<String>> { Ok(told(folder, args)?.into_iter().map(|(path, _)| path).collect()) };
    // What would move a terminal's cursor is shown as a question mark.
    assert_eq!(names(&["--since=main"])?, ["quill/letter.md", "staged/a.md", "untracked/an ünusual?name.md"]);
    assert_eq!(names(&["--since=main", "staged"])?, ["staged/a.md"]);
    // One that is ignored is checked if it is named, and git knows nothing of it.
    assert_eq!(names(&["--since=main", "ignored/c.md"])?, ["ignored/c.md"]);
    Ok(())
}

/// git is asked for nothing that is unchanged: what the file is compared with is the file.
#[test]
fn what_is_typed_is_compared_with_what_stood() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    for (text, status) in [(letter(&[OLD]), 0), (letter(&[OLD, NEW]), 1)] {
        let file = write(folder, ".git/typed", &text)?;
        let run = Command::new(CANDOR)
            .args(["check", "--since=main", "-", "--stdin-filename", "quill/letter.md"])
            .current_dir(folder)
            .stdin(fs::File::open(file)?)
            .output()?;
        assert_eq!(run.status.code(), Some(status), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    }
    Ok(())
}

#[test]
fn a_draft_that_stood_there_as_no_text_makes_all_of_it_new() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    fs::write(folder.join("quill/other.md"), b"I am deeply sorry\xff\n")?;
    write(folder, "quill/third.md", "---\nkind: [\n---\nText.\n")?;
    commit(folder, "Other")?;
    write(folder, "quill/other.md", &letter(&[OLD]))?;
    write(folder, "quill/third.md", &letter(&[OLD]))?;
    let (out, told) = ends(folder, &["check", "--since=HEAD", "--format=short"], 1)?;
    assert_eq!(read_back("short", &out)?.len(), 2, "{out}");
    for words in ["quill/other.md: how this draft stood at 'HEAD' cannot be read", "not UTF-8", "quill/third.md"] {
        assert!(told.contains(words), "no {words} in {told}");
    }
    Ok(())
}

#[test]
fn a_reference_that_git_does_not_know_is_told_of_with_those_that_are_near() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    refused(folder, "mian", &["git knows no commit 'mian'", "nearest are main"])?;
    for odd in ["--output=x", "-h", "", "main:quill/letter.md", "main^{tree}", "a b", "$(touch x)", "main..main"] {
        refused(folder, odd, &["git knows no commit"])?;
    }
    assert!(!folder.join("x").exists());
    git(folder, &["update-ref", "refs/remotes/origin/trunk", "HEAD"])?;
    refused(folder, "trunk", &["nearest are origin/trunk"])?;
    let empty = TempDir::new()?;
    git(empty.path(), &["init", "--quiet"])?;
    write(empty.path(), "a.md", "I passed.\n")?;
    refused(empty.path(), "main", &["no branches and tags yet"])?;
    Ok(())
}

#[test]
fn a_shallow_clone_is_told_to_be_deepened() -> Outcome {
    let folder = office()?;
    write(folder.path(), "quill/letter.md", &letter(&[OLD, OLD]))?;
    commit(folder.path(), "Second")?;
    let clone = TempDir::new()?;
    let from = format!("file://{}", folder.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth", "1", &from, "here"])?;
    let here = clone.path().join("here");
    refused(&here, "HEAD~1", &["git knows no commit 'HEAD~1'", "`fetch-depth: 0`"])?;
    // Another root, as far as the clone can see.
    git(folder.path(), &["switch", "--quiet", "--create", "release", "HEAD~1"])?;
    git(&here, &["fetch", "--quiet", "--depth", "1", "origin", "release"])?;
    let (_, told) = ends(&here, &["check", "--since=FETCH_HEAD"], 1)?;
    assert!(told.contains("the clone is shallow") && told.contains("itself is compared with"), "{told}");
    Ok(())
}

#[test]
fn where_there_is_no_working_tree_or_no_git_the_way_out_is_told() -> Outcome {
    let plain = TempDir::new()?;
    write(plain.path(), "a.md", "I passed.\n")?;
    refused(plain.path(), "main", &["needs a git repository", "--baseline"])?;
    let bare = TempDir::new()?;
    git(bare.path(), &["init", "--quiet", "--bare"])?;
    refused(bare.path(), "main", &["bare repository", "git worktree add"])?;

    let folder = office()?;
    let run = |path: &Path| Command::new(CANDOR).args(["check", "--since=main"]).current_dir(folder.path()).env("PATH", path).output();
    let none = run(plain.path())?;
    assert_eq!(none.status.code(), Some(2));
    let told = String::from_utf8(none.stderr)?;
    assert!(told.contains("there is no git on this machine") && told.contains("--baseline"), "{told}");
    // One that fails half-way, at each of its tasks.
    #[cfg(unix)]
    for task in ["rev-parse", "diff", "ls-files", "cat-file"] {
        use std::os::unix::fs::PermissionsExt;
        let real = String::from_utf8(Command::new("sh").args(["-c", "command -v git"]).output()?.stdout)?;
        let script = format!(
            "#!/bin/sh\nfor arg; do if [ \"$arg\" = {task} ]; then echo 'fatal: the index is on fire' >&2; exit 128; fi; done\nexec {} \"$@\"\n",
            real.trim()
        );
        let program = write(plain.path(), "git", &script)?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        write(folder.path(), "quill/letter.md", &letter(&[OLD, NEW]))?;
        let failed = run(plain.path())?;
        let told = String::from_utf8(failed.stderr)?;
        assert_eq!((failed.status.code(), failed.stdout.len()), (Some(2), 0), "{task}: {told}");
        assert!(told.contains("git says: the index is on fire") && told.contains("`git status`"), "{task}: {told}");
    }
    Ok(())
}

#[test]
fn drafts_of_other_repositories_are_refused() -> Outcome {
    let folder = office()?;
    let other = office()?;
    let folder = folder.path();
    git(folder, &["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &other.path().display().to_string(), "forms"])?;
    commit(folder, "Forms")?;
    refused(folder, "main", &["forms/quill: this folder is a repository of its own".replace("/quill", "").as_str(), "a submodule?", "cd forms"])?;
    assert_eq!(told(folder, &["--since=main", "--fail-on=never", "quill"])?, []);
    assert_eq!(told(&folder.join("forms"), &["--since=main", "--fail-on=never"])?, []);
    let outside = other.path().join("quill/letter.md").display().to_string();
    let (_, errors) = ends(folder, &["check", "--since=main", &outside], 2)?;
    assert!(errors.contains("this one lies outside"), "{errors}");
    Ok(())
}

/// What a sparse checkout leaves out is neither new nor resolved.
#[test]
fn a_sparse_checkout_is_compared_where_it_is() -> Outcome {
    let folder = office()?;
    let folder = folder.path();
    write(folder, "marrow/letter.md", &letter(&[OLD]))?;
    commit(folder, "Marrow")?;
    git(folder, &["switch", "--quiet", "--create", "work"])?;
    write(folder, "marrow/letter.md", &letter(&[]))?;
    write(folder, "quill/letter.md", &letter(&[OLD, NEW]))?;
    commit(folder, "Work")?;
    git(folder, &["sparse-checkout", "set", "quill"])?;
    assert!(!folder.join("marrow").exists());
    let (out, _) = ends(folder, &["check", "--since=main"], 1)?;
    assert!(out.contains("1 new finding (1 error); 1 known, 0 resolved"), "{out}");
    Ok(())
}
