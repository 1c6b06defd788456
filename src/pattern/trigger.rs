//! Triggers: where a pattern is worth trying.
//!
//! Of all words and vocabularies that any match of a pattern must contain, its trigger is the one met most rarely; only where that stands in a sentence is the
//! pattern tried. A pattern of which even the rarest word stands in nearly every sentence has no trigger; it is considered once a sentence. What else must be there, its clauses, is
//! asked before. So cost grows with what a text holds, not with the number of patterns.

use super::compiler::Compiler;
use super::program::shape_vocabulary;
use super::syntax::{Class, Node};

/// In a key, tells a vocabulary from a symbol while not all symbols are known.
pub(super) const VOCABULARY_KEY: u32 = 1 << 31;

/// A trigger that a part of a phrase offers.
#[derive(Debug, Clone)]
pub(super) struct Trigger {
    pub(super) cost: u64,
    pub(super) symbols: Vec<(u32, u32, u32)>,
    pub(super) vocabularies: Vec<(u32, u32, u32)>,
}

impl Trigger {
    /// What it costs to be called by it: how often it is met, and how many starts must be tried then.
    fn effort(&self) -> u64 {
        let spread = self.symbols.iter().chain(&self.vocabularies).map(|(_, least, most)| u64::from(most - least)).max().unwrap_or(0);
        self.cost.saturating_mul(4 + spread)
    }

    pub(super) fn keys(&self) -> Vec<u32> {
        let symbols = self.symbols.iter().map(|(symbol, _, _)| *symbol);
        let mut keys: Vec<u32> = symbols.chain(self.vocabularies.iter().map(|(vocabulary, _, _)| vocabulary | VOCABULARY_KEY)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Keys of which a match must contain one.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) cost: u64,
    pub(super) keys: Vec<u32>,
}

/// What is met so often, in the measure of [`word_cost`], stands twice in a sentence of twenty words.
pub(super) const EVERYWHERE: u64 = 10_000;
/// A larger clause takes longer to check than it saves.
pub(super) const LARGEST_CLAUSE: usize = 64;
/// Likewise, more clauses.
pub(super) const MOST_CLAUSES: usize = 4;
/// How often a number is met, in the measure of [`word_cost`].
const NUMBER_COST: u64 = 1500;

impl Compiler<'_> {
    /// Least and greatest number of words that `node` takes.
    pub(super) fn extent(&self, node: &Node) -> (u32, u32) {
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
    pub(super) fn trigger(&mut self, node: &Node, least: u32, most: u32) -> Option<Trigger> {
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
    pub(super) fn clauses_of(&mut self, node: &Node) -> Vec<Clause> {
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
}

/// How often a word is met, per 100,000 words of drafts.
pub(super) fn word_cost(word: &str) -> u64 {
    const COMMON: &str = include_str!("frequency.txt");
    let line = COMMON.lines().filter(|l| !l.starts_with('#')).find(|l| l.split(' ').skip(1).any(|w| w == word));
    line.and_then(|l| l.split(' ').next()).and_then(|n| n.parse().ok()).unwrap_or(2)
}
