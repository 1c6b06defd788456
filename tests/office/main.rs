//! An advising office: many applicants in one git repository, old drafts that nobody will clean up, and a check that is to tell of what is new alone.

#[path = "../common/mod.rs"]
mod common;
mod faults;
#[path = "../common/formats.rs"]
mod formats;
mod git;
mod merge;
mod new;
mod since;

pub(crate) use common::Outcome;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) const CANDOR: &str = env!("CARGO_BIN_EXE_candor");

pub(crate) fn candor(folder: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Outcome<Output> {
    Ok(Command::new(CANDOR).args(args).current_dir(folder).output()?)
}

/// A run that is to end with `status`, and both of its streams.
pub(crate) fn ends(folder: &Path, args: &[&str], status: i32) -> Outcome<(String, String)> {
    let output = candor(folder, args)?;
    let (out, told) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    assert_eq!(output.status.code(), Some(status), "{args:?}: {out}{told}");
    Ok((out, told))
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) -> Outcome<PathBuf> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().ok_or("no folder")?)?;
    fs::write(&path, text)?;
    Ok(path)
}

/// An award, of which nothing is found, with `paragraphs` behind it of which something may be.
pub(crate) fn letter(paragraphs: &[&str]) -> String {
    format!("---\nkind: award\n---\nThe Harbor Prize, given each year to one of 240 students for work with patients, 2021.\n\n{}\n", paragraphs.join("\n\n"))
}

/// Lines of a baseline without its comments.
pub(crate) fn entries(file: &Path) -> Outcome<Vec<String>> {
    Ok(fs::read_to_string(file)?.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect())
}
