//! `candor baseline`: what stands today is known from now on.

use super::Status;
use super::args::{BaselineArgs, Color};
use super::drafts::{Drafts, entry, folder_of};
use super::outputs::{OTHER_FILE, is_stdout, kept, put, unwritten};
use super::teller::Teller;
use crate::check::plural;
use crate::config::{ALL, FailOn};
use crate::workspace::{BASELINE_NAME, Entry, Known, Problem, baseline_above, baseline_text, locked, may_become_baseline, read_baseline, shown};
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Runs the command.
pub(super) fn baseline(args: &BaselineArgs, color: Color) -> io::Result<Status> {
    let teller = Teller::new(color, args.drafts.redact);
    let file = args.output.clone().or_else(|| baseline_above(Path::new("."))).unwrap_or_else(|| PathBuf::from(BASELINE_NAME));
    let mut drafts = match Drafts::choose(&args.drafts).and_then(|drafts| wrong(args, &file, &drafts).map_or(Ok(drafts), Err)) {
        Ok(drafts) => drafts,
        Err(problem) => return teller.tell(problem).map(|_| Status::Failed),
    };
    let mut places = drafts.name_from(folder_of(&file));
    let looked_at = drafts.looked_at(&mut places);
    let mut found: Vec<(String, Vec<Entry>)> = Vec::new();
    // Drafts that are there and could not be checked stand as they stood.
    let mut unchecked: HashSet<String> = drafts.places().map(str::to_owned).collect();
    let (_, status) = drafts.check(
        &teller,
        |_| FailOn::Never,
        |draft| {
            let (shown, _) = draft.ok()?;
            let marks = shown.identities();
            let entries = shown.checked.report.findings.iter().zip(&marks).filter_map(|(finding, mark)| entry(&finding.lint, mark));
            Some((shown.place.clone(), entries.collect()))
        },
        |draft| {
            if let Some((place, _)) = &draft {
                unchecked.remove(place);
            }
            found.extend(draft);
            Ok(())
        },
    )?;
    if found.is_empty() && status == Status::Failed {
        return Ok(status);
    }
    let whole = looked_at.iter().any(|place| places.path("").starts_with(place));
    // From here to the end nobody else renews a baseline in this folder.
    let lock = locked(folder_of(&file));
    let old = match if file.is_file() { read_baseline(&file) } else { Ok(Known::default()) } {
        Ok(old) => old,
        // Nothing of it would stay.
        Err(_) if whole => Known::default(),
        Err(problem) => {
            let help = "run `candor baseline` without a PATH, in the folder of this file: it then writes all of it anew";
            return teller.tell(Problem { help: help.to_owned(), ..problem }).map(|_| Status::Failed);
        }
    };
    let named = |ids: &[String], lint: &str| ids.iter().any(|id| id == lint || id == ALL);
    let left_out = |lint: &str| named(&args.drafts.asked.ignore, lint) || !(args.drafts.asked.select.is_empty() || named(&args.drafts.asked.select, lint));
    let mut known = Known::default();
    for (draft, entry) in old.entries() {
        let path = places.path(draft);
        let looked_at = looked_at.iter().any(|place| path.starts_with(place)) && !unchecked.contains(draft);
        if !looked_at || left_out(&entry.lint) {
            known.add(draft, entry.clone());
        }
    }
    for (draft, entries) in found {
        entries.into_iter().for_each(|entry| known.add(&draft, entry));
    }
    if let Err(error) = put(&file, baseline_text(&known).as_bytes()) {
        return teller.tell(unwritten(&file, &error, "baseline")).map(|_| Status::Failed);
    }
    drop(lock);
    writeln!(io::stdout(), "{}", written(args, &file, &old, &known))?;
    Ok(status)
}

/// What was written, in a sentence, and what to do next.
fn written(args: &BaselineArgs, file: &Path, old: &Known, known: &Known) -> String {
    let (before, now): (HashSet<_>, HashSet<_>) = (old.entries().collect(), known.entries().collect());
    let (new, gone) = (now.difference(&before).count(), before.difference(&now).count());
    let change = if before.is_empty() { String::new() } else { format!(" ({new} new, {gone} gone)") };
    let name = shown(file);
    let option = if args.output.is_some() { format!("={name}") } else { String::new() };
    format!("{name}: {} of {} known{change}. Next: candor check --baseline{option}", plural(now.len(), "finding"), plural(known.drafts().count(), "draft"))
}

/// What keeps the baseline from being written to `file`.
fn wrong(args: &BaselineArgs, file: &Path, drafts: &Drafts<'_>) -> Option<Problem> {
    if args.drafts.paths.iter().any(|path| path.as_os_str() == "-") && args.drafts.stdin_filename.is_none() {
        return Some(Problem::error(
            "",
            "what comes from standard input has no name that a baseline could hold",
            "name it: --stdin-filename quill/statement.md",
        ));
    }
    if is_stdout(file) {
        return Some(Problem::error("", "a baseline is a file, and - is none", "name a file, or leave --output out"));
    }
    let place = file.canonicalize().ok()?;
    if place.is_dir() {
        return Some(unwritten(file, &io::ErrorKind::IsADirectory.into(), "baseline"));
    }
    let drafts: Vec<PathBuf> = drafts.files().filter_map(|draft| draft.canonicalize().ok()).collect();
    let none = || (place.is_file() && !may_become_baseline(&place)).then_some(("a file that is none", OTHER_FILE));
    let (what, help) = kept(&place, &drafts).or_else(none)?;
    Some(Problem::error(shown(file), format!("the baseline would be written over {what}"), help))
}
