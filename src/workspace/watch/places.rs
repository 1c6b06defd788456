//! Places: the folders in which something can happen that a check depends on.

use crate::workspace::Project;
use crate::workspace::own_rules::fixed_part;
use crate::workspace::place::absolute;
use crate::workspace::walk::folders_below;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Folders, each without those in it, and names of files that matter whatever they are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched {
    /// Absolute paths.
    pub folders: BTreeSet<PathBuf>,
    /// Names without a folder.
    pub names: BTreeSet<OsString>,
}

impl Watched {
    /// Adds the file at `path`, and where it leads if it is a link.
    pub fn add_file(&mut self, path: &Path) {
        let Ok(absolute) = std::path::absolute(path) else { return };
        for path in absolute.canonicalize().into_iter().chain([absolute]) {
            self.names.extend(path.file_name().map(OsString::from));
            self.folders.extend(path.parent().map(PathBuf::from));
        }
    }

    /// Adds the folders from `place` up to the highest one of `tops` that it is in: a configuration may come to lie there.
    fn add_above(&mut self, place: &Path, tops: &[PathBuf]) {
        if let Some(top) = tops.iter().filter(|top| place.starts_with(top)).min_by_key(|top| top.components().count()) {
            self.folders.extend(place.ancestors().take_while(|folder| folder.starts_with(top)).map(PathBuf::from));
        }
    }
}

/// What a check of `paths` depends on, if these `projects` hold in it.
#[must_use]
pub fn watched<'a>(paths: &[PathBuf], projects: impl Iterator<Item = &'a Project>) -> Watched {
    let mut places = Watched::default();
    let mut tops: Vec<PathBuf> = std::path::absolute(".").into_iter().collect();
    let mut own = BTreeSet::new();
    for project in projects {
        if !project.sources.is_empty() {
            tops.push(project.root.clone());
        }
        project.sources.iter().for_each(|source| places.add_file(&source.path));
        own.extend(project.config.own_files.iter().filter_map(|file| {
            let named_in = &project.sources.get(file.place.file)?.path;
            Some((named_in, &file.path))
        }));
    }
    for (config, pattern) in own {
        let (folder, _) = fixed_part(config, pattern);
        places.folders.extend(folders_below(&folder));
        places.folders.insert(folder);
    }
    for path in paths {
        let absolute = absolute(path);
        // So that it is seen when a folder that was named goes and comes again.
        places.folders.extend(absolute.parent().map(PathBuf::from));
        if path.is_dir() {
            places.folders.extend(folders_below(&absolute));
            places.add_above(&absolute, &tops);
        } else {
            places.add_file(path);
            places.add_above(absolute.parent().unwrap_or(&absolute), &tops);
        }
    }
    places
}
