//! `candor check`: from paths to findings, in one format or several.

use super::Status;
use super::args::{AskedArgs, CheckArgs, Color, FailOnArg};
use super::outputs::{Reports, Writing};
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
struct Outcome {
    /// The draft in each format.
    pieces: Vec<String>,
    problems: Vec<Problem>,
    status: Status,
    /// The draft and what held for it, if it was checked.
    draft: Option<(Arc<Project>, Shown)>,
}

/// Tells people of problems, on standard error.
struct Teller {
    palette: Palette,
    redact: bool,
}

impl Teller {
    /// Tells of `problem`, and gives back what a report may hold of it.
    fn tell(&self, problem: Problem) -> io::Result<Problem> {
        let problem = if self.redact { problem.redacted() } else { problem };
        io::stderr().write_all(emit_problem(&problem, self.palette).as_bytes())?;
        Ok(problem)
    }
}

/// Runs the command.
pub(super) fn check(args: &CheckArgs, color: Color) -> io::Result<Status> {
    let stdout = io::stdout().lock();
    let teller = Teller { palette: Palette::new(color, io::stderr().is_terminal()).redacted(args.redact), redact: args.redact };
    let options = args.asked.options();
    let mut projects = Projects::new(options.clone());
    let reports = match Reports::new(args, color, stdout.is_terminal()).and_then(|reports| wrong_arguments(&args.asked, &mut projects).map_or(Ok(reports), Err))
    {
        Ok(reports) => reports,
        Err(problem) => return teller.tell(problem).map(|_| Status::Failed),
    };
    let mut problems = Vec::new();
    let jobs = jobs(args, &mut projects, &mut problems);
    if let Some(problem) = reports.over_a_draft(jobs.iter().filter_map(Job::file)) {
        return teller.tell(problem).map(|_| Status::Failed);
    }
    problems.append(&mut projects.problems);
    let mut status = Status::Clean;
    let mut run = Run::default();
    for problem in problems {
        status = status.max(weighed(&problem));
        run.problems.push(teller.tell(problem)?);
    }
    let mut writing = Writing::begin(&reports, stdout)?;
    let threads = args.threads.filter(|n| *n > 0).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
    let mut allowed = Allowed::default();
    let work = |job: &Job| outcome(job, args, &options, &reports);
    in_order(&jobs, threads, work, |outcome| {
        for problem in outcome.problems {
            let problem = teller.tell(problem)?;
            match problem.weight {
                Weight::Warning => run.problems.push(problem),
                // What kept a draft from being checked stands where the draft would.
                Weight::Error => run.unchecked.push(problem),
            }
        }
        writing.add(&outcome.pieces)?;
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
    for problem in writing.end(&run)? {
        status = Status::Failed;
        teller.tell(problem)?;
    }
    Ok(status)
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

fn weighed(problem: &Problem) -> Status {
    match problem.weight {
        Weight::Warning => Status::Clean,
        Weight::Error => Status::Failed,
    }
}

/// A lint or specialty in the arguments that does not exist.
pub(super) fn wrong_arguments(args: &AskedArgs, projects: &mut Projects) -> Option<Problem> {
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

fn outcome(job: &Job, args: &CheckArgs, options: &Options, reports: &Reports) -> Outcome {
    let mut problems = Vec::new();
    let mut outcome = Outcome { pieces: Vec::new(), problems: Vec::new(), status: Status::Clean, draft: None };
    match checked(job, options, &mut problems) {
        Ok(mut shown) => {
            let fail_on = args.asked.fail_on().or(shown.checked.fail_on).unwrap_or_default();
            if shown.checked.report.findings.iter().any(|f| fail_on.is_met_by(f.severity)) {
                outcome.status = Status::Findings;
            }
            if args.redact {
                redact(&mut shown, &job.project.rules);
            }
            outcome.pieces = reports.file(&shown);
            outcome.draft = Some((Arc::clone(&job.project), shown));
        }
        Err(problem) => {
            let shown = if args.redact { problem.clone().redacted() } else { problem.clone() };
            outcome.pieces = reports.failed(&shown);
            problems.push(problem);
        }
    }
    for problem in &problems {
        outcome.status = outcome.status.max(weighed(problem));
    }
    outcome.problems = problems;
    outcome
}

impl AskedArgs {
    /// What is asked for.
    pub(super) fn options(&self) -> Options {
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

    /// From which severity on the run is to fail, if that is asked for.
    pub(super) fn fail_on(&self) -> Option<FailOn> {
        self.fail_on.map(|fail_on| match fail_on {
            FailOnArg::Error => FailOn::Error,
            FailOnArg::Warning => FailOn::Warning,
            FailOnArg::Note => FailOn::Note,
            FailOnArg::Never => FailOn::Never,
        })
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
    let target = draft.target(&text, &document, problems)?;
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
