//! `candor check`: from paths to findings, in one format or several.

use super::Status;
use super::args::{CheckArgs, Color};
use super::drafts::{Drafts, Teller};
use super::outputs::{Reports, Writing};
use crate::config::FailOn;
use crate::workspace::{Problem, Project};
use std::io::{self, IsTerminal};

/// Runs the command.
pub(super) fn check(args: &CheckArgs, color: Color) -> io::Result<Status> {
    let stdout = io::stdout().lock();
    let teller = Teller::new(color, args.drafts.redact);
    let (reports, drafts) = match prepared(args, color, stdout.is_terminal()) {
        Ok(both) => both,
        Err(problem) => return teller.tell(problem).map(|_| Status::Failed),
    };
    let mut writing = Writing::begin(&reports, stdout)?;
    let fail_on = |project: &Project| args.fail_on.map_or_else(|| project.config.fail_on.unwrap_or_default(), FailOn::from);
    let (run, mut status) = drafts.check(
        &teller,
        fail_on,
        |_, draft| match draft {
            Ok((shown, _)) => reports.file(shown),
            Err(problem) => reports.failed(problem),
        },
        |pieces| writing.add(&pieces),
    )?;
    for problem in writing.end(&run)? {
        status = Status::Failed;
        teller.tell(problem)?;
    }
    Ok(status)
}

/// The reports and the drafts that the arguments ask for, if both can be.
fn prepared(args: &CheckArgs, color: Color, terminal: bool) -> Result<(Reports, Drafts<'_>), Problem> {
    let reports = Reports::new(args, color, terminal)?;
    let drafts = Drafts::choose(&args.drafts)?;
    match reports.over_a_draft(drafts.files()) {
        Some(problem) => Err(problem),
        None => Ok((reports, drafts)),
    }
}
