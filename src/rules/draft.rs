//! The `[draft]` table: how a lint on a whole draft decides.

use super::compile::Names;
use super::error::{DataError, nearest};
use super::ruleset::{Draft, Mechanism, Signals};
use super::source::DraftTable;
use toml::Spanned;

/// Mechanisms and the keys that each may have beside those that all have.
const MECHANISMS: &[(&str, &[&str])] = &[
    ("missing", &["role", "near", "after"]),
    ("share", &["seed", "grow", "except", "bridge", "max-percent", "edges"]),
    ("density", &["role", "min-sentences", "one-in"]),
    ("order", &["parts"]),
    ("run", &["role", "ends", "except", "min-sentences", "min-words"]),
    ("length", &["under-note", "over-note", "over-warning"]),
    ("silencing", &[]),
];

/// The figures that a message of a lint with this mechanism may name in braces.
pub(super) fn figures_of(mechanism: &str) -> &'static [&'static str] {
    match mechanism {
        "share" => &["part", "total", "percent", "limit"],
        "density" => &["count", "total", "limit"],
        "run" => &["sentences", "words"],
        "length" => &["words", "limit"],
        "silencing" => &["problem"],
        _ => &[],
    }
}

/// Compiles the table of one lint.
pub(super) fn compile_draft(spanned: &Spanned<DraftTable>, file: &str, names: &Names<'_>, errors: &mut Vec<DataError>) -> Option<Draft> {
    let table = spanned.get_ref();
    let name = table.mechanism.get_ref().as_str();
    let Some((_, allowed)) = MECHANISMS.iter().find(|(n, _)| *n == name) else {
        let near = nearest(name, MECHANISMS.iter().map(|(n, _)| *n));
        errors.push(DataError::new(file, table.mechanism.span(), format!("there is no mechanism '{name}': expected one of {}", near.join(", "))));
        return None;
    };
    for key in keys(table) {
        if !allowed.contains(&key) {
            errors.push(DataError::new(file, spanned.span(), format!("the mechanism '{name}' has no key '{key}': expected {}", allowed.join(", "))));
        }
    }
    let missing = |key: &str, errors: &mut Vec<DataError>| {
        errors.push(DataError::new(file, spanned.span(), format!("the mechanism '{name}' needs the key '{key}'")));
    };
    let mut signals = |list: &Option<Vec<Spanned<String>>>| list.as_ref().map_or_else(Signals::default, |l| names.signals(l, file, errors));
    let (role, when, unless) = (signals(&table.role), signals(&table.when), signals(&table.unless));
    let (seed, grow, except, ends) = (signals(&table.seed), signals(&table.grow), signals(&table.except), signals(&table.ends));
    let parts: Vec<Signals> = table.parts.iter().flatten().map(|p| names.signals(std::slice::from_ref(p), file, errors)).collect();
    let require = |present: bool, key: &str, errors: &mut Vec<DataError>| {
        if !present {
            missing(key, errors);
        }
    };
    let mechanism = match name {
        "missing" => {
            require(table.role.is_some(), "role", errors);
            Mechanism::Missing { role, near: table.near, after: table.after.unwrap_or(false) }
        }
        "share" => {
            require(table.seed.is_some(), "seed", errors);
            require(table.grow.is_some(), "grow", errors);
            require(table.max_percent.is_some(), "max-percent", errors);
            Mechanism::Share {
                seed,
                grow,
                except,
                bridge: table.bridge.unwrap_or(0),
                max_percent: table.max_percent.unwrap_or(100),
                edges: table.edges.unwrap_or(false),
            }
        }
        "density" => {
            require(table.role.is_some(), "role", errors);
            require(table.min_sentences.is_some(), "min-sentences", errors);
            require(table.one_in.is_some_and(|n| n > 0), "one-in", errors);
            Mechanism::Density { role, min_sentences: table.min_sentences.unwrap_or(1), one_in: table.one_in.unwrap_or(1).max(1) }
        }
        "order" => {
            require(parts.len() > 1, "parts", errors);
            Mechanism::Order { parts }
        }
        "run" => {
            require(table.role.is_some(), "role", errors);
            require(table.min_sentences.is_some(), "min-sentences", errors);
            require(table.min_words.is_some(), "min-words", errors);
            Mechanism::Run { role, ends, except, min_sentences: table.min_sentences.unwrap_or(3), min_words: table.min_words.unwrap_or(60) }
        }
        "silencing" => Mechanism::Silencing,
        _ => {
            require(table.over_note.is_some(), "over-note", errors);
            Mechanism::Length {
                under_note: table.under_note.unwrap_or(0),
                over_note: table.over_note.unwrap_or(u32::MAX),
                over_warning: table.over_warning.unwrap_or(u32::MAX),
            }
        }
    };
    let if_setback = table.if_setback.iter().flatten().copied().collect();
    Some(Draft { types: table.types.clone().unwrap_or_default(), if_setback, when, unless, stand: table.stand.unwrap_or_default(), mechanism })
}

/// The keys that are set, those aside that every mechanism may have.
fn keys(table: &DraftTable) -> Vec<&'static str> {
    [
        ("role", table.role.is_some()),
        ("near", table.near.is_some()),
        ("after", table.after.is_some()),
        ("seed", table.seed.is_some()),
        ("grow", table.grow.is_some()),
        ("except", table.except.is_some()),
        ("bridge", table.bridge.is_some()),
        ("max-percent", table.max_percent.is_some()),
        ("edges", table.edges.is_some()),
        ("min-sentences", table.min_sentences.is_some()),
        ("one-in", table.one_in.is_some()),
        ("parts", table.parts.is_some()),
        ("ends", table.ends.is_some()),
        ("min-words", table.min_words.is_some()),
        ("under-note", table.under_note.is_some()),
        ("over-note", table.over_note.is_some()),
        ("over-warning", table.over_warning.is_some()),
    ]
    .into_iter()
    .filter(|(_, set)| *set)
    .map(|(key, _)| key)
    .collect()
}
