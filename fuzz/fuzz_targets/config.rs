//! `candor.toml`: every text gives a configuration or mistakes with places in it.
#![no_main]

use candor::builtin;
use candor::config::Config;
use candor::rules::Ruleset;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RULES: LazyLock<Ruleset> = LazyLock::new(builtin::rules);

fuzz_target!(|text: &str| match Config::parse(text) {
    Err(errors) => {
        assert!(!errors.is_empty());
        assert!(errors.iter().all(|e| text.get(e.place.span.clone()).is_some()), "{errors:?}");
    }
    Ok(config) => {
        assert!(config.check(&RULES).iter().all(|e| text.get(e.place.span.clone()).is_some()));
        for path in ["draft.md", "a/b/experiences/c.md", ""] {
            let tables = config.tables_of(path);
            let _ = (config.aim(&tables), config.fail_on(&tables), config.excludes(path), config.policy(&tables, &RULES));
        }
    }
});
