//! For people: what needs work first, then what is still there and what is resolved in a few words, then how the draft was built and is built now.

use super::super::human::{findings, on_a_line, printable};
use super::super::{Palette, Shown};
use super::{Compared, Report, Seen, is_untouched, said_before, table};
use crate::check::Finding;
use crate::workspace::{Comparison, Pair, Totals};
use std::fmt::Write as _;

/// Of a finding's words so many characters are shown.
const SHOWN: usize = 80;

pub(super) fn report(report: &Report, failed: bool, palette: Palette) -> String {
    let (bold, reset) = palette.bold();
    let mut out = String::new();
    for draft in &report.drafts {
        match draft {
            Compared::Both(drafts, comparison) if report.folders && is_untouched(drafts, comparison) => {
                let found = Totals::of(&drafts[1].shown.checked.report).counts();
                let _ = writeln!(
                    out,
                    "{bold}{} → {}{reset}: no word has changed; in it: {found}\n",
                    on_a_line(&drafts[0].shown.name),
                    on_a_line(&drafts[1].shown.name)
                );
            }
            Compared::Both(drafts, comparison) => both(&mut out, drafts, comparison, palette),
            Compared::Added(seen) => {
                let found = Totals::of(&seen.shown.checked.report).counts();
                let _ = writeln!(out, "{bold}{}{reset}: a new draft, {found}\n", on_a_line(&seen.shown.name));
                out.push_str(&findings(&seen.shown, seen.shown.checked.report.findings.iter(), palette));
            }
            Compared::Gone(seen) => {
                let found = Totals::of(&seen.shown.checked.report).counts();
                let _ = writeln!(out, "{bold}{}{reset}: the draft is gone; in it: {found}\n", on_a_line(&seen.shown.name));
            }
            // People read of it on standard error.
            Compared::Failed(_) => {}
        }
    }
    // Who was told what is wrong need not be told that nothing was compared.
    if !(failed && report.drafts.iter().all(|draft| matches!(draft, Compared::Failed(_)))) {
        let _ = writeln!(out, "{bold}{}{reset}", report.text());
    }
    out
}

fn both(out: &mut String, drafts: &[Seen; 2], comparison: &Comparison, palette: Palette) {
    let (bold, reset) = palette.bold();
    let [old, new] = drafts;
    let _ = writeln!(out, "{bold}{} → {}{reset}\n", on_a_line(&old.shown.name), on_a_line(&new.shown.name));
    title(out, "New", comparison.new.len(), "", palette);
    if !comparison.new.is_empty() {
        out.push('\n');
        out.push_str(&findings(&new.shown, new.findings(&comparison.new), palette));
    }
    title(out, "Still there", comparison.still.len(), "", palette);
    for pair in &comparison.still {
        still(out, drafts, pair, palette);
    }
    // Silenced is not resolved, and the count would tempt to take it for that.
    let silenced = new.shown.checked.report.silenced.saturating_sub(old.shown.checked.report.silenced);
    let note = match (comparison.resolved.len(), silenced) {
        (0, _) => String::new(),
        (_, 0) => ": no reader will meet these again".to_owned(),
        (_, more) => format!(": no reader will meet these again, but for {more} more that are silenced"),
    };
    title(out, "Resolved", comparison.resolved.len(), &note, palette);
    for finding in old.findings(&comparison.resolved) {
        line(out, &old.shown, finding);
        if palette.lines && !old.rules.is_of_the_whole(&finding.lint) {
            let _ = writeln!(out, "      “{}”", words(&old.shown, finding));
        }
    }
    out.push('\n');
    let mut rows = vec![["".to_owned(), "before".to_owned(), "after".to_owned()]];
    rows.extend(table(drafts));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [name, old, new] in &rows {
        let row = format!("  {name:0$}  {old:>1$}  {new:>2$}", widths[0], widths[1], widths[2]);
        let _ = writeln!(out, "{}", row.trim_end());
    }
    out.push('\n');
}

fn title(out: &mut String, name: &str, count: usize, note: &str, palette: Palette) {
    let (bold, reset) = palette.bold();
    // A finding in full may or may not have left a blank line.
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
    let _ = match count {
        0 => writeln!(out, "{bold}{name}{reset}: nothing"),
        _ => writeln!(out, "{bold}{name}{reset} ({count}){note}"),
    };
}

/// A finding in a line, with its place.
fn line(out: &mut String, shown: &Shown, finding: &Finding) {
    let at = shown.lines.position(&shown.text, finding.span.start);
    let _ = writeln!(out, "  {}:{}:{}: {}[{}]: {}", on_a_line(&shown.name), at.line, at.column, finding.severity.name(), finding.lint, finding.message);
}

fn still(out: &mut String, drafts: &[Seen; 2], pair: &Pair, palette: Palette) {
    let [old, new] = drafts;
    let (Some(before), Some(now)) = (old.finding(pair.old), new.finding(pair.new)) else { return };
    line(out, &new.shown, now);
    if let Some(said) = said_before(drafts, pair) {
        let _ = writeln!(out, "      before: {said}");
    }
    if !pair.reworded {
        return;
    }
    let at = old.shown.lines.position(&old.shown.text, before.span.start);
    let place = format!("{}:{}:{}", on_a_line(&old.shown.name), at.line, at.column);
    if !palette.lines {
        let _ = writeln!(out, "      reworded since {place}");
        return;
    }
    let [before, now] = [words(&old.shown, before), words(&new.shown, now)];
    let _ = if before == now {
        writeln!(out, "      “{now}”: the words around it are others since {place}")
    } else {
        writeln!(out, "      before: “{before}” ({place})\n      now:    “{now}”")
    };
}

/// The words that a finding means, in one line.
fn words(shown: &Shown, finding: &Finding) -> String {
    let text = printable(shown.text.get(finding.span.clone()).unwrap_or_default());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or(&text[..at], |(whole, _)| whole)),
        None => text,
    }
}
