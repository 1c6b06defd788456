//! `candor explain`: a lint in full.

use super::Status;
use super::args::{Color, ExplainArgs};
use super::here::rules;
use super::render::{Palette, emit_problem, wrap};
use super::why;
use crate::check::strip_marks;
use crate::config::unknown_lint;
use crate::rules::{Example, Lint};
use crate::workspace::Problem;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

const WIDTH: usize = 88;

/// Runs the command.
pub(super) fn explain(args: &ExplainArgs, color: Color) -> io::Result<Status> {
    let id = args.lint.as_deref().unwrap_or_default().trim();
    if let Some(place) = &args.why {
        return why::why(place, args.lint.as_ref().map(|_| id), color);
    }
    let rules = rules(color)?;
    let Some(lint) = rules.lint(id) else {
        let problem = Problem::error("", unknown_lint(id, &rules), "give the word in brackets behind error, warning or note");
        io::stderr().write_all(emit_problem(&problem, Palette::new(color, io::stderr().is_terminal())).as_bytes())?;
        return Ok(Status::Failed);
    };
    let palette = Palette::new(color, io::stdout().is_terminal());
    io::stdout().write_all(page(lint, palette).as_bytes())?;
    Ok(Status::Clean)
}

fn page(lint: &Lint, palette: Palette) -> String {
    let (bold, reset) = palette.bold();
    let mut out = format!("{bold}{}{reset}: {}\n", lint.id, lint.summary);
    let _ = writeln!(out, "{}, in {}\n", lint.severity.name(), lint.scope());
    for paragraph in lint.explanation.split("\n\n") {
        let _ = writeln!(out, "{}\n", wrap("", paragraph, WIDTH));
    }
    let _ = writeln!(out, "{bold}Why a reader minds{reset}\n{}\n", wrap("    ", &lint.reason, WIDTH));
    let _ = writeln!(out, "{bold}What to write instead{reset}\n{}\n", wrap("    ", &lint.advice, WIDTH));
    for (title, examples) in [("Found", &lint.bad), ("Left alone", &lint.good)] {
        let _ = writeln!(out, "{bold}{title}{reset}");
        for example in examples {
            show(&mut out, example);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{bold}To silence it{reset}");
    let _ = writeln!(out, "    in one paragraph:  <!-- candor: allow({}): why --> before it (Markdown)", lint.id);
    let _ = writeln!(out, "    in one draft:      allow: [{}] in its front matter", lint.id);
    let _ = writeln!(out, "    in one run:        candor check --ignore {}", lint.id);
    let _ = writeln!(out, "    in a whole folder: ignore = [\"{}\"] in candor.toml", lint.id);
    let _ = writeln!(out, "    to make it lighter or heavier: [severity] {} = \"note\" in candor.toml", lint.id);
    out
}

/// An example with its marks as carets under the text.
fn show(out: &mut String, example: &Example) {
    let marked = strip_marks(&example.text);
    let text = &marked.text;
    let mut line: Vec<(usize, &str)> = Vec::new();
    let mut width = 0;
    let mut flush = |line: &mut Vec<(usize, &str)>| {
        let (mut shown, mut carets) = (String::from("    "), String::from("    "));
        for (at, (start, word)) in line.iter().enumerate() {
            let is_marked = |byte: usize| marked.marks.iter().any(|(_, range)| range.contains(&byte));
            if at > 0 {
                shown.push(' ');
                carets.push(if is_marked(start - 1) { '^' } else { ' ' });
            }
            shown.push_str(word);
            carets.extend(word.char_indices().map(|(offset, _)| if is_marked(start + offset) { '^' } else { ' ' }));
        }
        let _ = writeln!(out, "{shown}");
        if carets.contains('^') {
            let _ = writeln!(out, "{}", carets.trim_end());
        }
        line.clear();
    };
    for word in text.split_whitespace() {
        // The words are slices of the text, so the distance between the two is the word's place.
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH - 4 {
            flush(&mut line);
            width = 0;
        }
        width += length + usize::from(width > 0);
        line.push((start, word));
    }
    flush(&mut line);
    if let Some(why) = &example.why {
        let _ = writeln!(out, "{}", wrap("      · ", why, WIDTH));
    }
}
