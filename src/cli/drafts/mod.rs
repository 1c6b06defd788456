//! Drafts: which ones the arguments choose, and what a check says of each, in their order. Every command that checks begins here.

mod alone;
mod choose;
mod memories;
mod opened;
mod past;

pub(super) use choose::wrong_arguments;
pub(super) use memories::{Memories, OfMany};
pub(super) use opened::{Opened, open};
pub(super) use past::{entry, folder_of};

use super::Status;
use super::args::DraftArgs;
use super::redact::redact;
use super::render::{Run, Shown};
use super::run::in_order;
use super::teller::Teller;
use crate::config::FailOn;
use crate::document::{self, Document};
use crate::position::LineIndex;
use crate::workspace::{Allowed, Draft, Look, Matcher, Options, Past, Problem, Project, Projects, Totals, Weight, read_file};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One draft to check.
pub(super) struct Job {
    /// Which one it is, from 0.
    number: usize,
    name: String,
    input: Input,
    format: document::Format,
    project: Arc<Project>,
    /// Its name in files that are shared, if that was asked for.
    place: String,
    /// Its place in the folder that was named; for a file that was named itself, nothing.
    inside: PathBuf,
    /// What is known of it and others from before, if that is kept.
    memories: Option<Arc<Memories>>,
}

enum Input {
    File(PathBuf),
    /// A text, and where it would lie.
    Text(PathBuf, String),
}

impl Job {
    fn file(&self) -> Option<&Path> {
        match &self.input {
            Input::File(path) => Some(path),
            Input::Text(..) => None,
        }
    }
}

/// What came of one draft.
struct Outcome<P> {
    problems: Vec<Problem>,
    /// For each `[[allow]]` of its configuration whether it silenced anything.
    allowed: Option<(Arc<Project>, Vec<Option<bool>>)>,
    stage: Stage<P>,
    /// What the end of the run needs to know of a draft whose findings are told apart.
    look: Option<Look>,
}

/// How far a draft is.
enum Stage<P> {
    Ready(Ready<P>),
    /// Which of its findings are new is known when all drafts are checked.
    Waits(Box<Shown>, Arc<Project>),
}

/// A draft that can be shown.
struct Ready<P> {
    piece: P,
    status: Status,
    /// What the end of the report needs to know of it, if it was checked.
    told: Option<Told>,
}

struct Told {
    name: String,
    totals: Totals,
    project: Arc<Project>,
    lints: Vec<String>,
}

/// The drafts that were asked for.
pub(super) struct Drafts<'a> {
    args: &'a DraftArgs,
    options: Options,
    projects: Projects,
    jobs: Vec<Job>,
    /// What tells new findings from known ones, if that was asked for.
    past: Option<Matcher>,
    /// What went wrong with others.
    problems: Vec<Problem>,
}

impl<'a> Drafts<'a> {
    /// The drafts that `args` choose. What comes from standard input is read here.
    ///
    /// # Errors
    /// Arguments that name what does not exist.
    pub(super) fn choose(args: &'a DraftArgs) -> Result<Self, Problem> {
        Self::choose_again(args, Projects::new(Options::default()))
    }

    /// Likewise, with what `projects` have read and compiled before, as far as the files are still the same.
    pub(super) fn choose_again(args: &'a DraftArgs, mut projects: Projects) -> Result<Self, Problem> {
        let options = args.asked.options();
        projects.reload(options.clone(), HashMap::new());
        if let Some(problem) = wrong_arguments(&args.asked, &mut projects) {
            return Err(problem);
        }
        let mut problems = Vec::new();
        let jobs = choose::jobs(args, &mut projects, &mut problems);
        problems.append(&mut projects.problems);
        Ok(Self { args, options, projects, jobs, past: None, problems })
    }

