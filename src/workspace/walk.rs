//! Walking folders: which files are drafts.

use super::place::absolute;
use super::problem::Problem;
use super::project::shown;
use crate::document::Format;
use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Files that every repository has and that are no drafts, unless somebody names them.
const NO_DRAFTS: [&str; 6] = ["readme", "changelog", "license", "licence", "contributing", "code_of_conduct"];

/// The drafts below `folder`, sorted; problems on the way go to `problems`.
#[must_use]
pub fn drafts_below(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut drafts = Vec::new();
    for entry in walk(folder).build() {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|t| t.is_file());
                if is_file && is_draft(entry.path()) {
                    drafts.push(entry.into_path());
                }
            }
            Err(error) => {
                let (part, reason) = told(&error);
                let name = shown(part.unwrap_or(folder));
                problems.push(Problem::error(name, format!("the folder cannot be read: {reason}"), "check its permissions, or name the drafts one by one"));
            }
        }
    }
    drafts.sort();
    drafts
}

/// Which file or folder `error` is about, if it says so, and what the system says of it.
fn told(error: &ignore::Error) -> (Option<&Path>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), told(err).1),
        ignore::Error::WithDepth { err, .. } => told(err),
        ignore::Error::Io(error) => (None, error.get_ref().and_then(|inner| inner.source()).map_or_else(|| error.to_string(), ToString::to_string)),
        other => (None, other.to_string()),
    }
}

/// The folders in which [`drafts_below`] looks.
pub(super) fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let entries = walk(folder).build().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir())).map(DirEntry::into_path).collect()
}

fn walk(folder: &Path) -> WalkBuilder {
    // Ignore files count outside of git repositories, too: a folder of drafts may be handed over as it is.
    let mut walk = WalkBuilder::new(folder);
    walk.require_git(false).follow_links(false);
    walk
}

/// Which of `files` a walk through the current folder would find, as absolute paths. Of files elsewhere only the name counts.
#[must_use]
pub fn found_on_a_walk<'a>(files: impl Iterator<Item = &'a Path>) -> HashSet<PathBuf> {
    let here = absolute(Path::new("."));
    let (below, elsewhere): (Vec<PathBuf>, Vec<PathBuf>) = files.filter(|file| is_draft(file)).map(absolute).partition(|file| file.starts_with(&here));
    let mut found: HashSet<PathBuf> = elsewhere.into_iter().collect();
    if !below.is_empty() {
        // The way to these files and nothing beside it.
        let way: HashSet<PathBuf> = below.iter().flat_map(|file| file.ancestors()).map(Path::to_owned).collect();
        let walk = walk(&here).filter_entry(move |entry| way.contains(entry.path())).build();
        found.extend(walk.flatten().filter(|entry| entry.file_type().is_some_and(|t| t.is_file())).map(DirEntry::into_path));
        // One that is not there is told so by its reader.
        found.extend(below.into_iter().filter(|file| !file.exists()));
    }
    found
}

/// Whether a walk takes the file at `path` for a draft: by its name alone.
#[must_use]
pub fn is_draft(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    let stem = path.file_stem().map(|s| s.to_string_lossy().to_lowercase()).unwrap_or_default();
    Format::of_name(&name).is_some() && !NO_DRAFTS.contains(&stem.as_str())
}
