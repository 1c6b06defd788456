//! The table of figures in the README: for every lint what patterns find, what weights find, and what both do together, on drafts that no author of
//! a lint has read and on which nothing was trained.

use super::corpus::{Labelled, load, together};
use super::drafts::{Count, Figures};
use super::{Evidence, Options, with_evidence};
use candor::check::check;
use candor::rules::Ruleset;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

const README: &str = "README.md";
const BEGIN: &str = "<!-- figures: made by `cargo bench --bench detection -- table` -->\n";
const END: &str = "<!-- end of figures -->";
const UNSEEN: [&str; 2] = ["fixtures/corpus/test", "fixtures/corpus/held-out"];
/// Single lines, each a text by itself.
const LINES: &str = "fixtures/corpus/lines";

pub(crate) fn run(rules: &Ruleset, options: &Options) -> ExitCode {
    let drafts = load(&UNSEEN.map(PathBuf::from), rules);
    let figures =
        [Evidence::Patterns, Evidence::Weights, Evidence::Both].map(|evidence| figures_of(&drafts, &with_evidence(rules.clone(), evidence, &options.lints)));
    let lines = load(&[PathBuf::from(LINES)], rules);
    let table = table(&figures, drafts.len(), rules) + &about_lines(&lines, &with_evidence(rules.clone(), Evidence::Both, &options.lints));
    print!("{table}");
    let Ok(readme) = std::fs::read_to_string(README) else {
        eprintln!("{README} cannot be read: run this from the repository");
        return ExitCode::from(2);
    };
    let Some((before, (old, after))) = readme.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?))) else {
        eprintln!("{README} has no place for the table, from \"{}\" to \"{END}\"", BEGIN.trim());
        return ExitCode::from(2);
    };
    if old == table {
        return ExitCode::SUCCESS;
    }
    if options.check {
        eprintln!("the table in {README} is not what the lints find: cargo bench --bench detection -- table");
        return ExitCode::from(1);
    }
    match std::fs::write(README, format!("{before}{BEGIN}{table}{END}{after}")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{README} cannot be written: {error}");
            ExitCode::from(2)
        }
    }
}

fn figures_of<'a>(drafts: impl IntoIterator<Item = &'a Labelled>, rules: &Ruleset) -> Figures {
    let mut figures = Figures::default();
    for draft in drafts {
        figures.count(draft, &check(&draft.document, &draft.target, rules), rules, &mut |_, _, _| {});
    }
    figures
}

/// Two sentences on single `lines`: what is found in each by itself, and in drafts of ten of them.
fn about_lines(lines: &[Labelled], rules: &Ruleset) -> String {
    let (faults, free): (Vec<&Labelled>, Vec<&Labelled>) = lines.iter().partition(|line| !line.marks.is_empty());
    let tens = |lines: &[&Labelled]| lines.chunks(10).filter_map(together).collect::<Vec<_>>();
    let (alone, listed) = (figures_of(lines.iter(), rules), figures_of(tens(&faults).iter().chain(&tens(&free)), rules));
    let found = |figures: &Figures| figures.together(rules).0.right;
    format!(
        "Typed as lines by themselves: of {} that excuse or blame, {} are found; in {} that only look like it, {} false alarms. The same lines, ten to a draft: {}, and {}.\n",
        faults.len(),
        found(&alone),
        free.len(),
        alone.clean_alarms,
        found(&listed),
        listed.clean_alarms
    )
}

fn table(figures: &[Figures; 3], drafts: usize, rules: &Ruleset) -> String {
    let mut out = String::from("| lint | labels | patterns alone | weights alone | together |\n|---|---:|---:|---:|---:|\n");
    let lints: BTreeSet<&String> = figures.iter().flat_map(|f| f.counts.keys()).collect();
    let row = |name: &str, counts: [Count; 3]| {
        let cell = |c: Count| format!("{:.2} / {:.2}", c.precision(), c.recall());
        let [patterns, weights, both] = counts.map(cell);
        format!("| {name} | {} | {patterns} | {weights} | {both} |\n", counts[2].right + counts[2].missed)
    };
    for phrases in [true, false] {
        for lint in lints.iter().filter(|lint| Figures::is_phrase(lint, rules) == Some(phrases)) {
            out.push_str(&row(&format!("`{lint}`"), [0, 1, 2].map(|n| figures[n].counts.get(*lint).copied().unwrap_or_default())));
        }
        let together = figures.each_ref().map(|f| if phrases { f.together(rules).0 } else { f.together(rules).1 });
        out.push_str(&row(if phrases { "**lints on phrases**" } else { "**lints on the whole draft**" }, together));
    }
    let f1 = figures.each_ref().map(|f| format!("{:.2}", f.together(rules).1.f1()));
    let alarms = figures.each_ref().map(|f| f.clean_alarms.to_string());
    out.push_str(&format!(
        "\nPrecision / recall on {drafts} invented drafts. F1 of the lints on the whole draft: {} patterns, {} weights, {} together. False alarms in {} drafts without a fault ({} words): {}, {}, {}.\n",
        f1[0], f1[1], f1[2], figures[2].clean_drafts, figures[2].clean_words, alarms[0], alarms[1], alarms[2]
    ));
    out
}
