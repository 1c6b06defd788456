//! Choosing: from arguments to the drafts that they mean, each with the project that holds for it.

use super::{Input, Job};
use crate::check::Target;
use crate::cli::args::{AskedArgs, DraftArgs, FailOnArg};
use crate::config::{self, FailOn};
use crate::document;
use crate::workspace::{Options, Problem, Project, Projects, absolute, drafts_below, format_of, found_on_a_walk, read, shown};
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl DraftArgs {
    /// The drafts and folders that were named; the current folder where none was.
    pub(super) fn places(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() { vec![PathBuf::from(".")] } else { self.paths.clone() }
    }
}

impl AskedArgs {
    /// What is asked for.
    pub(in crate::cli) fn options(&self) -> Options {
        Options {
            kind: self.kind,
            entry_type: self.entry_type.clone(),
            specialty: self.specialty.clone(),
            setback: self.setback.then_some(true),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            config: self.config.clone(),
            no_config: self.no_config,
        }
    }
}

impl From<FailOnArg> for FailOn {
    fn from(arg: FailOnArg) -> Self {
        match arg {
            FailOnArg::Error => Self::Error,
            FailOnArg::Warning => Self::Warning,
            FailOnArg::Note => Self::Note,
            FailOnArg::Never => Self::Never,
        }
    }
}

/// A lint or specialty in the arguments that does not exist.
pub(in crate::cli) fn wrong_arguments(args: &AskedArgs, projects: &mut Projects) -> Option<Problem> {
    let here = projects.of(Path::new("draft.md"))?;
    let unknown = args.select.iter().chain(&args.ignore).find(|id| *id != config::ALL && here.rules.lint(id).is_none());
    if let Some(id) = unknown {
        return Some(Problem::error("", config::unknown_lint(id, &here.rules), "lints of your own are known where the candor.toml that names them holds"));
    }
    let specialty = args.specialty.as_deref()?;
    let unknown = Target::specialties_of(specialty, &here.rules).1;
    let id = unknown.first()?;
    Some(Problem::error("", config::unknown_specialty(id, &here.rules), "a specialty of your own can be named in candor.toml"))
}

/// The drafts that `args` choose, in order. What comes from standard input is read here; what cannot be chosen goes to `problems`.
pub(super) fn jobs(args: &DraftArgs, projects: &mut Projects, problems: &mut Vec<Problem>) -> Vec<Job> {
    let paths = args.places();
    // `draft.md` and `../here/draft.md` are one file.
    let mut seen = HashSet::new();
    let on_a_walk = args.force_exclude.then(|| found_on_a_walk(paths.iter().map(PathBuf::as_path)));
    let mut jobs = Vec::new();
    for path in &paths {
        if path.as_os_str() == "-" {
            let named = args.stdin_filename.as_deref().or(args.stdin_like.as_deref()).unwrap_or(Path::new("stdin.md"));
            let name = if args.stdin_filename.is_some() { shown(named) } else { "<stdin>".to_owned() };
            let format = format_of(&named.to_string_lossy()).unwrap_or(document::Format::Markdown);
            match (read(io::stdin().lock(), &name), projects.of(named)) {
                (Ok(text), Some(project)) => {
                    let input = Input::Text(named.to_owned(), text);
                    jobs.push(Job { number: jobs.len(), name, input, format, project, place: String::new(), inside: PathBuf::new(), memories: None });
                }
                (Err(problem), _) => problems.push(problem),
                _ => {}
            }
        } else if path.is_dir() {
            for draft in drafts_below(path, problems) {
                let Some(project) = projects.of(&draft) else { continue };
                // Asking where one is costs a call of the system.
                let place = absolute(&draft);
                if !project.config.excludes(&project.relative_of(&place)) && seen.insert(place) {
                    let inside = draft.strip_prefix(path).unwrap_or(&draft).to_owned();
                    push(draft, inside, project, &mut jobs, problems);
                }
            }
        } else if on_a_walk.as_ref().is_none_or(|found| found.contains(&absolute(path)))
            && seen.insert(absolute(path))
            && let Some(project) = projects.of(path)
            && !(args.force_exclude && project.config.excludes(&project.relative(path)))
        {
            push(path.clone(), PathBuf::new(), project, &mut jobs, problems);
        }
    }
    jobs
}

fn push(path: PathBuf, inside: PathBuf, project: Arc<Project>, jobs: &mut Vec<Job>, problems: &mut Vec<Problem>) {
    let name = shown(&path);
    // A file that is not there is told so by the reader, whatever its ending.
    match format_of(&name) {
        Err(problem) if path.exists() => problems.push(problem),
        format => jobs.push(Job {
            number: jobs.len(),
            name,
            input: Input::File(path),
            format: format.unwrap_or(document::Format::Markdown),
            project,
            place: String::new(),
            inside,
            memories: None,
        }),
    }
}
