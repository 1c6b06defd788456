//! The syntax of a phrase: from its text to a tree.
//!
//! The grammar is in `lints/README.md`. Errors carry the byte offset in the phrase at which they were met.

use crate::text;
use std::fmt;

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// One word, in normal form.
    Word(String),
    /// One word in any inflection.
    Lemma(String),
    /// A phrase of a vocabulary.
    Vocabulary(String),
    /// One word by its looks.
    Class(Class),
    /// All of these, one behind the other.
    Sequence(Vec<Node>),
    /// One of these.
    Choice(Vec<Node>),
    /// This, or nothing.
    Optional(Box<Node>),
    /// At most so many words.
    Gap(u8),
    /// A break stands before the next word.
    Break,
    /// The sentence starts here.
    Start,
    /// The sentence ends here.
    End,
    /// None of this follows.
    Not(Box<Node>),
    /// The part that is the finding's span.
    Mark(Box<Node>),
}

/// Words that are known by their looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// Any word.
    Any,
    /// Begins with a digit.
    Number,
    /// A whole number from 100 to 999.
    ThreeDigits,
    /// Begins with a capital.
    Capitalized,
    /// Begins with a capital that is not the sentence's.
    Name,
    /// `%`, *percent*, *per cent*.
    Percent,
    /// A date to the day.
    Date,
    /// A number that identifies a record.
    RecordNumber,
    /// A template's bracket.
    Bracketed,
    /// A blank to fill in.
    Blank,
}

impl Class {
    /// All classes with the names by which a phrase calls them.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("any", Self::Any),
        ("number", Self::Number),
        ("three-digits", Self::ThreeDigits),
        ("capitalized", Self::Capitalized),
        ("name", Self::Name),
        ("percent", Self::Percent),
        ("date", Self::Date),
        ("record-number", Self::RecordNumber),
        ("bracketed", Self::Bracketed),
        ("blank", Self::Blank),
    ];

    /// The class that `name` calls.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, class)| *class)
    }

    /// The class with the number `number`, as stored in a program.
    #[must_use]
    pub fn numbered(number: u32) -> Option<Self> {
        Self::ALL.iter().map(|(_, class)| *class).find(|class| *class as u32 == number)
    }

    /// Whether it may span several words (a shape does).
    #[must_use]
    pub fn is_shape(self) -> bool {
        matches!(self, Self::Date | Self::RecordNumber | Self::Bracketed | Self::Blank)
    }
}

/// What is wrong with a phrase, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte offset in the phrase.
    pub at: usize,
    /// What was wrong and what was expected, in one breath.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The widest gap a phrase may ask for.
const WIDEST_GAP: u8 = 20;
/// How deep brackets may nest: beyond this a phrase is a mistake, and the parser's own stack is safe.
const DEEPEST: usize = 12;

/// Parses `phrase`.
///
/// # Errors
/// Says what was met where, and what was expected instead.
pub fn parse(phrase: &str) -> Result<Node, SyntaxError> {
    let mut parser = Parser { phrase, at: 0, depth: 0, marked: false };
    let node = parser.sequence(&[])?;
    match parser.peek() {
        None if gap_at_an_end(&node) => Err(SyntaxError { at: 0, message: "a pattern cannot begin or end with a gap: expected a word there".to_owned() }),
        None => Ok(node),
        Some(c) => Err(parser.error(format!("'{c}' closes nothing: expected a word, or its opening bracket before it"))),
    }
}

