//! Where a run's reports go: at most one to standard output, piece by piece, and others to files, which are written whole when the run is over.

use super::args::{CheckArgs, Color, Format, FormatArg};
use super::render::{Palette, Renderer, Run, Shown};
use crate::workspace::{BASELINE_NAME, Problem, absolute, shown, write};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) const OTHER_FILE: &str = "name another file";

/// The reports that were asked for.
pub(super) struct Reports {
    renderers: Vec<Renderer>,
    files: Vec<Option<PathBuf>>,
}

impl Reports {
    /// What the arguments ask for; `terminal` says whether standard output is one.
    pub(super) fn new(args: &CheckArgs, color: Color, terminal: bool) -> Result<Self, Problem> {
        let mut asked = args.format.clone();
        if asked.is_empty() {
            asked.push(FormatArg { format: Format::Human, file: None });
        }
        if let Some(file) = &args.output {
            let Some(first) = asked.iter_mut().find(|arg| arg.file.is_none()) else {
                return Err(Problem::error(
                    "",
                    "--output names a file for no format: each has one of its own",
                    "leave --output out, or add a --format without a file",
                ));
            };
            first.file = (!is_stdout(file)).then(|| file.clone());
        }
        if asked.iter().filter(|arg| arg.file.is_none()).count() > 1 {
            return Err(Problem::error(
                "",
                "standard output can take one format, and more are to go there",
                "name a file for the others: --format json=report.json",
            ));
        }
        let mut places: Vec<PathBuf> = asked.iter().filter_map(|arg| arg.file.as_deref()).map(absolute).collect();
        places.sort();
        if let Some(twice) = places.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Problem::error(shown(&twice[0]), "two formats are to be written to this file", "name another file for one of them"));
        }
        let palette = |arg: &FormatArg| Palette::new(color, terminal && arg.file.is_none()).redacted(args.drafts.redact);
        let renderers = asked.iter().map(|arg| Renderer::new(arg.format, palette(arg))).collect();
        Ok(Self { renderers, files: asked.into_iter().map(|arg| arg.file).collect() })
    }

    /// One of these reports that would take the place of such a file; see [`over_a_draft`].
    pub(super) fn over_a_draft<'a>(&self, drafts: impl Iterator<Item = &'a Path>, in_use: Option<&Path>) -> Option<Problem> {
        over_a_draft(self.files.iter().flatten(), drafts, in_use)
    }

    /// One draft in all formats.
    pub(super) fn file(&self, shown: &Shown) -> Vec<String> {
        self.renderers.iter().map(|renderer| renderer.file(shown)).collect()
    }

    /// Likewise a draft that could not be checked.
    pub(super) fn failed(&self, problem: &Problem) -> Vec<String> {
        self.renderers.iter().map(|renderer| renderer.failed(problem)).collect()
    }
}

/// The reports while they are written.
pub(super) struct Writing<'a> {
    reports: &'a Reports,
    stdout: Box<dyn Write + 'a>,
    texts: Vec<String>,
    begun: Vec<bool>,
    /// What kept standard output from taking its report, where other reports are still to be written.
    broken: Option<io::Error>,
}

impl<'a> Writing<'a> {
    /// Begins all reports.
    pub(super) fn begin(reports: &'a Reports, stdout: Box<dyn Write + 'a>) -> io::Result<Self> {
        let begin = |renderer: &Renderer| if renderer.streams() { renderer.begin(&Run::default()) } else { String::new() };
        let texts = reports.renderers.iter().map(begin).collect();
        let mut writing = Self { reports, stdout, texts, begun: vec![false; reports.renderers.len()], broken: None };
        writing.pour().map(|()| writing)
    }

    /// Adds a draft, as [`Reports::file`] or [`Reports::failed`] gave it.
    pub(super) fn add(&mut self, pieces: &[String]) -> io::Result<()> {
        for (number, piece) in pieces.iter().enumerate().filter(|(_, piece)| !piece.is_empty()) {
            self.texts[number].push_str(self.reports.renderers[number].between(!self.begun[number]));
            self.texts[number].push_str(piece);
            self.begun[number] = true;
        }
        self.pour()
    }

