//! `candor.toml`: what holds for which drafts.
//!
//! A configuration is one file or several, of which each extends others. Reading it is pure: texts in, a [`Config`] or mistakes with their places out. Finding the files is the workspace's business.

mod allow;
mod file;
mod layer;
mod names;
mod origin;
mod policy;
mod schema;

pub use allow::Allow;
pub use layer::{Layer, OwnFile, is_pattern};
pub use names::{entry_types, unknown_kind, unknown_lint, unknown_specialty};
pub use origin::{Aim, Origin, Place, Sourced};
pub use policy::Policy;
pub use schema::schema;

use crate::check::Report;
use crate::document::Document;
use crate::rules::{Ruleset, Severity, misspelt, nearest};
use globset::GlobSet;
use layer::{Named, Pattern, Settings, Table};
use serde::Deserialize;

/// The name of the file.
pub const FILE_NAME: &str = "candor.toml";

/// The name that stands for all lints.
pub const ALL: &str = "all";

/// A mistake in a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, and bytes of it.
    pub place: Place,
    /// What was wrong and what was expected.
    pub message: String,
    /// What certainly should stand there instead.
    pub fix: Option<String>,
}

impl ConfigError {
    fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), fix: None }
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
    /// All of them, the lightest last.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Note, Self::Never];

    /// Its name in configuration and arguments.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Never => "never",
        }
    }

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

/// Which `[[drafts]]` tables fit a draft, in the order in which they count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Tables(Vec<usize>);

/// A configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// What holds for all drafts, one of each file, the nearest last.
    general: Vec<Settings>,
    tables: Vec<Table>,
    /// The patterns of all tables, to be asked at once: thousands of drafts do. Nothing if they are too large together.
    patterns: Option<GlobSet>,
    exclude: Vec<Pattern>,
    /// What is to be silent.
    pub allows: Vec<Allow>,
    /// The user's own data files.
    pub own_files: Vec<OwnFile>,
}

impl Config {
    /// Reads the text of a `candor.toml` as if it extended nothing.
    ///
    /// # Errors
    /// Every mistake that can be found without knowing the rules; see [`Config::check`] for the others.
    pub fn parse(text: &str) -> Result<Self, Vec<ConfigError>> {
        Ok(Self::of(vec![Layer::parse(text, 0)?]))
    }

    /// What several files come to; the last one counts most.
    #[must_use]
    pub fn of(layers: Vec<Layer>) -> Self {
        let mut config = Self::default();
        for layer in layers {
            config.general.push(layer.settings);
            config.tables.extend(layer.tables);
            config.exclude.extend(layer.exclude);
            config.allows.extend(layer.allows);
            config.own_files.extend(layer.own_files);
        }
        config.patterns = GlobSet::new(config.tables.iter().map(|table| &table.pattern.glob)).ok();
        config
    }

    /// Finds names that `rules` do not know.
    #[must_use]
    pub fn check(&self, rules: &Ruleset) -> Vec<ConfigError> {
        let mut errors = Vec::new();
        for settings in self.general.iter().chain(self.tables.iter().map(|table| &table.settings)) {
            let selected = settings.select.iter().flat_map(|select| &select.value);
            let lints = selected.chain(&settings.ignore).filter(|id| id.name != ALL).chain(settings.severity.iter().map(|(id, _)| id));
            errors.extend(lints.filter_map(|id| wrong_lint(id, rules)));
        }
        errors.extend(self.allows.iter().filter_map(|allow| wrong_lint(&allow.lint, rules)));
        for settings in self.general.iter().chain(self.tables.iter().map(|table| &table.settings)) {
            errors.extend(settings.specialty.iter().flat_map(|aim| wrong_specialties(aim, rules)));
        }
        errors
    }

    /// The tables that fit the draft at `path`, relative to the configuration and with `/`.
    #[must_use]
    pub fn tables_of(&self, path: &str) -> Tables {
        Tables(match &self.patterns {
            Some(patterns) => patterns.matches(path),
            None => self.tables.iter().enumerate().filter(|(_, table)| table.pattern.set.is_match(path)).map(|(at, _)| at).collect(),
        })
    }

