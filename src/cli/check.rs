//! `candor check`: from paths to findings, in one format or several.

use super::Status;
use super::args::{CheckArgs, Color};
use super::drafts::Drafts;
use super::outputs::{Reports, Writing};
use super::teller::Teller;
use super::watch::watch;
use crate::workspace::Problem;
use std::io::{self, IsTerminal, Write};

/// Runs the command.
pub(super) fn check(args: &CheckArgs, color: Color) -> io::Result<Status> {
    if let Some(how) = args.watch {
        return watch(args, how, color);
    }
    let stdout = io::stdout().lock();
    let teller = Teller::new(color, args.drafts.redact);
    let prepared = Reports::new(args, color, stdout.is_terminal()).and_then(|reports| Ok((chosen(args, &reports, Drafts::choose(&args.drafts)?)?, reports)));
    match prepared {
        Ok((drafts, reports)) => write(args, &reports, drafts, &teller, Box::new(stdout)),
        Err(problem) => teller.tell(problem).map(|_| Status::Failed),
    }
}

/// Checks `drafts` and writes `reports`, the one without a file to `out`.
pub(super) fn write<'a>(args: &CheckArgs, reports: &'a Reports, drafts: Drafts<'_>, teller: &Teller, out: Box<dyn Write + 'a>) -> io::Result<Status> {
    let mut writing = Writing::begin(reports, out)?;
    let (run, mut status) = drafts.check(
        teller,
        |draft| draft.fail_on(args.fail_on),
        |draft| match draft {
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

/// The `drafts` that were chosen, told apart as the arguments ask, if no report is to be written over one.
pub(super) fn chosen<'a>(args: &CheckArgs, reports: &Reports, mut drafts: Drafts<'a>) -> Result<Drafts<'a>, Problem> {
    let baseline = args.past.file();
    if let Some(problem) = reports.over_a_draft(drafts.files(), baseline.as_deref()) {
        return Err(problem);
    }
    drafts.tell_apart(baseline.as_deref(), args.past.since.as_deref())?;
    Ok(drafts)
}
