//! Programs: phrases compiled against a lexicon.
//!
//! A program is a row of numbers, one instruction each. Every pattern also has a trigger: of all words and vocabularies that any match of
//! it must contain, the ones met most rarely. Only where a trigger stands in a sentence is the pattern tried at all, so cost grows with what a text holds, not
//! with the number of patterns.

use super::lexicon::LexiconBuilder;
use super::matcher::Word;
use super::packed::{Packed, View};
use super::syntax::{Class, Node};
use super::{VocabularyId, WordId};
use crate::text::{Flags, Irregular, inflections};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Instructions. The upper eight bits of a number are one of these, the lower 24 its argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Op {
    Match,
    Symbol,
    Set,
    Class,
    Vocabulary,
    Gap,
    Split,
    Jump,
    Break,
    Start,
    End,
    Not,
    MarkOpen,
    MarkClose,
}

const OPS: [Op; 14] = [
    Op::Match,
    Op::Symbol,
    Op::Set,
    Op::Class,
    Op::Vocabulary,
    Op::Gap,
    Op::Split,
    Op::Jump,
    Op::Break,
    Op::Start,
    Op::End,
    Op::Not,
    Op::MarkOpen,
    Op::MarkClose,
];

pub(super) fn unpack(number: u32) -> (Op, u32) {
    (OPS.get((number >> 24) as usize).copied().unwrap_or(Op::Match), number & 0x00ff_ffff)
}

/// Which symbols a word answers to. A symbol is what a pattern asks for: an exact word, or a word in any inflection. The first symbols are
/// the classes of words, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Symbols {
    starts: Packed,
    list: Packed,
    count: u32,
}

/// The first symbol that is no class.
const FIRST_SYMBOL: u32 = 16;

impl Symbols {
    /// How many symbols there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// The symbols, for a stretch of work.
    #[must_use]
    pub fn view(&self) -> SymbolsView<'_> {
        SymbolsView { starts: self.starts.view(), list: self.list.view() }
    }

    /// Calls `f` with every symbol of `word`, classes that vocabularies may use included.
    pub fn each(&self, word: Word, mut f: impl FnMut(u32)) {
        self.view().of(word).for_each(&mut f);
        if word.flags.has(Flags::NUMBER) {
            f(Class::Number as u32);
            if word.three_digits {
                f(Class::ThreeDigits as u32);
            }
        } else if word.flags.has(Flags::CAPITAL) {
            f(Class::Capitalized as u32);
        }
    }
}

/// See [`Symbols::view`].
#[derive(Debug, Clone, Copy)]
pub struct SymbolsView<'a> {
    starts: View<'a>,
    list: View<'a>,
}

impl<'a> SymbolsView<'a> {
    /// The symbols of `word`, its classes left out.
    pub fn of(self, word: Word) -> impl Iterator<Item = u32> + use<'a> {
        let (first, last) = self.starts.bounds(word.id as usize);
        self.list.range(first, last)
    }
}

/// Matches are remembered over so many words; longer ones are found all the same.
const LONGEST_MATCH: u32 = 400;

/// One compiled pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    pub(super) code_start: u32,
    pub(super) code_end: u32,
    /// The most words a match can have.
    pub longest: u32,
    /// A match needs all of these bits in the sentence's mask.
    pub needs: u64,
    clauses_start: u32,
    clauses_end: u32,
}

/// How many numbers a pattern takes in the list.
const PATTERN_SIZE: usize = 7;

/// All compiled patterns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Patterns {
    pub(super) code: Packed,
    pub(super) sets: Packed,
    list: Packed,
    /// What matches must contain: for each clause its size and as many keys, of which one must be in the sentence.
    clauses: Packed,
    triggers: Triggers,
}

/// From a symbol or a vocabulary to the patterns it triggers, with the distance from their start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Triggers {
    symbol_starts: Packed,
    symbols: Packed,
    vocabulary_starts: Packed,
    vocabularies: Packed,
}

