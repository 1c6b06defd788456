//! The format for people: the text, what is wrong with it, why, and what to do.

use super::Palette;
use super::Shown;
use super::source::Source;
use crate::check::Finding;
use crate::rules::Severity;
use crate::workspace::{Problem, Totals, Weight};
use codespan_reporting::diagnostic::{self, Diagnostic, Label};
use codespan_reporting::files::Files;
use codespan_reporting::term::termcolor::{Ansi, NoColor};
use codespan_reporting::term::{self, Config, DisplayStyle, Styles, StylesWriter};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

/// Notes are wrapped to this width: what a default terminal holds beside codespan's margin.
const NOTE_WIDTH: usize = 84;
/// Of a finding on many lines, so many first ones are shown, and the last.
const FIRST_LINES: usize = 3;

/// The findings of one draft, then a line on its structure.
pub(super) fn file(shown: &Shown, palette: Palette) -> String {
    let mut out = findings(shown, shown.checked.report.findings.iter(), palette);
    structure(&mut out, shown, palette);
    out
}

/// Some `findings` of one draft, in full.
pub(super) fn findings<'a>(shown: &Shown, findings: impl Iterator<Item = &'a Finding>, palette: Palette) -> String {
    let text = printable(&shown.text);
    let name = on_a_line(&shown.name);
    let source = Source::new(&name, &text);
    let mut out = String::new();
    // The reason and the advice are said once a draft: the tenth time they only hide the tenth place.
    let mut said: Vec<&str> = Vec::new();
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => diagnostic::Severity::Error,
            Severity::Warning => diagnostic::Severity::Warning,
            Severity::Note => diagnostic::Severity::Note,
        };
        let labels = if palette.lines { labels(&source, finding) } else { vec![Label::primary((), source.divide(&finding.span).swap_remove(0))] };
        let mut diagnostic = Diagnostic::new(severity).with_code(&finding.lint).with_message(&finding.message).with_labels(labels);
        if !said.contains(&&*finding.lint) {
            said.push(&finding.lint);
            diagnostic = diagnostic.with_notes(vec![wrap("why: ", &finding.reason, NOTE_WIDTH), wrap("try: ", &finding.advice, NOTE_WIDTH)]);
        }
        emit(&mut out, &source, &diagnostic, palette);
    }
    out
}

/// The words of `finding` and of what it reasons from.
fn labels(source: &Source<'_>, finding: &Finding) -> Vec<Label<()>> {
    let mut labels: Vec<Label<()>> = shown_parts(source.divide(&finding.span)).into_iter().map(|part| Label::primary((), part)).collect();
    for related in &finding.related {
        let parts = shown_parts(source.divide(&related.span));
        let last = parts.len() - 1;
        labels.extend(parts.into_iter().enumerate().map(|(at, part)| {
            let label = Label::secondary((), part);
            if at == last { label.with_message(&related.message) } else { label }
        }));
    }
    labels
}

/// `text` with as many bytes, and nothing in it that a terminal takes for a command. Hardly any text has to be changed for that.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    // All that is not harmless begins with one of these; so do some letters.
    let suspicious = |byte: u8| byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t') || matches!(byte, 0x7f | 0xc2);
    // The whole of it, since so a processor can look at many bytes at once.
    if !text.bytes().fold(false, |found, byte| found | suspicious(byte)) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => c,
        '\u{80}'..='\u{9f}' => '·',
        _ if c.is_control() => '?',
        _ => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// `name`, of a file, in a line and with nothing in it that a terminal takes for a command.
pub(crate) fn on_a_line(name: &str) -> String {
    printable(name).replace(['\n', '\r', '\t'], "?")
}

/// Of many parts the first few and the last.
fn shown_parts(parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let many = parts.len() > FIRST_LINES + 1;
    let last = parts.len() - 1;
    parts.into_iter().enumerate().filter(|(at, _)| !many || *at < FIRST_LINES || *at == last).map(|(_, part)| part).collect()
}

fn structure(out: &mut String, shown: &Shown, palette: Palette) {
    let (bold, reset) = palette.bold();
    let _ = writeln!(out, "{bold}{}{reset}: {}\n", on_a_line(&shown.name), shown.facts().join(" · "));
}

/// The closing line of a run.
pub(super) fn end(totals: &Totals, palette: Palette) -> String {
    if totals.findings() == 0 {
        return format!("{}\n", totals.text());
    }
    let (bold, reset) = palette.bold();
    format!("{bold}{}{reset}. `candor explain LINT` says more about a lint.\n", totals.text())
}

/// A problem as codespan shows it on a terminal, with its place if it has one.
pub(crate) fn emit_problem(problem: &Problem, palette: Palette) -> String {
    let name = on_a_line(&problem.name);
    let texts = problem.place.as_ref().map(|(text, span)| (printable(text), span));
    let source = texts.as_ref().map(|(text, _)| Source::new(&name, text));
    let severity = match problem.weight {
        Weight::Error => diagnostic::Severity::Error,
        Weight::Warning => diagnostic::Severity::Warning,
    };
    let mut diagnostic = Diagnostic::new(severity).with_notes(vec![wrap("try: ", &printable(&problem.help), NOTE_WIDTH)]);
    let mut out = String::new();
    let message = printable(&problem.message).into_owned();
    match (&source, &texts) {
        (Some(source), Some((_, span))) => {
            let label = source.divide(span).into_iter().next().unwrap_or(0..0);
            diagnostic = diagnostic.with_message(message).with_label(Label::primary((), label));
            emit(&mut out, source, &diagnostic, palette);
        }
        _ => {
            let name = if name.is_empty() { name } else { format!("{name}: ") };
            diagnostic = diagnostic.with_message(format!("{name}{message}"));
            emit(&mut out, &Source::new("", ""), &diagnostic, palette);
        }
    }
    out
}

fn emit<'a>(out: &mut String, source: &'a Source<'a>, diagnostic: &Diagnostic<()>, palette: Palette)
where
    Source<'a>: Files<'a, FileId = ()>,
{
    // Without lines a finding takes one line, and its place stands at the front.
    let config = Config { display_style: if palette.lines { DisplayStyle::Rich } else { DisplayStyle::Medium }, ..Config::default() };
    let styles = Styles::default();
    let mut buffer = Vec::new();
    // Writing to memory does not fail, and every span was checked against the text.
    let result = if palette.color {
        term::emit_to_write_style(&mut StylesWriter::new(Ansi::new(&mut buffer), &styles), &config, source, diagnostic)
    } else {
        term::emit_to_write_style(&mut StylesWriter::new(NoColor::new(&mut buffer), &styles), &config, source, diagnostic)
    };
    debug_assert!(result.is_ok(), "{result:?}");
    out.push_str(&String::from_utf8_lossy(&buffer));
}

/// `lead` and `text` in lines of at most `width` characters, continued under the text.
pub(crate) fn wrap(lead: &str, text: &str, width: usize) -> String {
    let mut out = lead.to_owned();
    let indent = lead.chars().count();
    let mut column = indent;
    for (at, word) in text.split_whitespace().enumerate() {
        let length = word.chars().count();
        if at > 0 {
            if column + 1 + length > width {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word);
        column += length;
    }
    out
}
