//! Pages on lints, written where an editor can open them: in the user's cache, nothing of a draft in them.

use super::write::write;
use crate::check::page;
use crate::rules::Lint;
use rustc_hash::FxHasher;
use std::collections::HashMap;
use std::env;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

/// The pages of one run.
#[derive(Debug, Default)]
pub struct Pages {
    written: HashMap<u64, Option<PathBuf>>,
}

impl Pages {
    /// The file that holds the page on `lint`; nothing if none can be written.
    pub fn of(&mut self, lint: &Lint) -> Option<PathBuf> {
        // A lint of the user's own may have the name of another one.
        let mut hasher = FxHasher::default();
        for text in [&lint.id, &lint.message, &lint.explanation, &lint.reason, &lint.advice] {
            hasher.write(text.as_bytes());
        }
        let key = hasher.finish();
        self.written
            .entry(key)
            .or_insert_with(|| {
                let folder = cache()?.join("candor").join("explain").join(format!("{key:016x}"));
                let path = folder.join(format!("{}.md", lint.id));
                let text = page(lint);
                if std::fs::read_to_string(&path).is_ok_and(|known| known == text) {
                    return Some(path);
                }
                std::fs::create_dir_all(&folder).and_then(|()| write(&path, text.as_bytes(), true)).ok().map(|()| path)
            })
            .clone()
    }
}

/// Whether the file at `path` is a page of candor's own.
#[must_use]
pub fn is_page(path: &Path) -> bool {
    cache().is_some_and(|cache| path.starts_with(cache.join("candor").join("explain")))
}

/// The folder for what can be made again at any time.
fn cache() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    let home = || env::home_dir().filter(|path| path.is_absolute());
    set("XDG_CACHE_HOME").or_else(|| Some(home()?.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" })))
}