/// The bit that stands for a symbol or vocabulary in a sentence's mask.
#[must_use]
pub fn symbol_bit(symbol: u32) -> u64 {
    1 << (symbol.wrapping_mul(0x9e37_79b1) >> 26)
}

/// See [`symbol_bit`].
#[must_use]
pub fn vocabulary_bit(vocabulary: VocabularyId) -> u64 {
    symbol_bit(vocabulary ^ 0x8000_0000)
}

impl Patterns {
    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() / PATTERN_SIZE
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Pattern `number`.
    #[must_use]
    pub fn get(&self, number: u32) -> Pattern {
        let [code_start, code_end, longest, low, high, clauses_start, clauses_end] = self.list.view().row::<PATTERN_SIZE>(number as usize);
        Pattern { code_start, code_end, longest, needs: u64::from(low) | u64::from(high) << 32, clauses_start, clauses_end }
    }

    /// Whether a sentence that holds `present` can match `pattern` at all.
    #[must_use]
    pub fn possible(&self, pattern: Pattern, present: &Present) -> bool {
        let clauses = self.clauses.view();
        let mut at = pattern.clauses_start as usize;
        while at < pattern.clauses_end as usize {
            let size = clauses.get(at) as usize;
            if !clauses.range(at + 1, at + 1 + size).any(|key| present.has(key)) {
                return false;
            }
            at += 1 + size;
        }
        true
    }

    /// The patterns that `symbol` triggers.
    pub fn triggered_by_symbol(&self, symbol: u32) -> impl Iterator<Item = Slot> + '_ {
        slots(&self.triggers.symbol_starts, &self.triggers.symbols, symbol)
    }

    /// The patterns that a phrase of `vocabulary` triggers, likewise.
    pub fn triggered_by_vocabulary(&self, vocabulary: VocabularyId) -> impl Iterator<Item = Slot> + '_ {
        slots(&self.triggers.vocabulary_starts, &self.triggers.vocabularies, vocabulary)
    }
}

/// A pattern that is triggered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its number.
    pub pattern: u32,
    /// The least number of words from the pattern's start to the trigger.
    pub least: u32,
    /// The greatest.
    pub most: u32,
    /// The group it was compiled for.
    pub group: u32,
}

/// How many numbers a slot takes.
const SLOT_SIZE: usize = 3;

fn slots<'a>(starts: &'a Packed, list: &'a Packed, key: u32) -> impl Iterator<Item = Slot> + 'a {
    let (starts, list) = (starts.view(), list.view());
    let key = key as usize;
    let (first, last) = if key + 1 < starts.len() { starts.bounds(key) } else { (0, 0) };
    (first / SLOT_SIZE..last / SLOT_SIZE).map(move |at| {
        let [pattern, distance, group] = list.row::<SLOT_SIZE>(at);
        Slot { pattern, least: distance & 0xffff, most: distance >> 16, group }
    })
}

/// In a key, tells a vocabulary from a symbol.
const VOCABULARY_KEY: u32 = 1 << 31;

/// The symbols and vocabularies that a sentence holds.
#[derive(Debug, Default)]
pub struct Present {
    symbols: Vec<u64>,
    vocabularies: Vec<u64>,
    touched: Vec<u32>,
    /// The same as bits of a mask, see [`symbol_bit`].
    pub mask: u64,
}

