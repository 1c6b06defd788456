//! Shapes: what is recognised by its characters rather than its words.
//!
//! An exact date, a record number, a template's bracket or blank. These few are regular expressions; they are compiled only when a text
//! holds a character that can begin one.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A kind of shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A date to the day: `March 3, 2021`, `3 March 2021`, `03/14/2021`, `2021-03-14`.
    Date,
    /// A number that identifies a record: `MRN 0048213`, `#4482913`.
    RecordNumber,
    /// `[Program Name]`, `<<name>>`, `{{program}}`: a template's bracket with words in it.
    Bracketed,
    /// `____`: a blank to fill in.
    Blank,
}

const MONTH: &str =
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";

// The expressions are constants: a test compiles each, so `ok()` never hides a mistake.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?-u:\b)(?:{MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}}|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH},? (?:19|20)[0-9]{{2}}|[0-9]{{1,2}}[/.][0-9]{{1,2}}[/.](?:19|20)?[0-9]{{2}}|(?:19|20)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}})(?-u:\b)"
    ))
    .ok()
});
static RECORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:MRN|[Mm]edical [Rr]ecord(?: [Nn]umber)?|[Rr]ecord [Nn]umber|[Cc]hart(?: [Nn]umber)?|[Hh]ospital [Nn]umber|[Pp]atient (?:ID|id|[Nn]umber))(?: is| was)? ?(?:[Nn]o\.?)?[:#]? ?[A-Z]{0,3}-?[0-9]{4,}(?-u:\b)").ok()
});
static BRACKETED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[[^\[\]\n]{2,60}\]|<<[^<>\n]{2,60}>>|\{\{[^{}\n]{2,60}\}\}|<[A-Za-z][A-Za-z ]{2,40}>").ok());
static BLANK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"_{3,}|\.{6,}").ok());

/// All shapes in `text` as byte ranges, in no particular order.
#[must_use]
pub fn find_shapes(text: &str) -> Vec<(Shape, Range<usize>)> {
    let may_hold = glance(text.as_bytes());
    let mut found = Vec::new();
    let mut run = |regex: &LazyLock<Option<Regex>>, shape| {
        if let Some(regex) = regex.as_ref() {
            found.extend(regex.find_iter(text).map(|m| (shape, m.range())));
        }
    };
    if may_hold.date {
        run(&DATE, Shape::Date);
    }
    if may_hold.record {
        run(&RECORD, Shape::RecordNumber);
    }
    if may_hold.bracketed {
        run(&BRACKETED, Shape::Bracketed);
    }
    if may_hold.blank {
        run(&BLANK, Shape::Blank);
    }
    found
}

/// Which shapes a text may hold.
#[derive(Debug, Clone, Copy, Default)]
struct MayHold {
    date: bool,
    record: bool,
    bracketed: bool,
    blank: bool,
}

/// Bytes that can begin a shape, and so are worth a second look: most of a text is not.
const TELLING: [bool; 256] = {
    let mut telling = [false; 256];
    let bytes = b"/-.[<{_0123456789JFMASOND";
    let mut at = 0;
    while at < bytes.len() {
        telling[bytes[at] as usize] = true;
        at += 1;
    }
    telling
};

/// Which shapes `bytes` may hold. Compiling an expression costs more than checking a whole draft.
fn glance(bytes: &[u8]) -> MayHold {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut may_hold = MayHold::default();
    // Past the run of digits that was looked at last.
    let mut past = 0;
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| TELLING[**byte as usize]) {
        match byte {
            b'/' | b'-' => may_hold.date |= at > 0 && digit(at - 1) && digit(at + 1),
            b'.' => {
                may_hold.date |= at > 0 && digit(at - 1) && digit(at + 1);
                may_hold.blank |= bytes[at..].starts_with(b"......");
            }
            b'_' => may_hold.blank |= bytes[at..].starts_with(b"___"),
            b'[' | b'<' | b'{' => may_hold.bracketed = true,
            b'0'..=b'9' if at >= past => {
                let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                past = at + length;
                may_hold.record |= match &bytes[at..past] {
                    // A year.
                    [b'1', b'9', _, _] | [b'2', b'0', _, _] => false,
                    run => run.len() >= 4,
                };
            }
            b'0'..=b'9' => {}
            _ => {
                let is_month = MONTHS.iter().any(|m| bytes[at..].starts_with(m));
                let around = &bytes[at.saturating_sub(7)..bytes.len().min(at + 14)];
                may_hold.date |= is_month && around.iter().any(u8::is_ascii_digit);
            }
        }
    }
    may_hold
}

const MONTHS: [&[u8]; 12] = [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_found_where_it_stands() {
        for (text, shape, want) in [
            ("born on March 3, 2021 in", Shape::Date, "March 3, 2021"),
            ("on 3rd of March 2021 we", Shape::Date, "3rd of March 2021"),
            ("on 03/14/2021 we", Shape::Date, "03/14/2021"),
            ("her chart, MRN 0048213, said", Shape::RecordNumber, "MRN 0048213"),
            ("I want to join [Program Name] now", Shape::Bracketed, "[Program Name]"),
            ("Dear Dr. ____, hello", Shape::Blank, "____"),
        ] {
            let found = find_shapes(text);
            assert!(found.iter().any(|(s, range)| *s == shape && &text[range.clone()] == want), "{text}: {found:?}");
        }
        assert!(find_shapes("in March 2021, 312 patients; (see above)").is_empty());
    }
}
