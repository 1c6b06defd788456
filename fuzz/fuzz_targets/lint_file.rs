//! Files of rules: every text gives a rule set or mistakes with places in it, and whatever compiles can run.
//!
//! Compiling all built-in files for each input would be too slow, so a text stands with a few small ones only. It is read in each of the four
//! folders: as a lint, a vocabulary, a role and a specialty.
#![no_main]

use candor::builtin;
use candor::check::check_examples;
use candor::rules::{SourceFile, compile};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static BESIDE: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let few = ["vocabulary/writer.toml", "vocabulary/negation.toml", "vocabulary/number-word.toml", "vocabulary/habit-time.toml"];
    builtin::sources().into_iter().filter(|f| few.contains(&f.place.as_str())).collect()
});

fuzz_target!(|text: &str| {
    for folder in ["", "vocabulary/", "roles/", "specialties/"] {
        let mut files = BESIDE.clone();
        files.push(SourceFile { place: format!("{folder}fuzzed.toml"), name: "fuzzed".to_owned(), text: text.to_owned() });
        match compile(&files) {
            Ok(rules) => drop(check_examples(&rules)),
            Err(errors) => {
                assert!(!errors.is_empty());
                assert!(errors.iter().all(|e| e.file != "fuzzed" || text.get(e.span.clone()).is_some()), "{errors:?}");
            }
        }
    }
});
