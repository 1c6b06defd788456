//! `candor check`: from paths to findings on standard output.

use super::Status;
use super::args::{CheckArgs, Color, FailOnArg};
use super::render::{Palette, Renderer, Shown, emit_problem};
use super::run::in_order;
use crate::check::{Memory, Target};
use crate::config::{self, FailOn};
use crate::document::{self, Document};
use crate::position::LineIndex;
use crate::rules::Ruleset;
use crate::workspace::{Allowed, Draft, Options, Problem, Project, Projects, Totals, Weight, drafts_below, format_of, read, read_file, shown};
use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One draft to check.
struct Job {
    name: String,
    input: Input,
    format: document::Format,
    project: Arc<Project>,
}

enum Input {
    File(PathBuf),
    Text(String),
}

/// What came of one draft.
struct Outcome {
    shown: String,
    problems: Vec<Problem>,
    totals: Totals,
    status: Status,
    /// The draft and what held for it, if it was checked and something could be silent in it.
    draft: Option<(Arc<Project>, Shown)>,
}

/// Runs the command.
pub(super) fn check(args: &CheckArgs, color: Color) -> io::Result<Status> {
    let mut stdout = io::stdout().lock();
    let renderer = Renderer::new(args.format, Palette::new(color, stdout.is_terminal()));
    let problem_palette = Palette::new(color, io::stderr().is_terminal());
    let options = options(args);
    let mut projects = Projects::new(options.clone());
    if let Some(problem) = wrong_arguments(args, &mut projects) {
        io::stderr().write_all(emit_problem(&problem, problem_palette).as_bytes())?;
        return Ok(Status::Failed);
    }
    let mut problems = Vec::new();
    let jobs = jobs(args, &mut projects, &mut problems);
    problems.append(&mut projects.problems);
    let mut status = Status::Clean;
    for problem in &problems {
        status = status.max(weighed(problem));
        io::stderr().write_all(emit_problem(problem, problem_palette).as_bytes())?;
    }
    let mut totals = Totals::default();
    stdout.write_all(renderer.begin().as_bytes())?;
    let threads = args.threads.filter(|n| *n > 0).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
    let mut first = true;
    let mut allowed = Allowed::default();
    let work = |job: &Job| outcome(job, args, &options, &renderer);
    in_order(&jobs, threads, work, |outcome| {
        for problem in &outcome.problems {
            io::stderr().write_all(emit_problem(problem, problem_palette).as_bytes())?;
        }
        // What kept a draft from being checked stands where the draft would.
        problems.extend(outcome.problems.into_iter().filter(|problem| problem.weight == Weight::Warning));
        if !outcome.shown.is_empty() {
            stdout.write_all(renderer.between(first).as_bytes())?;
            first = false;
            stdout.write_all(outcome.shown.as_bytes())?;
        }
        status = status.max(outcome.status);
        totals.add(&outcome.totals);
        if let Some((project, shown)) = &outcome.draft {
            allowed.add(project, &shown.checked);
        }
        Ok(())
    })?;
    let folders: Vec<PathBuf> = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    for problem in allowed.idle(&folders) {
        io::stderr().write_all(emit_problem(&problem, problem_palette).as_bytes())?;
        problems.push(problem);
    }
    stdout.write_all(renderer.end(&totals, &problems, status == Status::Failed).as_bytes())?;
    stdout.flush()?;
    Ok(status)
}

/// What the arguments ask for.
fn options(args: &CheckArgs) -> Options {
    Options {
        kind: args.kind,
        entry_type: args.entry_type.clone(),
        specialty: args.specialty.clone(),
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        config: args.config.clone(),
        no_config: args.no_config,
    }
}

fn weighed(problem: &Problem) -> Status {
    match problem.weight {
        Weight::Warning => Status::Clean,
        Weight::Error => Status::Failed,
    }
}

