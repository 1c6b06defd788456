//! Renderers of a comparison. It is known as a whole before it is shown, so each format is one function.

mod human;
mod json;
mod summary;

use super::{Palette, Shown};
use crate::check::Finding;
use crate::cli::args::CompareFormat;
use crate::rules::Ruleset;
use crate::workspace::{Comparison, Pair, Problem, Tally, Totals};
use std::sync::Arc;

/// A draft of one side, and the rules it was checked by.
pub(in crate::cli) struct Seen {
    pub(in crate::cli) shown: Shown,
    pub(in crate::cli) rules: Arc<Ruleset>,
}

impl Seen {
    fn finding(&self, number: usize) -> Option<&Finding> {
        self.shown.checked.report.findings.get(number)
    }

    pub(in crate::cli) fn findings<'a>(&'a self, numbers: &'a [usize]) -> impl Iterator<Item = &'a Finding> {
        numbers.iter().filter_map(|number| self.finding(*number))
    }
}

/// What became of one draft.
pub(in crate::cli) enum Compared {
    /// It is on both sides.
    Both(Box<[Seen; 2]>, Comparison),
    /// Only the new side has it: every finding is new.
    Added(Seen),
    /// Only the old side has it.
    Gone(Seen),
    /// It could not be checked, on one side at least.
    Failed(Problem),
}

/// All that is shown.
#[derive(Default)]
pub(in crate::cli) struct Report {
    pub(in crate::cli) drafts: Vec<Compared>,
    /// Whether folders were compared.
    pub(in crate::cli) folders: bool,
    pub(in crate::cli) problems: Vec<Problem>,
}

impl Compared {
    /// How many findings are new, still there and resolved. A draft that is gone resolves nothing.
    fn tally(&self) -> Tally {
        match self {
            Self::Both(_, comparison) => comparison.tally(),
            Self::Added(seen) => Tally { new: seen.shown.checked.report.findings.len(), ..Tally::default() },
            Self::Gone(_) | Self::Failed(_) => Tally::default(),
        }
    }
}

impl Report {
    fn tally(&self) -> Tally {
        self.drafts.iter().fold(Tally::default(), |mut tally, draft| {
            tally.add(draft.tally());
            tally
        })
    }

    /// The outcome in a sentence.
    fn text(&self) -> String {
        if !self.folders {
            return self.tally().text();
        }
        let count = |is: fn(&Compared) -> bool| self.drafts.iter().filter(|draft| is(draft)).count();
        let kinds = [
            (count(|draft| matches!(draft, Compared::Both(..))), "compared"),
            (count(|draft| matches!(draft, Compared::Added(_))), "new"),
            (count(|draft| matches!(draft, Compared::Gone(_))), "gone"),
            (count(|draft| matches!(draft, Compared::Failed(_))), "not compared"),
        ];
        let kinds: Vec<String> = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
        if kinds.is_empty() {
            return "no drafts found: expected .md or .txt files".to_owned();
        }
        let kinds = kinds.join(", ");
        let seen = self.drafts.iter().any(|draft| matches!(draft, Compared::Both(..) | Compared::Added(_)));
        // Of nothing but drafts that are gone there is no finding to tell of, whatever was in them.
        if seen { format!("drafts: {kinds}; {}", self.tally().text()) } else { format!("drafts: {kinds}") }
    }
}

/// Shows `report`, which was `failed` to make if something could not be done.
pub(in crate::cli) fn render(format: CompareFormat, report: &Report, failed: bool, palette: Palette) -> String {
    match format {
        CompareFormat::Human => human::report(report, failed, palette),
        CompareFormat::Json => json::report(report),
        CompareFormat::Summary => summary::report(report),
    }
}

/// How two drafts are built, fact by fact: its name, before, after. What one of them has no word on is a dash there.
fn table([old, new]: &[Seen; 2]) -> Vec<[String; 3]> {
    let rows = |seen: &Seen| {
        let report = &seen.shown.checked.report;
        let totals = Totals::of(report);
        let counts = [("errors", totals.errors), ("warnings", totals.warnings), ("notes", totals.notes), ("silenced", report.silenced)];
        let mut rows = report.structure.table(&seen.shown.lines);
        rows.extend(counts.map(|(name, count)| (name.to_owned(), count.to_string())));
        rows
    };
    let (old, new) = (rows(old), rows(new));
    let longer = if old.len() > new.len() { &old } else { &new };
    let value = |rows: &[(String, String)], name: &str| rows.iter().find(|(n, _)| n == name).map_or("–".to_owned(), |(_, value)| value.clone());
    let rows = longer.iter().map(|(name, _)| [name.clone(), value(&old, name), value(&new, name)]);
    rows.filter(|[name, old, new]| name != "silenced" || old != "0" || new != "0").collect()
}

/// Whether nothing is to be told of two drafts but that they are the same. In a folder that is most of them.
fn is_untouched([old, new]: &[Seen; 2], comparison: &Comparison) -> bool {
    old.shown.text == new.shown.text && comparison.new.is_empty() && comparison.resolved.is_empty()
}

/// What was said of a finding before, where that is something else now: a figure has changed.
fn said_before<'a>(drafts: &'a [Seen; 2], pair: &Pair) -> Option<&'a str> {
    let (old, new) = (drafts[0].finding(pair.old)?, drafts[1].finding(pair.new)?);
    (old.message != new.message).then_some(&*old.message)
}
