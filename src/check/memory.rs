//! Memory: what was found out about a draft, kept for the next look at it.
//!
//! Between two keystrokes nearly everything in a draft stays as it was. What is found out about a text is kept under that text, what depends on neighbours under these as well, so
//! whatever is looked up here is what would be found out anew: a check with a memory and one without say the same. A memory forgets what two looks in
//! a row had no use for, and so never holds much more than twice the draft.

use super::analysis::{Analysis, Standing};
use super::passage::Passage;
use super::phrase::Outcome;
use super::target::Target;
use crate::document::Document;
use crate::rules::{Ruleset, Weights};
use crate::weights::{Bare, Beside, COLUMNS, Scores, around};
use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::Arc;

/// What is known of one draft. It must be used with one rule set only.
#[derive(Debug, Default)]
pub struct Memory {
    target: Target,
    passages: Kept<Box<str>, Arc<Known>>,
    /// The numbers of sentences, by their words.
    sentences: Kept<Box<str>, u32>,
    /// What a sentence is by itself: by its number, those of its neighbours, and where it stands in its paragraph. The number is for the next map.
    bare: Kept<[u32; 4], (u32, Arc<Bare>)>,
    /// What it comes to: by the numbers of five in a row.
    beside: Kept<[u32; 5], Arc<Beside>>,
    outcomes: Kept<Key, Arc<Outcome>>,
    numbers: u32,
    /// For a key that is made over and over.
    scratch: String,
}

/// A block that was taken apart.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) passage: Arc<Passage>,
    number: u32,
    sentences: Vec<u32>,
}

/// All that what is found in a block depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    block: u32,
    heading: bool,
    standing: Standing,
    /// The sentences just before and behind it.
    beside: [u32; 2],
    /// For each sentence, what the weights hold with a pattern and without.
    holds: Vec<[u32; 2]>,
}

/// Stands for a sentence that is not there.
const NONE: u32 = u32::MAX;

impl Memory {
    /// Begins a look at a draft aimed at `target`; with another target nothing holds any more.
    pub(super) fn begin(&mut self, target: &Target) {
        if self.target != *target {
            *self = Self { target: target.clone(), ..Self::default() };
        }
    }

    /// Ends a look.
    pub(super) fn end(&mut self) {
        self.passages.end();
        self.sentences.end();
        self.bare.end();
        self.beside.end();
        self.outcomes.end();
    }

    /// The blocks of `document`, taken apart.
    pub(super) fn take_apart(&mut self, document: &Document, rules: &Ruleset) -> Vec<Arc<Known>> {
        document
            .blocks
            .iter()
            .map(|block| {
                if let Some(known) = self.passages.get(&*block.text) {
                    return Arc::clone(known);
                }
                let passage = Arc::new(Passage::new(block, rules));
                let sentences = (0..passage.normal.len()).map(|number| self.number_of(&passage, number)).collect();
                let known = Arc::new(Known { passage, number: self.next(), sentences });
                self.passages.insert(block.text.clone().into_boxed_str(), Arc::clone(&known));
                known
            })
            .collect()
    }

