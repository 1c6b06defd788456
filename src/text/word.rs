//! Normal forms: the spelling under which a word is looked up.
//!
//! Capitals, curly apostrophes and the full stops of an initialism make no difference to what a word is.

use super::token::{Flags, Token};

/// The normal forms of the words of one text.
#[derive(Debug)]
pub struct Normals<'a> {
    text: &'a str,
    /// The text without ASCII capitals: the normal forms of plain words stand in it.
    small: String,
    /// The normal form of the last word that is not plain.
    other: String,
}

impl<'a> Normals<'a> {
    /// Those of the words of `text`.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { text, small: text.to_ascii_lowercase(), other: String::new() }
    }

    /// The normal form of `token`.
    pub fn get(&mut self, token: Token) -> &str {
        if token.flags.has(Flags::PLAIN) {
            return &self.small[token.range()];
        }
        self.other.clear();
        push_normal(self.text, token, &mut self.other);
        &self.other
    }
}

/// The normal form of `token`, a token of `text`, as a string of its own.
#[must_use]
pub fn normal(text: &str, token: Token) -> String {
    let mut out = String::new();
    push_normal(text, token, &mut out);
    out
}

/// Appends the normal form of `token` to `out`.
fn push_normal(text: &str, token: Token, out: &mut String) {
    let from = out.len();
    if token.flags.has(Flags::NOT) {
        out.push_str("not");
        return;
    }
    let piece = &text[token.range()];
    if piece.is_ascii() {
        out.push_str(piece);
        out[from..].make_ascii_lowercase();
    } else {
        for c in piece.chars() {
            match c {
                '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' => out.push('\''),
                // Invisible characters that word processors leave inside words.
                '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => {}
                _ => out.extend(c.to_lowercase()),
            }
        }
    }
    if token.flags.has(Flags::SUFFIX) {
        expand(out, from, &[("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("m", "am"), ("ve", "have")]);
    } else if token.flags.has(Flags::BEFORE_NOT) {
        expand(out, from, &[("ca", "can"), ("wo", "will"), ("sha", "shall"), ("ai", "is")]);
    } else if out[from..].contains('.') {
        strip_stops(out, from);
    }
}

fn expand(out: &mut String, from: usize, table: &[(&str, &str)]) {
    if let Some((_, full)) = table.iter().find(|(short, _)| *short == &out[from..]) {
        out.truncate(from);
        out.push_str(full);
    }
}

/// `C.K` → `ck`; but `U.S` and `a.m` stay apart from the words *us* and *am*.
fn strip_stops(out: &mut String, from: usize) {
    let piece = &out[from..];
    if piece.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    let bare: String = piece.chars().filter(|c| *c != '.').collect();
    if !matches!(bare.as_str(), "us" | "am") {
        out.truncate(from);
        out.push_str(&bare);
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokenize;
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_plain_word_has_the_normal_form_of_any_word(text in "([A-Za-z0-9]{1,4}|[ .'’]|cannot|Dont|IM|Ive|É){0,30}") {
            let mut normals = Normals::of(&text);
            for token in tokenize(&text) {
                proptest::prop_assert_eq!(normals.get(token), normal(&text, token));
            }
        }
    }
}
