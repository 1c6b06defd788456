//! Finding the project of a draft: the nearest configuration, with all that it extends and the rules it names, read once.

use super::layers::{read_layers, wrong};
use super::own_rules::{Compiled, RuleFile, own_files};
use super::place::absolute;
use super::problem::Problem;
use super::project::{Options, Project, Source};
use super::read::read_file;
use crate::builtin;
use crate::config::{Config, FILE_NAME};
use crate::rules::Ruleset;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Finds the project of each draft, reading every configuration once.
#[derive(Debug, Clone)]
pub struct Projects {
    options: Options,
    built_in: Arc<Ruleset>,
    bare: Option<Arc<Project>>,
    by_folder: HashMap<PathBuf, Option<Arc<Project>>>,
    by_config: HashMap<PathBuf, Option<Arc<Project>>>,
    /// Own rules by their files: compiling them takes longer than reading them, and configurations that extend the same house style share them.
    compiled: HashMap<Vec<PathBuf>, Compiled>,
    /// What was usable last, by configuration, if that is to stay in force when it no longer is.
    last_good: Option<HashMap<PathBuf, Arc<Project>>>,
    /// Texts that count instead of what the disk holds.
    buffers: HashMap<PathBuf, Arc<str>>,
    /// Mistakes in configurations and in the files they name.
    pub problems: Vec<Problem>,
}

impl Projects {
    /// No project is read yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self::with(options, Arc::new(builtin::rules()))
    }

    /// Likewise, with the built-in rules that somebody has already read.
    #[must_use]
    pub fn with(options: Options, built_in: Arc<Ruleset>) -> Self {
        Self {
            options,
            built_in,
            bare: None,
            by_folder: HashMap::new(),
            by_config: HashMap::new(),
            compiled: HashMap::new(),
            last_good: None,
            buffers: HashMap::new(),
            problems: Vec::new(),
        }
    }

    /// The same, but a configuration that became unusable leaves the last usable one in force (or none, if there never was one): an editor goes on.
    #[must_use]
    pub fn that_go_on(self) -> Self {
        Self { last_good: Some(HashMap::new()), ..self }
    }

    /// What was asked for.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Forgets what was read, so that it is read again with `options` and with `buffers` in place of what the disk holds.
    pub fn reload(&mut self, options: Options, buffers: HashMap<PathBuf, Arc<str>>) {
        self.options = options;
        self.buffers = buffers;
        self.bare = None;
        self.by_folder.clear();
        self.by_config.clear();
        self.problems.clear();
    }

    /// The project that holds for the draft at `path`; `None` when its configuration cannot be used.
    pub fn of(&mut self, path: &Path) -> Option<Arc<Project>> {
        if let Some(config) = &self.options.config {
            return self.load(config.clone());
        }
        if self.options.no_config {
            return Some(self.bare());
        }
        let folder = absolute(path).parent().unwrap_or(Path::new("/")).to_owned();
        if let Some(project) = self.by_folder.get(&folder) {
            return project.clone();
        }
        let config = folder.ancestors().map(|f| f.join(FILE_NAME)).find(|f| self.buffers.contains_key(f) || f.is_file());
        let project = match config {
            Some(config) => self.load(config),
            None => Some(self.bare()),
        };
        self.by_folder.insert(folder, project.clone());
        project
    }

    /// The project without a configuration.
    pub fn bare(&mut self) -> Arc<Project> {
        if let Some(bare) = &self.bare {
            return Arc::clone(bare);
        }
        let root = std::path::absolute(".").unwrap_or_default();
        let project = Arc::new(self.project(root, Config::default(), Vec::new(), Arc::clone(&self.built_in), Vec::new()));
        self.bare = Some(Arc::clone(&project));
        project
    }

    fn project(&self, root: PathBuf, config: Config, sources: Vec<Source>, rules: Arc<Ruleset>, rule_files: Vec<RuleFile>) -> Project {
        let Options { select, ignore, .. } = &self.options;
        Project { root, config, sources, rules, rule_files, select: select.clone(), ignore: ignore.clone(), policies: Mutex::default() }
    }

    /// The project of the configuration at `path`.
    pub fn load(&mut self, path: PathBuf) -> Option<Arc<Project>> {
        if let Some(known) = self.by_config.get(&path) {
            return known.clone();
        }
        let project = match self.read(&path) {
            Ok(project) => {
                let project = Arc::new(project);
                if let Some(last_good) = &mut self.last_good {
                    last_good.insert(path.clone(), Arc::clone(&project));
                }
                Some(project)
            }
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.say(problem));
                match &self.last_good {
                    None => None,
                    Some(last_good) => Some(last_good.get(&path).map(Arc::clone).unwrap_or_else(|| self.bare())),
                }
            }
        };
        self.by_config.insert(path, project.clone());
        project
    }

    fn text(&self, path: &Path, name: &str) -> Result<String, Problem> {
        match self.buffers.get(path) {
            Some(text) => Ok(text.as_ref().to_owned()),
            None => read_file(path, name).map_err(|problem| problem.of(path)),
        }
    }

    fn read(&mut self, path: &Path) -> Result<Project, Vec<Problem>> {
        let (config, sources) = read_layers(path, &|path, name| self.text(path, name))?;
        let root = absolute(path).parent().unwrap_or(Path::new("/")).to_owned();
        let rule_files = own_files(&config, &sources)?;
        let rules = if rule_files.is_empty() { Arc::clone(&self.built_in) } else { self.own_rules(&rule_files)? };
        let errors = config.check(&rules);
        if !errors.is_empty() {
            return Err(errors.into_iter().map(|error| wrong(error, &sources)).collect());
        }
        Ok(self.project(root, config, sources, rules, rule_files))
    }

    /// The rules with `files` of the user's own.
    fn own_rules(&mut self, files: &[RuleFile]) -> Result<Arc<Ruleset>, Vec<Problem>> {
        let (mut texts, mut problems) = (Vec::new(), Vec::new());
        for file in files {
            match file.read(|path, name| self.text(path, name)) {
                Ok(text) => texts.push(text),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
        let known = self.compiled.get(&paths).filter(|known| known.files == texts);
        let compiled = match known {
            Some(known) => known.clone(),
            None => Compiled::new(texts, files)?,
        };
        compiled.problems.iter().for_each(|problem| self.say(problem.clone()));
        let rules = Arc::clone(&compiled.rules);
        self.compiled.insert(paths, compiled);
        Ok(rules)
    }

    /// Takes note of `problem`, unless somebody who extends the same file did.
    fn say(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}
