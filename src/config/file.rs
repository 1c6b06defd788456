//! The format of `candor.toml`, as serde reads it. The JSON Schema for editors is made of these types, and of what is said of them here.

use super::FailOn;
use super::schema;
use crate::rules::{Kind, Severity};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// What candor should know about the drafts in the folder of this file and below.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "candor.toml")]
pub(super) struct File {
    /// A configuration that this one is built on, or several: paths relative to this file. What stands here comes on top: single values, `select` and severities of the same lint replace, lists and
    /// tables are added behind. Patterns for drafts in an extended file are meant for the drafts of the one that extends it.
    #[serde(default)]
    #[schemars(schema_with = "schema::one_or_many")]
    pub(super) extends: Option<Spanned<OneOrMany>>,
    /// What the drafts are, if they do not say so themselves. Otherwise they are personal statements.
    #[serde(default)]
    #[schemars(schema_with = "schema::kind")]
    pub(super) kind: Option<Spanned<Kind>>,
    /// The type of experience entries that do not say it themselves: clinical, research, volunteer, teaching, work, leadership, …
    #[serde(default)]
    #[schemars(schema_with = "schema::entry_type")]
    pub(super) r#type: Option<Spanned<String>>,
    /// The specialty that drafts aim at, if they do not say so themselves; for a combined program several with a slash between them.
    #[serde(default)]
    #[schemars(schema_with = "schema::specialty")]
    pub(super) specialty: Option<Spanned<String>>,
    /// Whether the applicants have a setback in their record that a statement is meant to tell. A personal statement that never names one is then a finding.
    #[serde(default)]
    #[schemars(schema_with = "schema::flag")]
    pub(super) setback: Option<Spanned<bool>>,
    /// From which severity on `candor check` ends with exit status 1: "note" if nothing is said.
    #[serde(default)]
    #[schemars(schema_with = "schema::fail_on")]
    pub(super) fail_on: Option<Spanned<FailOn>>,
    /// Only these lints, or "all". `candor lints` lists them.
    #[serde(default)]
    #[schemars(schema_with = "schema::lints")]
    pub(super) select: Option<Spanned<Vec<Spanned<String>>>>,
    /// Not these lints.
    #[serde(default)]
    #[schemars(schema_with = "schema::lints")]
    pub(super) ignore: Vec<Spanned<String>>,
    /// Drafts that a walk through folders leaves out, as paths or globs relative to this file.
    #[serde(default)]
    #[schemars(schema_with = "schema::globs")]
    pub(super) exclude: Vec<Spanned<String>>,
    /// Lints made heavier or lighter.
    #[serde(default)]
    #[schemars(schema_with = "schema::severities")]
    pub(super) severity: BTreeMap<Spanned<String>, Severity>,
    /// What holds for some drafts, by their place. Of several tables that fit a draft the last one counts, key by key; what they ignore adds up.
    #[serde(default)]
    pub(super) drafts: Vec<DraftsTable>,
    /// Findings that are silenced.
    #[serde(default)]
    pub(super) allow: Vec<AllowTable>,
    /// Lints, vocabularies, roles and specialties of your own, as paths or globs relative to this file.
    #[serde(default)]
    pub(super) rules: RulesTable,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) struct RulesTable {
    /// Lint files.
    #[serde(default)]
    #[schemars(schema_with = "schema::files")]
    pub(super) lints: Vec<Spanned<String>>,
    /// Named lists of phrases, for use in patterns.
    #[serde(default)]
    #[schemars(schema_with = "schema::files")]
    pub(super) vocabularies: Vec<Spanned<String>>,
    /// What a sentence does.
    #[serde(default)]
    #[schemars(schema_with = "schema::files")]
    pub(super) roles: Vec<Spanned<String>>,
    /// Specialties, with the terms that show real work in them.
    #[serde(default)]
    #[schemars(schema_with = "schema::files")]
    pub(super) specialties: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) struct DraftsTable {
    /// Which drafts, as a path or glob relative to this file.
    #[schemars(schema_with = "schema::glob")]
    pub(super) path: Spanned<String>,
    /// What they are.
    #[serde(default)]
    #[schemars(schema_with = "schema::kind")]
    pub(super) kind: Option<Spanned<Kind>>,
    /// The type of experience entries.
    #[serde(default)]
    #[schemars(schema_with = "schema::entry_type")]
    pub(super) r#type: Option<Spanned<String>>,
    /// The specialty that they aim at.
    #[serde(default)]
    #[schemars(schema_with = "schema::specialty")]
    pub(super) specialty: Option<Spanned<String>>,
    /// Whether their writer has a setback in the record that a statement is meant to tell.
    #[serde(default)]
    #[schemars(schema_with = "schema::flag")]
    pub(super) setback: Option<Spanned<bool>>,
    /// From which severity on their findings make `candor check` end with exit status 1.
    #[serde(default)]
    #[schemars(schema_with = "schema::fail_on")]
    pub(super) fail_on: Option<Spanned<FailOn>>,
    /// Only these lints for them.
    #[serde(default)]
    #[schemars(schema_with = "schema::lints")]
    pub(super) select: Option<Spanned<Vec<Spanned<String>>>>,
    /// Not these lints for them, beside those that are left out anyway.
    #[serde(default)]
    #[schemars(schema_with = "schema::lints")]
    pub(super) ignore: Vec<Spanned<String>>,
    /// Lints made heavier or lighter for them.
    #[serde(default)]
    #[schemars(schema_with = "schema::severities")]
    pub(super) severity: BTreeMap<Spanned<String>, Severity>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) struct AllowTable {
    /// In which drafts, as a path or glob relative to this file; without it, in all.
    #[serde(default)]
    #[schemars(schema_with = "schema::glob")]
    pub(super) path: Option<Spanned<String>>,
    /// The lint that is silenced.
    #[schemars(schema_with = "schema::lint")]
    pub(super) lint: Spanned<String>,
    /// The quoted words it is silenced for; without them, all its findings are.
    #[serde(default)]
    #[schemars(schema_with = "schema::words")]
    pub(super) words: Option<String>,
    /// Why, for the next reader.
    #[expect(dead_code)]
    #[serde(default)]
    #[schemars(schema_with = "schema::text")]
    pub(super) reason: Option<String>,
}

/// A text, or a list of texts with their places. The derived reader of such a choice would lose the places.
#[derive(Debug)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<Spanned<String>>),
}

impl OneOrMany {
    /// Its texts, each with its bytes in the file.
    pub(super) fn texts(spanned: Option<Spanned<Self>>) -> Vec<Spanned<String>> {
        let Some(spanned) = spanned else { return Vec::new() };
        let span = spanned.span();
        match spanned.into_inner() {
            Self::One(text) => vec![Spanned::new(span, text)],
            Self::Many(texts) => texts,
        }
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path or a list of paths")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = seq.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMany::Many(texts))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
