//! Reading a configuration with all that it extends.
//!
//! The files are numbered as they are found, the one that was asked for first; they count the other way round. One that is reached in two ways counts once, where it is reached first, so that what
//! stands on top of it stays on top.

use super::place::{absolute, plain, real};
use super::problem::Problem;
use super::project::{Source, shown};
use crate::config::{Config, ConfigError, Layer, Place};
use std::path::{Path, PathBuf};

/// A longer chain of files that extend each other was written by nobody.
const DEEPEST: usize = 64;

/// Reads the configuration at `path`, and what it extends. `text_of` gives the text of a file that messages call by a name.
///
/// # Errors
/// All that is wrong with the files, as far as it can be found without knowing the rules.
pub(super) fn read_layers(path: &Path, text_of: &dyn Fn(&Path, &str) -> Result<String, Problem>) -> Result<(Config, Vec<Source>), Vec<Problem>> {
    let mut layers = Layers { text_of, sources: Vec::new(), identities: Vec::new(), open: Vec::new(), layers: Vec::new(), problems: Vec::new() };
    match text_of(path, &shown(path)) {
        Ok(text) => layers.add(path.to_owned(), text, None),
        Err(problem) => layers.problems.push(problem),
    }
    if layers.problems.is_empty() { Ok((Config::of(layers.layers), layers.sources)) } else { Err(layers.problems) }
}

/// The problem that `error` is, in one of `sources`.
pub(super) fn wrong(error: ConfigError, sources: &[Source]) -> Problem {
    at(&error.place, error.message, "`candor init` writes a commented example", sources, error.fix)
}

/// A problem at `place` of one of `sources`.
pub(super) fn at(place: &Place, message: String, help: &str, sources: &[Source], fix: Option<String>) -> Problem {
    let Some(source) = sources.get(place.file) else { return Problem::error("", message, help) };
    let problem = Problem::error(shown(&source.path), message, help).at(&source.text, place.span.clone()).of(&source.path);
    Problem { fix: fix.map(|fix| (place.span.clone(), fix)), ..problem }
}

/// The file that `name` means in the file at `path`: relative to its folder.
pub(super) fn beside(path: &Path, name: &str) -> PathBuf {
    let joined = absolute(path).parent().unwrap_or(Path::new("/")).join(name);
    let plain = plain(&joined);
    // An editor names files without dots. Behind a link the dots may lead elsewhere, though.
    match (joined.canonicalize(), plain.canonicalize()) {
        (Ok(one), Ok(other)) if one != other => joined,
        (Ok(_), Err(_)) => joined,
        _ => plain,
    }
}

struct Layers<'a> {
    text_of: &'a dyn Fn(&Path, &str) -> Result<String, Problem>,
    sources: Vec<Source>,
    /// For each source the file itself, whatever links lead there.
    identities: Vec<PathBuf>,
    /// The files that are being read, each of which extends the next.
    open: Vec<usize>,
    /// What was read, what counts most last.
    layers: Vec<Layer>,
    problems: Vec<Problem>,
}

impl Layers<'_> {
    fn add(&mut self, path: PathBuf, text: String, extended_by: Option<usize>) {
        let file = self.sources.len();
        let parsed = Layer::parse(&text, file);
        self.identities.push(real(&path));
        self.sources.push(Source { path, text, extended_by });
        match parsed {
            Err(errors) => self.problems.extend(errors.into_iter().map(|error| wrong(error, &self.sources))),
            Ok(layer) => {
                self.open.push(file);
                for entry in &layer.extends {
                    self.extend(entry.get_ref(), &Place { file, span: entry.span() });
                }
                self.open.pop();
                self.layers.push(layer);
            }
        }
    }

    /// Reads the file called `name`, which is extended at `place`.
    fn extend(&mut self, name: &str, place: &Place) {
        let path = beside(&self.sources[place.file].path, name);
        let identity = real(&path);
        let (message, help) = match self.identities.iter().position(|known| *known == identity) {
            Some(known) => match self.open.iter().position(|open| *open == known) {
                // Two ways lead there.
                None => return,
                Some(start) => (self.circle(start), "take it out of one of these files"),
            },
            None if self.open.len() >= DEEPEST => {
                (format!("more than {DEEPEST} files extend each other in a row"), "let this file extend what it needs by itself")
            }
            // Only such files are looked after by editors.
            None if path.extension().is_none_or(|ending| ending != "toml") => (
                format!("'{name}' is no configuration: expected a file whose name ends in .toml"),
                "name a file such as house.toml; its path is relative to this file",
            ),
            None => match (self.text_of)(&path, &shown(&path)) {
                Ok(text) => return self.add(path, text, Some(place.file)),
                Err(problem) => (format!("'{name}' cannot be extended: {}", problem.message), "check the path: it is relative to this file"),
            },
        };
        self.problems.push(at(place, message, help, &self.sources, None));
    }

    /// Says how the open files from `start` on extend each other.
    fn circle(&self, start: usize) -> String {
        let names: Vec<String> = self.open[start..].iter().map(|file| shown(&self.sources[*file].path)).collect();
        match names.as_slice() {
            [one] => format!("{one} extends itself"),
            names => {
                format!("this closes a circle: {}, which extends {}", names.join(", which extends "), names[0]).replacen(", which extends ", " extends ", 1)
            }
        }
    }
}
