//! A source as codespan sees it: long lines are shown in pieces.
//!
//! Many drafts hold a whole paragraph in one line. Shown as one line on a terminal, its findings could not be found. So lines are cut at blanks into pieces
//! that fit a terminal; line and column numbers stay those of the file.

use crate::position::LineIndex;
use codespan_reporting::files::{Error, Files};
use std::ops::Range;

/// A piece is at most so many characters wide, if there is a blank to cut at.
const WIDEST: usize = 92;

/// A named text, cut into pieces.
pub(crate) struct Source<'a> {
    name: &'a str,
    text: &'a str,
    pieces: Vec<Piece>,
}

struct Piece {
    range: Range<usize>,
    line: usize,
    /// Characters of the line before the piece.
    column: usize,
}

impl<'a> Source<'a> {
    /// Cuts `text`.
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        let mut pieces = Vec::new();
        let lines = LineIndex::new(text);
        for number in 1..=lines.lines() {
            let range = lines.line_range(number).unwrap_or_default();
            cut(&text[range.clone()], range.start, number, &mut pieces);
        }
        Self { name, text, pieces }
    }

    fn index(&self, byte: usize) -> usize {
        self.pieces.partition_point(|p| p.range.start <= byte).saturating_sub(1)
    }

    /// `span`, divided where pieces meet, blanks at the seams left out.
    pub(super) fn divide(&self, span: &Range<usize>) -> Vec<Range<usize>> {
        // A parser of another format may point into a character.
        let span = self.text.floor_char_boundary(span.start.min(self.text.len()))..self.text.ceil_char_boundary(span.end.min(self.text.len()));
        let (first, last) = (self.index(span.start), self.index(span.end.saturating_sub(1).max(span.start)));
        let parts = self.pieces[first..=last].iter().map(|piece| {
            let range = piece.range.start.max(span.start)..piece.range.end.min(span.end);
            let part = &self.text[range.clone()];
            let start = range.start + part.len() - part.trim_start().len();
            start..start + part.trim().len()
        });
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { vec![span] } else { parts }
    }
}

fn cut(line: &str, start: usize, number: usize, pieces: &mut Vec<Piece>) {
    let mut from = 0;
    let mut column = 0;
    loop {
        let rest = &line[from..];
        let limit = rest.char_indices().nth(WIDEST).map(|(at, _)| at);
        let blank = limit.and_then(|limit| rest[..limit].rfind(' ')).filter(|at| *at > 0);
        let length = match blank {
            Some(at) if !rest.trim_end().is_empty() && at + 1 < rest.trim_end().len() => at + 1,
            _ => rest.len(),
        };
        pieces.push(Piece { range: start + from..start + from + length, line: number, column });
        column += rest[..length].chars().count();
        from += length;
        if from >= line.len() {
            return;
        }
    }
}

impl<'a> Files<'a> for Source<'a> {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(self.text)
    }

    fn line_index(&'a self, (): (), byte: usize) -> Result<usize, Error> {
        Ok(self.index(byte))
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, Error> {
        self.pieces.get(index).map(|p| p.line).ok_or(Error::LineTooLarge { given: index, max: self.pieces.len() })
    }

    fn column_number(&'a self, (): (), index: usize, byte: usize) -> Result<usize, Error> {
        let piece = self.pieces.get(index).ok_or(Error::LineTooLarge { given: index, max: self.pieces.len() })?;
        let byte = self.text.floor_char_boundary(byte.clamp(piece.range.start, piece.range.end));
        // A byte order mark is no column.
        let marks = usize::from(piece.line == 1 && byte > 0 && self.text.starts_with('\u{feff}'));
        Ok(piece.column + self.text[piece.range.start..byte].chars().count() - marks + 1)
    }

    fn line_range(&'a self, (): (), index: usize) -> Result<Range<usize>, Error> {
        self.pieces.get(index).map(|p| p.range.clone()).ok_or(Error::LineTooLarge { given: index, max: self.pieces.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_at_blanks_and_keeps_its_numbers() {
        let text = format!("one\n{}\nlast\n", "word ".repeat(60));
        let source = Source::new("draft.md", &text);
        for (byte, c) in text.char_indices() {
            let index = source.index(byte);
            assert!(source.pieces[index].range.contains(&byte), "{byte}");
            if c == 'w' {
                assert_eq!(source.line_number((), index).ok(), Some(2));
                assert_eq!(source.column_number((), index, byte).ok(), Some(byte - 4 + 1));
            }
        }
        assert!(source.pieces.iter().all(|p| p.range.len() <= WIDEST + 1));
        assert_eq!(source.divide(&(90..110)).len(), 2);
    }
}
