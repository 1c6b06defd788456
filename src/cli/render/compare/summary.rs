//! Markdown for a mail or a pull request: the outcome, then for each draft what is new, still there and resolved, and how it was built and is built now. It shows no words of a draft.

use super::super::summary::{code, findings, line, plain, problem};
use super::{Compared, Report, Seen, is_untouched, said_before, table};
use crate::workspace::{Comparison, Problem, Totals};
use std::fmt::Write as _;

pub(super) fn report(report: &Report) -> String {
    let mut out = format!("**candor:** {}\n\n", report.text());
    let failed = report.drafts.iter().filter_map(|draft| match draft {
        Compared::Failed(problem) => Some(problem),
        _ => None,
    });
    let problems: Vec<&Problem> = report.problems.iter().chain(failed).collect();
    if !problems.is_empty() {
        let _ = writeln!(out, "{}", problems.into_iter().map(problem).collect::<String>());
    }
    for draft in &report.drafts {
        match draft {
            Compared::Both(drafts, comparison) if report.folders && is_untouched(drafts, comparison) => {
                let found = Totals::of(&drafts[1].shown.checked.report).counts();
                let _ = writeln!(out, "**{} → {}**: no word has changed; in it: {found}\n", code(&drafts[0].shown.name), code(&drafts[1].shown.name));
            }
            Compared::Both(drafts, comparison) => both(&mut out, drafts, comparison),
            Compared::Added(seen) => {
                let _ = writeln!(out, "**{}**: a new draft, {}\n", code(&seen.shown.name), Totals::of(&seen.shown.checked.report).counts());
                out.push_str(&findings(&seen.shown, seen.shown.checked.report.findings.iter()));
            }
            Compared::Gone(seen) => {
                let found = Totals::of(&seen.shown.checked.report).counts();
                let _ = writeln!(out, "**{}**: the draft is gone; in it: {found}\n", code(&seen.shown.name));
            }
            Compared::Failed(_) => {}
        }
    }
    out
}

fn both(out: &mut String, drafts: &[Seen; 2], comparison: &Comparison) {
    let [old, new] = drafts;
    let _ = writeln!(out, "**{} → {}**\n", code(&old.shown.name), code(&new.shown.name));
    title(out, "New", comparison.new.len());
    out.push_str(&findings(&new.shown, new.findings(&comparison.new)));
    title(out, "Still there", comparison.still.len());
    for pair in &comparison.still {
        let (Some(before), Some(now)) = (old.finding(pair.old), new.finding(pair.new)) else { continue };
        out.push_str(&line(&new.shown, now));
        if pair.reworded {
            let at = old.shown.lines.position(&old.shown.text, before.span.start);
            let _ = write!(out, " (reworded since {}:{})", at.line, at.column);
        }
        if let Some(said) = said_before(drafts, pair) {
            let _ = write!(out, "<br>\n  before: {}", plain(said));
        }
        out.push('\n');
    }
    end_list(out, comparison.still.len());
    title(out, "Resolved", comparison.resolved.len());
    for finding in old.findings(&comparison.resolved) {
        out.push_str(&line(&old.shown, finding));
        out.push('\n');
    }
    end_list(out, comparison.resolved.len());
    out.push_str("| | before | after |\n|---|---:|---:|\n");
    for [name, old, new] in table(drafts) {
        let _ = writeln!(out, "| {name} | {old} | {new} |");
    }
    out.push('\n');
}

fn title(out: &mut String, name: &str, count: usize) {
    let _ = match count {
        0 => writeln!(out, "{name}: nothing\n"),
        _ => writeln!(out, "{name} ({count}):\n"),
    };
}

fn end_list(out: &mut String, length: usize) {
    if length > 0 {
        out.push('\n');
    }
}