impl Present {
    /// Takes note of the sentence `line`, and forgets the one before.
    pub fn enter(&mut self, symbols: &Symbols, line: &super::matcher::Line<'_>) {
        for key in self.touched.drain(..) {
            let (bits, at) = if key & VOCABULARY_KEY == 0 { (&mut self.symbols, key) } else { (&mut self.vocabularies, key & !VOCABULARY_KEY) };
            bits[at as usize / 64] = 0;
        }
        self.mask = 0;
        self.symbols.resize(symbols.count() / 64 + 1, 0);
        for word in line.words {
            symbols.each(*word, |symbol| {
                self.symbols[symbol as usize / 64] |= 1 << (symbol % 64);
                self.touched.push(symbol);
                self.mask |= symbol_bit(symbol);
            });
        }
        for hit in line.hits {
            let at = hit.vocabulary as usize / 64;
            if self.vocabularies.len() <= at {
                self.vocabularies.resize(at + 1, 0);
            }
            self.vocabularies[at] |= 1 << (hit.vocabulary % 64);
            self.touched.push(hit.vocabulary | VOCABULARY_KEY);
            self.mask |= vocabulary_bit(hit.vocabulary);
        }
    }

    fn has(&self, key: u32) -> bool {
        let (bits, at) = if key & VOCABULARY_KEY == 0 { (&self.symbols, key) } else { (&self.vocabularies, key & !VOCABULARY_KEY) };
        bits.get(at as usize / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }
}

/// A trigger that a part of a phrase offers.
#[derive(Debug, Clone)]
struct Trigger {
    cost: u64,
    symbols: Vec<(u32, u32, u32)>,
    vocabularies: Vec<(u32, u32, u32)>,
}

impl Trigger {
    /// What it costs to be called by it: how often it is met, and how many starts must be tried then.
    fn effort(&self) -> u64 {
        let spread = self.symbols.iter().chain(&self.vocabularies).map(|(_, least, most)| u64::from(most - least)).max().unwrap_or(0);
        self.cost.saturating_mul(4 + spread)
    }

