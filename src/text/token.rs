//! Tokens: the words of a text, with what stands between them kept as flags.
//!
//! Word boundaries are those of UAX #29; `unicode-segmentation` finds them where they are not plain to see. On top of them contractions are taken apart (`don't` → `do` +
//! `n't`), words glued by a missing blank are separated (`Dr.Campbell`), and punctuation is folded into the flags of the word
//! behind it, because a phrase means the same with and without its commas.

use std::ops::{BitOr, BitOrAssign, Range};
use unicode_segmentation::UnicodeSegmentation;

/// What is known of a token beside its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(u16);

impl Flags {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The token begins with a capital.
    pub const CAPITAL: Self = Self(1);
    /// The token begins with a digit.
    pub const NUMBER: Self = Self(1 << 1);
    /// A comma, semicolon, colon, dash or bracket stands before it.
    pub const BREAK: Self = Self(1 << 2);
    /// It stands in quoted speech.
    pub const QUOTED: Self = Self(1 << 3);
    /// It is the `n't` of a contraction.
    pub const NOT: Self = Self(1 << 4);
    /// It is another suffix of a contraction (`'m`, `'ve`, `'s` …).
    pub const SUFFIX: Self = Self(1 << 5);
    /// `n't` follows it in the same word.
    pub const BEFORE_NOT: Self = Self(1 << 6);
    /// It is no word but a sign that counts as one (`%`, `____`).
    pub const SIGN: Self = Self(1 << 7);
    /// A semicolon, colon, dash or bracket stands before it: a stronger break than a comma.
    pub const STRONG_BREAK: Self = Self(1 << 8);
    /// It holds nothing but ASCII letters and digits and is no part of a contraction: nothing but capitals stands between it and its normal form.
    pub const PLAIN: Self = Self(1 << 9);

    /// Whether all of `other` is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Flags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// Past the last byte.
    pub end: u32,
    /// What else is known.
    pub flags: Flags,
}

impl Token {
    /// Byte range in the text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a scan of a text meets, in reading order.
pub(super) enum Event {
    /// A token.
    Word(Token),
    /// Any other character that is not blank, at a byte offset.
    Sign(usize, char),
}

/// Calls `meet` for everything in `text` but blanks, in reading order.
pub(super) fn scan(text: &str, mut meet: impl FnMut(Event)) {
    let mut next = 0;
    while next < text.len() {
        let at = next;
        let segment = Segment::at(text, at);
        next = segment.end;
        let piece = &text[at..next];
        match segment.kind {
            Kind::Plain => contraction(piece, at, true, &mut |t| meet(Event::Word(t))),
            Kind::Blank => {}
            Kind::Other => other(piece, at, &mut meet),
        }
    }
}

/// Calls `meet` for what is in `piece`, a segment that begins at byte `at` of its text.
fn other(piece: &str, at: usize, meet: &mut impl FnMut(Event)) {
    let Some(first) = piece.chars().next() else { return };
    if first.is_alphanumeric() {
        split_word(piece, at, meet);
    } else if piece.len() > 1 && first == '_' {
        if piece.bytes().all(|b| b == b'_') {
            meet(Event::Word(token(at, at + piece.len(), Flags::SIGN)));
        } else {
            let skip = piece.len() - piece.trim_start_matches('_').len();
            split_word(&piece[skip..], at + skip, meet);
        }
    } else if first == '%' {
        meet(Event::Word(token(at, at + 1, Flags::SIGN)));
    } else {
        for (offset, c) in piece.char_indices() {
            if !c.is_whitespace() {
                meet(Event::Sign(at + offset, c));
            }
        }
    }
}

/// A word segment (UAX #29).
#[derive(Debug, Clone, Copy)]
struct Segment {
    /// Past its last byte.
    end: usize,
    kind: Kind,
}

/// What is known of a segment without looking at it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It holds nothing but ASCII letters and digits.
    Plain,
    /// It is one blank.
    Blank,
    /// Anything.
    Other,
}

/// What follows a run of ASCII letters and digits.
enum Behind {
    /// Nothing that belongs to it.
    End,
    /// An apostrophe or a full stop with a letter behind it, which is there.
    Letter(usize),
    /// Something that takes the full rules.
    Unclear,
}

