//! The trie of all vocabularies: which vocabulary's phrases begin at a word, and where they end.
//!
//! All vocabularies share one trie, so a sentence is looked through once however many of them there are.

use super::line::Hit;
use super::packed::Packed;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// The finished trie. Nodes are numbers from 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Trie {
    /// For each node (and for one more) where its edges begin in `edges` and its vocabularies in `ends`, and which of the [`marks`](mark) of symbols its edges have, in two halves: most words that
    /// follow are seen at a glance to lead nowhere.
    nodes: Packed,
    /// Pairs of symbol and target node, sorted by symbol within a node.
    edges: Packed,
    /// Vocabularies with a phrase that ends at the node.
    ends: Packed,
    /// For each symbol, the root's edge (0: none).
    root: Packed,
}

/// How many numbers a node takes.
const NODE_SIZE: usize = 4;

/// One of 64 bits, by which most symbols are told apart.
fn mark(symbol: u32) -> u64 {
    1 << (symbol.wrapping_mul(0x9e37_79b1) >> 26)
}

/// Collects phrases of vocabularies.
#[derive(Debug, Default)]
pub struct TrieBuilder {
    nodes: Vec<Building>,
}

/// What makes a node: its edges as symbols and targets, and the vocabularies that end there.
type Branch<'a> = (Vec<(u32, u32)>, &'a [u32]);

#[derive(Debug, Default)]
struct Building {
    edges: BTreeMap<u32, usize>,
    ends: Vec<u32>,
}

impl TrieBuilder {
    /// Adds a phrase, given as symbols, to `vocabulary`.
    pub fn add(&mut self, vocabulary: u32, phrase: &[u32]) {
        if self.nodes.is_empty() {
            self.nodes.push(Building::default());
        }
        let mut node = 0;
        for symbol in phrase {
            node = match self.nodes[node].edges.get(symbol) {
                Some(next) => *next,
                None => {
                    let next = self.nodes.len();
                    self.nodes.push(Building::default());
                    self.nodes[node].edges.insert(*symbol, next);
                    next
                }
            };
        }
        if !self.nodes[node].ends.contains(&vocabulary) {
            self.nodes[node].ends.push(vocabulary);
        }
    }

    /// The finished trie, for `symbols` symbols. Branches that are alike are stored once: phrases with many alternatives have many of them.
    #[must_use]
    pub fn finish(&self, symbols: usize) -> Trie {
        if self.nodes.is_empty() {
            return Trie::default();
        }
        // Children are created after their parents, so going backwards meets every child before its parent.
        let mut distinct: HashMap<Branch<'_>, u32> = HashMap::new();
        let mut order: Vec<Branch<'_>> = Vec::new();
        let mut number = vec![0u32; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let edges: Vec<(u32, u32)> = node.edges.iter().map(|(symbol, target)| (*symbol, number[*target])).collect();
            let key = (edges, node.ends.as_slice());
            number[at] = match distinct.get(&key) {
                Some(known) if at > 0 => *known,
                _ => {
                    // Number 0 means "no node" in `root`.
                    let new = order.len() as u32 + 1;
                    order.push(key.clone());
                    distinct.insert(key, new);
                    new
                }
            };
        }
        // Number 0 is no node: it has no edges.
        let (mut nodes, mut edges, mut ends) = (vec![0; NODE_SIZE], Vec::new(), Vec::new());
        for (own_edges, own_ends) in &order {
            let marks = own_edges.iter().fold(0, |marks, (symbol, _)| marks | mark(*symbol));
            nodes.extend([edges.len() as u32 / 2, ends.len() as u32, marks as u32, (marks >> 32) as u32]);
            edges.extend(own_edges.iter().flat_map(|(symbol, target)| [*symbol, *target]));
            ends.extend(own_ends.iter().copied());
        }
        nodes.extend([edges.len() as u32 / 2, ends.len() as u32, 0, 0]);
        let mut root = vec![0; symbols];
        for (symbol, target) in &self.nodes[0].edges {
            root[*symbol as usize] = number[*target];
        }
        let pack = |numbers: Vec<u32>| numbers.into_iter().collect();
        Trie { nodes: pack(nodes), edges: pack(edges), ends: pack(ends), root: pack(root) }
    }
}

impl Trie {
    /// Appends every phrase that begins at word `at` of the sentence whose words answer to `symbols_of`.
    pub(super) fn hits<'s>(&self, symbols_of: &impl Fn(usize) -> &'s [u32], at: usize, out: &mut Vec<Hit>) {
        if self.root.is_empty() {
            return;
        }
        let root = self.root.view();
        for symbol in symbols_of(at) {
            let node = root.get(*symbol as usize);
            if node != 0 {
                self.walk(symbols_of, at, at + 1, node as usize, out);
            }
        }
    }

    fn walk<'s>(&self, symbols_of: &impl Fn(usize) -> &'s [u32], from: usize, at: usize, node: usize, out: &mut Vec<Hit>) {
        let nodes = self.nodes.view();
        let ([first, first_end, low, high], [behind, end, ..]) = (nodes.row::<NODE_SIZE>(node), nodes.row::<NODE_SIZE>(node + 1));
        for vocabulary in self.ends.view().range(first_end as usize, end as usize) {
            out.push(Hit { vocabulary, start: from as u32, end: at as u32 });
        }
        let marks = u64::from(high) << 32 | u64::from(low);
        if marks == 0 {
            return;
        }
        for symbol in symbols_of(at) {
            if marks & mark(*symbol) != 0
                && let Some(target) = self.edge(first as usize, behind as usize, *symbol)
            {
                self.walk(symbols_of, from, at + 1, target, out);
            }
        }
    }

    /// The target of the edge for `symbol` among the edges from `first` up to `last`.
    fn edge(&self, mut first: usize, mut last: usize, symbol: u32) -> Option<usize> {
        let edges = self.edges.view();
        while first < last {
            let middle = first.midpoint(last);
            let [edge, target] = edges.row::<2>(middle);
            match edge.cmp(&symbol) {
                Ordering::Less => first = middle + 1,
                Ordering::Greater => last = middle,
                Ordering::Equal => return Some(target as usize),
            }
        }
        None
    }
}
