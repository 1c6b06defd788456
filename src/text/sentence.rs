//! Sentences: where they end, and the analysis of a whole block.
//!
//! A full stop ends a sentence only when what stands before and behind it agrees: not behind a title before a name ("Dr. Vega"), an
//! initial, an abbreviation, inside a number; and a capital, a digit or an opening mark must follow. An initialism that can also end a
//! sentence ("Step 2 C.K.", "the U.S.") ends one when the next word is one that often begins sentences.

use super::quote::{Around, Quotes};
use super::token::{Event, Flags, Token, scan};
use std::ops::Range;

/// A sentence of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens, as indices into [`Prose::tokens`]. Never empty.
    pub tokens: Range<usize>,
    /// Its bytes in the text of the block, from its first word or opening mark to its last mark.
    pub bytes: Range<usize>,
}

/// A block of prose, taken apart.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// All words, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order; together they hold every token.
    pub sentences: Vec<Sentence>,
}

/// A word of at most eight ASCII letters, as a number: what stands before and behind each full stop is looked for in lists of them.
type Short = u64;

/// `words` as numbers.
const fn short<const N: usize>(words: [&str; N]) -> [Short; N] {
    let mut numbers = [0; N];
    let mut at = 0;
    while at < N {
        let letters = words[at].as_bytes();
        assert!(letters.len() <= size_of::<Short>());
        let mut letter = 0;
        while letter < letters.len() {
            numbers[at] = numbers[at] << 8 | letters[letter] as Short;
            letter += 1;
        }
        at += 1;
    }
    numbers
}

/// Whether `list` holds `word`, in capitals or not.
fn is_in(list: &[Short], word: &str) -> bool {
    let mut number: Short = 0;
    for c in word.chars().flat_map(char::to_lowercase) {
        if !c.is_ascii() || number >> (Short::BITS - 8) != 0 {
            return false;
        }
        number = number << 8 | c as Short;
    }
    list.contains(&number)
}

/// Never followed by a sentence end.
const TITLES: &[Short] = &short([
    "dr", "drs", "mr", "mrs", "ms", "prof", "st", "vs", "eg", "e.g", "ie", "i.e", "approx", "fig", "cf", "capt", "lt", "sgt", "rev", "hon", "mt", "no", "nos",
    "vol", "pp", "ed", "assoc", "asst",
]);
/// Likewise, unless a word behind it shows that it is no number's title.
const NO: &[Short] = &short(["no"]);
/// May end a sentence or stand inside one.
const ABBREVIATIONS: &[Short] =
    &short(["etc", "jr", "sr", "inc", "ltd", "dept", "univ", "hosp", "al", "approx", "min", "max", "hr", "hrs", "wk", "wks", "yr", "yrs", "mo"]);
/// Words that often begin a sentence; behind an abbreviation only they prove that one ended.
const STARTERS: &[Short] = &short([
    "i", "the", "in", "my", "we", "it", "a", "an", "this", "that", "these", "those", "he", "she", "they", "our", "his", "her", "their", "at", "on", "as",
    "when", "while", "after", "before", "since", "for", "from", "with", "there", "then", "but", "and", "so", "yet", "if", "by", "to", "what", "during",
    "although", "because", "today", "now", "one", "two", "three", "not", "no", "each", "every", "even", "both", "once", "until", "that's", "through", "under",
    "over",
]);

struct Builder<'a> {
    text: &'a str,
    prose: Prose,
    quotes: Quotes,
    /// The mark behind the last word that may end the sentence.
    pending: Option<char>,
    /// The last sign behind the last word, opening quotation marks left out.
    sign: Option<char>,
    flags: Flags,
    /// Where the current sentence starts: first opening mark or word.
    open: Option<usize>,
    /// Past the last character of the current sentence.
    end: usize,
    first_token: usize,
    /// Start of the opening marks seen since the pending mark.
    opening: Option<usize>,
}

/// Takes `text`, one block of prose, apart.
#[must_use]
pub fn analyse(text: &str) -> Prose {
    let mut b = Builder {
        text,
        prose: Prose::default(),
        quotes: Quotes::default(),
        pending: None,
        sign: None,
        flags: Flags::NONE,
        open: None,
        end: 0,
        first_token: 0,
        opening: None,
    };
    // A word and the blank behind it take some five bytes; rather a little room too much than to move all of them.
    b.prose.tokens.reserve(text.len() / 4);
    scan(text, |event| match event {
        Event::Word(token) => b.word(token),
        Event::Sign(at, c) => b.mark(at, c),
    });
    b.close();
    for (from, to) in std::mem::take(&mut b.quotes.speech) {
        for token in &mut b.prose.tokens[from..to] {
            token.flags |= Flags::QUOTED;
        }
    }
    b.prose
}

