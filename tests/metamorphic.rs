//! How a draft was typed is no matter of style: line ends, line breaks, the shape of quotation marks, a byte order mark or the ending of the file's name. Each labelled draft is written
//! anew in all of these ways, and the same lints must speak on the same words.

mod common;

use candor::document::Format;
use common::{Draft, Outcome, drafts, findings, one_line};

/// A way to write a draft: `None` for drafts that cannot be written so.
type Rewrite = fn(&Draft) -> Option<(String, Format)>;

const WIDTH: usize = 80;

/// Lints with the words they stand on, whatever the line breaks and the marks.
fn said(text: &str, format: Format) -> Outcome<Vec<String>> {
    let findings = findings(text, format)?;
    let mut said: Vec<String> = findings.iter().map(|f| format!("{}: {}", f.lint, straight(&one_line(&text[f.span.clone()])))).collect();
    said.sort();
    Ok(said)
}

fn disagreements(name: &str, rewrite: Rewrite) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    let mut rewritten = 0;
    for draft in drafts()? {
        let Some((text, format)) = rewrite(&draft) else { continue };
        rewritten += usize::from(text != draft.text() || format != draft.format);
        let (before, after) = (said(&draft.text(), draft.format)?, said(&text, format)?);
        found.extend(without(&before, &after).map(|f| format!("{} {name}: no more: {f}", draft.name)));
        found.extend(without(&after, &before).map(|f| format!("{} {name}: now also: {f}", draft.name)));
    }
    assert!(rewritten > 1, "{name}: only {rewritten} drafts were rewritten at all");
    Ok(found)
}

/// What is in `list` and not in `other`, counting what is there twice.
fn without<'a>(list: &'a [String], other: &[String]) -> impl Iterator<Item = &'a String> {
    let mut left = other.to_vec();
    list.iter().filter(move |entry| match left.iter().position(|o| o == *entry) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    })
}

fn same_findings(ways: &[(&str, Rewrite)]) -> Outcome {
    let mut found = Vec::new();
    for (name, rewrite) in ways {
        found.extend(disagreements(name, *rewrite)?);
    }
    assert!(found.is_empty(), "{} findings differ:\n  {}\n", found.len(), found.join("\n  "));
    Ok(())
}

fn body(draft: &Draft, change: impl Fn(&str) -> String) -> Option<(String, Format)> {
    Some((format!("{}{}", draft.head, change(&draft.body)), draft.format))
}

/// Paragraph by paragraph; what is markup as a block stays as it is.
fn paragraphs(text: &str, change: impl Fn(&str) -> String) -> String {
    let markup = |paragraph: &str| paragraph.trim_start().starts_with(is_mark) || paragraph.lines().any(|line| line.ends_with("  "));
    let changed: Vec<String> =
        text.split("\n\n").map(|p| if markup(p) { p.to_owned() } else { change(p) + if p.ends_with('\n') { "\n" } else { "" } }).collect();
    changed.join("\n\n")
}

/// At the start of a line, this is or may be the start of a list, a heading, a quotation or HTML.
fn is_mark(c: char) -> bool {
    matches!(c, '#' | '>' | '<' | '-' | '+' | '*' | '=' | '|' | '~' | '`' | '–' | '—' | '•') || c.is_ascii_digit()
}

fn wrapped(paragraph: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH && !word.starts_with(is_mark) {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

fn straight(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

fn curly(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let opens = out.chars().next_back().is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '“' | '‘'));
        out.push(match c {
            '"' if opens => '“',
            '"' => '”',
            '\'' if opens => '‘',
            '\'' => '’',
            _ => c,
        });
    }
    out
}

fn has_markup(text: &str) -> bool {
    text.contains(['*', '_', '#', '`', '<', '[', '\\', '&'])
        || text.lines().any(|line| line.starts_with(is_mark) || line.starts_with(' ') || line.ends_with("  "))
}

fn other(format: Format) -> Format {
    if format == Format::Plain { Format::Markdown } else { Format::Plain }
}

#[test]
fn line_ends_do_not_matter() -> Outcome {
    same_findings(&[
        ("with CRLF", |draft| Some((draft.text().replace('\n', "\r\n"), draft.format))),
        ("with CR", |draft| Some((draft.text().replace('\n', "\r"), draft.format))),
        ("without a last line end", |draft| body(draft, |text| text.trim_end().to_owned())),
        ("with blanks at the ends of paragraphs", |draft| body(draft, |text| paragraphs(text, |p| format!("{}   ", p.trim_end())))),
    ])
}

#[test]
fn where_lines_are_broken_does_not_matter() -> Outcome {
    same_findings(&[
        ("wrapped at 80 columns", |draft| body(draft, |text| paragraphs(text, wrapped))),
        ("with one line a paragraph", |draft| body(draft, |text| paragraphs(text, one_line))),
        ("wrapped, with CRLF", |draft| body(draft, |text| paragraphs(text, wrapped)).map(|(text, format)| (text.replace('\n', "\r\n"), format))),
    ])
}

#[test]
fn the_shape_of_quotation_marks_and_apostrophes_does_not_matter() -> Outcome {
    same_findings(&[("with straight quotes", |draft| body(draft, straight)), ("with curly quotes", |draft| body(draft, |text| curly(&straight(text))))])
}

#[test]
fn a_byte_order_mark_does_not_matter() -> Outcome {
    same_findings(&[("with a byte order mark", |draft| Some((format!("\u{feff}{}", draft.text()), draft.format)))])
}

#[test]
fn a_draft_without_markup_may_be_markdown_or_plain_text() -> Outcome {
    same_findings(&[
        ("in the other format", |draft| (!has_markup(&draft.body)).then(|| (draft.text(), other(draft.format)))),
        ("in the other format, wrapped", |draft| {
            let (text, format) = body(draft, |text| paragraphs(text, wrapped))?;
            (!has_markup(&draft.body)).then(|| (text, other(format)))
        }),
    ])
}
