//! The map from a block's text to the source.

use std::ops::Range;

/// A run of text that comes from one run of the source. Equal lengths mean that byte answers to byte; otherwise (an entity, a line end that
/// became a blank) the run is one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    text: u32,
    text_length: u32,
    source: u32,
    source_length: u32,
}

/// Leads from byte ranges of a block's text to byte ranges of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    segments: Vec<Segment>,
}

impl SourceMap {
    /// Notes that the next `text_length` bytes of the text come from `source`.
    pub fn push(&mut self, text_length: usize, source: Range<usize>) {
        let text = self.segments.last().map_or(0, |s| s.text + s.text_length);
        // Files that do not fit 32 bits are refused long before.
        let segment = Segment { text, text_length: text_length as u32, source: source.start as u32, source_length: source.len() as u32 };
        match self.segments.last_mut() {
            Some(last)
                if last.text_length == last.source_length
                    && segment.text_length == segment.source_length
                    && last.source + last.source_length == segment.source =>
            {
                last.text_length += segment.text_length;
                last.source_length += segment.source_length;
            }
            _ => self.segments.push(segment),
        }
    }

    /// The bytes of the source that `range` of the text comes from.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.at(range.start, false);
        let end = if range.end > range.start { self.at(range.end - 1, true) } else { start };
        start..end.max(start)
    }

    /// The runs of the text, in order, each with the bytes of the source that it comes from.
    pub fn runs(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
        let run = |from: u32, length: u32| from as usize..(from + length) as usize;
        self.segments.iter().map(move |s| (run(s.text, s.text_length), run(s.source, s.source_length)))
    }

    /// Where byte `offset` of the text begins in the source, or (`end`) where the byte ends.
    fn at(&self, offset: usize, end: bool) -> usize {
        let index = self.segments.partition_point(|s| s.text as usize <= offset).saturating_sub(1);
        let Some(segment) = self.segments.get(index) else { return 0 };
        let inside = (offset - segment.text as usize).min(segment.text_length as usize);
        let source = segment.source as usize;
        if segment.text_length == segment.source_length {
            source + inside + usize::from(end)
        } else if end {
            source + segment.source_length as usize
        } else {
            source
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lead_back_through_replacements() {
        // Source "a &amp; b\r\nc", text "a & b c".
        let mut map = SourceMap::default();
        map.push(2, 0..2);
        map.push(1, 2..7);
        map.push(2, 7..9);
        map.push(1, 9..11);
        map.push(1, 11..12);
        assert_eq!(map.source(0..1), 0..1);
        assert_eq!(map.source(2..3), 2..7);
        assert_eq!(map.source(0..7), 0..12);
        assert_eq!(map.source(4..7), 8..12);
        assert_eq!(map.source(3..3), 7..7);
    }
}
