//! `candor compare`: draft against draft, file by file or folder by folder.

use super::Status;
use super::args::{Color, CompareArgs, DraftArgs};
use super::drafts::{Drafts, Job, OfMany, weighed};
use super::outputs::{is_stdout, over_a_draft, write_report};
use super::render::compare::{Compared, Report, Seen, render};
use super::render::{Palette, Shown};
use super::run::in_order;
use super::teller::Teller;
use crate::check::Finding;
use crate::workspace::{self, Problem, Side, Weight, read_file, shown};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

/// A draft on the old side, on the new one, or on both.
type Pair<'a> = [Option<&'a Job>; 2];

/// What came of one pair.
struct Outcome {
    compared: Vec<Compared>,
    problems: Vec<Problem>,
    status: Status,
}

/// Runs the command.
pub(super) fn compare(args: &CompareArgs, color: Color) -> io::Result<Status> {
    let teller = Teller::new(color, args.drafts.redact);
    let Some([old, new]) = sides(&args.drafts) else { return Ok(Status::Failed) };
    let [mut old_drafts, mut new_drafts] = match prepared(args, &old, &new) {
        Ok(sides) => sides,
        Err(problem) => return teller.tell(problem).map(|_| Status::Failed),
    };
    let mut status = Status::Clean;
    let mut report = Report { folders: old.paths.iter().all(|path| path.is_dir()), ..Report::default() };
    let mut problems = [old_drafts.problems(), new_drafts.problems()].concat();
    problems.extend(doubtful(&old.paths[0], &new.paths[0]));
    // Both sides may have read the same configuration.
    problems.dedup();
    let sides = [old_drafts, new_drafts];
    let pairs = pairs(&sides, report.folders);
    problems.extend(other_rules(&pairs));
    for problem in problems {
        status = status.max(weighed(&problem));
        report.problems.push(teller.tell(problem)?);
    }
    let work = |pair: &Pair<'_>, memory: &mut OfMany| outcome(pair, &sides, args, memory);
    in_order(&pairs, sides[0].threads(), work, |outcome| {
        for problem in outcome.problems {
            let problem = teller.tell(problem)?;
            // What kept a draft from being checked stands where the draft would.
            if problem.weight == Weight::Warning {
                report.problems.push(problem);
            }
        }
        status = status.max(outcome.status);
        report.drafts.extend(outcome.compared);
        Ok(())
    })?;
    let mut stdout = io::stdout().lock();
    let output = args.output.as_ref().filter(|file| !is_stdout(file));
    let palette = Palette::new(color, output.is_none() && stdout.is_terminal()).redacted(args.drafts.redact);
    let text = render(args.format, &report, status == Status::Failed, palette);
    match output {
        None => stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())?,
        Some(file) => {
            if let Err(problem) = write_report(file, &text) {
                teller.tell(problem)?;
                status = Status::Failed;
            }
        }
    }
    Ok(status)
}

/// The arguments of each side. What comes from standard input is read as the other draft is.
fn sides(args: &DraftArgs) -> Option<[DraftArgs; 2]> {
    let [old, new] = args.paths.as_slice() else { return None };
    let side = |own: &Path, other: &Path| DraftArgs { paths: vec![own.to_owned()], stdin_like: Some(other.to_owned()), ..args.clone() };
    Some([side(old, new), side(new, old)])
}

/// The drafts of both sides, if they can be compared.
fn prepared<'a>(args: &CompareArgs, old: &'a DraftArgs, new: &'a DraftArgs) -> Result<[Drafts<'a>; 2], Problem> {
    let paths = || old.paths.iter().chain(&new.paths);
    if paths().all(|path| path.as_os_str() == "-") {
        return Err(Problem::error("", "only one of the two drafts can come from standard input", "save the other one to a file, and name that"));
    }
    if old.paths.iter().any(|path| path.is_dir()) != new.paths.iter().any(|path| path.is_dir()) {
        // A name that is misspelt is neither.
        let missing = paths().filter(|path| path.as_os_str() != "-" && !path.exists()).find_map(|path| read_file(path, &shown(path)).err());
        let mixed = || Problem::error("", "one of the two is a folder, and the other is none", "name two drafts, or two folders with drafts of the same names");
        return Err(missing.unwrap_or_else(mixed));
    }
    let sides = [Drafts::choose(old)?, Drafts::choose(new)?];
    match over_a_draft(args.output.iter().filter(|file| !is_stdout(file)), sides.iter().flat_map(Drafts::files), None) {
        Some(problem) => Err(problem),
        None => Ok(sides),
    }
}

