//! `candor report`: one HTML page about drafts, for somebody who is to read it without candor.
//!
//! The page is a single file that asks for nothing from elsewhere and runs nothing. All text goes through maud's templates, which write it as text: what stands
//! in a draft, its name or its front matter can become no markup. The same drafts give the same bytes.

mod build;
mod draft;
mod notes;
mod page;
mod rows;
mod text;
mod written;

use super::Status;
use super::args::{Color, ReportArgs};
use super::drafts::Drafts;
use super::outputs::{is_stdout, over_a_draft, write_report};
use super::teller::Teller;
use crate::config::FailOn;
use crate::workspace::{Problem, shown};
use draft::Sheet;
use std::io::{self, Write};

/// Runs the command.
pub(super) fn report(args: &ReportArgs, color: Color) -> io::Result<Status> {
    let teller = Teller::new(color, args.drafts.redact);
    let to_stdout = is_stdout(&args.output);
    let chosen = Drafts::choose(&args.drafts).and_then(|drafts| {
        let file = (!to_stdout).then_some(&args.output);
        over_a_draft(file.into_iter(), drafts.files(), None).map_or(Ok(drafts), Err)
    });
    let drafts = match chosen {
        Ok(drafts) => drafts,
        Err(problem) => return teller.tell(problem).map(|_| Status::Failed),
    };
    let fail_on = args.fail_on.map_or(FailOn::Never, FailOn::from);
    let mut sheets = Vec::new();
    let (run, status) = drafts.check(
        &teller,
        |_| fail_on,
        |draft| draft.ok().map(|(shown, project)| Sheet::new(shown.number + 1, shown, project, args.drafts.redact)),
        |sheet| {
            sheets.extend(sheet);
            Ok(())
        },
    )?;
    if sheets.is_empty() {
        // Who was told what is wrong with a draft need not be told that there is none.
        if run.problems.is_empty() && run.unchecked.is_empty() {
            teller.tell(Problem::error("", run.totals.text(), "name a draft, or a folder that holds some"))?;
        }
        return Ok(Status::Failed);
    }
    let page = page::page(&sheets, &run).into_string() + "\n";
    if to_stdout {
        let mut stdout = io::stdout().lock();
        stdout.write_all(page.as_bytes())?;
        stdout.flush()?;
        return Ok(status);
    }
    if let Err(problem) = write_report(&args.output, &page) {
        return teller.tell(problem).map(|_| Status::Failed);
    }
    writeln!(io::stdout(), "{} is written: {}. A browser opens it.", shown(&args.output), run.totals.text())?;
    Ok(status)
}
