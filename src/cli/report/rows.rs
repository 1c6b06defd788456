//! Rows: the source of a draft from top to bottom, in the pieces that stand under each other on the page.
//!
//! A row is a block of prose with the markup on its lines, or what lies between blocks (code, comments, rules). Together the rows hold every character of the draft
//! that is not white, once; front matter has a row when something is found in it.

use crate::document::{Block, Document};
use std::ops::Range;

/// A piece of the source that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Bytes of the source.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: RowKind,
    /// Bytes of the source in it that are prose, in order.
    pub(super) prose: Vec<Range<usize>>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A paragraph.
    Paragraph,
    /// An item of a list, or a quotation: its first line begins with a mark.
    Item,
    /// A heading.
    Heading,
    /// No prose.
    Aside,
}

/// The rows of `source`, of which the parts that `found` names may not be left out.
pub(super) fn rows(source: &str, document: &Document, found: &[Range<usize>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let body = &document.body;
    if found.iter().any(|span| span.start < body.start) {
        rows.extend(aside(source, 0..body.start));
    }
    let mut at = body.start;
    for block in &document.blocks {
        let prose = prose(source, block, at);
        let (Some(first), Some(last)) = (prose.first(), prose.last()) else { continue };
        let line_start = source[at..first.start].rfind(['\n', '\r']).map_or(at, |end| at + end + 1);
        let line_end = source[last.end..body.end].find(['\n', '\r']).map_or(body.end, |end| last.end + end);
        rows.extend(aside(source, at..line_start));
        let kind = match &source[line_start..first.start] {
            _ if block.heading => RowKind::Heading,
            lead if begins_an_item(lead) => RowKind::Item,
            _ => RowKind::Paragraph,
        };
        rows.push(Row { span: line_start..line_end, kind, prose });
        at = line_end;
    }
    rows.extend(aside(source, at..body.end));
    rows
}

/// Whether `lead`, what stands before the prose on a line, is the mark of an item or of a quotation.
fn begins_an_item(lead: &str) -> bool {
    let mut chars = lead.trim_start().chars();
    match chars.next() {
        Some('>' | '-' | '+' | '•' | '·' | '–' | '▪' | '◦' | '●') => true,
        Some('*') => chars.next().is_some_and(char::is_whitespace),
        first => first.is_some_and(|c| c.is_ascii_digit()),
    }
}

/// What is prose of `block`, from byte `from` of `source` on.
fn prose(source: &str, block: &Block, from: usize) -> Vec<Range<usize>> {
    let runs = block.map.runs().filter(|(text, run)| {
        // Code and tags in a line leave a blank in the text.
        let hole = block.text.get(text.clone()).is_some_and(|text| text.trim().is_empty()) && !source[run.clone()].trim().is_empty();
        !run.is_empty() && run.start >= from && !hole
    });
    let mut prose: Vec<Range<usize>> = Vec::new();
    for (_, run) in runs {
        match prose.last_mut() {
            Some(last) if last.end == run.start => last.end = run.end,
            _ => prose.push(run),
        }
    }
    prose
}

/// What lies between blocks, if it is more than white.
fn aside(source: &str, span: Range<usize>) -> Option<Row> {
    let text = &source[span.clone()];
    let start = span.start + text.len() - text.trim_start().len();
    (!text.trim().is_empty()).then(|| Row { span: start..start + text.trim().len(), kind: RowKind::Aside, prose: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;

    fn dark(text: &str) -> String {
        text.split_whitespace().collect()
    }

    #[test]
    fn every_character_that_can_be_seen_is_in_one_row() -> Result<(), String> {
        let sources = [
            "",
            "one line",
            "\n\n# **Head** `c` #\n\nA *b* line\nand > more\n\n- one\n- two\n  goes on\n\n> said\n> she\n\n```\ncode\n```\n<!-- c -->\n\n***\n\n1. a\n\n    in\n",
            "Setext\n======\n\nx <b>y</b> &amp; [l](u 't') ![i](j) z\\*\n\n[l]: u\n",
            "a<!-- c -->\r\nb\r\r\n\r\n<div>\n\nin\n\n</div>\n**bold** start\n* * *\n*\tx\n",
        ];
        for source in sources {
            for format in [Format::Markdown, Format::Plain] {
                let document = Document::parse(source, format).map_err(|e| e.message)?;
                let rows = rows(source, &document, &[]);
                assert!(rows.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{source:?} {rows:?}");
                let shown: String = rows.iter().map(|row| &source[row.span.clone()]).collect();
                assert_eq!(dark(&shown), dark(source), "{rows:?}");
                assert!(rows.iter().all(|row| row.prose.iter().all(|p| row.span.start <= p.start && p.end <= row.span.end)), "{source:?} {rows:?}");
            }
        }
        Ok(())
    }
}
