//! Positions: the one place where byte offsets become lines and columns.
//!
//! Everything inside candor speaks of byte offsets into the source file. A front end that shows a place to a person
//! asks this module for it.

use std::ops::Range;

/// A place in a source file as a person counts it: both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1. `\n`, `\r\n` and a lone `\r` each end a line.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// The starts of all lines of one source text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    length: usize,
}

impl LineIndex {
    /// Indexes `source`.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends_line = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends_line {
                starts.push(at + 1);
            }
        }
        Self { starts, length: source.len() }
    }

    /// How many lines there are; text after the last line end, even none, counts as one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line (from 1) that holds `offset` (in bytes). An offset past the end is on the last line.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Byte range of `line` (from 1), its line end included; `None` past the last line.
    #[must_use]
    pub fn line_range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).copied().unwrap_or(self.length);
        Some(start..end)
    }

    /// The place of `offset` (in bytes) of `source`, the text this index was made of. An offset inside a character counts as its start.
    #[must_use]
    pub fn position(&self, source: &str, offset: usize) -> Position {
        let offset = source.floor_char_boundary(offset.min(self.length));
        let line = self.line(offset);
        let start = self.starts[line - 1];
        let column = source[start..offset].chars().count() + 1;
        Position { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_starts_a_line() {
        let source = "a\nb\r\nc\rd";
        let index = LineIndex::new(source);
        let lines: Vec<usize> = "abcd".chars().map(|c| index.line(source.find(c).unwrap_or(99))).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = "x\né😀z";
        let index = LineIndex::new(source);
        assert_eq!(index.position(source, source.len() - 1), Position { line: 2, column: 3 });
        assert_eq!(index.position(source, 999), Position { line: 2, column: 4 });
    }
}