    fn keys(&self) -> Vec<u32> {
        let symbols = self.symbols.iter().map(|(symbol, _, _)| *symbol);
        let mut keys: Vec<u32> = symbols.chain(self.vocabularies.iter().map(|(vocabulary, _, _)| vocabulary | VOCABULARY_KEY)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Keys of which a match must contain one.
#[derive(Debug, Clone)]
struct Clause {
    cost: u64,
    keys: Vec<u32>,
}

/// A larger clause takes longer to check than it saves.
const LARGEST_CLAUSE: usize = 64;
/// Likewise, more clauses.
const MOST_CLAUSES: usize = 4;
/// How often a number is met, in the measure of [`word_cost`].
const NUMBER_COST: u64 = 1500;

/// Compiles phrases.
pub struct Compiler<'a> {
    irregular: &'a Irregular,
    lexicon: LexiconBuilder,
    /// Symbols by what they ask for; a `~` before a word marks an inflected one.
    symbols: BTreeMap<String, u32>,
    members: Vec<Vec<WordId>>,
    costs: Vec<u64>,
    vocabularies: BTreeMap<String, Vocabulary>,
    code: Vec<u32>,
    sets: Vec<u32>,
    clauses: Vec<u32>,
    list: Vec<Pattern>,
    by_symbol: Vec<Vec<[u32; SLOT_SIZE]>>,
    by_vocabulary: Vec<Vec<[u32; SLOT_SIZE]>>,
}

#[derive(Debug, Clone, Copy)]
struct Vocabulary {
    id: VocabularyId,
    longest: u16,
    cost: u64,
}

impl<'a> Compiler<'a> {
    /// A compiler with the spellings and irregular words of a rule set.
    #[must_use]
    pub fn new(spelling: &BTreeMap<String, String>, irregular: &'a Irregular) -> Self {
        Self {
            irregular,
            lexicon: LexiconBuilder::new(spelling),
            symbols: BTreeMap::new(),
            members: vec![Vec::new(); FIRST_SYMBOL as usize],
            costs: vec![u64::MAX; FIRST_SYMBOL as usize],
            vocabularies: BTreeMap::new(),
            code: Vec::new(),
            sets: Vec::new(),
            clauses: Vec::new(),
            list: Vec::new(),
            by_symbol: Vec::new(),
            by_vocabulary: Vec::new(),
        }
    }

    /// The symbol of an exact word (`lemma` false) or of all its inflections.
    pub fn symbol(&mut self, word: &str, lemma: bool) -> u32 {
        let key = if lemma { format!("~{word}") } else { word.to_owned() };
        if let Some(symbol) = self.symbols.get(&key) {
            return *symbol;
        }
        let mut forms = if lemma { inflections(word, self.irregular) } else { vec![word.to_owned()] };
        for (full, short) in [("would", "'d"), ("had", "'d"), ("is", "'s"), ("has", "'s")] {
            if forms.iter().any(|f| f == full) {
                forms.push(short.to_owned());
            }
        }
        let cost = forms.iter().map(|f| word_cost(f)).sum();
        let mut members: Vec<WordId> = forms.iter().map(|f| self.lexicon.word(f)).collect();
        members.sort_unstable();
        members.dedup();
        let symbol = self.members.len() as u32;
        self.members.push(members);
        self.costs.push(cost);
        self.symbols.insert(key, symbol);
        symbol
    }

    /// Makes `name` known as vocabulary number `id`; `phrases` are its phrases as symbols.
    pub fn vocabulary(&mut self, name: &str, id: VocabularyId, phrases: &[Vec<u32>]) {
        let longest = phrases.iter().map(Vec::len).max().unwrap_or(1) as u16;
        let cost: u64 = phrases.iter().map(|p| p.iter().map(|s| self.costs[*s as usize]).min().unwrap_or(1).min(100_000)).sum();
        self.vocabularies.insert(name.to_owned(), Vocabulary { id, longest, cost: cost + 4 });
    }

    /// Whether a vocabulary of this name is known.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.vocabularies.contains_key(name)
    }

    /// The names of all known vocabularies.
    #[must_use]
    pub fn vocabulary_names(&self) -> Vec<String> {
        self.vocabularies.keys().filter(|name| !name.contains(' ')).cloned().collect()
    }

    /// Compiles `node` to a pattern of `group` and gives its number. Every vocabulary in it must be known. A pattern without a group has no trigger: it is
    /// only tried where somebody asks for it.
    pub fn pattern(&mut self, node: &Node, group: Option<u32>) -> u32 {
        let number = self.list.len() as u32;
        let start = self.code.len();
        let mut code = Vec::new();
        self.emit(node, &mut code);
        code.push(pack(Op::Match, 0));
        let (_, longest) = self.extent(node);
        let needs = self.needs(node);
        self.code.extend(&code);
        let trigger = group.and_then(|_| self.trigger(node, 0, 0));
        let clauses_start = self.clauses.len() as u32;
        let mut clauses = self.clauses_of(node);
        // What triggers a pattern is there when the pattern is tried.
        clauses.retain(|c| c.keys.len() <= LARGEST_CLAUSE && trigger.as_ref().is_none_or(|t| t.keys() != c.keys));
        clauses.sort_by_key(|c| c.cost);
        for clause in clauses.into_iter().take(MOST_CLAUSES) {
            self.clauses.push(clause.keys.len() as u32);
            self.clauses.extend(clause.keys);
        }
        self.list.push(Pattern {
            code_start: start as u32,
            code_end: (start + code.len()) as u32,
            longest: longest.min(LONGEST_MATCH),
            needs,
            clauses_start,
            clauses_end: self.clauses.len() as u32,
        });
        if let Some(trigger) = trigger {
            for (list, found) in [(&mut self.by_symbol, trigger.symbols), (&mut self.by_vocabulary, trigger.vocabularies)] {
                for (key, least, most) in found {
                    if list.len() <= key as usize {
                        list.resize(key as usize + 1, Vec::new());
                    }
                    list[key as usize].push([number, least.min(0xffff) | most.min(0xffff) << 16, group.unwrap_or_default()]);
                }
            }
        }
        number
    }

    fn emit(&mut self, node: &Node, code: &mut Vec<u32>) {
        match node {
            Node::Word(word) => {
                let symbol = self.symbol(word, false);
                code.push(pack(Op::Symbol, symbol));
            }
            Node::Lemma(word) => {
                let symbol = self.symbol(word, true);
                code.push(pack(Op::Symbol, symbol));
            }
            Node::Vocabulary(name) => {
                let id = self.vocabularies.get(name).map_or(0, |v| v.id);
                code.push(pack(Op::Vocabulary, id));
            }
            Node::Class(class) if class.is_shape() || *class == Class::Percent => code.push(pack(Op::Vocabulary, shape_vocabulary(*class))),
            Node::Class(class) => code.push(pack(Op::Class, *class as u32)),
            Node::Sequence(parts) => parts.iter().for_each(|p| self.emit(p, code)),
            Node::Choice(options) => self.emit_choice(options, code),
            Node::Optional(inner) => {
                let split = code.len();
                code.extend([pack(Op::Split, 0), 0]);
                self.emit(inner, code);
                code[split + 1] = code.len() as u32;
            }
            Node::Gap(width) => code.push(pack(Op::Gap, u32::from(*width))),
            Node::Break => code.push(pack(Op::Break, 0)),
            Node::Start => code.push(pack(Op::Start, 0)),
            Node::End => code.push(pack(Op::End, 0)),
            Node::Not(inner) => {
                let at = code.len();
                code.push(0);
                self.emit(inner, code);
                code.push(pack(Op::Match, 0));
                code[at] = pack(Op::Not, code.len() as u32);
            }
            Node::Mark(inner) => {
                code.push(pack(Op::MarkOpen, 0));
                self.emit(inner, code);
                code.push(pack(Op::MarkClose, 0));
            }
        }
    }

    /// Single words become one set, which is tried behind the other options: so of `(hard|hard working)` the longer one is found.
    fn emit_choice(&mut self, options: &[Node], code: &mut Vec<u32>) {
        let mut set = Vec::new();
        let mut others = Vec::new();
        for option in options {
            match option {
                Node::Word(word) => set.push(self.symbol(word, false)),
                Node::Lemma(word) => set.push(self.symbol(word, true)),
                other => others.push(other),
            }
        }
        set.sort_unstable();
        set.dedup();
        let last = others.len() - usize::from(set.is_empty());
        let mut jumps = Vec::new();
        for option in &others[..last] {
            let split = code.len();
            code.extend([pack(Op::Split, 0), 0]);
            self.emit(option, code);
            jumps.push(code.len());
            code.push(0);
            code[split + 1] = code.len() as u32;
        }
        match set.as_slice() {
            [] => others[last..].iter().for_each(|option| self.emit(option, code)),
            [symbol] => code.push(pack(Op::Symbol, *symbol)),
            _ => {
                code.push(pack(Op::Set, self.sets.len() as u32));
                self.sets.push(set.len() as u32);
                self.sets.extend(set);
            }
        }
        for jump in jumps {
            code[jump] = pack(Op::Jump, code.len() as u32);
        }
    }

    /// Least and greatest number of words that `node` takes.
    fn extent(&self, node: &Node) -> (u32, u32) {
        match node {
            Node::Word(_) | Node::Lemma(_) => (1, 1),
            Node::Class(class) => (1, if class.is_shape() { 16 } else { 2 }),
            Node::Vocabulary(name) => (1, self.vocabularies.get(name).map_or(1, |v| u32::from(v.longest))),
            Node::Sequence(parts) => parts.iter().map(|p| self.extent(p)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)),
            Node::Choice(parts) => {
                let all: Vec<_> = parts.iter().map(|p| self.extent(p)).collect();
                (all.iter().map(|e| e.0).min().unwrap_or(0), all.iter().map(|e| e.1).max().unwrap_or(0))
            }
            Node::Optional(inner) => (0, self.extent(inner).1),
            Node::Gap(width) => (0, u32::from(*width)),
            Node::Mark(inner) => self.extent(inner),
            Node::Break | Node::Start | Node::End | Node::Not(_) => (0, 0),
        }
    }