impl Segment {
    /// The segment that begins at byte `at`. Most segments of English prose are plain to see: letters and digits with a blank, a mark or a bracket behind them. Only the others are
    /// worth the full rules.
    #[inline]
    fn at(text: &str, at: usize) -> Self {
        let bytes = text.as_bytes();
        if bytes[at] == b' ' && bytes.get(at + 1).is_some_and(u8::is_ascii_graphic) {
            return Self { end: at + 1, kind: Kind::Blank };
        }
        let run = |from: usize| from + bytes[from..].iter().take_while(|b| ALPHANUMERIC[**b as usize]).count();
        let mut end = run(at);
        if end > at {
            let mut kind = Kind::Plain;
            loop {
                match behind(bytes, end) {
                    Behind::End => return Self { end, kind },
                    Behind::Letter(letter) => end = run(letter),
                    Behind::Unclear => break,
                }
                kind = Kind::Other;
            }
        } else if bytes[at].is_ascii() && stands_apart(bytes, at + 1) {
            let next = bytes.get(at + 1);
            let joined = match bytes[at] {
                b' ' => next == Some(&b' '),
                b'_' => next.is_some_and(|next| *next == b'_' || next.is_ascii_alphanumeric()),
                b'\r' => next == Some(&b'\n'),
                _ => false,
            };
            if !joined {
                return Self { end: at + 1, kind: Kind::Other };
            }
        }
        let end = text[at..].split_word_bounds().next().map_or(text.len(), |segment| at + segment.len());
        Self { end, kind: Kind::Other }
    }
}

/// Which bytes are ASCII letters and digits.
const ALPHANUMERIC: [bool; 256] = {
    let mut is = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        is[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    is
};

/// What follows the run of letters and digits that ends at byte `at`.
fn behind(bytes: &[u8], at: usize) -> Behind {
    let mark = match bytes[at..] {
        [b'\'' | b'.' | b':' | b',' | b';', ..] => 1,
        // A curly apostrophe.
        [0xe2, 0x80, 0x99, ..] => 3,
        [b'_', ..] => return Behind::Unclear,
        _ if stands_apart(bytes, at) => return Behind::End,
        _ => return Behind::Unclear,
    };
    match bytes.get(at + mark) {
        Some(next) if next.is_ascii_alphabetic() && bytes[at - 1].is_ascii_alphabetic() && matches!(bytes[at], b'\'' | b'.' | 0xe2) => {
            Behind::Letter(at + mark)
        }
        Some(next) if next.is_ascii_alphanumeric() || matches!(next, b'_' | 0x80..) => Behind::Unclear,
        _ => Behind::End,
    }
}

/// Whether what begins at byte `at` is nothing that attaches itself to whatever stands before it. Of what is not ASCII only the dashes, quotation marks and dots of prose are known to be so.
fn stands_apart(bytes: &[u8], at: usize) -> bool {
    match bytes[at..] {
        [first, ..] if first.is_ascii() => true,
        [0xe2, 0x80, 0x93 | 0x94 | 0x9c | 0x9d | 0xa6, ..] => true,
        ref rest => rest.is_empty(),
    }
}

/// The tokens of `text`, without sentence and quotation marks.
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    scan(text, |event| {
        if let Event::Word(token) = event {
            tokens.push(token);
        }
    });
    tokens
}

fn token(start: usize, end: usize, flags: Flags) -> Token {
    // A block longer than 4 GiB cannot be reached: readers refuse far smaller files.
    Token { start: start as u32, end: end as u32, flags }
}

/// Takes a segment apart at full stops that glue two words, and at contractions.
fn split_word(piece: &str, at: usize, meet: &mut impl FnMut(Event)) {
    let mut rest = piece.trim_end_matches('_');
    let mut from = at;
    while let Some(stop) = glued_stop(rest) {
        contraction(&rest[..stop], from, false, &mut |t| meet(Event::Word(t)));
        meet(Event::Sign(from + stop, '.'));
        from += stop + 1;
        rest = &rest[stop + 1..];
    }
    contraction(rest, from, false, &mut |t| meet(Event::Word(t)));
}

/// The first full stop in `piece` that stands between two words rather than inside an initialism or a number.
fn glued_stop(piece: &str) -> Option<usize> {
    if !piece.as_bytes().contains(&b'.') || piece.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    piece.match_indices('.').map(|(at, _)| at).find(|at| {
        let before = piece[..*at].rsplit('.').next().map_or(0, |s| s.chars().count());
        let after = piece[at + 1..].split('.').next().map_or(0, |s| s.chars().count());
        before > 1 && after > 1 || before > 2
    })
}

/// Contractions written without their apostrophe that are no other word.
const BARE_NOT: &[&str] = &["dont", "doesnt", "didnt", "wasnt", "werent", "isnt", "arent", "havent", "hasnt", "hadnt", "couldnt", "wouldnt", "shouldnt"];