impl Builder<'_> {
    fn word(&mut self, mut token: Token) {
        if let Some(mark) = self.pending {
            if self.ends_before(mark, token) {
                self.close();
            }
            self.pending = None;
        }
        token.flags |= self.flags;
        self.flags = Flags::NONE;
        self.sign = None;
        if self.open.is_none() {
            self.open = Some(self.opening.unwrap_or(token.start as usize));
        }
        self.opening = None;
        self.end = token.end as usize;
        self.prose.tokens.push(token);
    }

    fn mark(&mut self, at: usize, c: char) {
        let after = at + c.len_utf8();
        let mut attach = true;
        match c {
            '.' | '!' | '?' | '…' => self.pending = Some(if matches!(self.sign, Some('.' | '…')) && c == '.' { '…' } else { c }),
            ',' => self.flags |= Flags::BREAK,
            ';' | ':' | '—' | '–' | '(' | ')' | '[' | ']' | '/' | '•' | '·' => self.flags |= Flags::BREAK | Flags::STRONG_BREAK,
            '-' => {
                let spaced = self.char_before(at).is_none_or(|b| b.is_whitespace() || b == '-');
                if spaced {
                    self.flags |= Flags::BREAK | Flags::STRONG_BREAK;
                }
            }
            '"' | '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’' => {
                let around =
                    Around { before: self.char_before(at), after: self.text[after..].chars().next(), tokens: self.prose.tokens.len(), sign: self.sign };
                self.quotes.meet(c, around);
                // An opening mark belongs to the sentence that it opens.
                attach = around.before.is_some_and(|b| !b.is_whitespace());
            }
            _ => {}
        }
        if matches!(c, '(' | '[') {
            attach = false;
        }
        if attach {
            if self.open.is_some() {
                self.end = after;
            }
        } else if self.opening.is_none() {
            self.opening = Some(at);
        }
        if !matches!(c, '"' | '“' | '„' | '«' | '‘') {
            self.sign = Some(c);
        }
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// Whether the sentence ends between the last token and `next`, given that `mark` stood between them.
    fn ends_before(&self, mark: char, next: Token) -> bool {
        let Some(last) = self.prose.tokens.last() else { return false };
        if self.prose.tokens.len() == self.first_token {
            return false;
        }
        let between = &self.text[last.end as usize..next.start as usize];
        let blank = between.contains(char::is_whitespace);
        let starts_anew = next.flags.has(Flags::CAPITAL) || next.flags.has(Flags::NUMBER) && blank || next.flags.has(Flags::SIGN);
        if !starts_anew {
            return false;
        }
        if mark != '.' {
            return true;
        }
        let opens = || is_in(STARTERS, &self.text[next.range()]);
        if last.flags.has(Flags::NUMBER) {
            // "1. Reading" is a list's number; "3.5" never comes here.
            return self.prose.tokens.len() - self.first_token > 1;
        }
        let word = &self.text[last.range()];
        if is_in(TITLES, word) {
            return is_in(NO, word) && opens();
        }
        let initialism = word.contains('.');
        let initial = last.flags.has(Flags::CAPITAL) && word.chars().flat_map(char::to_lowercase).count() == 1;
        if initialism || initial || is_in(ABBREVIATIONS, word) {
            return opens();
        }
        blank || last.end - last.start > 1
    }

    fn close(&mut self) {
        let upto = self.prose.tokens.len();
        if let Some(start) = self.open.take()
            && upto > self.first_token
        {
            self.prose.sentences.push(Sentence { tokens: self.first_token..upto, bytes: start..self.end });
        }
        self.first_token = upto;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        analyse(text).sentences.into_iter().map(|s| &text[s.bytes]).collect()
    }

    #[test]
    fn sentences_survive_what_drafts_are_full_of() {
        for text in [
            "I met Dr. Vega at noon.|She agreed.",
            "I passed Step 2 C.K. in May.|Then I slept.",
            "I passed Step 2 C.K.|The rest followed.",
            "I moved to the U.S. in 2019.|My sister stayed.",
            "Some drugs, e.g. Warfarin, did not help.|Others did.",
            "J. R. Okonkwo taught us.|We listened.",
            "The level was 3.5 on day two.|It fell.",
            "I waited... and waited.|Nothing came.",
            "“Why now?” the mother asked.|I did not know.",
            "“Why now?”|The mother looked up.",
            "He was gone.|“Where to?”|Nobody knew.",
            "I passed.|Then I left (for good).|(Nobody minded.)|It was May.",
            "What then!?|We ran.",
            "It was 2019.|I left.",
            "She scored well.|2020 was worse.",
        ] {
            let plain = text.replace('|', " ");
            assert_eq!(sentences(&plain), text.split('|').collect::<Vec<_>>());
        }
        assert_eq!(sentences("I failed.Then I passed."), ["I failed.", "Then I passed."]);
    }

    #[test]
    fn every_word_of_a_list_is_in_it() {
        for list in [TITLES, ABBREVIATIONS, STARTERS] {
            let words = list.iter().map(|number| number.to_be_bytes().map(char::from).iter().filter(|c| **c != '\0').collect::<String>());
            assert!(words.into_iter().all(|word| is_in(list, &word) && is_in(list, &word.to_uppercase())));
            assert!(["", "ı", "abbreviation", "ſt", "although1"].iter().all(|word| !is_in(list, word)));
        }
    }

    #[test]
    fn speech_is_not_a_quoted_word() {
        let quoted = |text: &str| -> String {
            let prose = analyse(text);
            let words: Vec<&str> = prose.tokens.iter().filter(|t| t.flags.has(Flags::QUOTED)).map(|t| &text[t.range()]).collect();
            words.join(" ")
        };
        assert_eq!(quoted("He said, “Sorry.” I left."), "Sorry");
        assert_eq!(quoted("The mother said \"it was my fault\" and wept."), "it was my fault");
        assert_eq!(quoted("the so-called “gap” in my record"), "");
        assert_eq!(quoted("the patients' stories and my mother's house"), "");
        assert_eq!(quoted("'It was my fault,' she said, and 'nobody else's.'"), "It was my fault nobody else 's");
        assert_eq!(quoted("an open “mark that never closes"), "");
    }
}
