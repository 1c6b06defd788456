//! Positions: the one place where byte offsets become lines and columns.
//!
//! Everything inside candor speaks of byte offsets into the source file. A front end that shows a place to a person, or tells an editor of it,
//! asks this module for it.

use std::ops::{Add, Range, Sub};
use std::sync::OnceLock;

/// What some editors put before a text.
const BOM: char = '\u{feff}';

/// A place in a source file as a person counts it: both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1. `\n`, `\r\n` and a lone `\r` each end a line.
    pub line: usize,
    /// Column in Unicode scalar values, from 1. A byte order mark before the text counts for none.
    pub column: usize,
}

/// What an editor counts on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units of UTF-16: an emoji counts two. What every editor understands.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// How many units `text` takes.
    #[must_use]
    pub fn length(self, text: &str) -> usize {
        match self {
            _ if text.is_ascii() => text.len(),
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        }
    }

    /// The bytes that the first `units` of `text` take. In the middle of a character it counts as its start, past the end as the end.
    #[must_use]
    pub fn bytes(self, text: &str, units: usize) -> usize {
        if self == Self::Utf8 {
            return text.floor_char_boundary(units.min(text.len()));
        }
        let mut rest = units;
        for (at, c) in text.char_indices() {
            let length = if self == Self::Utf16 { c.len_utf16() } else { 1 };
            if rest < length {
                return at;
            }
            rest -= length;
        }
        text.len()
    }
}

/// The starts of all lines of one source text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    length: usize,
    /// How many characters stand before each [`STEP`]th byte. It is counted when a place on a line that is longer than a step is asked for: who asks for thousands of places on an endless line
    /// shall not count it thousands of times.
    counts: OnceLock<Vec<Characters>>,
}

/// In bytes.
const STEP: usize = 1 << 12;

impl PartialEq for LineIndex {
    fn eq(&self, other: &Self) -> bool {
        // What was counted follows from the text.
        self.starts == other.starts && self.length == other.length
    }
}

impl Eq for LineIndex {}

/// A number of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Characters {
    all: usize,
    /// Those that take two units of UTF-16.
    wide: usize,
}

impl Characters {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { all: text.len(), wide: 0 };
        }
        Self { all: text.chars().count(), wide: text.bytes().filter(|byte| *byte >= 0xf0).count() }
    }
}

impl Add for Characters {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { all: self.all + other.all, wide: self.wide + other.wide }
    }
}

impl Sub for Characters {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { all: self.all - other.all, wide: self.wide - other.wide }
    }
}

impl LineIndex {
    /// Indexes `source`.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(line_starts(source, 0..source.len()));
        Self { starts, length: source.len(), counts: OnceLock::new() }
    }

    /// Takes note that `range` (in bytes) was replaced by `inserted` bytes; `source` is the text behind the change.
    pub fn replace(&mut self, source: &str, range: Range<usize>, inserted: usize) {
        // A line end may have lost or found its other half: the bytes next to the change are looked at again.
        let first = range.start.saturating_sub(1);
        let kept = self.starts.partition_point(|start| *start <= first).max(1);
        let behind = self.starts.partition_point(|start| *start <= range.end + 1);
        let end = (range.start + inserted + 1).min(source.len());
        let moved = self.starts[behind..].iter().map(|start| start - range.len() + inserted);
        let changed = line_starts(source, first..end).filter(|start| *start > first);
        let mut starts = self.starts[..kept].to_vec();
        starts.extend(changed);
        let last = starts[starts.len() - 1];
        starts.extend(moved.filter(|start| *start > last));
        self.starts = starts;
        self.length = source.len();
        self.counts = OnceLock::new();
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
        let marks = usize::from(line == 1 && offset > 0 && source.starts_with(BOM));
        let column = self.characters(source, start..offset).all - marks + 1;
        Position { line, column }
    }

    /// The line and the column of `offset` (in bytes) of `source`, both from 0, as an editor counts them in `encoding`.
    #[must_use]
    pub fn in_editor(&self, source: &str, offset: usize, encoding: Encoding) -> (u32, u32) {
        let offset = source.floor_char_boundary(offset.min(self.length));
        let line = self.line(offset) - 1;
        let before = self.starts[line]..offset;
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => {
                let Characters { all, wide } = self.characters(source, before);
                all + wide
            }
            Encoding::Utf32 => self.characters(source, before).all,
        };
        // No draft has so many lines or columns that they do not fit.
        (line as u32, column as u32)
    }

    /// How many characters of `source` are in `range`, which begins and ends between two.
    fn characters(&self, source: &str, range: Range<usize>) -> Characters {
        if range.len() <= STEP {
            return Characters::of(&source[range]);
        }
        let step = |number: usize| source.floor_char_boundary(number * STEP);
        let counts = self.counts.get_or_init(|| {
            let mut all = Characters::default();
            let steps = (0..source.len() / STEP).map(|number| {
                all = all + Characters::of(&source[step(number)..step(number + 1)]);
                all
            });
            std::iter::once(Characters::default()).chain(steps.collect::<Vec<_>>()).collect()
        });
        let before = |offset: usize| counts[offset / STEP] + Characters::of(&source[step(offset / STEP)..offset]);
        before(range.end) - before(range.start)
    }

    /// The byte of `source` that an editor means by `line` and `column`, both from 0. Past the end of a line it is the line's end, past the last line that of the text.
    #[must_use]
    pub fn from_editor(&self, source: &str, line: u32, column: u32, encoding: Encoding) -> usize {
        let Some(range) = self.line_range(line as usize + 1) else { return self.length };
        let content = source[range.clone()].trim_end_matches(['\n', '\r']);
        range.start + encoding.bytes(content, column as usize)
    }
}

