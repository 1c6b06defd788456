//! Drafts: which ones the arguments choose, and what a check says of each, in their order. Every command that checks begins here.

use super::Status;
use super::args::{Color, DraftArgs, FailOnArg};
use super::redact::redact;
use super::render::{Palette, Run, Shown, emit_problem};
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
    /// Which one it is, from 0.
    number: usize,
    name: String,
    input: Input,
    format: document::Format,
    project: Arc<Project>,
}

enum Input {
    File(PathBuf),
    Text(String),
}

impl Job {
    fn file(&self) -> Option<&Path> {
        match &self.input {
            Input::File(path) => Some(path),
            Input::Text(_) => None,
        }
    }
}

/// What came of one draft.
struct Outcome<P> {
    /// What is shown of it.
    piece: P,
    problems: Vec<Problem>,
    status: Status,
    /// The draft and what held for it, if it was checked.
    draft: Option<(Arc<Project>, Shown)>,
}

/// Tells people of problems, on standard error.
pub(super) struct Teller {
    palette: Palette,
    redact: bool,
}

impl Teller {
    /// One that colors as was asked for and, if `redact` is set, quotes nothing.
    pub(super) fn new(color: Color, redact: bool) -> Self {
        Self { palette: Palette::new(color, io::stderr().is_terminal()).redacted(redact), redact }
    }

    /// Tells of `problem`, and gives back what a report may hold of it.
    pub(super) fn tell(&self, problem: Problem) -> io::Result<Problem> {
        let problem = if self.redact { problem.redacted() } else { problem };
        io::stderr().write_all(emit_problem(&problem, self.palette).as_bytes())?;
        Ok(problem)
    }
}

/// The drafts that were asked for.
pub(super) struct Drafts<'a> {
    args: &'a DraftArgs,
    options: Options,
    jobs: Vec<Job>,
    /// What went wrong with others.
    problems: Vec<Problem>,
}

impl<'a> Drafts<'a> {
    /// The drafts that `args` choose. What comes from standard input is read here.
    ///
    /// # Errors
    /// Arguments that name what does not exist.
    pub(super) fn choose(args: &'a DraftArgs) -> Result<Self, Problem> {
        let options = options(args);
        let mut projects = Projects::new(options.clone());
        if let Some(problem) = wrong_arguments(args, &mut projects) {
            return Err(problem);
        }
        let mut problems = Vec::new();
        let jobs = jobs(args, &mut projects, &mut problems);
        problems.append(&mut projects.problems);
        Ok(Self { args, options, jobs, problems })
    }

    /// The files among them.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.jobs.iter().filter_map(Job::file)
    }

    /// Checks them all, on a few threads. `show` makes of each, or of what kept it from being checked, what is shown, and is told its number (from 0); `take` is given that in the order of the drafts.
    /// Findings that `fail_on` means make the status.
    pub(super) fn check<P: Send>(
        self,
        teller: &Teller,
        fail_on: impl Fn(&Project) -> FailOn + Sync,
        show: impl Fn(usize, Result<(&Shown, &Project), &Problem>) -> P + Sync,
        mut take: impl FnMut(P) -> io::Result<()>,
    ) -> io::Result<(Run, Status)> {
        let Self { args, options, jobs, problems } = self;
        let mut status = Status::Clean;
        let mut run = Run::default();
        for problem in problems {
            status = status.max(weighed(&problem));
            run.problems.push(teller.tell(problem)?);
        }
        let threads = args.threads.filter(|n| *n > 0).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
        let mut allowed = Allowed::default();
        let work = |job: &Job| outcome(job, args, &options, &fail_on, &show);
        in_order(&jobs, threads, work, |outcome| {
            for problem in outcome.problems {
                let problem = teller.tell(problem)?;
                match problem.weight {
                    Weight::Warning => run.problems.push(problem),
                    // What kept a draft from being checked stands where the draft would.
                    Weight::Error => run.unchecked.push(problem),
                }
            }
            take(outcome.piece)?;
            status = status.max(outcome.status);
            if let Some((project, shown)) = outcome.draft {
                allowed.add(&project, &shown.checked);
                add(&mut run, &project, shown);
            }
            Ok(())
        })?;
        let folders: Vec<PathBuf> = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
        for problem in allowed.idle(&folders) {
            run.problems.push(teller.tell(problem)?);
        }
        run.failed = status == Status::Failed;
        Ok((run, status))
    }
}

/// Takes note of a draft that was checked.
fn add(run: &mut Run, project: &Project, shown: Shown) {
    let totals = Totals::of(&shown.checked.report);
    run.totals.add(&totals);
    for finding in shown.checked.report.findings {
        run.lints.entry(finding.lint).or_insert_with(|| Arc::clone(&project.rules));
    }
    run.drafts.push((shown.name, totals));
}

/// What the arguments ask for.
fn options(args: &DraftArgs) -> Options {
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
fn wrong_arguments(args: &DraftArgs, projects: &mut Projects) -> Option<Problem> {
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

fn jobs(args: &DraftArgs, projects: &mut Projects, problems: &mut Vec<Problem>) -> Vec<Job> {
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
                (Ok(text), Some(project)) => jobs.push(Job { number: jobs.len(), name, input: Input::Text(text), format, project }),
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
        format => jobs.push(Job { number: jobs.len(), name, input: Input::File(path), format: format.unwrap_or(document::Format::Markdown), project }),
    }
}

fn outcome<P>(
    job: &Job,
    args: &DraftArgs,
    options: &Options,
    fail_on: impl Fn(&Project) -> FailOn,
    show: impl Fn(usize, Result<(&Shown, &Project), &Problem>) -> P,
) -> Outcome<P> {
    let mut problems = Vec::new();
    let mut status = Status::Clean;
    let (piece, draft) = match checked(job, options, &mut problems) {
        Ok(mut shown) => {
            let fail_on = fail_on(&job.project);
            if shown.checked.report.findings.iter().any(|f| fail_on.is_met_by(f.severity)) {
                status = Status::Findings;
            }
            if args.redact {
                redact(&mut shown, &job.project.rules);
            }
            (show(job.number, Ok((&shown, &job.project))), Some((Arc::clone(&job.project), shown)))
        }
        Err(problem) => {
            let shown = if args.redact { problem.clone().redacted() } else { problem.clone() };
            problems.push(problem);
            (show(job.number, Err(&shown)), None)
        }
    };
    for problem in &problems {
        status = status.max(weighed(problem));
    }
    Outcome { piece, problems, status, draft }
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
