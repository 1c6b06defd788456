//! The format of the data files, as serde reads them. `lints/README.md` is its reference.

use super::kind::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look.
    Note,
    /// A reader will mind.
    Warning,
    /// Must not be sent.
    Error,
}

impl Severity {
    /// Its name in configuration and in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LintFile {
    pub(super) severity: Severity,
    pub(super) kinds: Option<Vec<Kind>>,
    pub(super) summary: Spanned<String>,
    pub(super) message: Spanned<String>,
    pub(super) reason: Spanned<String>,
    pub(super) advice: Spanned<String>,
    pub(super) explanation: String,
    pub(super) guards: Option<Group>,
    #[serde(default)]
    pub(super) wording: Vec<Spanned<WordingTable>>,
    pub(super) phrase: Option<PhraseOptions>,
    pub(super) draft: Option<Spanned<DraftTable>>,
    #[serde(default)]
    pub(super) r#match: Vec<Spanned<Group>>,
    #[serde(default)]
    pub(super) bad: Vec<Spanned<Example>>,
    #[serde(default)]
    pub(super) good: Vec<Spanned<Example>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WordingTable {
    pub(super) kinds: Vec<Kind>,
    pub(super) message: Spanned<String>,
    pub(super) reason: Spanned<String>,
    pub(super) advice: Spanned<String>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PhraseOptions {
    #[serde(default)]
    pub(super) free: u8,
    /// Only one way of merging exists; the key documents it.
    #[serde(default)]
    #[expect(dead_code)]
    pub(super) merge: Option<Merge>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Merge {
    Overlap,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Group {
    #[serde(default)]
    pub(super) phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) requires: Vec<Spanned<String>>,
    pub(super) near: Option<Vec<Spanned<String>>>,
    pub(super) not_near: Option<Vec<Spanned<String>>>,
    pub(super) within: Option<u8>,
    pub(super) writer: Option<bool>,
    pub(super) others: Option<Guard>,
    pub(super) negated: Option<Guard>,
    pub(super) quoted: Option<QuotedGuard>,
    pub(super) own_specialty: Option<Guard>,
    pub(super) kinds: Option<Vec<Kind>>,
    pub(super) types: Option<Vec<String>>,
    pub(super) place: Option<Place>,
    pub(super) strength: Option<Spanned<f64>>,
    pub(super) always: Option<bool>,
    #[expect(dead_code)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Guard {
    Skip,
    Allow,
}

/// What quotation does to a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum QuotedGuard {
    Skip,
    Allow,
    Only,
}

/// Where in a draft a group looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Anywhere.
    #[default]
    Any,
    /// In the first sentence.
    Opening,
    /// In the first paragraph.
    FirstParagraph,
    /// In the last paragraph.
    LastParagraph,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Example {
    pub(super) text: Spanned<String>,
    pub(super) kind: Option<Kind>,
    pub(super) r#type: Option<String>,
    pub(super) specialty: Option<String>,
    pub(super) setback: Option<bool>,
    pub(super) why: Option<String>,
}

/// The `[draft]` table: one struct for all mechanisms, so that places survive; which keys belong to which is checked by the compiler.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DraftTable {
    pub(super) mechanism: Spanned<String>,
    pub(super) role: Option<Vec<Spanned<String>>>,
    pub(super) when: Option<Vec<Spanned<String>>>,
    pub(super) unless: Option<Vec<Spanned<String>>>,
    pub(super) types: Option<Vec<String>>,
    pub(super) if_setback: Option<Vec<Kind>>,
    pub(super) near: Option<u8>,
    pub(super) after: Option<bool>,
    pub(super) stand: Option<Stand>,
    pub(super) seed: Option<Vec<Spanned<String>>>,
    pub(super) grow: Option<Vec<Spanned<String>>>,
    pub(super) except: Option<Vec<Spanned<String>>>,
    pub(super) bridge: Option<u8>,
    pub(super) max_percent: Option<u8>,
    pub(super) edges: Option<bool>,
    pub(super) min_sentences: Option<u16>,
    pub(super) one_in: Option<u16>,
    pub(super) parts: Option<Vec<Spanned<String>>>,
    pub(super) ends: Option<Vec<Spanned<String>>>,
    pub(super) min_words: Option<u16>,
    pub(super) under_note: Option<u32>,
    pub(super) over_note: Option<u32>,
    pub(super) over_warning: Option<u32>,
}

/// Where a finding about a whole draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    /// On the first sentence that made the lint ask.
    When,
    /// On the first sentence.
    #[default]
    Start,
    /// On the last sentence.
    End,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct VocabularyFile {
    #[expect(dead_code)]
    pub(super) about: String,
    pub(super) phrases: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RoleFile {
    pub(super) about: String,
    #[serde(default)]
    pub(super) heard_near: Vec<Spanned<String>>,
    pub(super) guards: Option<Group>,
    #[serde(default)]
    pub(super) r#match: Vec<Spanned<Group>>,
    #[serde(default)]
    pub(super) holds: Vec<Spanned<Example>>,
    #[serde(default)]
    pub(super) fails: Vec<Spanned<Example>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SpecialtyFile {
    pub(super) name: String,
    pub(super) names: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) people: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) terms: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) settings: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) part_of: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpellingFile {
    pub(super) words: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IrregularFile {
    #[serde(default)]
    pub(super) verbs: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) nouns: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StructureFile {
    pub(super) parts: Vec<StructurePart>,
    pub(super) shares: Vec<StructureShare>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StructurePart {
    pub(super) name: String,
    pub(super) role: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StructureShare {
    pub(super) name: String,
    #[serde(default)]
    pub(super) roles: Vec<Spanned<String>>,
    pub(super) passage: Option<Spanned<String>>,
}