/// Where lines start behind the line ends in `range` of `source`.
fn line_starts(source: &str, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let bytes = source.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', &bytes[range.clone()]).map(move |at| range.start + at);
    ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).map(|at| at + 1)
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
    fn an_edit_leaves_the_index_that_the_new_text_has() {
        let pieces = ["", "x", "\n", "\r", "\r\n", "a\nb", "\n\r", "é\r"];
        let texts = ["", "a\nb\r\nc\rd", "\r\n\r\n", "one line", "\n\n\n", "x\r\ny\r\n"];
        for text in texts {
            for start in 0..=text.len() {
                for end in start..=text.len() {
                    for piece in pieces {
                        let mut after = text.to_owned();
                        after.replace_range(start..end, piece);
                        let mut index = LineIndex::new(text);
                        index.replace(&after, start..end, piece.len());
                        assert_eq!(index, LineIndex::new(&after), "{text:?} {start}..{end} {piece:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn editors_count_in_three_ways_and_lead_back() {
        let source = "ab\r\né😀e\u{301}z\r\n";
        let index = LineIndex::new(source);
        let z = source.len() - 3;
        for (encoding, column) in [(Encoding::Utf8, 9), (Encoding::Utf16, 5), (Encoding::Utf32, 4)] {
            assert_eq!(index.in_editor(source, z, encoding), (1, column));
            assert_eq!(index.from_editor(source, 1, column, encoding), z);
            assert_eq!(index.from_editor(source, 1, 99, encoding), z + 1);
            assert_eq!(index.from_editor(source, 9, 0, encoding), source.len());
        }
        // In the middle of the emoji.
        assert_eq!(index.from_editor(source, 1, 2, Encoding::Utf16), 6);
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = "x\né😀z";
        let index = LineIndex::new(source);
        assert_eq!(index.position(source, source.len() - 1), Position { line: 2, column: 3 });
        assert_eq!(index.position(source, 999), Position { line: 2, column: 4 });
    }

    #[test]
    fn a_place_on_an_endless_line_is_counted_as_on_a_short_one() {
        let mut source = format!("\u{feff}one\n{}", "a bé😀e\u{301} ".repeat(STEP / 3));
        let mut index = LineIndex::new(&source);
        for round in 0..2 {
            for offset in [4, 7, 8, STEP - 1, STEP, STEP + 1, STEP + 9, 2 * STEP + 1, 3 * STEP, source.len()] {
                let offset = source.floor_char_boundary(offset);
                let line = &source[if offset < 7 { 0 } else { 7 }..offset];
                let column = line.chars().filter(|c| *c != BOM).count() + 1;
                assert_eq!(index.position(&source, offset).column, column, "round {round}, byte {offset}");
                for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                    assert_eq!(index.in_editor(&source, offset, encoding).1 as usize, encoding.length(line), "round {round}, byte {offset}, {encoding:?}");
                }
            }
            source.insert_str(9, "😀é");
            index.replace(&source, 9..9, "😀é".len());
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let source = "\u{feff}ab\nc";
        let at = |offset| LineIndex::new(source).position(source, offset);
        assert_eq!([0, 1, 3, 4, 6].map(|offset| at(offset).column), [1, 1, 1, 2, 1]);
        assert_eq!(LineIndex::new("\u{feff}").position("\u{feff}", 3), Position { line: 1, column: 1 });
    }
}
