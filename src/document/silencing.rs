//! Silencings: where a draft itself says that a lint is to be silent.
//!
//! In Markdown a comment does it: `<!-- candor: allow(blame): my adviser agreed -->` for the paragraph behind it (or around it), `allow-file` for the whole draft.
//! In front matter it is the key `allow`, for the whole draft.

use super::front_matter::Field;
use std::ops::Range;

/// Where a lint is to be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere in the draft.
    Draft,
    /// In the block of this number; it may not exist.
    Block(usize),
}

/// A lint that is to be silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silenced {
    /// Its id, and where that stands.
    pub lint: Field,
    /// Bytes of the source to take out so that it no longer is.
    pub removal: Option<Range<usize>>,
}

/// One comment or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silencing {
    /// Bytes of the source.
    pub span: Range<usize>,
    /// Where.
    pub scope: Scope,
    /// Which lints; none if it is not written as it should be.
    pub lints: Vec<Silenced>,
}

/// What a comment that means candor begins with.
const MARK: &str = "candor:";

/// The silencings in the comments of `html`, bytes of `source`; `block` is the block that they stand before or in.
pub(super) fn in_html(source: &str, html: Range<usize>, block: usize) -> Vec<Silencing> {
    let mut found = Vec::new();
    let mut at = html.start;
    while let Some(start) = source[at..html.end].find("<!--").map(|offset| at + offset) {
        let inner = start + 4;
        let Some(length) = source[inner..html.end].find("-->") else { break };
        let span = start..inner + length + 3;
        found.extend(of_comment(source, inner..inner + length, span.clone(), block));
        at = span.end;
    }
    found
}

fn of_comment(source: &str, inner: Range<usize>, span: Range<usize>, block: usize) -> Option<Silencing> {
    let text = &source[inner.clone()];
    let begin = text.len() - text.trim_start().len();
    let text = text.trim();
    if !text.get(..MARK.len()).is_some_and(|start| start.eq_ignore_ascii_case(MARK)) {
        return None;
    }
    let order = text[MARK.len()..].trim_start();
    let order_start = inner.start + begin + text.len() - order.len();
    let malformed = Silencing { span: span.clone(), scope: Scope::Block(block), lints: Vec::new() };
    let well_formed = || {
        let (word, rest) = order.split_once('(')?;
        let scope = match word.trim_end() {
            "allow" => Scope::Block(block),
            "allow-file" => Scope::Draft,
            _ => return None,
        };
        let (list, reason) = rest.split_once(')')?;
        let reason = reason.trim_start();
        if !(reason.is_empty() || reason.starts_with(':')) {
            return None;
        }
        let list_start = order_start + word.len() + 1;
        let mut names = Vec::new();
        let mut at = list_start;
        for part in list.split(',') {
            let start = at + part.len() - part.trim_start().len();
            let name = part.trim();
            if name.is_empty() {
                return None;
            }
            names.push(Field { value: name.to_ascii_lowercase(), span: start..start + name.len() });
            at += part.len() + 1;
        }
        let lints = (0..names.len())
            .map(|number| {
                let removal = match (number, names.len()) {
                    (_, 1) => whole_lines(source, &span),
                    (0, _) => names[0].span.start..names[1].span.start,
                    _ => names[number - 1].span.end..names[number].span.end,
                };
                Silenced { lint: names[number].clone(), removal: Some(removal) }
            })
            .collect();
        Some(Silencing { span: span.clone(), scope, lints })
    };
    Some(well_formed().unwrap_or(malformed))
}

/// `span`, with the rest of its line if nothing else stands there.
fn whole_lines(source: &str, span: &Range<usize>) -> Range<usize> {
    let start = source[..span.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = &source[span.end..];
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    if !source[start..span.start].trim().is_empty() || !rest[..end].trim().is_empty() {
        return span.clone();
    }
    let line_end = if rest[end..].starts_with("\r\n") { 2 } else { rest[end..].len().min(1) };
    start..span.end + end + line_end
}
