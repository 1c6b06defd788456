//! Telling people of problems, on standard error.

use super::args::Color;
use super::render::{Palette, emit_problem};
use crate::workspace::Problem;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};

/// Tells people of problems.
pub(super) struct Teller {
    palette: Palette,
    redact: bool,
    /// What was told, where it is to be shown later.
    held: Option<RefCell<String>>,
}

impl Teller {
    /// One that colors as was asked for and, if `redact` is set, quotes nothing.
    pub(super) fn new(color: Color, redact: bool) -> Self {
        Self { palette: Palette::new(color, io::stderr().is_terminal()).redacted(redact), redact, held: None }
    }

    /// The same, but it keeps to itself what it tells until it is asked ([`Teller::told`]).
    pub(super) fn that_holds(self) -> Self {
        Self { held: Some(RefCell::default()), ..self }
    }

    /// Tells of `problem`, and gives back what a report may hold of it.
    pub(super) fn tell(&self, problem: Problem) -> io::Result<Problem> {
        let problem = if self.redact { problem.redacted() } else { problem };
        let text = emit_problem(&problem, self.palette);
        match &self.held {
            Some(held) => held.borrow_mut().push_str(&text),
            None => io::stderr().write_all(text.as_bytes())?,
        }
        Ok(problem)
    }

    /// What was told and not shown.
    pub(super) fn told(self) -> String {
        self.held.map(RefCell::into_inner).unwrap_or_default()
    }
}
