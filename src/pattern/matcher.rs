//! The matcher: runs programs over the words of one sentence.
//!
//! Backtracking with a memory of what already failed, so a match costs at most program length times match length, whatever the phrase.

use super::line::{Line, Word};
use super::packed::View;
use super::program::{Op, Patterns, unpack};
use super::syntax::Class;
use crate::text::Flags;

/// A match of a pattern; words are counted from the sentence's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Number of the pattern.
    pub pattern: u32,
    /// First word of the whole match.
    pub start: u32,
    /// Past its last word.
    pub end: u32,
    /// The marked part, or the whole.
    pub mark: (u32, u32),
}

/// Memory that is used again from one sentence to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    /// For each place of an attempt, the attempt in which it was tried last.
    tried: Vec<u32>,
    /// Number of the latest attempt.
    attempts: u32,
}

impl Scratch {
    /// The number of the next attempt. So few are made of one pattern in one sentence that the numbers do not run out.
    fn next(&mut self) -> u32 {
        self.attempts += 1;
        self.attempts
    }
}

/// Matches patterns in one sentence.
pub struct Matcher<'a> {
    patterns: &'a Patterns,
    code: View<'a>,
    sets: View<'a>,
    line: Line<'a>,
    scratch: &'a mut Scratch,
    /// Where the program of the present attempt begins in `code`; all addresses in it count from here.
    base: usize,
    /// Number of the attempt; what must not follow is an attempt of its own.
    attempt: u32,
    /// The first word of the attempt, and how many positions behind it are remembered.
    origin: usize,
    width: usize,
}

type Found = (usize, (u32, u32));
const UNMARKED: (u32, u32) = (u32::MAX, u32::MAX);

impl<'a> Matcher<'a> {
    /// A matcher for the sentence `line`.
    #[must_use]
    pub fn new(patterns: &'a Patterns, line: Line<'a>, scratch: &'a mut Scratch) -> Self {
        Self { patterns, code: patterns.code.view(), sets: patterns.sets.view(), line, scratch, base: 0, attempt: 0, origin: 0, width: 0 }
    }

