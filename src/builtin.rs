//! The built-in rule set: compiled by the build script, embedded in the program.

use crate::rules::{DataError, Ruleset, SourceFile, compile};

static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
/// Place and text of every data file.
static SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The built-in rule set.
#[must_use]
pub fn rules() -> Ruleset {
    // The bytes come from the same build; a test reads them, so a mismatch cannot reach a user.
    postcard::from_bytes(COMPILED).unwrap_or_default()
}

/// The files that the built-in rule set was made of.
#[must_use]
pub fn sources() -> Vec<SourceFile> {
    SOURCES.iter().map(|(place, text)| SourceFile { place: (*place).to_owned(), name: format!("built-in {place}"), text: (*text).to_owned() }).collect()
}

/// The built-in rule set with `files` of the user's own added; a file of the same place replaces the built-in one.
///
/// # Errors
/// Every mistake in the files.
pub fn rules_with(files: Vec<SourceFile>) -> Result<Ruleset, Vec<DataError>> {
    let mut all = sources();
    all.extend(files);
    compile(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_is_what_the_sources_make() {
        assert_eq!(compile(&sources()).as_ref(), Ok(&rules()));
    }
}
