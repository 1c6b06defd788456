//! Plain text: paragraphs divided by blank lines, hard-wrapped or not.

use super::{Block, SourceMap};
use std::ops::Range;

/// A line longer than this was not wrapped by hand: when it ends a sentence, its line end ends the paragraph.
const UNWRAPPED: usize = 110;

/// The blocks of `body`.
pub(super) fn blocks(source: &str, body: Range<usize>) -> Vec<Block> {
    let mut builder = Builder { source, blocks: Vec::new(), text: String::new(), map: SourceMap::default(), gap: None };
    let mut at = body.start;
    let mut previous: Option<&str> = None;
    while at < body.end {
        let rest = &source[at..body.end];
        let content = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let ending = if rest[content..].starts_with("\r\n") { 2 } else { rest[content..].len().min(1) };
        let line = &rest[..content];
        let trimmed = line.trim();
        let lead = line.len() - line.trim_start().len();
        let bullet = bullet(trimmed);
        let unwrapped = previous.is_some_and(|p| p.chars().count() > UNWRAPPED && p.ends_with(['.', '!', '?', '”', '"', '…']));
        if trimmed.is_empty() || bullet > 0 || unwrapped {
            builder.flush();
        }
        if !trimmed.is_empty() {
            let start = at + lead + bullet;
            builder.line(start..at + lead + trimmed.len());
        }
        previous = (!trimmed.is_empty()).then_some(trimmed);
        at += content + ending;
    }
    builder.flush();
    builder.blocks
}

/// Bytes of the bullet that `line` begins with, the blank behind it included; 0 without one.
fn bullet(line: &str) -> usize {
    let mut chars = line.chars();
    match (chars.next(), chars.next()) {
        (Some(mark @ ('-' | '*' | '•' | '·' | '–' | '▪' | '◦' | '●')), Some(blank)) if blank.is_whitespace() => mark.len_utf8() + blank.len_utf8(),
        _ => 0,
    }
}

struct Builder<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    text: String,
    map: SourceMap,
    /// From the last line's content to the next line's: the line end and what blanks stand around it.
    gap: Option<usize>,
}

impl Builder<'_> {
    fn line(&mut self, content: Range<usize>) {
        if let Some(from) = self.gap {
            self.text.push(' ');
            self.map.push(1, from..content.start);
        }
        self.text.push_str(&self.source[content.clone()]);
        self.map.push(content.len(), content.clone());
        self.gap = Some(content.end);
    }

    fn flush(&mut self) {
        self.gap = None;
        let text = std::mem::take(&mut self.text);
        let map = std::mem::take(&mut self.map);
        if !text.is_empty() {
            self.blocks.push(Block { text, map, heading: false });
        }
    }
}
