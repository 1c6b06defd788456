//! Projects: a configuration with the rules that hold under it.

use super::args::CheckArgs;
use super::problem::Problem;
use crate::builtin;
use crate::config::{Config, ConfigError, FILE_NAME, Policy};
use crate::rules::{DataError, Ruleset, SourceFile};
use globset::GlobBuilder;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A configuration, its rules and what they lead to.
pub(super) struct Project {
    /// The folder of the configuration; paths in it are relative to this.
    pub(super) root: PathBuf,
    pub(super) config: Config,
    pub(super) rules: Arc<Ruleset>,
    pub(super) policy: Policy,
}

impl Project {
    /// `path` as the configuration's globs see it.
    pub(super) fn relative(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let inside = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        inside.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }
}

/// Finds the project of each draft, reading every configuration once.
pub(super) struct Projects<'a> {
    args: &'a CheckArgs,
    built_in: Arc<Ruleset>,
    bare: Option<Arc<Project>>,
    by_folder: HashMap<PathBuf, Option<Arc<Project>>>,
    by_config: HashMap<PathBuf, Option<Arc<Project>>>,
    /// Mistakes in configurations and in the files they name.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Projects<'a> {
    pub(super) fn new(args: &'a CheckArgs) -> Self {
        Self { args, built_in: Arc::new(builtin::rules()), bare: None, by_folder: HashMap::new(), by_config: HashMap::new(), problems: Vec::new() }
    }

    /// The project that holds for the draft at `path`; `None` when its configuration cannot be used.
    pub(super) fn of(&mut self, path: &Path) -> Option<Arc<Project>> {
        if let Some(config) = &self.args.config {
            return self.load(config.clone());
        }
        if self.args.no_config {
            return Some(self.bare());
        }
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
        if let Some(project) = self.by_folder.get(&folder) {
            return project.clone();
        }
        let config = folder.ancestors().map(|f| f.join(FILE_NAME)).find(|f| f.is_file());
        let project = match config {
            Some(config) => self.load(config),
            None => Some(self.bare()),
        };
        self.by_folder.insert(folder, project.clone());
        project
    }

    fn bare(&mut self) -> Arc<Project> {
        if let Some(bare) = &self.bare {
            return Arc::clone(bare);
        }
        let root = std::path::absolute(".").unwrap_or_default();
        let project = Arc::new(self.project(root, Config::default(), Arc::clone(&self.built_in)));
        self.bare = Some(Arc::clone(&project));
        project
    }

    fn project(&self, root: PathBuf, config: Config, rules: Arc<Ruleset>) -> Project {
        let mut policy = config.policy(&rules);
        if !self.args.select.is_empty() {
            policy.select(self.args.select.iter().map(String::as_str), &rules);
        }
        policy.ignore(self.args.ignore.iter().map(String::as_str), &rules);
        Project { root, config, rules, policy }
    }

    fn load(&mut self, path: PathBuf) -> Option<Arc<Project>> {
        if let Some(known) = self.by_config.get(&path) {
            return known.clone();
        }
        let loaded = self.read(&path);
        let project = match loaded {
            Ok(project) => Some(Arc::new(project)),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        };
        self.by_config.insert(path, project.clone());
        project
    }

    fn read(&self, path: &Path) -> Result<Project, Vec<Problem>> {
        let name = shown(path);
        let text = super::read::read_file(path, &name).map_err(|p| vec![p])?;
        let at = |errors: Vec<ConfigError>| -> Vec<Problem> {
            errors.into_iter().map(|e| Problem::error(&name, e.message, "`candor init` writes a commented example").at(&text, e.span)).collect()
        };
        let config = Config::parse(&text).map_err(at)?;
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let root = absolute.parent().unwrap_or(Path::new("/")).to_owned();
        let rules = if config.own_files.is_empty() { Arc::clone(&self.built_in) } else { Arc::new(self.own_rules(&config, &root, &name, &text)?) };
        let errors = config.check(&rules);
        if !errors.is_empty() {
            return Err(at(errors));
        }
        Ok(self.project(root, config, rules))
    }

    fn own_rules(&self, config: &Config, root: &Path, name: &str, text: &str) -> Result<Ruleset, Vec<Problem>> {
        let mut files = Vec::new();
        let mut problems = Vec::new();
        for own in &config.own_files {
            let found = files_of(root, &own.path);
            if found.is_empty() {
                let problem = Problem::error(name, format!("no file is named '{}'", own.path), "check the path: it is relative to this candor.toml");
                problems.push(problem.at(text, own.span.clone()));
            }
            for path in found {
                let shown = shown(&path);
                let stem = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let place = if own.folder.is_empty() { stem } else { format!("{}/{stem}", own.folder) };
                match super::read::read_file(&path, &shown) {
                    Ok(text) => files.push(SourceFile { place, name: shown, text }),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let texts: HashMap<String, String> = files.iter().map(|f| (f.name.clone(), f.text.clone())).collect();
        builtin::rules_with(files).map_err(|errors| {
            errors
                .into_iter()
                .map(|DataError { file, span, message }| {
                    let problem = Problem::error(&file, message, "the format of these files is described in lints/README.md of candor's source");
                    match texts.get(&file) {
                        Some(text) => problem.at(text, span),
                        None => problem,
                    }
                })
                .collect()
        })
    }
}

/// The files that `pattern`, a path or a glob relative to `root`, names.
fn files_of(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let direct = root.join(pattern);
    if direct.is_file() {
        return vec![direct];
    }
    let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else { return Vec::new() };
    let matcher = glob.compile_matcher();
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(root)
        .standard_filters(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "toml") && p.strip_prefix(root).is_ok_and(|inside| matcher.is_match(inside)))
        .collect();
    found.sort();
    found
}

/// `path` as messages name it: relative to the current folder if it is below it.
pub(super) fn shown(path: &Path) -> String {
    let here = std::path::absolute(".").unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
}
