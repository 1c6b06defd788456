//! Writing: a file is replaced whole or not at all.

use std::fs::{OpenOptions, remove_file, rename};
use std::io::{self, Write};
use std::path::Path;

/// Writes `bytes` to `path`. They are written beside its place and then moved there: whatever happens, the old file or the new one stands whole. What can be
/// made again may be `careless`: it is not waited for until the disk has it.
///
/// # Errors
/// What the system says; nothing is left behind then.
pub fn write(path: &Path, bytes: &[u8], careless: bool) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|mut file| {
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
