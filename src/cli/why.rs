//! `candor explain --why`: what a sentence was heard to do, and by which words.

use super::Status;
use super::args::Color;
use super::drafts::{Opened, open};
use super::render::{Palette, emit_problem, wrap};
use crate::check::{Account, why as accounts};
use crate::position::LineIndex;
use crate::workspace::Problem;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

const WIDTH: usize = 100;

/// Runs the command for `place`, a file and a line; `only` is the lint or role that was asked for.
pub(super) fn why(place: &str, only: Option<&str>, color: Color) -> io::Result<Status> {
    let mut problems = Vec::new();
    let page = page(place, only, Palette::new(color, io::stdout().is_terminal()), &mut problems);
    let palette = Palette::new(color, io::stderr().is_terminal());
    let (shown, status) = match page {
        Ok(page) => (page, Status::Clean),
        Err(problem) => {
            problems.push(problem);
            (String::new(), Status::Failed)
        }
    };
    for problem in &problems {
        io::stderr().write_all(emit_problem(problem, palette).as_bytes())?;
    }
    io::stdout().write_all(shown.as_bytes())?;
    Ok(status)
}

fn page(place: &str, only: Option<&str>, palette: Palette, problems: &mut Vec<Problem>) -> Result<String, Problem> {
    let parsed = place.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse::<usize>().ok().filter(|n| *n > 0)?)));
    let Some((file, line)) = parsed else {
        return Err(Problem::error("", format!("'{place}' names no line"), "give a file and a line, as findings do: statement.md:12"));
    };
    let Opened { text, document, target, rules } = open(Path::new(file), problems)?;
    if let Some(name) = only
        && rules.lint(name).is_none_or(|l| l.draft.is_some())
        && rules.role(name).is_none()
    {
        let roles: Vec<&str> = rules.roles.iter().map(|r| r.name.as_str()).collect();
        return Err(Problem::error("", format!("'{name}' is no lint on phrases, and no role"), format!("roles are {}", roles.join(", "))));
    }
    let lines = LineIndex::new(&text);
    let Some(within) = lines.line_range(line) else {
        // What stands behind the last line end is a line only if it is something.
        let last = lines.lines() - usize::from(lines.lines() > 1 && text.ends_with(['\n', '\r']));
        return Err(Problem::error(file, format!("it has no line {line}: it ends with line {last}"), "give a line of the draft"));
    };
    let accounts = accounts(&document, &target, &rules, &within, only);
    if accounts.is_empty() {
        return Ok(format!("{file}:{line}: no sentence stands here\n"));
    }
    Ok(accounts.iter().map(|account| shown(file, &text, &lines, account, palette)).collect::<Vec<_>>().join("\n"))
}

fn shown(file: &str, text: &str, lines: &LineIndex, account: &Account, palette: Palette) -> String {
    let (bold, reset) = palette.bold();
    let sentence = text[account.span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence: String = sentence.chars().filter(|c| !c.is_control()).collect();
    let mut out = format!("{bold}{file}:{}{reset}\n{}\n", lines.line(account.span.start), wrap("    ", &sentence, WIDTH));
    if account.heard.is_empty() {
        out.push_str("  nothing was heard in it\n");
    }
    for heard in &account.heard {
        let _ = writeln!(out, "  {bold}{}{reset}  {}", heard.name, heard.verdict);
        for (title, reasons) in &heard.reasons {
            let wrapped = wrap("                ", reasons, WIDTH);
            let _ = writeln!(out, "        {title:7} {}", wrapped.trim_start());
        }
    }
    out
}