    /// Hands to standard output what is ready for it.
    fn pour(&mut self) -> io::Result<()> {
        let Some(number) = self.reports.files.iter().position(Option::is_none) else { return Ok(()) };
        if !self.reports.renderers[number].streams() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.texts[number]);
        self.print(&text)
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        if self.broken.is_some() {
            return Ok(());
        }
        let printed = self.stdout.write_all(text.as_bytes());
        match printed {
            // Nobody reads any more, or the disk is full; that is no reason to leave the files out.
            Err(error) if self.reports.files.iter().any(Option::is_some) => {
                self.broken = Some(error);
                Ok(())
            }
            printed => printed,
        }
    }

    /// Ends all reports and writes the files. What could not be written is returned.
    pub(super) fn end(mut self, run: &Run) -> io::Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for (number, (renderer, file)) in self.reports.renderers.iter().zip(&self.reports.files).enumerate() {
            let mut text = std::mem::take(&mut self.texts[number]);
            if !renderer.streams() {
                text.insert_str(0, &renderer.begin(run));
            }
            text.push_str(&renderer.end(run, self.begun[number]));
            match file {
                Some(file) => problems.extend(write_report(file, &text).err()),
                None => self.print(&text).and_then(|()| if self.broken.is_some() { Ok(()) } else { self.stdout.flush() })?,
            }
        }
        self.broken.map_or(Ok(problems), Err)
    }
}

/// A report to one of `files` that would take the place of something of the user's ([`kept`]) or of a baseline (`in_use` or not), by whatever way it is reached.
pub(super) fn over_a_draft<'a, 'b>(files: impl Iterator<Item = &'a PathBuf>, drafts: impl Iterator<Item = &'b Path>, in_use: Option<&Path>) -> Option<Problem> {
    let files: Vec<(&PathBuf, PathBuf)> = files.filter_map(|file| Some((file, file.canonicalize().ok()?))).collect();
    if files.is_empty() {
        return None;
    }
    let drafts: Vec<PathBuf> = drafts.filter_map(|draft| draft.canonicalize().ok()).collect();
    let in_use = in_use.and_then(|baseline| baseline.canonicalize().ok());
    let is_baseline = |place: &PathBuf| Some(place) == in_use.as_ref() || place.file_name().is_some_and(|name| name == BASELINE_NAME);
    files.into_iter().find_map(|(file, place)| {
        let (what, help) = kept(&place, &drafts).or_else(|| is_baseline(&place).then_some(("a baseline", OTHER_FILE)))?;
        Some(Problem::error(shown(file), format!("the report would be written over {what}"), help))
    })
}

/// What the file at `place` is, if it is something of the user's that nothing is written over, and the way out: one of `drafts`, or a file of settings or rules, which all end in .toml. No path
/// has a link in it.
pub(super) fn kept(place: &Path, drafts: &[PathBuf]) -> Option<(&'static str, &'static str)> {
    if place.extension().is_some_and(|ending| ending == "toml") {
        return Some(("a configuration or a lint", OTHER_FILE));
    }
    let is_draft = drafts.iter().any(|draft| draft == place);
    is_draft.then_some(("a draft that is checked", "name another file; one that does not end in .md or .txt is never taken for a draft"))
}

/// Whether `file` stands for standard output, as in so many programs.
pub(super) fn is_stdout(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// Writes a report whole to `file`, or says why it cannot be.
pub(super) fn write_report(file: &Path, text: &str) -> Result<(), Problem> {
    put(file, text.as_bytes()).map_err(|error| unwritten(file, &error, "report"))
}

/// Writes a report or a baseline. A file is replaced as a whole; a device or a pipe takes the bytes as they come.
pub(super) fn put(file: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(file) {
        Ok(known) if known.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(known) if !known.is_file() => fs::OpenOptions::new().write(true).open(file)?.write_all(bytes),
        // Where a link leads, so that it stays one.
        Ok(_) => write(&file.canonicalize()?, bytes, false),
        Err(_) => write(file, bytes, false),
    }
}

/// Why `what` (a report, a baseline) could not be written.
pub(super) fn unwritten(file: &Path, error: &io::Error, what: &str) -> Problem {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => (format!("there is no folder for the {what}"), "make its folder first, or name another file"),
        io::ErrorKind::PermissionDenied => {
            (format!("the {what} may not be written"), "choose a folder that you may write to, or change its permissions with `chmod u+w`")
        }
        io::ErrorKind::IsADirectory => (format!("the {what} cannot be written: this is a folder"), "name a file in it"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            (format!("the {what} cannot be written: the disk is full"), "make room, or name a file on another disk")
        }
        _ => return Problem::error(shown(file), format!("the {what} cannot be written: {error}"), "name another file"),
    };
    Problem::error(shown(file), message, help)
}
