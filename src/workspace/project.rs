//! Projects: a configuration with the rules that hold under it.

use super::own_rules::RuleFile;
use super::place::absolute;
use crate::config::{Config, Origin, Policy, Tables};
use crate::rules::{Kind, Ruleset};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What is asked for from outside the configuration: by arguments, or by an editor's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The kind of drafts of which nothing else says it.
    pub kind: Option<Kind>,
    /// Their type.
    pub entry_type: Option<String>,
    /// Their specialty, or several with `/` between them.
    pub specialty: Option<String>,
    /// Whether their writer's record holds a setback that they are meant to tell.
    pub setback: Option<bool>,
    /// Only these lints, if there are any.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// This configuration instead of the nearest.
    pub config: Option<PathBuf>,
    /// No configuration at all.
    pub no_config: bool,
}

/// A file of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The number of the file that extends it first; `None` of the one that was asked for.
    pub extended_by: Option<usize>,
}

/// A configuration, its rules and what they lead to.
#[derive(Debug)]
pub struct Project {
    /// The folder of the configuration; the patterns for drafts in it are relative to this.
    pub root: PathBuf,
    /// The configuration.
    pub config: Config,
    /// The files of the configuration, by the numbers that its places hold; none without a configuration.
    pub sources: Vec<Source>,
    /// The rules that hold.
    pub rules: Arc<Ruleset>,
    /// The user's own files among them, in the order in which they count.
    pub rule_files: Vec<RuleFile>,
    /// The lints that were asked for.
    pub(super) select: Vec<String>,
    /// The lints that were not to be heard.
    pub(super) ignore: Vec<String>,
    /// Policies by the tables that decide on them: thousands of drafts share a few.
    pub(super) policies: Mutex<HashMap<Tables, Arc<Policy>>>,
}

impl Project {
    /// The file that was asked for, which may extend others; `None` without a configuration.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        self.sources.first()
    }

    /// `path` as the configuration's globs see it.
    #[must_use]
    pub fn relative(&self, path: &Path) -> String {
        self.relative_of(&absolute(path))
    }

    /// Likewise, of an absolute path.
    #[must_use]
    pub fn relative_of(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let mut relative = String::with_capacity(inside.as_os_str().len() + 1);
        for (number, part) in inside.components().enumerate() {
            if number > 0 {
                relative.push('/');
            }
            relative.push_str(&part.as_os_str().to_string_lossy());
        }
        relative
    }

    /// Which lints speak, and how loud, in drafts that `tables` of the configuration fit.
    #[must_use]
    pub fn policy(&self, tables: &Tables) -> Arc<Policy> {
        let deciding = self.config.deciding_on_lints(tables);
        // A policy is added whole or not at all: one thread's panic spoils nothing.
        let mut policies = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = policies.get(&deciding) {
            return Arc::clone(known);
        }
        let mut policy = self.config.policy(&deciding, &self.rules);
        if !self.select.is_empty() {
            policy.select(self.select.iter().map(String::as_str), &Origin::Asked, &self.rules);
        }
        self.ignore.iter().for_each(|id| policy.ignore(id, &Origin::Asked, &self.rules));
        let policy = Arc::new(policy);
        policies.insert(deciding, Arc::clone(&policy));
        policy
    }
}

/// `path` as messages name it: relative to the current folder if it is below it.
#[must_use]
pub fn shown(path: &Path) -> String {
    let here = std::path::absolute(".").unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
}
