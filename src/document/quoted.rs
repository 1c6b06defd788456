//! Quoted words: where a draft holds words that somebody quotes from it.

use super::Document;
use std::ops::Range;

impl Document {
    /// Bytes of the source where `words` stand. Capitals, line ends, runs of blanks and the shape of quotation marks make no difference.
    #[must_use]
    pub fn places_of(&self, words: &str) -> Vec<Range<usize>> {
        let wanted: String = plain(words.trim()).map(|(_, c)| c).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut places = Vec::new();
        for block in &self.blocks {
            let mut text = String::new();
            // For each byte of the plain text, where its character begins in the block.
            let mut origin = Vec::new();
            for (at, c) in plain(&block.text) {
                text.push(c);
                origin.resize(text.len(), at);
            }
            for (at, _) in text.match_indices(&wanted) {
                let last = origin[at + wanted.len() - 1];
                let end = last + block.text[last..].chars().next().map_or(1, char::len_utf8);
                places.push(block.map.source(origin[at]..end));
            }
        }
        places
    }
}

/// The characters of `text`, each with its place, in the form in which words are compared.
fn plain(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut after_blank = false;
    text.char_indices().flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c))).filter_map(move |(at, c)| {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
            '\u{201C}' | '\u{201D}' | '\u{201E}' => '"',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let doubled = c == ' ' && after_blank;
        after_blank = c == ' ';
        (!doubled).then_some((at, c))
    })
}