    /// The cheapest trigger in `node`, which starts between `least` and `most` words behind the pattern's start.
    fn trigger(&mut self, node: &Node, least: u32, most: u32) -> Option<Trigger> {
        match node {
            Node::Word(word) | Node::Lemma(word) => {
                let symbol = self.symbol(word, matches!(node, Node::Lemma(_)));
                Some(Trigger { cost: self.costs[symbol as usize], symbols: vec![(symbol, least, most)], vocabularies: vec![] })
            }
            Node::Vocabulary(name) => {
                let v = *self.vocabularies.get(name)?;
                Some(Trigger { cost: v.cost, symbols: vec![], vocabularies: vec![(v.id, least, most)] })
            }
            Node::Class(class) if class.is_shape() || *class == Class::Percent => {
                Some(Trigger { cost: 2, symbols: vec![], vocabularies: vec![(shape_vocabulary(*class), least, most)] })
            }
            Node::Class(class @ (Class::Number | Class::ThreeDigits)) => {
                Some(Trigger { cost: NUMBER_COST, symbols: vec![(*class as u32, least, most)], vocabularies: vec![] })
            }
            Node::Sequence(parts) => {
                let (mut least, mut most) = (least, most);
                let mut best: Option<Trigger> = None;
                for part in parts {
                    if let Some(trigger) = self.trigger(part, least, most)
                        && best.as_ref().is_none_or(|b| trigger.effort() < b.effort())
                    {
                        best = Some(trigger);
                    }
                    let extent = self.extent(part);
                    least += extent.0;
                    most += extent.1;
                }
                best
            }
            Node::Choice(options) => {
                options.iter().map(|o| self.trigger(o, least, most)).try_fold(Trigger { cost: 0, symbols: vec![], vocabularies: vec![] }, |mut all, one| {
                    let one = one?;
                    all.cost = all.cost.saturating_add(one.cost);
                    all.symbols.extend(one.symbols);
                    all.vocabularies.extend(one.vocabularies);
                    Some(all)
                })
            }
            Node::Mark(inner) => self.trigger(inner, least, most),
            _ => None,
        }
    }