    fn next(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    fn number_of(&mut self, passage: &Passage, number: usize) -> u32 {
        let mut key = std::mem::take(&mut self.scratch);
        key.clear();
        passage.normal.key(number, &mut key);
        let known = self.sentences.get(&*key).copied();
        let number = known.unwrap_or_else(|| {
            let number = self.next();
            self.sentences.insert(key.as_str().into(), number);
            number
        });
        self.scratch = key;
        number
    }

    /// The scores of every sentence of `analysis`, whose blocks are `known`.
    pub(super) fn hear(&mut self, analysis: &Analysis<'_>, known: &[Arc<Known>], weights: &Weights) -> Vec<Scores> {
        let numbers = numbers(known);
        let bare = self.bare(analysis, &numbers, weights);
        let about = self.target.about();
        let beside: Vec<Arc<Beside>> = (0..bare.len())
            .map(|at| {
                let others = around(at, |other| bare.get(other));
                let [a, b, c, d] = others.map(|other| other.map_or(NONE, |(number, _)| *number));
                let key = [bare[at].0, a, b, c, d];
                if let Some(beside) = self.beside.get(&key) {
                    return Arc::clone(beside);
                }
                let beside = Arc::new(weights.model.beside(&bare[at].1, others.map(|other| other.map(|(_, bare)| &**bare)), about));
                self.beside.insert(key, Arc::clone(&beside));
                beside
            })
            .collect();
        weights.model.settled(bare.iter().zip(&beside).map(|((_, bare), beside)| (&**bare, &**beside)))
    }

    fn bare(&mut self, analysis: &Analysis<'_>, numbers: &[u32], weights: &Weights) -> Vec<(u32, Arc<Bare>)> {
        let block = |at: usize| analysis.units.get(at).map(|unit| unit.block);
        let key = |at: usize| {
            let neighbour = |at: Option<usize>| at.and_then(|at| numbers.get(at)).copied().unwrap_or(NONE);
            let (before, behind) = (at.checked_sub(1), at + 1);
            let edges = u32::from(before.and_then(block) != block(at)) | u32::from(block(behind) != block(at)) << 1;
            [numbers[at], neighbour(before), neighbour(Some(behind)), edges]
        };
        let mut bare: Vec<Option<(u32, Arc<Bare>)>> = (0..numbers.len()).map(|at| self.bare.get(&key(at)).cloned()).collect();
        let mut at = 0;
        while at < bare.len() {
            let new = bare[at..].iter().take_while(|known| known.is_none()).count();
            if new > 0 {
                // Its neighbours come along, for their words.
                let window = at.saturating_sub(1)..(at + new + 1).min(bare.len());
                let inside = at - window.start..at - window.start + new;
                let scores = weights.model.bare_scores_of(&analysis.as_heard(window), inside, self.target.about());
                for (at, scores) in (at..).zip(scores) {
                    let made = (self.next(), Arc::new(Bare::new(scores)));
                    self.bare.insert(key(at), made.clone());
                    bare[at] = Some(made);
                }
            }
            at += new + 1;
        }
        bare.into_iter().flatten().collect()
    }

    /// The keys of what is found in the blocks of `analysis`.
    pub(super) fn keys(&self, analysis: &Analysis<'_>, known: &[Arc<Known>], weights: Option<&Weights>) -> Vec<Key> {
        let numbers = numbers(known);
        let thresholds = weights.map(|w| w.thresholds(self.target.kind)).unwrap_or([[0; 2]; COLUMNS]);
        let holds = |scores: &Scores| {
            scores.iter().zip(&thresholds).enumerate().fold([0; 2], |[with, alone]: [u32; 2], (bit, (score, [least_with, least_alone]))| {
                [with | u32::from(score >= least_with) << bit, alone | u32::from(score >= least_alone) << bit]
            })
        };
        let mut first = 0;
        let standings = analysis.standings();
        known
            .iter()
            .zip(standings)
            .zip(&analysis.document.blocks)
            .map(|((known, standing), block)| {
                let end = first + known.sentences.len();
                let neighbour = |at: Option<usize>| at.and_then(|at| numbers.get(at)).copied().unwrap_or(NONE);
                let key = Key {
                    block: known.number,
                    heading: block.heading,
                    standing,
                    beside: [neighbour(first.checked_sub(1)), neighbour(Some(end))],
                    holds: analysis.scores.get(first..end).unwrap_or_default().iter().map(holds).collect(),
                };
                first = end;
                key
            })
            .collect()
    }

    /// What was found in the block with `key`.
    pub(super) fn outcome(&mut self, key: &Key) -> Option<Arc<Outcome>> {
        self.outcomes.get(key).cloned()
    }

    pub(super) fn keep(&mut self, key: Key, outcome: Arc<Outcome>) {
        self.outcomes.insert(key, outcome);
    }
}

fn numbers(known: &[Arc<Known>]) -> Vec<u32> {
    known.iter().flat_map(|known| &known.sentences).copied().collect()
}

/// A map that forgets what is not asked for.
#[derive(Debug)]
struct Kept<K, V> {
    map: FxHashMap<K, (u32, V)>,
    /// The number of this look, and how much of the map it used.
    look: u32,
    used: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { map: FxHashMap::default(), look: 0, used: 0 }
    }
}

/// So much more than what is needed is not worth the forgetting.
const SPARE: usize = 64;

impl<K: Eq + Hash, V> Kept<K, V> {
    fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (look, value) = self.map.get_mut(key)?;
        if *look != self.look {
            *look = self.look;
            self.used += 1;
        }
        Some(value)
    }

    fn insert(&mut self, key: K, value: V) {
        self.used += 1;
        self.map.insert(key, (self.look, value));
    }

    fn end(&mut self) {
        if self.map.len() > 2 * self.used + SPARE {
            self.map.retain(|_, (look, _)| *look == self.look);
        }
        self.look = self.look.wrapping_add(1);
        self.used = 0;
    }
}
