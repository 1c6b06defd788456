//! Settings: what an editor asks for, in the section `candor` of its configuration.

use crate::config::{ALL, unknown_lint};
use crate::rules::{Kind, Ruleset};
use crate::workspace::Options;
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// What a client tells once, when it starts the server.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ClientOptions {
    /// It wants to be told of every draft's structure.
    pub(super) structure: bool,
    /// How it wants diagnostics, if it cares: `push` or `pull`.
    pub(super) diagnostics: Option<String>,
    /// The settings, for clients that cannot be asked for them.
    pub(super) settings: Value,
}

/// The settings of a workspace folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) options: Options,
    pub(super) lens: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { options: Options::default(), lens: true }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Section {
    kind: Option<String>,
    r#type: Option<String>,
    specialty: Option<String>,
    setback: Option<bool>,
    config: Option<String>,
    select: Option<Vec<String>>,
    ignore: Option<Vec<String>>,
    structure_lens: Option<bool>,
}

impl Settings {
    /// Reads the section; the second value says what in it cannot be used. Relative paths are relative to `folder`.
    pub(super) fn read(value: &Value, folder: Option<&Path>, rules: &Ruleset) -> (Self, Vec<String>) {
        let mut settings = Self::default();
        let section = match value {
            Value::Null => return (settings, Vec::new()),
            value => match serde_json::from_value::<Section>(value.clone()) {
                Ok(section) => section,
                Err(error) => return (settings, vec![format!("the settings of candor cannot be read: {error}")]),
            },
        };
        let mut wrong = Vec::new();
        let given = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let options = &mut settings.options;
        if let Some(name) = given(section.kind) {
            options.kind = Kind::named(&name);
            if options.kind.is_none() {
                wrong.push(format!("candor.kind: {}", crate::config::unknown_kind(&name)));
            }
        }
        options.entry_type = given(section.r#type);
        options.setback = section.setback;
        options.specialty = given(section.specialty);
        if let Some(specialty) = &options.specialty {
            let unknown = crate::check::Target::specialties_of(specialty, rules).1;
            wrong.extend(unknown.iter().map(|id| format!("candor.specialty: {}", crate::config::unknown_specialty(id, rules))));
        }
        options.config = given(section.config).map(|path| folder.map_or_else(|| path.clone().into(), |folder| folder.join(&path)));
        options.select = section.select.unwrap_or_default();
        options.ignore = section.ignore.unwrap_or_default();
        settings.lens = section.structure_lens.unwrap_or(true);
        (settings, wrong)
    }

    /// What is to be said of lints in them that `rules` do not know. They would be asked for, or silenced, in vain.
    pub(super) fn unknown(&self, rules: &Ruleset) -> Vec<String> {
        let lists = [("select", &self.options.select), ("ignore", &self.options.ignore)];
        let names = lists.into_iter().flat_map(|(key, ids)| ids.iter().map(move |id| (key, id)));
        let unknown = names.filter(|(_, id)| *id != ALL && rules.lint(id).is_none());
        unknown.map(|(key, id)| format!("candor.{key}: {}", unknown_lint(id, rules))).collect()
    }
}
