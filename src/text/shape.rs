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
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut run = |regex: &LazyLock<Option<Regex>>, shape| {
        if let Some(regex) = regex.as_ref() {
            found.extend(regex.find_iter(text).map(|m| (shape, m.range())));
        }
    };
    if may_hold_date(bytes) {
        run(&DATE, Shape::Date);
    }
    if may_hold_record_number(bytes) {
        run(&RECORD, Shape::RecordNumber);
    }
    if bytes.iter().any(|b| matches!(b, b'[' | b'<' | b'{')) {
        run(&BRACKETED, Shape::Bracketed);
    }
    if text.contains("___") || text.contains("......") {
        run(&BLANK, Shape::Blank);
    }
    found
}

/// A digit beside a date's sign, or a month's name beside a digit. Compiling the expression costs more than checking a whole draft.
fn may_hold_date(bytes: &[u8]) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| match bytes[at] {
        b'/' | b'-' | b'.' => at > 0 && digit(at - 1) && digit(at + 1),
        b'J' | b'F' | b'M' | b'A' | b'S' | b'O' | b'N' | b'D' => {
            let is_month = MONTHS.iter().any(|m| bytes[at..].starts_with(m.as_bytes()));
            let around = &bytes[at.saturating_sub(7)..bytes.len().min(at + 14)];
            is_month && around.iter().any(u8::is_ascii_digit)
        }
        _ => false,
    })
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A run of four digits or more that is no year.
fn may_hold_record_number(bytes: &[u8]) -> bool {
    bytes.chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit()).any(|run| match run {
        [b'1', b'9', _, _] | [b'2', b'0', _, _] => false,
        [first, ..] => first.is_ascii_digit() && run.len() >= 4,
        [] => false,
    })
}

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
