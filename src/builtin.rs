//! The built-in rule set: compiled by the build script, embedded in the program.

use crate::rules::{DataError, Ruleset, SourceFile, compile};
use crate::weights::Model;

static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
static WEIGHTS: &[u8] = include_bytes!("../lints/weights/weights.bin");
static VECTORS: &[u8] = include_bytes!("../lints/weights/vectors.bin");
/// Place and text of every data file.
static SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// The built-in rule set.
#[must_use]
pub fn rules() -> Ruleset {
    with_weights(compiled(), &[])
}

fn compiled() -> Ruleset {
    // The bytes come from the same build; a test reads them, so a mismatch cannot reach a user.
    postcard::from_bytes(COMPILED).unwrap_or_default()
}

fn with_weights(rules: Ruleset, except: &[&str]) -> Ruleset {
    match Model::read(WEIGHTS, VECTORS) {
        Some(model) => rules.with_weights(model, except),
        None => rules,
    }
}

/// The files that the built-in rule set was made of.
#[must_use]
pub fn sources() -> Vec<SourceFile> {
    SOURCES.iter().map(|(place, text)| SourceFile { place: (*place).to_owned(), name: format!("built-in {place}"), text: (*text).to_owned() }).collect()
}

/// The built-in rule set with `files` of the user's own added; a file of the same place replaces the built-in one, and the weights leave what it defines to it.
///
/// # Errors
/// Every mistake in the files.
pub fn rules_with(files: Vec<SourceFile>) -> Result<Ruleset, Vec<DataError>> {
    let of_lint_or_role = |place: &str| Some(place.strip_prefix("roles/").unwrap_or(place).strip_suffix(".toml")?.to_owned());
    let stems: Vec<String> = files.iter().filter_map(|f| of_lint_or_role(&f.place)).collect();
    let except: Vec<&str> = stems.iter().map(String::as_str).collect();
    let mut all = sources();
    all.extend(files);
    Ok(with_weights(compile(&all)?, &except))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_behind_the_guards_are_there() {
        let rules = compiled();
        assert!(rules.writer != 0 && rules.negation != 0 && rules.somebody_else != 0, "a guard without its vocabulary lets everything through");
    }

    #[test]
    fn what_is_embedded_is_what_the_sources_make() {
        assert_eq!(compile(&sources()), Ok(compiled()));
    }
}