/// What is hardly meant: the same place twice.
fn doubtful(old: &Path, new: &Path) -> Option<Problem> {
    let (one, other) = (old.canonicalize().ok()?, new.canonicalize().ok()?);
    (one == other).then(|| Problem::warning(shown(new), "this is compared with itself", "name the earlier draft first, then the later one"))
}

/// Drafts that stand for one another: in folders those with the same place there.
fn pairs<'a>(sides: &'a [Drafts<'_>; 2], folders: bool) -> Vec<Pair<'a>> {
    let [old, new] = sides;
    if !folders {
        return if let ([old], [new]) = (old.jobs(), new.jobs()) { vec![[Some(old), Some(new)]] } else { Vec::new() };
    }
    let mut pairs: BTreeMap<&Path, Pair<'a>> = BTreeMap::new();
    for (side, drafts) in sides.iter().enumerate() {
        for job in drafts.jobs() {
            pairs.entry(job.inside()).or_default()[side] = Some(job);
        }
    }
    pairs.into_values().collect()
}

/// Where two drafts have different configurations, what is new may be new by that.
fn other_rules(pairs: &[Pair<'_>]) -> Option<Problem> {
    let text = |job: &Job| job.project().sources.iter().map(|source| source.text.clone()).collect::<Vec<_>>();
    let differ = |pair: &&Pair<'_>| matches!(pair, [Some(old), Some(new)] if text(old) != text(new));
    let [old, new] = pairs.iter().find(differ)?;
    let name = |job: &Option<&Job>| job.and_then(|job| job.project().source()).map_or("none".to_owned(), |source| shown(&source.path));
    let message = format!("the drafts have different configurations (before: {}, now: {}), which may make findings come and go", name(old), name(new));
    Some(Problem::warning("", message, "use one for both: --config FILE, or --no-config"))
}

fn outcome(pair: &Pair<'_>, sides: &[Drafts<'_>; 2], args: &CompareArgs, memory: &mut OfMany) -> Outcome {
    let mut problems = Vec::new();
    let mut failed = Vec::new();
    let mut seen = |side: usize| -> Option<Seen> {
        let job = pair[side]?;
        let (looked, more) = sides[side].look(job, memory);
        problems.extend(more);
        match looked {
            Ok(shown) => Some(Seen { shown, rules: Arc::clone(&job.project().rules) }),
            Err(problem) => {
                failed.push(Compared::Failed(problem));
                None
            }
        }
    };
    let (old, new) = (seen(0), seen(1));
    let mut status = Status::Clean;
    let compared = match (old, new) {
        _ if !failed.is_empty() => failed,
        (Some(old), Some(new)) => {
            problems.extend(other_kind(&old.shown, &new.shown));
            let comparison = workspace::compare(side(&old), side(&new));
            if fails(new.findings(&comparison.new), &new.shown, args) {
                status = Status::Findings;
            }
            vec![Compared::Both(Box::new([old, new]), comparison)]
        }
        (None, Some(new)) => {
            if fails(new.shown.checked.report.findings.iter(), &new.shown, args) {
                status = Status::Findings;
            }
            vec![Compared::Added(new)]
        }
        (Some(old), None) => vec![Compared::Gone(old)],
        (None, None) => Vec::new(),
    };
    for problem in &problems {
        status = status.max(weighed(problem));
    }
    Outcome { compared, problems, status }
}

fn side(seen: &Seen) -> Side<'_> {
    Side { text: &seen.shown.text, report: &seen.shown.checked.report, rules: &seen.rules }
}

/// Whether those of the `findings` of `draft` that are new make the run fail: as in a check of it.
fn fails<'a>(mut findings: impl Iterator<Item = &'a Finding>, draft: &Shown, args: &CompareArgs) -> bool {
    let fail_on = draft.fail_on(args.fail_on);
    findings.any(|finding| fail_on.is_met_by(finding.severity))
}

/// Drafts of two kinds have different lints.
fn other_kind(old: &Shown, new: &Shown) -> Option<Problem> {
    let (before, now) = (old.checked.target.kind, new.checked.target.kind);
    (before != now).then(|| {
        let message = format!("the draft was of another kind: {} before, {} now; each kind has its own lints", before.name(), now.name());
        Problem::warning(&new.name, message, "say the same `kind` in the front matter of both, or ask for it with --kind")
    })
}