fn gap_at_an_end(node: &Node) -> bool {
    let parts = match node {
        Node::Sequence(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    matches!(parts.first(), Some(Node::Gap(_))) || matches!(parts.last(), Some(Node::Gap(_)))
}

/// Whether `node` can be searched for: something in it that is rare enough to be looked for must be there in every match.
///
/// # Errors
/// Says what is missing.
pub fn check_searchable(node: &Node) -> Result<(), SyntaxError> {
    if has_word(node) {
        return Ok(());
    }
    Err(SyntaxError { at: 0, message: "a pattern needs at least one word, vocabulary, number or shape that must be there".to_owned() })
}

fn has_word(node: &Node) -> bool {
    match node {
        Node::Word(_) | Node::Lemma(_) | Node::Vocabulary(_) => true,
        Node::Class(class) => !matches!(class, Class::Any | Class::Capitalized | Class::Name),
        Node::Sequence(parts) => parts.iter().any(has_word),
        Node::Choice(parts) => parts.iter().all(has_word),
        Node::Mark(inner) => has_word(inner),
        Node::Optional(_) | Node::Gap(_) | Node::Break | Node::Start | Node::End | Node::Not(_) => false,
    }
}

struct Parser<'a> {
    phrase: &'a str,
    at: usize,
    depth: usize,
    marked: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.phrase[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn error(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError { at: self.at, message: message.into() }
    }

    fn sequence(&mut self, until: &[char]) -> Result<Node, SyntaxError> {
        let mut parts = Vec::new();
        loop {
            while self.peek().is_some_and(char::is_whitespace) {
                self.take();
            }
            match self.peek() {
                None => break,
                Some(c) if until.contains(&c) => break,
                Some(')' | '}' | '|') => break,
                Some(_) => {
                    let mut part = self.part()?;
                    if self.peek() == Some('?') {
                        self.take();
                        part = Node::Optional(Box::new(part));
                    }
                    match part {
                        Node::Sequence(inner) => parts.extend(inner),
                        other => parts.push(other),
                    }
                }
            }
        }
        match parts.len() {
            0 => Err(self.error("nothing stands here: expected a word, a <vocabulary> or a (choice)")),
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::Sequence(parts)),
        }
    }

    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, SyntaxError>) -> Result<T, SyntaxError> {
        if self.depth == DEEPEST {
            return Err(self.error("brackets nest too deep: split the phrase in two"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn part(&mut self) -> Result<Node, SyntaxError> {
        match self.peek() {
            Some('(') => self.nested(Self::choice),
            Some('{') => {
                if self.marked {
                    return Err(self.error("a second '{': a pattern marks one part at most"));
                }
                self.marked = true;
                self.take();
                let inner = self.nested(|p| p.sequence(&['}']))?;
                if self.take() != Some('}') {
                    return Err(self.error("a '{' is left open: expected '}'"));
                }
                Ok(Node::Mark(Box::new(inner)))
            }
            Some('<') => self.vocabulary(),
            Some('!') => {
                self.take();
                if self.peek() != Some('(') {
                    return Err(self.error("'!' needs a choice behind it: expected '(', as in !(to|a patient)"));
                }
                Ok(Node::Not(Box::new(self.nested(Self::choice)?)))
            }
            Some('.') => self.gap(),
            Some('^') => {
                self.take();
                Ok(Node::Start)
            }
            Some('$') => {
                self.take();
                Ok(Node::End)
            }
            Some(',' | ';' | ':' | '—' | '–') => {
                self.take();
                Ok(Node::Break)
            }
            Some('~') => {
                self.take();
                self.word(true)
            }
            _ => self.word(false),
        }
    }

    fn choice(&mut self) -> Result<Node, SyntaxError> {
        self.take();
        let mut options = vec![self.sequence(&['|', ')'])?];
        loop {
            match self.take() {
                Some('|') => options.push(self.sequence(&['|', ')'])?),
                Some(')') => break,
                _ => return Err(self.error("a '(' is left open: expected '|' or ')'")),
            }
        }
        Ok(if options.len() == 1 { options.remove(0) } else { Node::Choice(options) }.grouped())
    }

    fn vocabulary(&mut self) -> Result<Node, SyntaxError> {
        let start = self.at;
        self.take();
        let name: String = self.phrase[self.at..].chars().take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-').collect();
        self.at += name.len();
        if name.is_empty() || self.take() != Some('>') {
            self.at = start;
            return Err(self.error("expected a vocabulary's name in lower case and '>', as in <exam>"));
        }
        Ok(Class::named(&name).map_or(Node::Vocabulary(name), Node::Class))
    }

    fn gap(&mut self) -> Result<Node, SyntaxError> {
        let start = self.at;
        let rest = &self.phrase[self.at..];
        let dots = rest.len() - rest.trim_start_matches('.').len();
        let digits: String = rest[dots..].chars().take_while(char::is_ascii_digit).collect();
        self.at += dots + digits.len();
        let width = match (dots, digits.is_empty()) {
            (2, true) => Some(3),
            (3, true) => Some(6),
            (2, false) => digits.parse().ok().filter(|w| (1..=WIDEST_GAP).contains(w)),
            _ => None,
        };
        width.map(Node::Gap).ok_or_else(|| SyntaxError {
            at: start,
            message: format!("this is no gap: expected '..' (up to 3 words), '...' (up to 6) or '..N' with N from 1 to {WIDEST_GAP}"),
        })
    }

    fn word(&mut self, lemma: bool) -> Result<Node, SyntaxError> {
        let start = self.at;
        while let Some(c) = self.peek() {
            let inside = c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '_' | '%' | '&' | '+' | '#');
            // A full stop belongs to a word such as "u.s" or "3.5", and to a gap otherwise.
            let stop = c == '.'
                && self.at > start
                && self.phrase[self.at + 1..].starts_with(|n: char| n.is_alphanumeric())
                && !self.phrase[self.at..].starts_with("..");
            if !inside && !stop {
                break;
            }
            self.take();
        }
        let text = &self.phrase[start..self.at];
        let tokens = text::tokenize(text);
        if tokens.is_empty() {
            let met = self.peek().map_or_else(|| "the end".to_owned(), |c| format!("'{c}'"));
            return Err(SyntaxError { at: start, message: format!("{met} stands where a word was expected") });
        }
        let last = tokens.len() - 1;
        let parts: Vec<Node> = tokens
            .into_iter()
            .enumerate()
            .map(|(at, token)| {
                let normal = text::normal(text, token);
                if lemma && at == last { Node::Lemma(normal) } else { Node::Word(normal) }
            })
            .collect();
        Ok(if parts.len() == 1 { parts.into_iter().next().unwrap_or(Node::Break) } else { Node::Sequence(parts).grouped() })
    }
}

impl Node {
    /// Keeps a bracketed sequence one part, so that `?` behind it holds for all of it.
    fn grouped(self) -> Self {
        match self {
            Self::Sequence(parts) => Self::Choice(vec![Self::Sequence(parts)]),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_needs_something_to_look_for() {
        for (phrase, searchable) in
            [("<any> <name>", false), ("really?", false), ("(a|b?)", false), ("<number> .. b", true), ("{a} b?", true), ("^ , $", false)]
        {
            let node = parse(phrase).unwrap_or(Node::Break);
            assert_eq!(check_searchable(&node).is_ok(), searchable, "{phrase}: {node:?}");
        }
    }

    #[test]
    #[expect(clippy::panic, reason = "a test fails by panicking")]
    fn a_mistake_says_where_it_is_and_what_was_expected() {
        for (phrase, at, says) in [
            ("my (school", 10, "left open"),
            ("my school)", 9, "closes nothing"),
            ("my <School> failed", 3, "vocabulary's name"),
            ("I .... failed", 2, "no gap"),
            ("I ..40 failed", 2, "no gap"),
            ("... failed", 0, "begin or end"),
            ("failed ..", 0, "begin or end"),
            ("{a} {b}", 4, "a second '{'"),
            ("!to fail", 1, "'!' needs a choice"),
            ("", 0, "nothing stands here"),
            ("(a|)", 3, "nothing stands here"),
        ] {
            match parse(phrase) {
                Ok(node) => panic!("{phrase} was taken as {node:?}"),
                Err(error) => assert!(error.at == at && error.message.contains(says), "{phrase}: {error:?}"),
            }
        }
    }
}
