//! The compiler of phrases: from a tree to a program, its trigger and its clauses.

use super::lexicon::{Lexicon, LexiconBuilder};
use super::matcher::{EMPTY, set_slot};
use super::packed::Packed;
use super::present::ALWAYS;
use super::program::{ANY_DISTANCE, FIRST_SYMBOL, Op, Pattern, Patterns, SLOT_SIZE, Symbols, shape_vocabulary};
use super::syntax::{Class, Node};
use super::trigger::{Clause, EVERYWHERE, LARGEST_CLAUSE, MOST_CLAUSES, VOCABULARY_KEY, word_cost};
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
    /// Slots of patterns that are tried at every word.
    everywhere: Vec<[u32; SLOT_SIZE]>,
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
            everywhere: Vec::new(),
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
        self.code.extend(&code);
        // What stands in nearly every sentence tells little, and would trigger the pattern again and again.
        let (trigger, everywhere) = match group.and_then(|_| self.trigger(node, 0, 0)) {
            Some(trigger) if trigger.cost >= EVERYWHERE => (None, true),
            trigger => (trigger, false),
        };
        let clauses_start = self.clauses.len() as u32;
        let mut clauses = self.clauses_of(node);
        // What triggers a pattern is there when the pattern is tried.
        clauses.retain(|c| c.keys.len() <= LARGEST_CLAUSE && trigger.as_ref().is_none_or(|t| t.keys() != c.keys));
        clauses.sort_by_key(|c| c.cost);
        let needs = if trigger.is_some() || everywhere { take_needs(&mut clauses) } else { [ALWAYS; 2] };
        for clause in clauses.into_iter().take(MOST_CLAUSES) {
            self.clauses.push(clause.keys.len() as u32);
            self.clauses.extend(clause.keys);
        }
        self.list.push(Pattern {
            code_start: start as u32,
            code_end: (start + code.len()) as u32,
            longest: longest.min(LONGEST_MATCH),
            clauses_start,
            clauses_end: self.clauses.len() as u32,
        });
        if everywhere {
            self.everywhere.push([number, ANY_DISTANCE, group.unwrap_or_default(), needs[0], needs[1]]);
        }
        if let Some(trigger) = trigger {
            for (list, found) in [(&mut self.by_symbol, trigger.symbols), (&mut self.by_vocabulary, trigger.vocabularies)] {
                for (key, least, most) in found {
                    if list.len() <= key as usize {
                        list.resize(key as usize + 1, Vec::new());
                    }
                    list[key as usize].push([number, least.min(0xffff) | most.min(0xffff) << 16, group.unwrap_or_default(), needs[0], needs[1]]);
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
                self.sets.extend(hash_set(&set));
            }
        }
        for jump in jumps {
            code[jump] = pack(Op::Jump, code.len() as u32);
        }
    }

    /// The finished lexicon, symbols and patterns; `vocabularies` is how many vocabularies there are.
    #[must_use]
    pub fn finish(self, vocabularies: usize) -> (Lexicon, Symbols, Patterns) {
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
        // Vocabularies stand behind all symbols, whose number is known only now.
        let key = |key: u32| if key & VOCABULARY_KEY == 0 { key } else { (key & !VOCABULARY_KEY) + count };
        let mut slots: Vec<u32> = Vec::new();
        let mut add_slots = |lists: &[Vec<[u32; SLOT_SIZE]>], size: usize| {
            let mut starts = vec![(slots.len() / SLOT_SIZE) as u32];
            for number in 0..size.max(lists.len()) {
                let own = lists.get(number).into_iter().flatten();
                slots.extend(own.flat_map(|[pattern, distance, group, a, b]| [*pattern, *distance, *group, key(*a), key(*b)]));
                starts.push((slots.len() / SLOT_SIZE) as u32);
            }
            starts.into_iter().collect::<Packed>()
        };
        let everywhere = add_slots(&[self.everywhere], 1).get(1);
        let symbol_starts = add_slots(&self.by_symbol, count as usize);
        let vocabulary_starts = add_slots(&self.by_vocabulary, vocabularies);
        let (starts, list) = flat(&of_word);
        let patterns = Patterns {
            code: self.code.into_iter().collect(),
            sets: self.sets.into_iter().collect(),
            list: self.list.iter().flat_map(|p| [p.code_start, p.code_end, p.longest, p.clauses_start, p.clauses_end]).collect(),
            clauses: self.clauses.into_iter().map(key).collect(),
            everywhere,
            slots: slots.into_iter().collect(),
            symbol_starts,
            vocabulary_starts,
        };
        (lexicon, Symbols { starts, list, count }, patterns)
    }
}

/// `symbols` as a table of open addressing, behind its size less one.
fn hash_set(symbols: &[u32]) -> Vec<u32> {
    let mask = (symbols.len() * 2).next_power_of_two() as u32 - 1;
    let mut table = vec![EMPTY; mask as usize + 2];
    table[0] = mask;
    for symbol in symbols {
        let mut slot = set_slot(*symbol) & mask;
        while table[slot as usize + 1] != EMPTY {
            slot = (slot + 1) & mask;
        }
        table[slot as usize + 1] = *symbol;
    }
    table
}

/// Takes the two cheapest clauses of a single key out of `clauses`: the needs of a slot.
fn take_needs(clauses: &mut Vec<Clause>) -> [u32; 2] {
    [(); 2].map(|()| match clauses.iter().position(|c| c.keys.len() == 1) {
        Some(at) => clauses.remove(at).keys[0],
        None => ALWAYS,
    })
}

fn pack(op: Op, arg: u32) -> u32 {
    (op as u32) << 24 | arg
}
