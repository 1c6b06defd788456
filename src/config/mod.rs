//! `candor.toml`: what holds for which drafts.
//!
//! Reading a configuration is pure: text in, a [`Config`] or mistakes with their places out. Finding the file is the front end's business.

mod allow;

pub use allow::Allow;

use crate::check::Report;
use crate::document::Document;
use crate::rules::{Kind, Ruleset, Severity, misspelt, nearest};
use allow::AllowTable;
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// The name of the file.
pub const FILE_NAME: &str = "candor.toml";

/// A mistake in a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Byte range in the file.
    pub span: Range<usize>,
    /// What was wrong and what was expected.
    pub message: String,
    /// What certainly should stand there instead.
    pub fix: Option<String>,
}

impl ConfigError {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), fix: None }
    }
}

/// From which severity on findings make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Only errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Every finding.
    #[default]
    Note,
    /// No finding.
    Never,
}

impl FailOn {
    /// Whether a finding of `severity` makes a run fail.
    #[must_use]
    pub fn is_met_by(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Note => true,
            Self::Never => false,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    kind: Option<Kind>,
    r#type: Option<String>,
    specialty: Option<Spanned<String>>,
    fail_on: Option<FailOn>,
    select: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    ignore: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    severity: BTreeMap<Spanned<String>, Severity>,
    #[serde(default)]
    drafts: Vec<DraftsTable>,
    #[serde(default)]
    allow: Vec<AllowTable>,
    #[serde(default)]
    rules: RulesTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RulesTable {
    #[serde(default)]
    lints: Vec<Spanned<String>>,
    #[serde(default)]
    vocabularies: Vec<Spanned<String>>,
    #[serde(default)]
    roles: Vec<Spanned<String>>,
    #[serde(default)]
    specialties: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DraftsTable {
    path: Spanned<String>,
    kind: Option<Kind>,
    r#type: Option<String>,
    specialty: Option<Spanned<String>>,
}

/// What is known of a draft from outside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aim {
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its type.
    pub entry_type: Option<String>,
    /// Its specialty, or several with `/` between them.
    pub specialty: Option<String>,
}

impl Aim {
    /// This aim, with gaps filled from `other`.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            kind: self.kind.or(other.kind),
            entry_type: self.entry_type.or_else(|| other.entry_type.clone()),
            specialty: self.specialty.or_else(|| other.specialty.clone()),
        }
    }
}

/// A user's own data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Its path or glob, relative to the configuration.
    pub path: String,
    /// The folder of data it belongs to: empty for lints, else `vocabulary`, `roles` or `specialties`.
    pub folder: &'static str,
    /// Where the configuration names it.
    pub span: Range<usize>,
}

/// A configuration.
#[derive(Debug, Default)]
pub struct Config {
    aim: Aim,
    drafts: Vec<(GlobMatcher, Aim)>,
    exclude: Vec<GlobMatcher>,
    /// From which severity on a run fails, if the file says so.
    pub fail_on: Option<FailOn>,
    select: Option<Vec<Spanned<String>>>,
    ignore: Vec<Spanned<String>>,
    severity: Vec<(Spanned<String>, Severity)>,
    specialties: Vec<Spanned<String>>,
    /// What is to be silent.
    pub allows: Vec<Allow>,
    /// The user's own data files.
    pub own_files: Vec<OwnFile>,
}