    /// The sentence.
    #[must_use]
    pub fn line(&self) -> Line<'a> {
        self.line
    }

    /// Tries pattern `number` at word `start`.
    #[must_use]
    pub fn match_at(&mut self, number: u32, start: usize) -> Option<Match> {
        let pattern = self.patterns.get(number);
        self.base = pattern.code_start as usize;
        if self.fails_at_a_glance(0, start) {
            return None;
        }
        self.origin = start;
        self.width = pattern.longest as usize + 2;
        let cells = (pattern.code_end - pattern.code_start) as usize * self.width;
        let scratch = &mut *self.scratch;
        if scratch.tried.len() < cells {
            scratch.tried.resize(cells, 0);
        }
        if scratch.attempts > u32::MAX / 2 {
            scratch.tried.fill(0);
            scratch.attempts = 0;
        }
        self.attempt = scratch.next();
        let (end, mark) = self.run(0, start, UNMARKED)?;
        let whole = (start as u32, end as u32);
        let mark = if mark.0 == u32::MAX || mark.1 <= mark.0 { whole } else { mark };
        (end > start).then_some(Match { pattern: number, start: whole.0, end: whole.1, mark })
    }

    fn run(&mut self, mut pc: usize, mut at: usize, mut mark: (u32, u32)) -> Option<Found> {
        loop {
            let (op, arg) = unpack(self.code.get(self.base + pc));
            let word = || self.line.words.get(at);
            let step = match op {
                Op::Match => return Some((at, mark)),
                Op::Symbol => self.line.symbols(at).contains(&arg),
                Op::Set => self.in_set(at, arg),
                Op::Class => word().is_some_and(|w| is_class(*w, arg, at)),
                Op::Vocabulary => return self.vocabulary(pc, at, arg, mark),
                Op::Gap => return self.gap(pc, at, arg as usize, mark),
                Op::Split => {
                    let other = self.code.get(self.base + pc + 1) as usize;
                    if self.fails_at_a_glance(pc + 2, at) {
                        pc = other;
                        continue;
                    }
                    if self.tried(pc, at) {
                        return None;
                    }
                    if let Some(found) = self.run(pc + 2, at, mark) {
                        return Some(found);
                    }
                    pc = other;
                    continue;
                }
                Op::Jump => {
                    pc = arg as usize;
                    continue;
                }
                Op::Break => {
                    if !word().is_some_and(|w| w.flags.has(Flags::BREAK)) {
                        return None;
                    }
                    pc += 1;
                    continue;
                }
                Op::Start => {
                    if at != 0 {
                        return None;
                    }
                    pc += 1;
                    continue;
                }
                Op::End => {
                    if at != self.line.words.len() {
                        return None;
                    }
                    pc += 1;
                    continue;
                }
                Op::Not => {
                    // Where it was here before, it has failed since; and what matched inside then must be free to match again for another place.
                    if self.tried(pc, at) || self.follows(pc + 1, at) {
                        return None;
                    }
                    pc = arg as usize;
                    continue;
                }
                Op::MarkOpen => {
                    mark.0 = at as u32;
                    pc += 1;
                    continue;
                }
                Op::MarkClose => {
                    mark.1 = at as u32;
                    pc += 1;
                    continue;
                }
            };
            if !step {
                return None;
            }
            pc += 1;
            at += 1;
        }
    }

    /// Whether what must not follow, which begins at `pc`, does at word `at`.
    fn follows(&mut self, pc: usize, at: usize) -> bool {
        let inside = self.scratch.next();
        let outside = std::mem::replace(&mut self.attempt, inside);
        let follows = self.run(pc, at, UNMARKED).is_some();
        self.attempt = outside;
        follows
    }

    fn vocabulary(&mut self, pc: usize, at: usize, vocabulary: u32, mark: (u32, u32)) -> Option<Found> {
        if at >= self.line.words.len() || self.tried(pc, at) {
            return None;
        }
        // Longest first: "step 2 ck" before "step 2".
        for hit in self.line.hits_at(at).iter().rev() {
            if hit.vocabulary == vocabulary
                && let Some(found) = self.run(pc + 1, hit.end as usize, mark)
            {
                return Some(found);
            }
        }
        None
    }

    fn gap(&mut self, pc: usize, at: usize, width: usize, mark: (u32, u32)) -> Option<Found> {
        if self.tried(pc, at) {
            return None;
        }
        for skip in 0..=width {
            if !self.fails_at_a_glance(pc + 1, at + skip)
                && let Some(found) = self.run(pc + 1, at + skip, mark)
            {
                return Some(found);
            }
            match self.line.words.get(at + skip) {
                Some(word) if skip == 0 || !word.flags.has(Flags::STRONG_BREAK) => {}
                _ => return None,
            }
        }
        None
    }

    /// Whether this place was tried before in this attempt (and so failed); it counts as tried from now on.
    fn tried(&mut self, pc: usize, at: usize) -> bool {
        let offset = at - self.origin;
        if offset >= self.width {
            return false;
        }
        let attempt = self.attempt;
        let cell = &mut self.scratch.tried[pc * self.width + offset];
        std::mem::replace(cell, attempt) == attempt
    }

    /// Whether the instruction at `pc` cannot match at word `at`, as far as a glance tells.
    fn fails_at_a_glance(&self, pc: usize, at: usize) -> bool {
        let (op, arg) = unpack(self.code.get(self.base + pc));
        match op {
            Op::Symbol => !self.line.symbols(at).contains(&arg),
            Op::Set => !self.in_set(at, arg),
            Op::Vocabulary => !self.line.hits_at(at).iter().any(|h| h.vocabulary == arg),
            _ => false,
        }
    }

    /// Whether word `at` answers to a symbol of `set`.
    fn in_set(&self, at: usize, set: u32) -> bool {
        let mask = self.sets.get(set as usize);
        self.line.symbols(at).iter().any(|symbol| {
            let mut slot = set_slot(*symbol) & mask;
            loop {
                match self.sets.get((set + 1 + slot) as usize) {
                    EMPTY => return false,
                    held if held == *symbol => return true,
                    _ => slot = (slot + 1) & mask,
                }
            }
        })
    }
}

/// An empty slot of a set.
pub(super) const EMPTY: u32 = u32::MAX;

/// Where the search for `symbol` begins in the table of a set.
pub(super) fn set_slot(symbol: u32) -> u32 {
    symbol.wrapping_mul(0x9e37_79b1) >> 15
}

/// Whether `word`, at `at` in its sentence, is of the class with number `class` (shapes are hits, not classes of a word).
#[must_use]
pub fn is_class(word: Word, class: u32, at: usize) -> bool {
    match Class::numbered(class) {
        Some(Class::Any) => true,
        Some(Class::Number) => word.flags.has(Flags::NUMBER),
        Some(Class::ThreeDigits) => word.three_digits,
        Some(Class::Capitalized) => word.flags.has(Flags::CAPITAL),
        Some(Class::Name) => word.flags.has(Flags::CAPITAL) && at > 0,
        _ => false,
    }
}