    /// Of `tables`, those that have a say in which lints speak: what [`Config::policy`] looks at.
    #[must_use]
    pub fn deciding_on_lints(&self, tables: &Tables) -> Tables {
        Tables(tables.0.iter().copied().filter(|at| self.tables.get(*at).is_some_and(|table| table.settings.decides_on_lints())).collect())
    }

    /// All settings that hold for drafts that `tables` fit, what counts most last.
    fn holding<'a>(&'a self, tables: &'a Tables) -> impl DoubleEndedIterator<Item = &'a Settings> {
        self.general.iter().chain(tables.0.iter().filter_map(|at| self.tables.get(*at)).map(|table| &table.settings))
    }

    /// What the configuration says of drafts that `tables` fit. Of several that fit the last decides, key by key.
    #[must_use]
    pub fn aim(&self, tables: &Tables) -> Aim {
        self.holding(tables).rev().map(|settings| &settings.aim).fold(Aim::default(), Aim::or)
    }

    /// From which severity on their findings make a run fail, if the configuration says so.
    #[must_use]
    pub fn fail_on(&self, tables: &Tables) -> Option<Sourced<FailOn>> {
        self.holding(tables).rev().find_map(|settings| settings.fail_on.clone())
    }

    /// Which lints speak in them, and how loud.
    #[must_use]
    pub fn policy(&self, tables: &Tables, rules: &Ruleset) -> Policy {
        let mut policy = Policy::new(rules);
        if let Some(select) = self.holding(tables).rev().find_map(|settings| settings.select.as_ref()) {
            policy.select(select.value.iter().map(|id| id.name.as_str()), &select.origin, rules);
        }
        for settings in self.holding(tables) {
            settings.ignore.iter().for_each(|id| policy.ignore(&id.name, &id.origin(), rules));
            settings.severity.iter().for_each(|(id, severity)| policy.weigh(&id.name, *severity, &id.origin(), rules));
        }
        policy
    }

    /// The patterns of all tables with their places, and what each table sets.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Place, Vec<&'static str>)> {
        self.tables.iter().map(|Table { pattern, settings }| (pattern.glob.glob(), &pattern.place, settings.keys()))
    }

    /// Whether the draft at `path` is excluded from walks.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        self.excluded_by(path).is_some()
    }

    /// The pattern that excludes the draft at `path` from walks.
    #[must_use]
    pub fn excluded_by(&self, path: &str) -> Option<&Place> {
        self.exclude.iter().find(|pattern| pattern.set.is_match(path)).map(|pattern| &pattern.place)
    }

    /// Takes out of the `report` on `document`, the draft at `path`, what is to be silent. For each [`Config::allows`] it says whether it silenced anything;
    /// nothing if it does not hold for that draft.
    pub fn silence(&self, path: &str, document: &Document, report: &mut Report) -> Vec<Option<bool>> {
        self.allows.iter().map(|allow| allow.silence(path, document, report)).collect()
    }
}

fn wrong_lint(id: &Named, rules: &Ruleset) -> Option<ConfigError> {
    if rules.lint(&id.name).is_some() {
        return None;
    }
    let near = nearest(&id.name, rules.lints.iter().map(|l| l.id.as_str()));
    let fix = misspelt(&id.name, &near).map(|id| format!("\"{id}\""));
    Some(ConfigError { fix, ..ConfigError::new(id.place.clone(), unknown_lint(&id.name, rules)) })
}

fn wrong_specialties(aim: &Named, rules: &Ruleset) -> Vec<ConfigError> {
    let unknown = crate::check::Target::specialties_of(&aim.name, rules).1;
    let wrong = |id: &str| {
        // Of several with slashes between them only one is misspelt; it has no place of its own.
        let near = nearest(id, rules.specialties.iter().map(|s| s.id.as_str()));
        let fix = if aim.name == id { misspelt(id, &near).map(|id| format!("\"{id}\"")) } else { None };
        ConfigError { fix, ..ConfigError::new(aim.place.clone(), unknown_specialty(id, rules)) }
    };
    unknown.into_iter().map(wrong).collect()
}