    /// What every match of `node` must contain.
    fn clauses_of(&mut self, node: &Node) -> Vec<Clause> {
        match node {
            Node::Word(word) | Node::Lemma(word) => {
                let symbol = self.symbol(word, matches!(node, Node::Lemma(_)));
                vec![Clause { cost: self.costs[symbol as usize], keys: vec![symbol] }]
            }
            Node::Vocabulary(name) => self.vocabularies.get(name).map(|v| Clause { cost: v.cost, keys: vec![v.id | VOCABULARY_KEY] }).into_iter().collect(),
            Node::Class(class) if class.is_shape() || *class == Class::Percent => {
                vec![Clause { cost: 2, keys: vec![shape_vocabulary(*class) | VOCABULARY_KEY] }]
            }
            Node::Class(class @ (Class::Number | Class::ThreeDigits)) => vec![Clause { cost: NUMBER_COST, keys: vec![*class as u32] }],
            Node::Sequence(parts) => parts.iter().flat_map(|p| self.clauses_of(p)).collect(),
            Node::Choice(options) => {
                let cheapest: Option<Vec<Clause>> = options.iter().map(|o| self.clauses_of(o).into_iter().min_by_key(|c| c.cost)).collect();
                cheapest.filter(|c| !c.is_empty()).map_or_else(Vec::new, |all| {
                    let cost = all.iter().map(|c| c.cost).fold(0, u64::saturating_add);
                    let mut keys: Vec<u32> = all.into_iter().flat_map(|c| c.keys).collect();
                    keys.sort_unstable();
                    keys.dedup();
                    vec![Clause { cost, keys }]
                })
            }
            Node::Mark(inner) => self.clauses_of(inner),
            _ => Vec::new(),
        }
    }

