//! git, asked as a program: no shell between, no setting that would change what it prints, and nothing that it would write or ask.

use super::place::path_of;
use super::problem::Problem;
use crate::rules::nearest;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A repository as it is seen from one of its folders.
#[derive(Debug)]
pub(super) struct Git {
    /// The top of its working tree.
    pub(super) top: PathBuf,
}

/// A file that differs between a commit and the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The file in the commit, with the id of its content; nothing if it is a new one or was no ordinary file.
    pub(super) old: Option<(PathBuf, String)>,
    /// The file as it is called now; nothing if it is gone.
    pub(super) new: Option<PathBuf>,
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "color.ui=false"]).current_dir(folder).stdin(Stdio::null());
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").env("GIT_PAGER", "cat");
    command
}

fn run(folder: &Path, args: &[&str]) -> Result<Output, Problem> {
    command(folder).args(args).output().map_err(|error| unusable(&error))
}

fn unusable(error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::NotFound {
        return Problem::error("", "--since asks git, and there is no git on this machine", "install git, or use `candor check --baseline`, which needs none");
    }
    Problem::error("", format!("git cannot be run: {error}"), "check that `git status` works here")
}

/// What git said when it failed, in a line.
fn said(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    let line = told.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed and said nothing");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}

fn failed(output: &Output) -> Problem {
    let told = String::from_utf8_lossy(&output.stderr);
    let help = if told.contains("dubious ownership") {
        "if you trust this repository: git config --global --add safe.directory FOLDER"
    } else {
        "check that `git status` works here"
    };
    Problem::error("", format!("git says: {}", said(output)), help)
}

impl Git {
    /// The repository that `folder` is in.
    pub(super) fn at(folder: &Path) -> Result<Self, Problem> {
        let top = run(folder, &["rev-parse", "--show-toplevel"])?;
        if top.status.success() {
            return Ok(Self { top: path_of(top.stdout.strip_suffix(b"\n").unwrap_or(&top.stdout).to_vec()) });
        }
        let told = String::from_utf8_lossy(&top.stderr);
        if told.contains("not a git repository") {
            return Err(Problem::error(
                "",
                "--since needs a git repository, and this folder is in none",
                "run it inside the repository of the drafts, or use --baseline",
            ));
        }
        if told.contains("must be run in a work tree") {
            return Err(Problem::error(
                "",
                "this is a bare repository: it has no drafts to check",
                "run it in a clone, or in a working tree: git worktree add FOLDER",
            ));
        }
        Err(failed(&top))
    }

    fn text(&self, args: &[&str]) -> Result<String, Problem> {
        let output = run(&self.top, args)?;
        if output.status.success() { Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned()) } else { Err(failed(&output)) }
    }

    fn is_shallow(&self) -> bool {
        self.text(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer == "true")
    }

    /// The commit at which HEAD left `reference`; the commit of `reference` itself if they have none in common. What is doubtful about it goes to `problems`.
    pub(super) fn base(&self, reference: &str, problems: &mut Vec<Problem>) -> Result<String, Problem> {
        let commit = run(&self.top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{reference}^{{commit}}")])?;
        if !commit.status.success() {
            return Err(self.unknown(reference));
        }
        let commit = String::from_utf8_lossy(&commit.stdout).trim().to_owned();
        let base = run(&self.top, &["merge-base", &commit, "HEAD"])?;
        let base_commit = String::from_utf8_lossy(&base.stdout).trim().to_owned();
        if base.status.success() && !base_commit.is_empty() {
            return Ok(base_commit);
        }
        if self.is_shallow() {
            let message = format!("the clone is shallow: where this branch left '{reference}' is not in it, so '{reference}' itself is compared with");
            problems.push(Problem::warning("", message, "fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` where a service checks out"));
        }
        Ok(commit)
    }

    fn unknown(&self, reference: &str) -> Problem {
        let message = format!("git knows no commit '{reference}'");
        if self.is_shallow() {
            let help = "the clone is shallow and holds few commits: `git fetch --unshallow`, or `fetch-depth: 0` where a service checks out";
            return Problem::error("", message, help);
        }
        let names = self.text(&["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"]).unwrap_or_default();
        let names: Vec<&str> = names.lines().collect();
        // `main` is meant by `origin/main` where a service has checked out nothing else.
        let same_end = names.iter().find(|name| name.rsplit('/').next() == Some(reference)).copied();
        let near: Vec<&str> = same_end.into_iter().chain(nearest(reference, names.iter().copied().filter(|name| Some(*name) != same_end))).take(3).collect();
        let help = match near.as_slice() {
            [] => "there are no branches and tags yet: commit first".to_owned(),
            near => format!("nearest are {}; `git branch --all` lists them", near.join(", ")),
        };
        Problem::error("", message, help)
    }

    /// All files that git keeps track of, from the top.
    pub(super) fn tracked(&self) -> Result<Vec<PathBuf>, Problem> {
        let output = run(&self.top, &["ls-files", "-z", "--full-name"])?;
        if !output.status.success() {
            return Err(failed(&output));
        }
        Ok(output.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(|path| path_of(path.to_vec())).collect())
    }

    /// How the working tree, with what is staged, differs from `commit`.
    pub(super) fn differences(&self, commit: &str) -> Result<Vec<Difference>, Problem> {
        let args = ["diff", "--raw", "-z", "-M", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-relative", "--ignore-submodules=all", commit, "--"];
        let output = run(&self.top, &args)?;
        if !output.status.success() {
            return Err(failed(&output));
        }
        let strange = || Problem::error("", "git lists differences in a way that this candor does not know", "bring git up to date: 2.30 or later");
        let mut fields = output.stdout.split(|byte| *byte == 0).filter(|field| !field.is_empty());
        let mut differences = Vec::new();
        while let Some(field) = fields.next() {
            let field = String::from_utf8_lossy(field);
            // `:100644 100644 OLD-ID NEW-ID M`
            let parts: Vec<&str> = field.strip_prefix(':').unwrap_or_default().split(' ').collect();
            let [mode, _, id, _, status] = parts.as_slice() else { return Err(strange()) };
            let path = path_of(fields.next().ok_or_else(strange)?.to_vec());
            let renamed = if status.starts_with(['R', 'C']) { Some(path_of(fields.next().ok_or_else(strange)?.to_vec())) } else { None };
            let old = mode.starts_with("100").then(|| (path.clone(), (*id).to_owned()));
            let new = match status.chars().next() {
                Some('D') => None,
                Some('R' | 'C') => renamed,
                _ => Some(path),
            };
            differences.push(Difference { old: old.filter(|_| !status.starts_with('C')), new });
        }
        Ok(differences)
    }

    /// The contents with these ids; nothing for one that git does not have.
    pub(super) fn contents(&self, ids: &[&str]) -> Result<HashMap<String, Vec<u8>>, Problem> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let asked: String = ids.iter().flat_map(|id| [id, "\n"]).collect();
        let mut child = command(&self.top)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| unusable(&error))?;
        let stdin = child.stdin.take();
        // Git answers while it is asked: who only asked would wait for ever on full pipes.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(asked.as_bytes())));
            child.wait_with_output()
        });
        let output = output.map_err(|error| unusable(&error))?;
        if !output.status.success() {
            return Err(failed(&output));
        }
        read_batch(&output.stdout).ok_or_else(|| Problem::error("", "git broke off while it showed earlier drafts", "check that `git fsck` is content"))
    }
}

/// `ID blob LENGTH`, then so many bytes and a line end; `ID missing` alone.
fn read_batch(bytes: &[u8]) -> Option<HashMap<String, Vec<u8>>> {
    let mut contents = HashMap::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        let [id, _, length] = head.split(' ').collect::<Vec<_>>()[..] else { continue };
        let mut content = vec![0; length.parse().ok()?];
        rest.read_exact(&mut content).ok()?;
        rest = rest.strip_prefix(b"\n")?;
        contents.insert(id.to_owned(), content);
    }
    Some(contents)
}
