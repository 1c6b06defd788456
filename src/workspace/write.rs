//! Writing: a file is replaced whole or not at all.

use std::fs::{File, OpenOptions, metadata, remove_file, rename};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// So many files were written in this process: two at once must not meet in the same temporary one.
static WRITTEN: AtomicUsize = AtomicUsize::new(0);

/// Writes `bytes` to `path`. They are written beside its place and then moved there: whatever happens, the old file or the new one stands whole. What can be
/// made again may be `careless`: it is not waited for until the disk has it. Who may read the old file may read the new one, and nobody else.
///
/// # Errors
/// What the system says; nothing is left behind then.
pub fn write(path: &Path, bytes: &[u8], careless: bool) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.{}", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed)));
    let written = OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|mut file| {
        if let Ok(old) = metadata(path) {
            // Some file systems know no permissions.
            let _ = file.set_permissions(old.permissions());
        }
        file.write_all(bytes)?;
        if !careless {
            file.sync_all()?;
        }
        rename(&temporary, path)
    });
    if written.is_err() {
        let _ = remove_file(&temporary);
    }
    written
}

/// Waits until no other run holds `folder`, and holds it as long as what is returned lives: who reads a file there and writes it anew loses nothing that another wrote meanwhile.
/// Nothing where a system cannot do that for folders.
#[must_use]
pub fn locked(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok().map(|()| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;

    #[test]
    fn many_write_the_same_file_at_once_and_each_succeeds() -> Result<(), Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("page.md");
        let results = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| (0..50).all(|_| write(&path, b"# A page\n", true).is_ok()))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or(false)).collect::<Vec<_>>()
        });
        assert_eq!(results, [true; 8]);
        assert_eq!(std::fs::read_to_string(&path)?, "# A page\n");
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1, "something is left behind");
        Ok(())
    }
}
