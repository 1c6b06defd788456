//! Renderers: findings as text. They word nothing; a finding brings its words along.
//!
//! A report is written in pieces, as drafts are finished: a beginning, a piece for each draft, an end. A format whose beginning needs to know the whole run is
//! held back until then ([`Renderer::streams`]).

mod checkstyle;
pub(super) mod compare;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod rdjson;
mod sarif;
mod short;
mod source;
mod summary;
mod xml;

pub(super) use human::{emit_problem, wrap};

use super::args::{Color, FailOnArg, Format};
use crate::config::FailOn;
use crate::position::LineIndex;
use crate::rules::Ruleset;
use crate::workspace::{Checked, Past, Problem, Totals, identities};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A draft as it is shown.
pub(super) struct Shown {
    /// Which draft of the run it is, from 0.
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) lines: LineIndex,
    pub(super) checked: Checked,
    /// The draft as files that are shared name it, if that was asked for.
    pub(super) place: String,
    /// What was left out because it was known before.
    pub(super) past: Option<Left>,
}

/// What a run that tells only of new findings has left of a draft.
pub(super) struct Left {
    /// How many findings were known.
    pub(super) known: usize,
    /// The marks of the others, as they are among all.
    identities: Vec<String>,
}

impl Shown {
    /// For each finding a mark by which it is known again.
    pub(super) fn identities(&self) -> Vec<String> {
        self.past.as_ref().map_or_else(|| identities(&self.text, &self.checked.report), |left| left.identities.clone())
    }

    /// Fixes the marks of its findings, before any are left out.
    pub(super) fn mark(&mut self) {
        self.past = Some(Left { known: 0, identities: self.identities() });
    }

    /// The same without the findings that are `known`.
    pub(super) fn without(mut self, known: &[bool]) -> Self {
        let mut identities = self.identities();
        let mut flags = known.iter();
        self.checked.report.findings.retain(|_| flags.next() == Some(&false));
        let mut flags = known.iter();
        identities.retain(|_| flags.next() == Some(&false));
        self.past = Some(Left { known: known.iter().filter(|known| **known).count(), identities });
        self
    }

    /// From which severity on its findings make a run fail: as was `asked`, else as its configuration says.
    pub(super) fn fail_on(&self, asked: Option<FailOnArg>) -> FailOn {
        asked.map_or_else(|| self.checked.fail_on.unwrap_or_default(), FailOn::from)
    }

    /// What came of it.
    pub(super) fn totals(&self) -> Totals {
        let past = self.past.as_ref().map(|left| Past { known: left.known, resolved: 0 });
        Totals { past, ..Totals::of(&self.checked.report) }
    }

    /// The draft's build in a few words, one for each fact.
    fn facts(&self) -> Vec<String> {
        let report = &self.checked.report;
        let mut facts = report.structure.facts(&self.lines);
        if report.silenced > 0 {
            facts.push(format!("{} silenced", report.silenced));
        }
        if let Some(known) = self.past.as_ref().map(|left| left.known).filter(|known| *known > 0) {
            facts.push(format!("{known} known"));
        }
        facts
    }
}

/// What came of a run, draft by draft and beside the drafts.
#[derive(Default)]
pub(super) struct Run {
    pub(super) totals: Totals,
    /// The drafts that were checked, by name, with what was found in each.
    pub(super) drafts: Vec<(String, Totals)>,
    /// What kept drafts from being checked.
    pub(super) unchecked: Vec<Problem>,
    /// What else went wrong.
    pub(super) problems: Vec<Problem>,
    /// Whether something could not be done.
    pub(super) failed: bool,
    /// The lints that found something, with the rules that hold them.
    pub(super) lints: BTreeMap<String, Arc<Ruleset>>,
}

/// How things are shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) color: bool,
    /// Whether the lines are shown that a finding or problem stands in.
    pub(super) lines: bool,
}

impl Palette {
    /// What the user asked for, on a stream that is a terminal or not.
    pub(super) fn new(color: Color, terminal: bool) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: any value that is not empty.
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb"),
        };
        Self { color, lines: true }
    }

    /// What begins bold letters, and what ends them.
    pub(super) fn bold(self) -> (&'static str, &'static str) {
        if self.color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") }
    }

    /// The same, without any line of a draft if it is to be `redacted`.
    pub(super) fn redacted(self, redacted: bool) -> Self {
        Self { lines: !redacted, ..self }
    }
}

/// Renders a run in one of the formats.
pub(super) struct Renderer {
    format: Format,
    palette: Palette,
}

impl Renderer {
    pub(super) fn new(format: Format, palette: Palette) -> Self {
        Self { format, palette }
    }

    /// Whether the beginning can be written before anything is known of the run.
    pub(super) fn streams(&self) -> bool {
        self.format != Format::Summary
    }

    /// What comes before the first draft.
    pub(super) fn begin(&self, run: &Run) -> String {
        match self.format {
            Format::Human | Format::Short | Format::Github => String::new(),
            Format::Json => json::BEGIN.to_owned(),
            Format::Sarif => sarif::BEGIN.to_owned(),
            Format::Gitlab => "[\n".to_owned(),
            Format::Junit => junit::begin(),
            Format::Checkstyle => checkstyle::begin(),
            Format::Rdjson => rdjson::BEGIN.to_owned(),
            Format::Summary => summary::begin(run),
        }
    }

    /// What comes between two drafts (or before the `first`).
    pub(super) fn between(&self, first: bool) -> &'static str {
        match self.format {
            Format::Json if !first => ",",
            Format::Sarif | Format::Gitlab | Format::Rdjson if !first => ",\n",
            _ => "",
        }
    }

    /// One draft.
    pub(super) fn file(&self, shown: &Shown) -> String {
        match self.format {
            Format::Human => human::file(shown, self.palette),
            Format::Short => short::file(shown),
            Format::Json => json::file(shown),
            Format::Sarif => sarif::file(shown),
            Format::Github => github::file(shown),
            Format::Gitlab => gitlab::file(shown),
            Format::Junit => junit::file(shown),
            Format::Checkstyle => checkstyle::file(shown),
            Format::Rdjson => rdjson::file(shown),
            Format::Summary => summary::file(shown),
        }
    }

    /// A draft that could not be checked; people read of it on standard error.
    pub(super) fn failed(&self, problem: &Problem) -> String {
        match self.format {
            Format::Json => json::failed(problem),
            Format::Github => github::problem(problem),
            Format::Gitlab => gitlab::problem(problem),
            Format::Junit => junit::problem(problem),
            Format::Checkstyle => checkstyle::problem(problem),
            Format::Rdjson => rdjson::problem(problem),
            // These two tell of it at the end and at the beginning.
            Format::Sarif | Format::Summary => String::new(),
            Format::Human | Format::Short => String::new(),
        }
    }

    /// What comes behind the last draft, and behind `any` piece of the report or none.
    pub(super) fn end(&self, run: &Run, any: bool) -> String {
        match self.format {
            // Who was told what is wrong need not be told that nothing was checked.
            Format::Human if run.totals.drafts == 0 && run.failed => String::new(),
            Format::Human => human::end(&run.totals, self.palette),
            Format::Short | Format::Summary => String::new(),
            Format::Json => json::end(run),
            Format::Sarif => sarif::end(run),
            Format::Github => run.problems.iter().map(github::problem).collect(),
            Format::Gitlab => gitlab::end(run, any),
            Format::Junit => junit::end(run),
            Format::Checkstyle => checkstyle::end(run),
            Format::Rdjson => rdjson::end(run, any),
        }
    }
}