    /// The files among them.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.jobs.iter().filter_map(Job::file)
    }

    /// How shared files name them, as [`Drafts::name_from`] has said.
    pub(super) fn places(&self) -> impl Iterator<Item = &str> {
        self.jobs.iter().map(|job| job.place.as_str())
    }

    /// How many threads are to be used.
    pub(super) fn threads(&self) -> usize {
        self.args.threads.filter(|n| *n > 0).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into))
    }

    /// Checks them all, on a few threads. `show` makes of each, or of what kept it from being checked, what is shown; `take` is given that in the order of the drafts.
    /// Findings that `fail_on` means make the status. Where new findings are told from known ones, a draft waits until that is certain, and those behind it wait with it.
    pub(super) fn check<P: Send>(
        self,
        teller: &Teller,
        fail_on: impl Fn(&Shown) -> FailOn + Sync,
        show: impl Fn(Result<(&Shown, &Project), &Problem>) -> P + Sync,
        mut take: impl FnMut(P) -> io::Result<()>,
    ) -> io::Result<(Run, Status)> {
        let threads = self.threads();
        let Self { args, options, jobs, past, problems, .. } = self;
        let mut status = Status::Clean;
        let mut run = Run::default();
        run.totals.past = past.as_ref().map(|_| Past::default());
        for problem in problems {
            status = status.max(weighed(&problem));
            run.problems.push(teller.tell(problem)?);
        }
        let mut allowed = Allowed::default();
        let mut queue = VecDeque::new();
        // Those that wait, and others that have something left over.
        let mut looks = (Vec::new(), Vec::new());
        let ready = |shown: Shown, project: Arc<Project>| ready(shown, project, &fail_on, &show);
        let mut tell = |stage: Ready<P>, run: &mut Run, status: &mut Status| {
            *status = (*status).max(stage.status);
            if let Some(told) = stage.told {
                add(run, told);
            }
            take(stage.piece)
        };
        let work = |job: &Job, memory: &mut OfMany| outcome(job, args, &options, past.as_ref(), memory, ready, &show);
        in_order(&jobs, threads, work, |outcome| {
            for problem in outcome.problems {
                status = status.max(weighed(&problem));
                let problem = teller.tell(problem)?;
                match problem.weight {
                    Weight::Warning => run.problems.push(problem),
                    // What kept a draft from being checked stands where the draft would.
                    Weight::Error => run.unchecked.push(problem),
                }
            }
            if let Some((project, used)) = &outcome.allowed {
                allowed.add(project, used);
            }
            match (outcome.stage, outcome.look) {
                (Stage::Ready(stage), look) => {
                    looks.1.extend(look.filter(Look::has_left).map(Look::decided));
                    if queue.is_empty() {
                        return tell(stage, &mut run, &mut status);
                    }
                    queue.push_back(Stage::Ready(stage));
                }
                (waits, look) => {
                    looks.0.extend(look);
                    queue.push_back(waits);
                }
            }
            Ok(())
        })?;
        let waiting = looks.0.len();
        let mut looks: Vec<Look> = looks.0.into_iter().chain(looks.1).collect();
        let resolved = past.as_ref().map_or(0, |past| past.settle(&mut looks));
        run.totals.add(&Totals { past: past.as_ref().map(|_| Past { known: 0, resolved }), ..Totals::default() });
        let mut looks = looks.into_iter().take(waiting);
        for stage in queue {
            let stage = match stage {
                Stage::Ready(stage) => stage,
                Stage::Waits(shown, project) => ready(shown.without(&looks.next().map(|look| look.known).unwrap_or_default()), project),
            };
            tell(stage, &mut run, &mut status)?;
        }
        for problem in allowed.idle(&args.places()) {
            run.problems.push(teller.tell(problem)?);
        }
        run.failed = status == Status::Failed;
        Ok((run, status))
    }
}

/// Takes note of a draft that was checked.
fn add(run: &mut Run, told: Told) {
    run.totals.add(&told.totals);
    for lint in told.lints {
        run.lints.entry(lint).or_insert_with(|| Arc::clone(&told.project.rules));
    }
    run.drafts.push((told.name, told.totals));
}

