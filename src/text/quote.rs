//! Quotations: which words are somebody's speech.
//!
//! Speech is told apart from a quoted word or alias ("the so-called “gap”"): a quotation is speech when it holds three words or more, or
//! ends in a sentence's mark, or is introduced by a comma or colon. Marks that find no partner in their block are ignored.

/// An open quotation mark.
#[derive(Debug, Clone, Copy)]
struct Open {
    double: bool,
    /// The first token inside.
    token: usize,
    /// A comma or colon stood before it, or nothing at all.
    introduced: bool,
}

/// Follows the quotation marks of a block.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    open: Vec<Open>,
    /// Token ranges that are speech, in the order of their ends.
    pub(super) speech: Vec<(usize, usize)>,
}

/// What stands around a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    /// The character before the mark.
    pub(super) before: Option<char>,
    /// The character behind it.
    pub(super) after: Option<char>,
    /// How many tokens stand before it in the block.
    pub(super) tokens: usize,
    /// The last sign before it (blanks passed over), unless a word stands between.
    pub(super) sign: Option<char>,
}

impl Quotes {
    /// Takes note of `mark`. Whether it opens or closes a quotation is read off its shape and its neighbours.
    pub(super) fn meet(&mut self, mark: char, around: Around) {
        let blank_before = around.before.is_none_or(|c| c.is_whitespace() || "([{—–-".contains(c));
        let blank_after = around.after.is_none_or(|c| !c.is_alphanumeric());
        let (double, opens) = match mark {
            '“' | '„' | '«' => (true, true),
            '”' | '»' => (true, false),
            '"' => (true, blank_before && !around.after.is_none_or(char::is_whitespace)),
            '‘' => (false, true),
            '’' => (false, false),
            _ => (false, blank_before && !blank_after),
        };
        if opens {
            let introduced = around.tokens == 0 || matches!(around.sign, Some(',' | ':'));
            // A second opening mark of the same kind means that the first never closed.
            self.open.retain(|o| o.double != double);
            self.open.push(Open { double, token: around.tokens, introduced });
        } else if let Some(at) = self.open.iter().rposition(|o| o.double == double) {
            if !double && !blank_after {
                return;
            }
            let open = self.open[at];
            self.open.truncate(at);
            let words = around.tokens - open.token;
            let finished = matches!(around.sign, Some('.' | '!' | '?' | '…'));
            if words >= 3 || words > 0 && (open.introduced || finished && words > 1 || matches!(around.sign, Some('?' | '!'))) {
                self.speech.push((open.token, around.tokens));
            }
        }
    }
}
