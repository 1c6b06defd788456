//! The rules that hold in the current folder: a lint of one's own can be listed and explained like the built-in ones.

use super::args::Color;
use super::render::{Palette, emit_problem};
use crate::rules::Ruleset;
use crate::workspace::{Options, Projects};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

/// The rules of the nearest `candor.toml`. If it cannot be used, that is said, and the built-in rules hold.
pub(super) fn rules(color: Color) -> io::Result<Arc<Ruleset>> {
    let mut projects = Projects::new(Options::default()).that_go_on();
    let project = projects.of(Path::new("draft.md")).unwrap_or_else(|| projects.bare());
    for problem in &projects.problems {
        io::stderr().write_all(emit_problem(problem, Palette::new(color, io::stderr().is_terminal())).as_bytes())?;
    }
    Ok(Arc::clone(&project.rules))
}