impl Config {
    /// Reads the text of a `candor.toml`.
    ///
    /// # Errors
    /// Every mistake that can be found without knowing the rules; see [`Config::check`] for the others.
    pub fn parse(text: &str) -> Result<Self, Vec<ConfigError>> {
        let file: File = toml::from_str(text).map_err(|error| vec![ConfigError::new(error.span().unwrap_or(0..0), error.message().trim())])?;
        let mut errors = Vec::new();
        let mut specialties = Vec::new();
        let mut aim = |kind: Option<Kind>, entry_type: Option<String>, specialty: Option<Spanned<String>>| {
            let aim = Aim { kind, entry_type: entry_type.map(|t| t.to_lowercase()), specialty: specialty.as_ref().map(|s| s.get_ref().clone()) };
            specialties.extend(specialty);
            aim
        };
        let own_aim = aim(file.kind, file.r#type, file.specialty);
        let mut drafts = Vec::new();
        for table in file.drafts {
            if let Some(glob) = glob(&table.path, &mut errors) {
                drafts.push((glob, aim(table.kind, table.r#type, table.specialty)));
            }
        }
        let mut allows = Vec::new();
        for AllowTable { path, lint, words, .. } in file.allow {
            let one_draft = path.as_ref().is_some_and(|path| !path.get_ref().contains(['*', '?', '[', '{']));
            let glob = match &path {
                None => None,
                Some(path) => match glob(path, &mut errors) {
                    None => continue,
                    glob => glob,
                },
            };
            allows.push(Allow { glob, lint, words, one_draft });
        }
        let exclude = file.exclude.iter().filter_map(|e| glob(e, &mut errors)).collect();
        let mut own_files = Vec::new();
        let RulesTable { lints, vocabularies, roles, specialties: own_specialties } = file.rules;
        for (list, folder) in [(lints, ""), (vocabularies, "vocabulary"), (roles, "roles"), (own_specialties, "specialties")] {
            own_files.extend(list.into_iter().map(|path| OwnFile { span: path.span(), path: path.into_inner(), folder }));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            aim: own_aim,
            drafts,
            exclude,
            fail_on: file.fail_on,
            select: file.select,
            ignore: file.ignore,
            severity: file.severity.into_iter().collect(),
            specialties,
            allows,
            own_files,
        })
    }

    /// Finds names that `rules` do not know.
    #[must_use]
    pub fn check(&self, rules: &Ruleset) -> Vec<ConfigError> {
        let mut errors = Vec::new();
        let lints = self.select.iter().flatten().chain(&self.ignore).chain(self.severity.iter().map(|(id, _)| id));
        let allowed = self.allows.iter().map(|allow| &allow.lint);
        for id in lints.filter(|id| id.get_ref() != ALL).chain(allowed).filter(|id| rules.lint(id.get_ref()).is_none()) {
            let near = nearest(id.get_ref(), rules.lints.iter().map(|l| l.id.as_str()));
            let fix = misspelt(id.get_ref(), &near).map(|id| format!("\"{id}\""));
            errors.push(ConfigError { fix, ..ConfigError::new(id.span(), unknown_lint(id.get_ref(), rules)) });
        }
        for aim in &self.specialties {
            for id in crate::check::Target::specialties_of(aim.get_ref(), rules).1 {
                // Of several with slashes between them only one is misspelt; it has no place of its own.
                let near = nearest(id, rules.specialties.iter().map(|s| s.id.as_str()));
                let fix = if aim.get_ref() == id { misspelt(id, &near).map(|id| format!("\"{id}\"")) } else { None };
                errors.push(ConfigError { fix, ..ConfigError::new(aim.span(), unknown_specialty(id, rules)) });
            }
        }
        errors
    }

    /// What the configuration says of the draft at `path`, relative to the configuration and with `/`. Of several matching globs the last
    /// decides, key by key.
    #[must_use]
    pub fn aim_of(&self, path: &str) -> Aim {
        let matching = self.drafts.iter().rev().filter(|(glob, _)| glob.is_match(path)).map(|(_, aim)| aim);
        matching.fold(Aim::default(), Aim::or).or(&self.aim)
    }

    /// Whether the draft at `path` is excluded from walks.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.iter().any(|glob| glob.is_match(path))
    }

    /// Takes out of the `report` on `document`, the draft at `path`, what is to be silent. For each [`Config::allows`] it says whether it silenced anything;
    /// nothing if it does not hold for that draft.
    pub fn silence(&self, path: &str, document: &Document, report: &mut Report) -> Vec<Option<bool>> {
        self.allows.iter().map(|allow| allow.silence(path, document, report)).collect()
    }

    /// Which lints speak and how loud, as this configuration has it.
    #[must_use]
    pub fn policy(&self, rules: &Ruleset) -> Policy {
        let mut policy = Policy::new(rules);
        if let Some(select) = &self.select {
            policy.select(select.iter().map(|s| s.get_ref().as_str()), rules);
        }
        policy.ignore(self.ignore.iter().map(|s| s.get_ref().as_str()), rules);
        for (id, severity) in &self.severity {
            if let Some(at) = rules.lints.iter().position(|l| l.id == *id.get_ref()) {
                policy.severities[at] = Some(*severity);
            }
        }
        policy
    }
}

/// The name that stands for all lints.
pub const ALL: &str = "all";

/// Which lints speak, and how loud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    enabled: Vec<bool>,
    severities: Vec<Option<Severity>>,
}

impl Policy {
    /// All lints, with their own severities.
    #[must_use]
    pub fn new(rules: &Ruleset) -> Self {
        Self { enabled: vec![true; rules.lints.len()], severities: vec![None; rules.lints.len()] }
    }

    /// Only these lints speak.
    pub fn select<'a>(&mut self, ids: impl Iterator<Item = &'a str>, rules: &Ruleset) {
        let ids: Vec<&str> = ids.collect();
        self.each(rules, |id, enabled| *enabled = ids.contains(&ALL) || ids.contains(&id));
    }

    /// These lints do not speak.
    pub fn ignore<'a>(&mut self, ids: impl Iterator<Item = &'a str>, rules: &Ruleset) {
        let ids: Vec<&str> = ids.collect();
        self.each(rules, |id, enabled| *enabled &= !(ids.contains(&ALL) || ids.contains(&id)));
    }

    fn each(&mut self, rules: &Ruleset, mut f: impl FnMut(&str, &mut bool)) {
        self.enabled.iter_mut().zip(&rules.lints).for_each(|(enabled, lint)| f(&lint.id, enabled));
    }

    /// Whether `lint` speaks.
    #[must_use]
    pub fn speaks(&self, lint: &str, rules: &Ruleset) -> bool {
        rules.lints.binary_search_by(|l| l.id.as_str().cmp(lint)).is_ok_and(|at| self.enabled[at])
    }

    /// Leaves out findings of lints that do not speak, and sets the severity of the others.
    pub fn apply(&self, report: &mut crate::check::Report, rules: &Ruleset) {
        report.findings.retain_mut(|finding| {
            let Ok(at) = rules.lints.binary_search_by(|l| l.id.as_str().cmp(&finding.lint)) else { return true };
            if let Some(severity) = self.severities[at] {
                finding.severity = severity;
            }
            self.enabled[at]
        });
    }
}

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

fn glob(pattern: &Spanned<String>, errors: &mut Vec<ConfigError>) -> Option<GlobMatcher> {
    match GlobBuilder::new(pattern.get_ref()).literal_separator(true).build() {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            errors.push(ConfigError::new(pattern.span(), format!("this is no path pattern: {}", error.kind())));
            None
        }
    }
}
