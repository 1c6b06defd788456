//! `candor check --watch`: the findings as they are, again whenever something is saved.
//!
//! What is shown is always what `candor check` would show, of all drafts. Ctrl+C ends it, as it ends any program: nothing is left half done.

use super::Status;
use super::args::{CheckArgs, Color, Format, WatchArg};
use super::check::{chosen, write};
use super::drafts::{Drafts, Memories};
use super::outputs::Reports;
use super::teller::Teller;
use crate::workspace::{Options, Problem, Projects, Watch};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

/// Takes a terminal's cursor to its upper left and empties the screen; what was scrolled off it stays.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J";

/// Runs the command until somebody ends it.
pub(super) fn watch(args: &CheckArgs, how: WatchArg, color: Color) -> io::Result<Status> {
    let terminal = io::stdout().is_terminal();
    let reports = match refused(args).map_or_else(|| Reports::new(args, color, terminal), Err) {
        Ok(reports) => reports,
        Err(problem) => return Teller::new(color, args.drafts.redact).tell(problem).map(|_| Status::Failed),
    };
    end_with_stdout();
    let mut state =
        State { args, color, reports, projects: Projects::new(Options::default()), memories: Arc::default(), watch: Watch::new(how == WatchArg::Poll) };
    let mut last = None;
    loop {
        let (status, shown) = state.look()?;
        // What cannot be meant is said once.
        if last.is_none() && status.is_none() {
            io::stderr().write_all(shown[0].as_bytes())?;
            return Ok(Status::Failed);
        }
        if last.as_ref() != Some(&shown) {
            show(&shown, terminal)?;
            last = Some(shown);
        }
        state.watch.wait();
    }
}

/// What stays from one check to the next.
struct State<'a> {
    args: &'a CheckArgs,
    color: Color,
    reports: Reports,
    projects: Projects,
    memories: Arc<Memories>,
    watch: Watch,
}

impl<'a> State<'a> {
    /// Checks all drafts: what goes to standard error, and what to standard output. There is no status if the arguments are wrong.
    fn look(&mut self) -> io::Result<(Option<Status>, [String; 2])> {
        let teller = Teller::new(self.color, self.args.drafts.redact).that_holds();
        let mut out = Vec::new();
        let status = match self.chosen() {
            Ok(drafts) => Some(write(self.args, &self.reports, drafts, &teller, Box::new(&mut out))?),
            Err(problem) => {
                teller.tell(problem)?;
                None
            }
        };
        let waiting = match self.watch.polling() {
            None => "waiting for changes".to_owned(),
            Some(why) => format!("looking for changes once a second, {why}"),
        };
        Ok((status, [teller.told(), format!("{}{waiting}; Ctrl+C ends\n", String::from_utf8_lossy(&out))]))
    }

    /// The drafts as they are now. All that they depend on is watched before anything is read.
    fn chosen(&mut self) -> Result<Drafts<'a>, Problem> {
        loop {
            let mut drafts = Drafts::choose_again(&self.args.drafts, self.projects.clone())?;
            self.projects = drafts.projects();
            let mut watched = drafts.watched();
            self.args.past.file().iter().for_each(|file| watched.add_file(file));
            if !self.watch.follow(watched) {
                drafts.remember(&self.memories);
                return chosen(self.args, &self.reports, drafts);
            }
        }
    }
}

/// What has no use here.
fn refused(args: &CheckArgs) -> Option<Problem> {
    let for_people = |format: Format| matches!(format, Format::Human | Format::Short);
    if args.output.is_some() || args.format.iter().any(|arg| arg.file.is_some()) {
        return Some(Problem::error(
            "",
            "--watch shows findings on the terminal, and writes no file",
            "leave the file out, or run `candor check` without --watch to write it",
        ));
    }
    if args.format.iter().any(|arg| !for_people(arg.format)) {
        return Some(Problem::error(
            "",
            "--watch shows findings again and again, which only people read",
            "use --format human or --format short, or leave --watch out",
        ));
    }
    if args.drafts.paths.iter().any(|path| path.as_os_str() == "-") {
        return Some(Problem::error("", "standard input cannot be watched", "save the draft to a file, and name that"));
    }
    None
}

/// Shows what was found in place of what was shown before.
fn show([problems, findings]: &[String; 2], terminal: bool) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    if terminal && std::env::var_os("TERM").is_none_or(|name| name != "dumb") {
        stdout.write_all(CLEAR.as_bytes())?;
        stdout.flush()?;
    }
    io::stderr().write_all(problems.as_bytes())?;
    stdout.write_all(findings.as_bytes())?;
    stdout.flush()
}

/// Ends the program when nobody reads standard output any more: until the next change it would write nothing, and not notice.
#[cfg(unix)]
fn end_with_stdout() {
    use rustix::event::{PollFd, PollFlags, poll};
    std::thread::spawn(|| {
        let stdout = io::stdout();
        let mut streams = [PollFd::new(&stdout, PollFlags::empty())];
        if poll(&mut streams, None).is_ok() && streams[0].revents().intersects(PollFlags::ERR | PollFlags::HUP) {
            std::process::exit(0);
        }
    });
}

#[cfg(not(unix))]
fn end_with_stdout() {}
