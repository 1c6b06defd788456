//! Projects: a configuration with the rules that hold under it.

use super::problem::Problem;
use super::read::read_file;
use crate::builtin;
use crate::check::check_examples_of;
use crate::config::{Config, ConfigError, FILE_NAME, Policy};
use crate::rules::{DataError, Kind, Ruleset, SourceFile};
use globset::GlobBuilder;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is asked for from outside the configuration: by arguments, or by an editor's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The kind of drafts of which nothing else says it.
    pub kind: Option<Kind>,
    /// Their type.
    pub entry_type: Option<String>,
    /// Their specialty, or several with `/` between them.
    pub specialty: Option<String>,
    /// Only these lints, if there are any.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// This configuration instead of the nearest.
    pub config: Option<PathBuf>,
    /// No configuration at all.
    pub no_config: bool,
}

/// A configuration, its rules and what they lead to.
#[derive(Debug)]
pub struct Project {
    /// The folder of the configuration; paths in it are relative to this.
    pub root: PathBuf,
    /// The configuration.
    pub config: Config,
    /// The file of the configuration and its text, if there is one.
    pub source: Option<(PathBuf, String)>,
    /// The rules that hold.
    pub rules: Arc<Ruleset>,
    /// Which lints speak.
    pub policy: Policy,
}

impl Project {
    /// `path` as the configuration's globs see it.
    #[must_use]
    pub fn relative(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let inside = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        inside.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }
}

/// Rules, and the user's own files that they were made with.
#[derive(Debug, Clone)]
struct Compiled {
    files: Vec<SourceFile>,
    rules: Arc<Ruleset>,
    /// Examples that are not as the files say.
    problems: Vec<Problem>,
}

/// Finds the project of each draft, reading every configuration once.
#[derive(Debug, Clone)]
pub struct Projects {
    options: Options,
    built_in: Arc<Ruleset>,
    bare: Option<Arc<Project>>,
    by_folder: HashMap<PathBuf, Option<Arc<Project>>>,
    by_config: HashMap<PathBuf, Option<Arc<Project>>>,
    /// Own rules by configuration: compiling them takes longer than reading them.
    compiled: HashMap<PathBuf, Compiled>,
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
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
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
        let project = Arc::new(self.project(root, Config::default(), None, Arc::clone(&self.built_in)));
        self.bare = Some(Arc::clone(&project));
        project
    }

    fn project(&self, root: PathBuf, config: Config, source: Option<(PathBuf, String)>, rules: Arc<Ruleset>) -> Project {
        let mut policy = config.policy(&rules);
        if !self.options.select.is_empty() {
            policy.select(self.options.select.iter().map(String::as_str), &rules);
        }
        policy.ignore(self.options.ignore.iter().map(String::as_str), &rules);
        Project { root, config, source, rules, policy }
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
                self.problems.extend(problems);
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
        let name = shown(path);
        let text = self.text(path, &name).map_err(|p| vec![p])?;
        let at = |errors: Vec<ConfigError>| -> Vec<Problem> {
            let problem = |e: ConfigError| {
                let problem = Problem::error(&name, e.message, "`candor init` writes a commented example").at(&text, e.span.clone()).of(path);
                Problem { fix: e.fix.map(|fix| (e.span, fix)), ..problem }
            };
            errors.into_iter().map(problem).collect()
        };
        let config = Config::parse(&text).map_err(at)?;
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let root = absolute.parent().unwrap_or(Path::new("/")).to_owned();
        let rules = if config.own_files.is_empty() { Arc::clone(&self.built_in) } else { self.own_rules(&config, &root, path, &text)? };
        let errors = config.check(&rules);
        if !errors.is_empty() {
            return Err(at(errors));
        }
        Ok(self.project(root, config, Some((path.to_owned(), text)), rules))
    }

    fn own_rules(&mut self, config: &Config, root: &Path, config_path: &Path, text: &str) -> Result<Arc<Ruleset>, Vec<Problem>> {
        let mut files = Vec::new();
        let mut paths = HashMap::new();
        let mut problems = Vec::new();
        for own in &config.own_files {
            let found = files_of(root, &own.path);
            if found.is_empty() {
                let message = format!("no file is named '{}'", own.path);
                let problem = Problem::error(shown(config_path), message, "check the path: it is relative to this candor.toml");
                problems.push(problem.at(text, own.span.clone()).of(config_path));
            }
            for path in found {
                let shown = shown(&path);
                let stem = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let place = if own.folder.is_empty() { stem } else { format!("{}/{stem}", own.folder) };
                match self.text(&path, &shown) {
                    Ok(text) => {
                        paths.insert(shown.clone(), path);
                        files.push(SourceFile { place, name: shown, text });
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if let Some(known) = self.compiled.get(config_path).filter(|known| known.files == files) {
            self.problems.extend(known.problems.iter().cloned());
            return Ok(Arc::clone(&known.rules));
        }
        let rules = builtin::rules_with(files.clone()).map_err(|errors| {
            let text_of = |name: &str| files.iter().find(|f| f.name == name).map(|f| f.text.as_str());
            let problem = |DataError { file, span, message }: DataError| {
                let problem = Problem::error(&file, message, "the format of these files is described in lints/README.md of candor's source");
                match (text_of(&file), paths.get(&file)) {
                    (Some(text), Some(path)) => problem.at(text, span).of(path),
                    _ => problem,
                }
            };
            errors.into_iter().map(problem).collect::<Vec<_>>()
        })?;
        let rules = Arc::new(rules);
        let problems = of_examples(&files, &paths, &rules);
        self.problems.extend(problems.iter().cloned());
        self.compiled.insert(config_path.to_owned(), Compiled { files, rules: Arc::clone(&rules), problems });
        Ok(rules)
    }
}

/// Runs the examples in the user's own lints and roles: a rule that never finds what it was written for would stay silent otherwise.
fn of_examples(files: &[SourceFile], paths: &HashMap<String, PathBuf>, rules: &Ruleset) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files {
        let stem = file.place.strip_prefix("roles/").unwrap_or(&file.place).trim_end_matches(".toml");
        for wrong in check_examples_of(rules, |name| name == stem) {
            let help = "mend the phrases or the example; `[[…]]` marks in a bad example what must be found, to the letter";
            let problem = Problem::warning(&file.name, format!("an example is not as the file says: {wrong}"), help).at(&file.text, 0..0);
            problems.push(match paths.get(&file.name) {
                Some(path) => problem.of(path),
                None => problem,
            });
        }
    }
    problems
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
#[must_use]
pub fn shown(path: &Path) -> String {
    let here = std::path::absolute(".").unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
}
