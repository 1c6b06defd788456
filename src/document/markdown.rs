//! Markdown: the prose of a CommonMark file.
//!
//! Emphasis and links are looked through; code, HTML and comments are no prose. A paragraph that is merely indented is prose, too: to CommonMark it is
//! code, but writers who indent the first line of a paragraph do not write code.

use super::silencing::in_html;
use super::{Block, Silencing, SourceMap};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The blocks of `body`, and what its comments ask not to hear.
pub(super) fn blocks(source: &str, body: Range<usize>) -> (Vec<Block>, Vec<Silencing>) {
    let mut builder = Builder {
        source,
        offset: body.start,
        blocks: Vec::new(),
        text: String::new(),
        map: SourceMap::default(),
        heading: false,
        hidden: 0,
        silencings: Vec::new(),
    };
    for (event, range) in Parser::new_ext(&source[body], Options::empty()).into_offset_iter() {
        builder.event(event, range);
    }
    builder.flush();
    (builder.blocks, builder.silencings)
}

/// How a Markdown text is built: its lists, quotations, headings and paragraphs, without their words and without comments. When a comment is added and this changes, the comment
/// has torn something apart.
#[must_use]
pub fn build(text: &str) -> Vec<String> {
    let blocks = Parser::new_ext(text, Options::empty()).filter(|event| match event {
        Event::Start(tag) => !matches!(tag, Tag::HtmlBlock | Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }),
        Event::End(tag) => !matches!(tag, TagEnd::HtmlBlock | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image),
        event => matches!(event, Event::Rule),
    });
    blocks.map(|event| format!("{event:?}")).collect()
}

struct Builder<'a> {
    source: &'a str,
    offset: usize,
    blocks: Vec<Block>,
    text: String,
    map: SourceMap,
    heading: bool,
    /// Inside so many parts that are no prose.
    hidden: usize,
    silencings: Vec<Silencing>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let range = self.offset + range.start..self.offset + range.end;
        match event {
            Event::Start(Tag::Heading { .. }) => {
                self.flush();
                self.heading = true;
            }
            Event::End(TagEnd::Heading(_)) => {
                self.flush();
                self.heading = false;
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_)) => {
                if !matches!(event, Event::Start(Tag::Image { .. })) {
                    self.flush();
                }
                if matches!(event, Event::Start(Tag::HtmlBlock)) {
                    self.silencings.extend(in_html(self.source, range, self.blocks.len()));
                }
                self.hidden += 1;
            }
            Event::End(TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => self.hidden = self.hidden.saturating_sub(1),
            Event::End(TagEnd::CodeBlock) => {
                self.flush();
                // Fenced code was hidden, indented text was not.
                self.hidden = self.hidden.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::BlockQuote(_) | Tag::List(_) | Tag::CodeBlock(CodeBlockKind::Indented))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::List(_))
            | Event::Rule => self.flush(),
            Event::Text(text) if self.hidden == 0 => self.push_text(&text, range),
            Event::SoftBreak | Event::HardBreak if self.hidden == 0 => {
                let tight = self.source[range.clone()].trim().is_empty();
                let range = if tight { range } else { range.end..range.end };
                self.replace(" ", range);
            }
            // A word-sized hole keeps the sentence's other words apart.
            Event::Code(_) | Event::InlineHtml(_) if self.hidden == 0 => {
                if matches!(event, Event::InlineHtml(_)) {
                    self.silencings.extend(in_html(self.source, range.clone(), self.blocks.len()));
                }
                self.replace(" ", range);
            }
            _ => {}
        }
    }

    fn push_text(&mut self, text: &str, range: Range<usize>) {
        if self.source.get(range.clone()) == Some(text) {
            self.lines(text, range.start);
        } else {
            self.replace(text, range);
        }
    }

    /// Text that stands in the source as it is; only indented text still holds line ends.
    fn lines(&mut self, text: &str, mut at: usize) {
        let mut rest = text;
        while let Some(end) = memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
            self.text.push_str(&rest[..end]);
            self.map.push(end, at..at + end);
            self.replace(" ", at + end..at + end + 1);
            rest = &rest[end + 1..];
            at += end + 1;
        }
        self.text.push_str(rest);
        self.map.push(rest.len(), at..at + rest.len());
    }

    fn replace(&mut self, text: &str, range: Range<usize>) {
        self.text.push_str(text);
        self.map.push(text.len(), range);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let map = std::mem::take(&mut self.map);
        if !text.trim().is_empty() {
            self.blocks.push(Block { text, map, heading: self.heading });
        }
    }
}
