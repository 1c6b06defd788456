//! Places: how a file that is shared between machines names drafts, seen from the folder of that file.
//!
//! A name has `/` between its parts and stands on one line. What a line, an editor or UTF-8 cannot hold is written as `%` and two digits.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// Names drafts as they are seen from one folder.
#[derive(Debug)]
pub struct Places {
    root: PathBuf,
    /// The folders of drafts, as they were written and as they are.
    real: HashMap<PathBuf, PathBuf>,
}

impl Places {
    /// Seen from the folder at `root`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: real(root), real: HashMap::new() }
    }

    /// The name of the draft at `path`, by whatever way its folder is reached.
    pub fn name(&mut self, path: &Path) -> String {
        let path = absolute(path);
        let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else { return name(&self.root, &path) };
        let place = self.real.entry(folder.to_owned()).or_insert_with_key(|folder| real(folder)).join(file);
        name(&self.root, &place)
    }

    /// The name of what lies at `path`, which has no links in it and need not be there any more.
    #[must_use]
    pub fn name_of_real(&self, path: &Path) -> String {
        name(&self.root, path)
    }

    /// Where the draft with this name is, or was.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        plain(&self.root.join(unescaped(name)))
    }
}

/// `path` from the root on, without `..`: what stands above a draft there is what it lies in. Other links stay as they are named.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    // It stays as it is where the system does not tell the current folder.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // Behind a link `..` leads to where that lies.
    let Some(way) = path.ancestors().find(|way| way.ends_with("..")) else { return path };
    let folder = way.canonicalize().unwrap_or_else(|_| plain(way));
    path.strip_prefix(way).unwrap_or(Path::new("")).components().fold(folder, |place, part| place.join(part))
}

/// `path` without links, if it is there.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| plain(&absolute(path)))
}

/// `path` without `..` in it.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

fn name(root: &Path, path: &Path) -> String {
    let shared = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).map(|part| escaped(part.as_os_str().as_encoded_bytes()));
    let parts: Vec<String> = up.chain(down).collect();
    // At the edges of a line blanks are lost easily.
    let name = parts.join("/");
    let (lead, middle, end) = (name.len() - name.trim_start().len(), name.trim(), name.len() - name.trim_end().len());
    if middle.is_empty() { "%20".repeat(name.len()) } else { format!("{}{middle}{}", "%20".repeat(lead), "%20".repeat(end)) }
}

fn escaped(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '%' || c.is_control() || (c.is_whitespace() && c != ' ') {
                let mut buffer = [0; 4];
                push(&mut out, c.encode_utf8(&mut buffer).as_bytes());
            } else {
                out.push(c);
            }
        }
        push(&mut out, chunk.invalid());
    }
    out
}

fn push(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "%{byte:02X}");
    }
}

fn unescaped(name: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    path_of(bytes)
}

/// Only Unix has names that are no text.
#[cfg(unix)]
pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// Only Unix has names that are no text.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_on_a_line_and_leads_back() {
        let places = Places { root: "/office/2026".into(), real: HashMap::new() };
        let names = [
            ("/office/2026/quill/my draft.md", "quill/my draft.md"),
            ("/office/2026/ Ünal\n100%.md", "%20Ünal%0A100%25.md"),
            ("/office/2026/a\u{2028}b\r.md ", "a%E2%80%A8b%0D.md%20"),
            ("/office/2025/x.md", "../2025/x.md"),
            ("/office/2026/ ", "%20"),
            ("/office/2026/%41.md", "%2541.md"),
        ];
        for (path, name) in names {
            assert_eq!(places.name_of_real(Path::new(path)), name);
            assert_eq!(places.path(name), Path::new(path), "{name}");
        }
        #[cfg(unix)]
        assert_eq!(places.name_of_real(&path_of(b"/office/2026/\xff.md".to_vec())), "%FF.md");
        #[cfg(unix)]
        assert_eq!(places.path("%FF.md"), path_of(b"/office/2026/\xff.md".to_vec()));
    }
}