/// Shows a draft when it is certain what is to be told of it.
fn ready<P>(shown: Shown, project: Arc<Project>, fail_on: impl Fn(&Shown) -> FailOn, show: impl Fn(Result<(&Shown, &Project), &Problem>) -> P) -> Ready<P> {
    let fail_on = fail_on(&shown);
    let findings = &shown.checked.report.findings;
    let status = if findings.iter().any(|f| fail_on.is_met_by(f.severity)) { Status::Findings } else { Status::Clean };
    let piece = show(Ok((&shown, &project)));
    let lints: BTreeSet<&String> = findings.iter().map(|finding| &finding.lint).collect();
    let lints = lints.into_iter().cloned().collect();
    Ready { piece, status, told: Some(Told { totals: shown.totals(), name: shown.name, project, lints }) }
}

/// The status that `problem` makes.
pub(super) fn weighed(problem: &Problem) -> Status {
    match problem.weight {
        Weight::Warning => Status::Clean,
        Weight::Error => Status::Failed,
    }
}

fn outcome<P>(
    job: &Job,
    args: &DraftArgs,
    options: &Options,
    past: Option<&Matcher>,
    memory: &mut OfMany,
    ready: impl Fn(Shown, Arc<Project>) -> Ready<P>,
    show: impl Fn(Result<(&Shown, &Project), &Problem>) -> P,
) -> Outcome<P> {
    let mut problems = Vec::new();
    match looked_at(job, args, options, memory, &mut problems) {
        Ok(mut shown) => {
            let project = Arc::clone(&job.project);
            let allowed = Some((Arc::clone(&project), std::mem::take(&mut shown.checked.allowed)));
            let look = past.map(|past| {
                shown.mark();
                past.look(&job.place, past::found(&shown, &project.rules))
            });
            let stage = match (&look, past) {
                (Some(look), Some(past)) if past.waits(look) => {
                    // Nothing that is shown comes from here, and many may wait.
                    shown.checked.document = Document::default();
                    Stage::Waits(Box::new(shown), project)
                }
                (Some(look), _) => Stage::Ready(ready(shown.without(&look.known), project)),
                (None, _) => Stage::Ready(ready(shown, project)),
            };
            Outcome { problems, allowed, stage, look }
        }
        Err(problem) => {
            Outcome { problems, allowed: None, stage: Stage::Ready(Ready { piece: show(Err(&problem)), status: Status::Clean, told: None }), look: None }
        }
    }
}

/// Checks one draft, and takes its words out of what is said of it if that was asked for. What kept it from being checked is among the `problems`, too, in full: a teller takes the words out
/// of those.
fn looked_at(job: &Job, args: &DraftArgs, options: &Options, memory: &mut OfMany, problems: &mut Vec<Problem>) -> Result<Shown, Problem> {
    match checked(job, options, memory, problems) {
        Ok(mut shown) => {
            if args.redact {
                redact(&mut shown, &job.project.rules);
            }
            Ok(shown)
        }
        Err(problem) => {
            problems.push(problem.clone());
            Err(if args.redact { problem.redacted() } else { problem })
        }
    }
}

/// Checks one draft, with what is known of it if that is kept; else `memory` is of others.
fn checked(job: &Job, options: &Options, memory: &mut OfMany, problems: &mut Vec<Problem>) -> Result<Shown, Problem> {
    let (path, text) = match &job.input {
        Input::File(path) => (path.as_path(), read_file(path, &job.name)?),
        Input::Text(path, text) => (path.as_path(), text.clone()),
    };
    let draft = Draft { name: &job.name, path, format: job.format, project: &job.project, options };
    let checked = match &job.memories {
        Some(memories) => memories.with(&job.name, &job.project.rules, |memory| draft.check(&text, memory, problems))?,
        None => draft.check(&text, memory.next(&job.project.rules), problems)?,
    };
    Ok(Shown { number: job.number, name: job.name.clone(), lines: LineIndex::new(&text), text, checked, place: job.place.clone(), past: None })
}
