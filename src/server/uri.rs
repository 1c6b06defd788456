//! URIs and paths. Only `file:` URIs have a path; percent signs hide all that a URI cannot hold.

use lsp_types::Uri;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The path of a `file:` URI.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    // An authority (`localhost`, a server) comes before the first slash.
    let path = &rest[rest.find('/')?..];
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, others @ ..] = rest {
        let hex = |digit: &u8| char::from(*digit).to_digit(16);
        if let (b'%', [high, low, behind @ ..]) = (first, others)
            && let (Some(high), Some(low)) = (hex(high), hex(low))
        {
            bytes.push((high * 16 + low) as u8);
            rest = behind;
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    // On Windows: /C:/drafts
    let drive = path.len() > 2 && path.as_bytes()[2] == b':' && cfg!(windows);
    Some(PathBuf::from(if drive { &path[1..] } else { &path }))
}

/// The `file:` URI of `path`, which is absolute.
pub(super) fn of_path(path: &Path) -> Option<Uri> {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri::from_str(&uri).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_uris_and_back() {
        for path in ["/home/quill/my draft.md", "/tmp/Ağrı/100%.md", "/a/#b?.txt", "/C:/x.md"] {
            let uri = of_path(Path::new(path));
            assert_eq!(uri.as_ref().and_then(path_of), Some(PathBuf::from(path)), "{uri:?}");
        }
        let uri = |text: &str| Uri::from_str(text).ok().and_then(|uri| path_of(&uri));
        assert_eq!(uri("file://localhost/a%20b.md"), Some(PathBuf::from("/a b.md")));
        assert_eq!(uri("untitled:Untitled-1"), None);
    }
}