/// A lint or specialty in the arguments that does not exist.
fn wrong_arguments(args: &CheckArgs, projects: &mut Projects) -> Option<Problem> {
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

fn jobs(args: &CheckArgs, projects: &mut Projects, problems: &mut Vec<Problem>) -> Vec<Job> {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let mut seen = HashSet::new();
    // `draft.md` and `./draft.md` are one file.
    let place = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut jobs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let named = args.stdin_filename.as_deref().unwrap_or(Path::new("stdin.md"));
            let name = if args.stdin_filename.is_some() { shown(named) } else { "<stdin>".to_owned() };
            let format = format_of(&named.to_string_lossy()).unwrap_or(document::Format::Markdown);
            match (read(io::stdin().lock(), &name), projects.of(named)) {
                (Ok(text), Some(project)) => jobs.push(Job { name, input: Input::Text(text), format, project }),
                (Err(problem), _) => problems.push(problem),
                _ => {}
            }
        } else if path.is_dir() {
            for draft in drafts_below(path, problems) {
                let Some(project) = projects.of(&draft) else { continue };
                let excluded = project.config.excludes(&project.relative(&draft));
                if !excluded && seen.insert(place(&draft)) {
                    push(draft, project, &mut jobs, problems);
                }
            }
        } else if seen.insert(place(path))
            && let Some(project) = projects.of(path)
        {
            push(path.clone(), project, &mut jobs, problems);
        }
    }
    jobs
}

fn push(path: PathBuf, project: Arc<Project>, jobs: &mut Vec<Job>, problems: &mut Vec<Problem>) {
    let name = shown(&path);
    // A file that is not there is told so by the reader, whatever its ending.
    match format_of(&name) {
        Err(problem) if path.exists() => problems.push(problem),
        format => jobs.push(Job { name, input: Input::File(path), format: format.unwrap_or(document::Format::Markdown), project }),
    }
}

fn outcome(job: &Job, args: &CheckArgs, options: &Options, renderer: &Renderer) -> Outcome {
    let mut problems = Vec::new();
    let mut outcome = Outcome { shown: String::new(), problems: Vec::new(), totals: Totals::default(), status: Status::Clean, draft: None };
    match checked(job, options, &mut problems) {
        Ok(shown) => {
            let fail_on = fail_on(args, &job.project.config);
            outcome.totals = Totals::of(&shown.checked.report);
            if shown.checked.report.findings.iter().any(|f| fail_on.is_met_by(f.severity)) {
                outcome.status = Status::Findings;
            }
            outcome.shown = renderer.file(&shown);
            outcome.draft = (!job.project.config.allows.is_empty()).then(|| (Arc::clone(&job.project), shown));
        }
        Err(problem) => {
            outcome.shown = renderer.failed(&problem);
            problems.push(problem);
        }
    }
    for problem in &problems {
        outcome.status = outcome.status.max(weighed(problem));
    }
    outcome.problems = problems;
    outcome
}

fn fail_on(args: &CheckArgs, config: &config::Config) -> FailOn {
    match args.fail_on {
        Some(FailOnArg::Error) => FailOn::Error,
        Some(FailOnArg::Warning) => FailOn::Warning,
        Some(FailOnArg::Note) => FailOn::Note,
        Some(FailOnArg::Never) => FailOn::Never,
        None => config.fail_on.unwrap_or_default(),
    }
}

/// A draft that was read, and what it is checked as.
pub(super) struct Opened {
    pub(super) text: String,
    pub(super) document: Document,
    pub(super) target: Target,
    pub(super) rules: Arc<Ruleset>,
}

/// Reads the draft at `path` as `check` would without any option.
pub(super) fn open(path: &Path, problems: &mut Vec<Problem>) -> Result<Opened, Problem> {
    let mut projects = Projects::new(Options::default());
    let project = projects.of(path);
    problems.append(&mut projects.problems);
    let name = shown(path);
    let project = project.ok_or_else(|| Problem::error(&name, "its candor.toml cannot be used", "mend what is said of it above"))?;
    let text = read_file(path, &name)?;
    let draft = Draft { name: &name, path, format: format_of(&name)?, project: &project, options: projects.options() };
    let document = draft.parse(&text)?;
    let (_, target) = draft.target(&text, &document, problems)?;
    Ok(Opened { text, document, target, rules: Arc::clone(&project.rules) })
}

fn checked(job: &Job, options: &Options, problems: &mut Vec<Problem>) -> Result<Shown, Problem> {
    let (path, text) = match &job.input {
        Input::File(path) => (path.as_path(), read_file(path, &job.name)?),
        Input::Text(text) => (Path::new(&job.name), text.clone()),
    };
    let draft = Draft { name: &job.name, path, format: job.format, project: &job.project, options };
    let checked = draft.check(&text, &mut Memory::default(), problems)?;
    Ok(Shown { name: job.name.clone(), lines: LineIndex::new(&text), text, checked })
}
