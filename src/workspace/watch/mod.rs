//! Watching: waiting until something is saved that a check depends on.
//!
//! Folders are watched, not files: many editors save by putting another file in the place of the old one, and what is watched must outlive that. The system tells of changes
//! where it can; where it cannot (its watches are used up, the folder lies on another machine), the folders are looked at once a second. Either way the answer is only that
//! something has changed; what follows from that, a new check says.

mod mounts;
mod places;

pub use places::{Watched, watched};

use super::walk::is_draft;
use crate::config::FILE_NAME;
use mounts::is_remote;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};

/// Folders are looked at so often, where that is the only way.
const INTERVAL: Duration = Duration::from_secs(1);
/// A save is over when for so long nothing more has happened: some editors empty the file, write it, and move others about.
const QUIET: Duration = Duration::from_millis(75);
/// Something that never comes to rest does not keep anybody waiting for longer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Files that say which files are drafts.
const IGNORE_FILES: [&str; 2] = [".gitignore", ".ignore"];

const USED_UP: &str = "because the system lets nothing more be watched";

/// Waits for changes.
pub struct Watch {
    places: Watched,
    /// The folders that are watched.
    followed: BTreeSet<PathBuf>,
    means: Means,
}

enum Means {
    System { watcher: RecommendedWatcher, events: Receiver<notify::Result<Event>> },
    Polling { why: &'static str, seen: BTreeMap<PathBuf, Listing> },
}

/// What in a folder matters: when it was last changed, and its size.
type Listing = BTreeMap<OsString, (Option<SystemTime>, u64)>;

impl Watch {
    /// Watches nothing yet. If `polling` is asked for, the system is not.
    #[must_use]
    pub fn new(polling: bool) -> Self {
        let means = if polling { Means::polling("as was asked for") } else { Means::system() };
        Self { places: Watched::default(), followed: BTreeSet::new(), means }
    }

    /// Why the folders are looked at again and again, if they are.
    #[must_use]
    pub fn polling(&self) -> Option<&'static str> {
        match &self.means {
            Means::System { .. } => None,
            Means::Polling { why, .. } => Some(why),
        }
    }

    /// Watches `places`, too. Says whether one of them was not watched before: what happened there until now may have been missed.
    pub fn follow(&mut self, places: Watched) -> bool {
        self.places.folders.extend(places.folders);
        self.places.names.extend(places.names);
        if matches!(self.means, Means::System { .. }) && self.places.folders.iter().any(|folder| is_remote(folder)) {
            self.poll("because a folder lies on another machine");
        }
        self.followed.retain(|folder| folder.is_dir());
        let mut more = false;
        for folder in self.places.folders.clone() {
            if !self.followed.contains(&folder) && folder.is_dir() && self.add(&folder) {
                self.followed.insert(folder);
                more = true;
            }
        }
        more
    }

    /// Watches one folder, if that can be.
    fn add(&mut self, folder: &Path) -> bool {
        match &mut self.means {
            Means::Polling { seen, .. } => {
                seen.insert(folder.to_owned(), listing(folder, &self.places));
                true
            }
            Means::System { watcher, .. } => match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => true,
                Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                    self.poll(USED_UP);
                    self.add(folder)
                }
                // It may not be read, or is gone by now.
                Err(_) => false,
            },
        }
    }

    fn poll(&mut self, why: &'static str) {
        let seen = self.followed.iter().map(|folder| (folder.clone(), listing(folder, &self.places))).collect();
        self.means = Means::Polling { why, seen };
    }

    /// Waits until something that matters has changed, and has come to rest.
    pub fn wait(&mut self) {
        loop {
            let Self { places, followed, means } = self;
            match means {
                Means::Polling { seen, .. } => {
                    std::thread::sleep(INTERVAL);
                    let now = followed.iter().map(|folder| (folder.clone(), listing(folder, places))).collect();
                    if *seen != now {
                        *seen = now;
                        return;
                    }
                }
                Means::System { events, .. } => {
                    let Ok(event) = events.recv() else { return self.poll("because the system has stopped telling of changes") };
                    if !matters(&event, places, followed) {
                        continue;
                    }
                    let start = Instant::now();
                    while let Ok(event) = events.recv_timeout(QUIET) {
                        matters(&event, places, followed);
                        if start.elapsed() > PATIENCE {
                            break;
                        }
                    }
                    return;
                }
            }
        }
    }
}

impl Means {
    fn system() -> Self {
        let (sender, events) = channel();
        match notify::recommended_watcher(sender) {
            Ok(watcher) => Self::System { watcher, events },
            Err(_) => Self::polling(USED_UP),
        }
    }

    fn polling(why: &'static str) -> Self {
        Self::Polling { why, seen: BTreeMap::new() }
    }
}

/// Whether a check could say something else after `event`. A folder that went and came again is no longer watched.
fn matters(event: &notify::Result<Event>, places: &Watched, followed: &mut BTreeSet<PathBuf>) -> bool {
    let Ok(event) = event else { return true };
    match event.kind {
        // That somebody reads a file (we do) changes nothing.
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return false,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(notify::event::ModifyKind::Name(_)) => {
            for path in &event.paths {
                followed.remove(path);
            }
        }
        _ => {}
    }
    event.need_rescan() || event.paths.iter().any(|path| path.file_name().is_none_or(|name| counts(path, name, places)))
}

/// Whether what is called `name` matters: drafts, what was named, settings, ignore files, folders.
fn counts(path: &Path, name: &OsStr, places: &Watched) -> bool {
    places.names.contains(name)
        || name == FILE_NAME
        || IGNORE_FILES.iter().any(|ignore| name == *ignore)
        || is_draft(path)
        || path.extension().is_some_and(|ending| ending == "toml")
        || places.folders.contains(path)
        || path.is_dir()
}

fn listing(folder: &Path, places: &Watched) -> Listing {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let entries = entries.filter(|entry| counts(&entry.path(), &entry.file_name(), places));
    let stamp =
        |path: &Path| path.metadata().map_or((None, 0), |data| (data.modified().ok().filter(|_| !data.is_dir()), if data.is_dir() { 0 } else { data.len() }));
    entries.map(|entry| (entry.file_name(), stamp(&entry.path()))).collect()
}
