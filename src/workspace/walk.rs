//! Walking folders: which files are drafts.

use super::problem::Problem;
use crate::document::Format;
use ignore::{DirEntry, Walk, WalkBuilder};
use std::path::{Path, PathBuf};

/// Files that every repository has and that are no drafts, unless somebody names them.
const NO_DRAFTS: [&str; 6] = ["readme", "changelog", "license", "licence", "contributing", "code_of_conduct"];

/// The drafts below `folder`, sorted; problems on the way go to `problems`.
#[must_use]
pub fn drafts_below(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut drafts = Vec::new();
    for entry in walk(folder) {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|t| t.is_file());
                if is_file && is_draft(entry.path()) {
                    drafts.push(entry.into_path());
                }
            }
            Err(error) => problems.push(Problem::error(
                folder.display().to_string(),
                format!("a part of the folder cannot be read: {error}"),
                "check its permissions, or name the drafts one by one",
            )),
        }
    }
    drafts.sort();
    drafts
}

/// The folders in which [`drafts_below`] looks.
pub(super) fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let entries = walk(folder).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir())).map(DirEntry::into_path).collect()
}

fn walk(folder: &Path) -> Walk {
    // Ignore files count outside of git repositories, too: a folder of drafts may be handed over as it is.
    WalkBuilder::new(folder).require_git(false).follow_links(false).build()
}

/// Whether a walk takes the file at `path` for a draft: by its name alone.
#[must_use]
pub fn is_draft(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    let stem = path.file_stem().map(|s| s.to_string_lossy().to_lowercase()).unwrap_or_default();
    Format::of_name(&name).is_some() && !NO_DRAFTS.contains(&stem.as_str())
}
