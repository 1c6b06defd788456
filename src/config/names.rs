//! Names that do not exist: what is said of them, wherever they stand.

use crate::rules::{Kind, Ruleset, nearest};

/// The message for a lint that does not exist.
#[must_use]
pub fn unknown_lint(id: &str, rules: &Ruleset) -> String {
    let near = nearest(id, rules.lints.iter().map(|l| l.id.as_str()));
    format!("there is no lint '{id}': nearest are {}; `candor lints` lists them all", near[..near.len().min(3)].join(", "))
}

/// The message for a specialty that does not exist.
#[must_use]
pub fn unknown_specialty(id: &str, rules: &Ruleset) -> String {
    let near = nearest(id, rules.specialties.iter().map(|s| s.id.as_str()));
    let (first, others) = near.split_at(near.len().min(5));
    format!("there is no specialty '{id}': nearest are {}, and there are {} others", first.join(", "), others.len())
}

/// The message for a kind that does not exist.
#[must_use]
pub fn unknown_kind(name: &str) -> String {
    format!("there is no kind '{name}': expected one of {}", nearest(name, Kind::ALL.into_iter().map(Kind::name)).join(", "))
}

/// The types of entries that some lint asks for.
#[must_use]
pub fn entry_types(rules: &Ruleset) -> Vec<&str> {
    let of_lints = rules.lints.iter().filter_map(|lint| lint.draft.as_ref()).flat_map(|draft| &draft.types);
    let mut types: Vec<&str> = of_lints.chain(rules.groups.iter().flat_map(|group| &group.types)).map(String::as_str).collect();
    types.sort_unstable();
    types.dedup();
    types
}