/// Calls `word` for `piece`, or for its two parts if it is a contraction. It is `plain` if it is known to hold nothing but ASCII letters and digits.
fn contraction(piece: &str, at: usize, plain: bool, word: &mut impl FnMut(Token)) {
    let end = at + piece.len();
    let Some(first) = piece.chars().next() else { return };
    let mut flags = Flags::NONE;
    if first.is_uppercase() {
        flags |= Flags::CAPITAL;
    }
    if first.is_ascii_digit() {
        flags |= Flags::NUMBER;
    }
    let cut = if plain { without_apostrophe(piece) } else { at_apostrophe(piece) };
    match cut {
        Some((head, head_flags, tail_flags)) => {
            word(token(at, at + head, flags | head_flags));
            word(token(at + head, end, tail_flags));
        }
        None if plain => word(token(at, end, flags | Flags::PLAIN)),
        None => word(token(at, end, flags)),
    }
}

/// Where `piece` is cut in two, with the flags of its head and tail, if it is a contraction.
fn at_apostrophe(piece: &str) -> Option<(usize, Flags, Flags)> {
    let Some((mark, mark_len)) = last_apostrophe(piece) else { return without_apostrophe(piece) };
    let tail = &piece[mark + mark_len..];
    let head = &piece[..mark];
    if tail.eq_ignore_ascii_case("t") && head.len() > 1 && head.ends_with(['n', 'N']) {
        return Some((mark - 1, Flags::BEFORE_NOT, Flags::NOT));
    }
    let is_suffix = !head.is_empty() && ["m", "re", "ve", "ll", "d", "s"].iter().any(|s| tail.eq_ignore_ascii_case(s));
    is_suffix.then_some((mark, Flags::NONE, Flags::SUFFIX))
}

/// Likewise, if it holds no apostrophe.
fn without_apostrophe(piece: &str) -> Option<(usize, Flags, Flags)> {
    match *piece.as_bytes() {
        [b'I' | b'i', b'm'] | [b'I' | b'i', b'v', b'e'] => Some((1, Flags::NONE, Flags::SUFFIX)),
        [.., b'n' | b'N', b't' | b'T'] if (4..=8).contains(&piece.len()) && BARE_NOT.iter().any(|s| piece.eq_ignore_ascii_case(s)) => {
            Some((piece.len() - 2, Flags::BEFORE_NOT, Flags::NOT))
        }
        [.., b'o' | b'O', b't' | b'T'] if piece.eq_ignore_ascii_case("cannot") => Some((3, Flags::NONE, Flags::NOT)),
        _ => None,
    }
}

fn last_apostrophe(piece: &str) -> Option<(usize, usize)> {
    piece.char_indices().rev().find(|(_, c)| matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')).map(|(at, c)| (at, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::super::word::normal;
    use super::*;

    #[test]
    fn words_are_taken_apart_as_they_are_meant() {
        for (text, want) in [
            ("I don't know", "i do not know"),
            ("can’t won't cannot", "can not will not can not"),
            ("I'm sure we've met", "i am sure we have met"),
            ("my school's dean", "my school 's dean"),
            ("dont wasnt isnt Im", "do not was not is not i am"),
            ("Dr.Campbell said", "dr campbell said"),
            ("Step 2 C.K. in the U.S.", "step 2 ck in the u.s"),
            ("a well-known 3.5 and 22q11.2", "a well known 3.5 and 22q11.2"),
            ("90% of ____", "90 % of ____"),
            ("_quiet_ nights", "quiet nights"),
        ] {
            let got: Vec<String> = tokenize(text).into_iter().map(|t| normal(text, t)).collect();
            assert_eq!(got.join(" "), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn segments_are_those_of_the_standard(text in "(\\PC|[a-z0-9 .,;:'_\"\\-\r\n]|\u{301}|\u{200d}|é|[–—‘’“”…]){0,60}") {
            let mut at = 0;
            let mut ours = Vec::new();
            while at < text.len() {
                let Segment { end, kind } = Segment::at(&text, at);
                ours.push(&text[at..end]);
                match kind {
                    Kind::Plain => proptest::prop_assert!(text[at..end].bytes().all(|b| b.is_ascii_alphanumeric())),
                    Kind::Blank => proptest::prop_assert_eq!(&text[at..end], " "),
                    Kind::Other => {}
                }
                at = end;
            }
            let standard: Vec<&str> = text.split_word_bounds().collect();
            proptest::prop_assert_eq!(ours, standard);
        }
    }
}
