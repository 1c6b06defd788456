//! JSON; `compare.schema.json` describes it, and a test holds it to that.

use super::super::Shown;
use super::super::json::{Diagnostic, ProblemReport, StructureReport, diagnostic, json, problems, structure};
use super::{Compared, Report, Seen};
use crate::workspace::Totals;
use serde::Serialize;

#[derive(Serialize)]
struct WholeReport<'a> {
    version: u32,
    comparisons: Vec<Entry<'a>>,
    new: usize,
    still: usize,
    resolved: usize,
    problems: Vec<ProblemReport<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    Compared(Box<ComparedReport<'a>>),
    Failed { path: &'a str, error: &'a str, help: &'a str },
}

#[derive(Serialize)]
struct ComparedReport<'a> {
    before: Option<DraftReport<'a>>,
    after: Option<DraftReport<'a>>,
    new: Vec<Diagnostic<'a>>,
    still: Vec<StillReport<'a>>,
    resolved: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct DraftReport<'a> {
    path: &'a str,
    kind: &'static str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    entry_type: Option<&'a str>,
    specialty: &'a str,
    errors: usize,
    warnings: usize,
    notes: usize,
    silenced: usize,
    structure: StructureReport<'a>,
}

#[derive(Serialize)]
struct StillReport<'a> {
    reworded: bool,
    before: Diagnostic<'a>,
    after: Diagnostic<'a>,
}

fn draft(shown: &Shown) -> DraftReport<'_> {
    let totals = Totals::of(&shown.checked.report);
    DraftReport {
        path: &shown.name,
        kind: shown.checked.target.kind.name(),
        entry_type: shown.checked.target.entry_type.as_deref(),
        specialty: &shown.checked.specialty,
        errors: totals.errors,
        warnings: totals.warnings,
        notes: totals.notes,
        silenced: shown.checked.report.silenced,
        structure: structure(shown),
    }
}

fn entry(compared: &Compared) -> Entry<'_> {
    let all = |seen: &'_ Seen| (0..seen.shown.checked.report.findings.len()).collect::<Vec<_>>();
    let report = match compared {
        Compared::Both(drafts, comparison) => {
            let [old, new] = &**drafts;
            let still = comparison.still.iter().filter_map(|pair| {
                let [before, after] = [diagnostic(&old.shown, old.finding(pair.old)?), diagnostic(&new.shown, new.finding(pair.new)?)];
                Some(StillReport { reworded: pair.reworded, before, after })
            });
            ComparedReport {
                before: Some(draft(&old.shown)),
                after: Some(draft(&new.shown)),
                new: of(new, &comparison.new),
                still: still.collect(),
                resolved: of(old, &comparison.resolved),
            }
        }
        Compared::Added(seen) => {
            ComparedReport { before: None, after: Some(draft(&seen.shown)), new: of(seen, &all(seen)), still: Vec::new(), resolved: Vec::new() }
        }
        Compared::Gone(seen) => ComparedReport { before: Some(draft(&seen.shown)), after: None, new: Vec::new(), still: Vec::new(), resolved: Vec::new() },
        Compared::Failed(problem) => return Entry::Failed { path: &problem.name, error: &problem.message, help: &problem.help },
    };
    Entry::Compared(Box::new(report))
}

fn of<'a>(seen: &'a Seen, numbers: &[usize]) -> Vec<Diagnostic<'a>> {
    numbers.iter().filter_map(|number| seen.finding(*number)).map(|finding| diagnostic(&seen.shown, finding)).collect()
}

pub(super) fn report(report: &Report) -> String {
    let tally = report.tally();
    let whole = WholeReport {
        version: 1,
        comparisons: report.drafts.iter().map(entry).collect(),
        new: tally.new,
        still: tally.still,
        resolved: tally.resolved,
        problems: problems(&report.problems),
    };
    format!("{}\n", json(&whole))
}
