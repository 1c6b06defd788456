//! Since a commit: which drafts differ from how they stood when this branch left another one, and how they stood.

use super::git::Git;
use super::place::real;
use super::problem::Problem;
use super::read::read;
use super::walk::is_draft;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The drafts of a repository, compared with a commit.
#[derive(Debug)]
pub struct Base {
    /// The top of the working tree, without links in its path.
    pub top: PathBuf,
    /// The drafts that differ.
    pub changes: Vec<Change>,
    /// The drafts that git keeps track of and that do not differ.
    pub unchanged: Vec<PathBuf>,
    /// What is doubtful: drafts as they stood that cannot be read.
    pub problems: Vec<Problem>,
}

/// A draft that differs, with absolute paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stood.
    pub old: PathBuf,
    /// What stood there.
    pub text: String,
    /// Where it stands now; nothing if it is gone.
    pub new: Option<PathBuf>,
}

/// Compares the drafts of the repository that `folder` is in with how they stood when HEAD left `reference`. Of drafts that are still there only the `wanted` ones are read.
///
/// # Errors
/// A git that is missing or fails, no repository, a reference that it does not know.
pub fn since(reference: &str, folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Base, Problem> {
    let mut problems = Vec::new();
    let git = Git::at(folder)?;
    let commit = git.base(reference, &mut problems)?;
    let differences = git.differences(&commit)?;
    let top = real(&git.top);
    let place = |path: &Path| top.join(path);
    let touched: HashSet<&Path> = differences.iter().flat_map(|difference| difference.new.iter().map(PathBuf::as_path)).collect();
    let unchanged = git.tracked()?.into_iter().filter(|path| !touched.contains(path.as_path())).map(|path| place(&path)).filter(|path| wanted(path)).collect();
    let is_wanted = |old: &Path, new: Option<&PathBuf>| new.map_or_else(|| is_draft(old), |new| wanted(&place(new)));
    let asked: Vec<(&PathBuf, &String, Option<&PathBuf>)> = differences
        .iter()
        .filter_map(|difference| difference.old.as_ref().map(|(old, id)| (old, id, difference.new.as_ref())))
        .filter(|(old, _, new)| is_wanted(old, *new))
        .collect();
    let ids: Vec<&str> = asked.iter().map(|(_, id, _)| id.as_str()).collect();
    let contents = git.contents(&ids)?;
    let mut changes = Vec::new();
    for (old, id, new) in asked {
        let name = old.to_string_lossy();
        match contents.get(id).map(|bytes| read(bytes.as_slice(), &name)) {
            Some(Ok(text)) => changes.push(Change { old: place(old), text, new: new.map(|new| place(new)) }),
            Some(Err(problem)) => problems.push(unreadable(&name, reference, &problem.message)),
            None => problems.push(unreadable(&name, reference, "git does not have it")),
        }
    }
    Ok(Base { top, changes, unchanged, problems })
}

/// The draft called `name` as it stood at `reference` is of no use, and `why`.
#[must_use]
pub fn unreadable(name: &str, reference: &str, why: &str) -> Problem {
    let message = format!("how this draft stood at '{reference}' cannot be read ({why}), so all that is found in it counts as new");
    Problem::warning(name, message, "nothing needs to be done if the draft can be read now")
}
