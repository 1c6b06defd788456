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
        assert!(errors.iter().all(|e| text.get(e.span.clone()).is_some()), "{errors:?}");
    }
    Ok(config) => {
        assert!(config.check(&RULES).iter().all(|e| text.get(e.span.clone()).is_some()));
        let _ = config.policy(&RULES);
        for path in ["draft.md", "a/b/experiences/c.md", ""] {
            let _ = (config.aim_of(path), config.excludes(path));
        }
    }
});
