//! Silencing by an editor: the edits that make a lint silent at a place, in a draft, or in `candor.toml`.
//!
//! Where to put a comment in Markdown is not always plain: in a list, a quotation, a table. So a change is tried first, and offered only if it silences the finding and
//! changes nothing else that is said.

use crate::check::{Finding, Memory};
use crate::document::{Format, Scope, build};
use crate::workspace::{Checked, Draft};
use std::ops::Range;

/// A change of a text: bytes, and what comes in their place.
pub(super) type Change = (Range<usize>, String);

/// The change that silences `finding` in its paragraph of a Markdown draft.
pub(super) fn here(draft: &Draft<'_>, text: &str, checked: &Checked, finding: &Finding, memory: &mut Memory) -> Option<Change> {
    let document = &checked.document;
    let spans = document.blocks.iter().map(|b| b.map.source(0..b.text.len()));
    let (block, span) = spans.enumerate().find(|(_, span)| span.contains(&finding.span.start))?;
    let known = document.silencings.iter().rev().find(|s| s.scope == Scope::Block(block) && s.span.end <= span.start);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut candidates = Vec::new();
    if let Some(last) = known.and_then(|s| s.lints.last()) {
        candidates.push((last.lint.span.end..last.lint.span.end, format!(", {}", finding.lint)));
    }
    let comment = format!("<!-- candor: allow({}) -->", finding.lint);
    let line_start =
        text[checked.document.body.start..span.start].rfind(['\n', '\r']).map_or(checked.document.body.start, |at| checked.document.body.start + at + 1);
    let lead = &text[line_start..span.start];
    let indentation = &lead[..lead.len() - lead.trim_start_matches([' ', '\t']).len()];
    candidates.push((line_start..line_start, format!("{indentation}{comment}{line_end}")));
    candidates.push((line_start..line_start, format!("{comment}{line_end}")));
    // Within a list or a quotation a comment on a line of its own would tear it apart; behind the words it does not.
    candidates.push((span.end..span.end, format!(" {comment}")));
    candidates.into_iter().find(|change| silences(draft, text, checked, finding, change, false, memory))
}

/// The change that silences the lint of `finding` in the whole draft, by its front matter.
pub(super) fn in_draft(draft: &Draft<'_>, text: &str, checked: &Checked, finding: &Finding, memory: &mut Memory) -> Option<Change> {
    let front = &checked.document.front_matter;
    let id = &finding.lint;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let change = match (&front.span, front.allow.first(), front.allow.last()) {
        (None, ..) => {
            let start = checked.document.body.start;
            (start..start, format!("---{line_end}allow: [{id}]{line_end}---{line_end}{line_end}"))
        }
        (Some(span), None, _) => match empty_key(text, span) {
            Some(value) => (value, format!(" [{id}]")),
            None => {
                let first_line = text[span.start..].find('\n').map_or(span.end, |at| span.start + at + 1);
                (first_line..first_line, format!("allow: [{id}]{line_end}"))
            }
        },
        (Some(_), Some(first), Some(last)) => {
            let key = text[..first.span.start].rfind("allow")?;
            let between = &text[key..first.span.start];
            if between.contains('[') {
                (last.span.end..last.span.end, format!(", {id}"))
            } else if between.contains('\n') {
                let line = text[..last.span.start].rfind('\n').map_or(0, |at| at + 1);
                (last.span.end..last.span.end, format!("{line_end}{}{id}", &text[line..last.span.start]))
            } else {
                (first.span.clone(), format!("[{}, {id}]", &text[first.span.clone()]))
            }
        }
        _ => return None,
    };
    silences(draft, text, checked, finding, &change, true, memory).then_some(change)
}

/// The value of a key `allow` in the front matter at `front` that holds nothing: beside it there must be no other.
fn empty_key(text: &str, front: &Range<usize>) -> Option<Range<usize>> {
    let mut at = front.start;
    for line in text[front.clone()].split_inclusive('\n') {
        let value = line.trim_end().strip_prefix("allow:");
        if let Some(value) = value.filter(|value| matches!(value.trim(), "" | "[]" | "~" | "null")) {
            let start = at + "allow:".len();
            return Some(start..start + value.len());
        }
        at += line.len();
    }
    None
}

/// Whether `change` silences `finding` (and all others of its lint, if it is for the `whole` draft), and changes nothing else but what is said of the same lint.
fn silences(draft: &Draft<'_>, text: &str, checked: &Checked, finding: &Finding, (span, new): &Change, whole: bool, memory: &mut Memory) -> bool {
    let mut after = text.to_owned();
    after.replace_range(span.clone(), new);
    let mut problems = Vec::new();
    let Ok(later) = draft.check(&after, memory, &mut problems) else { return false };
    let moved = |at: usize| if at >= span.end { at - span.len() + new.len() } else { at };
    let others = |f: &&Finding| f.lint != finding.lint;
    let before = checked.report.findings.iter().filter(others).map(|f| (&*f.lint, moved(f.span.start)));
    let left = later.report.findings.iter().filter(|f| f.lint == finding.lint);
    let gone = !left.clone().any(|f| f.span.start == moved(finding.span.start));
    // A silencing that silences nothing is a finding, too: there must be fewer than before.
    let fewer = left.count() < if whole { 1 } else { checked.report.findings.iter().filter(|f| f.lint == finding.lint).count() };
    let same = before.eq(later.report.findings.iter().filter(others).map(|f| (&*f.lint, f.span.start)));
    gone && fewer && same && words_are_kept(draft, &later, checked) && (draft.format == Format::Plain || is_built_alike(&after, &later, text, checked))
}

/// The draft is built as before.
fn is_built_alike(after: &str, later: &Checked, before: &str, earlier: &Checked) -> bool {
    build(&after[later.document.body.clone()]) == build(&before[earlier.document.body.clone()])
}

/// The table that silences `finding` in the draft at `path` (relative to the configuration) by `candor.toml`.
pub(super) fn table(path: &str, finding: &Finding, text: &str) -> String {
    let words = text[finding.span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    format!("[[allow]]\npath = {}\nlint = {}\nwords = {}\n", quoted(&globset::escape(path)), quoted(&finding.lint), quoted(&words))
}

/// `text` as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' | '"' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The words of a draft are the same as before.
fn words_are_kept(draft: &Draft<'_>, later: &Checked, earlier: &Checked) -> bool {
    let texts = |checked: &Checked| checked.document.blocks.iter().map(|b| (b.text.trim().to_owned(), b.heading)).collect::<Vec<_>>();
    draft.format == Format::Plain || texts(later) == texts(earlier)
}
