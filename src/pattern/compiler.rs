//! The compiler of phrases: from a tree to a program, its trigger and its clauses.

use super::lexicon::{Lexicon, LexiconBuilder};
use super::packed::Packed;
use super::program::{FIRST_SYMBOL, Op, Pattern, Patterns, SLOT_SIZE, Symbols, Triggers, shape_vocabulary};
use super::syntax::{Class, Node};
use super::trigger::{LARGEST_CLAUSE, MOST_CLAUSES, word_cost};
use super::{VocabularyId, WordId};
use crate::text::{Irregular, inflections};
use std::collections::BTreeMap;

/// Matches are remembered over so many words; longer ones are found all the same.
const LONGEST_MATCH: u32 = 400;

/// Compiles phrases.
pub struct Compiler<'a> {
    irregular: &'a Irregular,
    lexicon: LexiconBuilder,
    /// Symbols by what they ask for; a `~` before a word marks an inflected one.
    symbols: BTreeMap<String, u32>,
    members: Vec<Vec<WordId>>,
    pub(super) costs: Vec<u64>,
    pub(super) vocabularies: BTreeMap<String, Vocabulary>,
    code: Vec<u32>,
    sets: Vec<u32>,
    clauses: Vec<u32>,
    list: Vec<Pattern>,
    by_symbol: Vec<Vec<[u32; SLOT_SIZE]>>,
    by_vocabulary: Vec<Vec<[u32; SLOT_SIZE]>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Vocabulary {
    pub(super) id: VocabularyId,
    pub(super) longest: u16,
    pub(super) cost: u64,
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

    /// The finished lexicon, symbols and patterns; `vocabularies` is how many vocabularies there are, `passes` tells for each group
    /// in which pass it is searched for.
    #[must_use]
    pub fn finish(self, vocabularies: usize, passes: &[u8]) -> (Lexicon, Symbols, Patterns) {
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
        let of_pass = |lists: &[Vec<[u32; SLOT_SIZE]>], size: usize, pass: u8| {
            let in_pass = |slot: &&[u32; SLOT_SIZE]| passes.get(slot[2] as usize).is_none_or(|p| *p == pass);
            let mut lists: Vec<Vec<u32>> = lists.iter().map(|list| list.iter().filter(in_pass).flatten().copied().collect()).collect();
            lists.resize(size.max(lists.len()), Vec::new());
            flat(&lists)
        };
        let last = passes.iter().copied().max().unwrap_or(0);
        let triggers = (0..=last)
            .map(|pass| {
                let (symbol_starts, symbols) = of_pass(&self.by_symbol, count as usize, pass);
                let (vocabulary_starts, of_vocabularies) = of_pass(&self.by_vocabulary, vocabularies, pass);
                Triggers { symbol_starts, symbols, vocabulary_starts, vocabularies: of_vocabularies }
            })
            .collect();
        let patterns = Patterns {
            code: self.code.into_iter().collect(),
            sets: self.sets.into_iter().collect(),
            list: self
                .list
                .iter()
                .flat_map(|p| [p.code_start, p.code_end, p.longest, p.needs as u32, (p.needs >> 32) as u32, p.clauses_start, p.clauses_end])
                .collect(),
            clauses: self.clauses.into_iter().collect(),
            triggers,
        };
        (lexicon, Symbols { starts, list, count }, patterns)
    }
}

fn pack(op: Op, arg: u32) -> u32 {
    (op as u32) << 24 | arg
}
