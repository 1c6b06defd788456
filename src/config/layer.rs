//! Layers: one file of a configuration, read by itself. What several of them come to is [`Config`](super::Config)'s business.

use super::allow::Allow;
use super::file::{AllowTable, DraftsTable, File, OneOrMany, RulesTable};
use super::origin::{Aim, Origin, Place, Sourced};
use super::{ConfigError, FailOn};
use crate::rules::{Severity, said_of_toml};
use globset::{ErrorKind, Glob, GlobBuilder, GlobSet};
use std::collections::BTreeMap;
use toml::Spanned;

/// A name that a configuration gives, and where.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) place: Place,
}

impl Named {
    pub(super) fn origin(&self) -> Origin {
        Origin::File(self.place.clone())
    }
}

/// What one table of settings says of drafts.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) aim: Aim,
    pub(super) specialty: Option<Named>,
    pub(super) fail_on: Option<Sourced<FailOn>>,
    pub(super) select: Option<Sourced<Vec<Named>>>,
    pub(super) ignore: Vec<Named>,
    pub(super) severity: Vec<(Named, Severity)>,
}

impl Settings {
    /// Whether it has a say in which lints speak, and how loud.
    pub(super) fn decides_on_lints(&self) -> bool {
        self.select.is_some() || !self.ignore.is_empty() || !self.severity.is_empty()
    }

    /// The keys that it sets.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        let Self { aim, specialty: _, fail_on, select, ignore, severity } = self;
        let set = [
            ("kind", aim.kind.is_some()),
            ("type", aim.entry_type.is_some()),
            ("specialty", aim.specialty.is_some()),
            ("setback", aim.setback.is_some()),
            ("fail-on", fail_on.is_some()),
            ("select", select.is_some()),
            ("ignore", !ignore.is_empty()),
            ("severity", !severity.is_empty()),
        ];
        set.into_iter().filter(|(_, set)| *set).map(|(key, _)| key).collect()
    }
}

/// A pattern for paths of drafts.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) glob: Glob,
    /// The same, to be asked. A set of one says when it grows too large, where a matcher would panic.
    pub(super) set: GlobSet,
    pub(super) place: Place,
}

/// Settings for the drafts that a pattern fits.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) pattern: Pattern,
    pub(super) settings: Settings,
}

/// A user's own data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Its path or glob, relative to the file that names it.
    pub path: String,
    /// The folder of data it belongs to: empty for lints, else `vocabulary`, `roles` or `specialties`.
    pub folder: &'static str,
    /// Where it is named.
    pub place: Place,
}

/// One file of a configuration.
#[derive(Debug, Default)]
pub struct Layer {
    /// What it extends, in the order in which that holds: paths relative to the file, with their bytes in it.
    pub extends: Vec<Spanned<String>>,
    pub(super) settings: Settings,
    pub(super) tables: Vec<Table>,
    pub(super) exclude: Vec<Pattern>,
    pub(super) allows: Vec<Allow>,
    pub(super) own_files: Vec<OwnFile>,
}

impl Layer {
    /// Reads the text of a configuration; `file` is its number in [`Place`]s.
    ///
    /// # Errors
    /// Every mistake that can be found without knowing the rules.
    pub fn parse(text: &str, file: usize) -> Result<Self, Vec<ConfigError>> {
        let File { extends, kind, r#type, specialty, setback, fail_on, select, ignore, exclude, severity, drafts, allow, rules } =
            toml::from_str(text).map_err(|error| vec![ConfigError::new(Place { file, span: error.span().unwrap_or(0..0) }, said_of_toml(&error))])?;
        let reader = Reader { file };
        let mut errors = Vec::new();
        let own = DraftsTable { path: Spanned::new(0..0, String::new()), kind, r#type, specialty, setback, fail_on, select, ignore, severity };
        let settings = reader.settings(own).1;
        let mut tables = Vec::new();
        for table in drafts {
            let (path, settings) = reader.settings(table);
            tables.extend(reader.pattern(&path, &mut errors).map(|pattern| Table { pattern, settings }));
        }
        let mut allows = Vec::new();
        for AllowTable { path, lint, words, .. } in allow {
            let one_draft = path.as_ref().is_some_and(|path| !is_pattern(path.get_ref()));
            let pattern = match &path {
                None => None,
                Some(path) => match reader.pattern(path, &mut errors) {
                    None => continue,
                    pattern => pattern,
                },
            };
            allows.push(Allow { pattern, lint: reader.named(lint), words, one_draft });
        }
        let exclude = exclude.iter().filter_map(|e| reader.pattern(e, &mut errors)).collect();
        let mut own_files = Vec::new();
        let RulesTable { lints, vocabularies, roles, specialties } = rules;
        for (list, folder) in [(lints, ""), (vocabularies, "vocabulary"), (roles, "roles"), (specialties, "specialties")] {
            own_files.extend(list.into_iter().map(|path| OwnFile { place: reader.place(&path), path: path.into_inner(), folder }));
        }
        let extends = OneOrMany::texts(extends);
        if errors.is_empty() { Ok(Self { extends, settings, tables, exclude, allows, own_files }) } else { Err(errors) }
    }
}

/// Whether `path` can stand for several.
#[must_use]
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', '{', '\\'])
}

/// Takes what serde has read, and keeps the places.
struct Reader {
    file: usize,
}

impl Reader {
    fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        Place { file: self.file, span: spanned.span() }
    }

    fn named(&self, spanned: Spanned<String>) -> Named {
        Named { place: self.place(&spanned), name: spanned.into_inner() }
    }

    fn all_named(&self, list: Vec<Spanned<String>>) -> Vec<Named> {
        list.into_iter().map(|name| self.named(name)).collect()
    }

    fn sourced<T>(&self, spanned: Option<Spanned<T>>) -> Option<Sourced<T>> {
        spanned.map(|spanned| Sourced::set(spanned, self.file))
    }

    fn severities(&self, map: BTreeMap<Spanned<String>, Severity>) -> Vec<(Named, Severity)> {
        map.into_iter().map(|(name, severity)| (self.named(name), severity)).collect()
    }

    fn settings(&self, table: DraftsTable) -> (Spanned<String>, Settings) {
        let specialty = table.specialty.map(|specialty| self.named(specialty));
        let aim = Aim {
            kind: self.sourced(table.kind),
            entry_type: self.sourced(table.r#type).map(|t| Sourced { value: t.value.to_lowercase(), ..t }),
            specialty: specialty.as_ref().map(|named| Sourced::new(named.name.clone(), named.origin())),
            setback: self.sourced(table.setback),
        };
        let settings = Settings {
            aim,
            specialty,
            fail_on: self.sourced(table.fail_on),
            select: self.sourced(table.select).map(|list| Sourced { value: self.all_named(list.value), origin: list.origin }),
            ignore: self.all_named(table.ignore),
            severity: self.severities(table.severity),
        };
        (table.path, settings)
    }

    fn pattern(&self, pattern: &Spanned<String>, errors: &mut Vec<ConfigError>) -> Option<Pattern> {
        let glob = GlobBuilder::new(pattern.get_ref()).literal_separator(true).build();
        match glob.and_then(|glob| Ok((GlobSet::new([&glob])?, glob))) {
            Ok((set, glob)) => Some(Pattern { glob, set, place: self.place(pattern) }),
            Err(error) => {
                let why = match error.kind() {
                    ErrorKind::Regex(_) => "it is too large".to_owned(),
                    kind => kind.to_string(),
                };
                errors.push(ConfigError::new(self.place(pattern), format!("this is no path pattern: {why}")));
                None
            }
        }
    }
}