    /// The bits of all words and vocabularies that must be there.
    fn needs(&mut self, node: &Node) -> u64 {
        match node {
            Node::Word(word) => symbol_bit(self.symbol(word, false)),
            Node::Lemma(word) => symbol_bit(self.symbol(word, true)),
            Node::Vocabulary(name) => self.vocabularies.get(name).map_or(0, |v| vocabulary_bit(v.id)),
            Node::Sequence(parts) => parts.iter().fold(0, |bits, p| bits | self.needs(p)),
            Node::Choice(parts) if parts.len() == 1 => self.needs(&parts[0]),
            Node::Mark(inner) => self.needs(inner),
            _ => 0,
        }
    }

    /// The finished lexicon, symbols and patterns; `vocabularies` is how many vocabularies there are.
    #[must_use]
    pub fn finish(mut self, vocabularies: usize) -> (super::lexicon::Lexicon, Symbols, Patterns) {
        let lexicon = self.lexicon.finish();
        let mut of_word: Vec<Vec<u32>> = vec![Vec::new(); lexicon.len()];
        for (symbol, members) in self.members.iter().enumerate() {
            for member in members {
                of_word[*member as usize].push(symbol as u32);
            }
        }
        let count = self.members.len() as u32;
        let flat = |lists: &[Vec<u32>]| {
            let mut starts = vec![0];
            let mut list = Vec::new();
            for one in lists {
                list.extend(one);
                starts.push(list.len() as u32);
            }
            (starts.into_iter().collect::<Packed>(), list.into_iter().collect::<Packed>())
        };
        let (starts, list) = flat(&of_word);
        let slots = |lists: &mut Vec<Vec<[u32; SLOT_SIZE]>>, size: usize| {
            lists.resize(size.max(lists.len()), Vec::new());
            let lists: Vec<Vec<u32>> = lists.iter().map(|l| l.concat()).collect();
            flat(&lists)
        };
        let (symbol_starts, symbols) = slots(&mut self.by_symbol, count as usize);
        let (vocabulary_starts, of_vocabularies) = slots(&mut self.by_vocabulary, vocabularies);
        let patterns = Patterns {
            code: self.code.into_iter().collect(),
            sets: self.sets.into_iter().collect(),
            list: self
                .list
                .iter()
                .flat_map(|p| [p.code_start, p.code_end, p.longest, p.needs as u32, (p.needs >> 32) as u32, p.clauses_start, p.clauses_end])
                .collect(),
            clauses: self.clauses.into_iter().collect(),
            triggers: Triggers { symbol_starts, symbols, vocabulary_starts, vocabularies: of_vocabularies },
        };
        (lexicon, Symbols { starts, list, count }, patterns)
    }
}

fn pack(op: Op, arg: u32) -> u32 {
    (op as u32) << 24 | arg
}

/// The vocabulary number under which a shape (or the percent sign) is met: the first numbers are theirs.
#[must_use]
pub fn shape_vocabulary(class: Class) -> VocabularyId {
    match class {
        Class::Percent => 1,
        Class::Date => 2,
        Class::RecordNumber => 3,
        Class::Bracketed => 4,
        Class::Blank => 5,
        _ => 0,
    }
}

/// The first number for a vocabulary of words.
pub const FIRST_VOCABULARY: VocabularyId = 6;

/// How often a word is met, per 100,000 words of drafts.
fn word_cost(word: &str) -> u64 {
    const COMMON: &str = include_str!("frequency.txt");
    let line = COMMON.lines().filter(|l| !l.starts_with('#')).find(|l| l.split(' ').skip(1).any(|w| w == word));
    line.and_then(|l| l.split(' ').next()).and_then(|n| n.parse().ok()).unwrap_or(2)
}
