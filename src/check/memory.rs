//! Memory: what was found out about a draft, kept for the next look at it and at others like it.
//!
//! Between two keystrokes nearly everything in a draft stays as it was. A look keeps what it found, block by block and sentence by sentence; the next one takes over what
//! stands before and behind the change, and finds out only what the change can have touched. What is found out is also kept under all that it depends on (a text, what the
//! draft is checked as, the numbers of neighbouring sentences), so that what is taken back or moved is known at once, and so is a paragraph that another draft has, too: a folder
//! of drafts is full of earlier versions. Either way only what would be found out anew is taken over: a check with a memory and one without say the same.

use super::analysis::{Analysis, Standing};
use super::chances::Chances;
use super::kept::Kept;
use super::look::{Change, Look};
use super::passage::Passage;
use super::phrase::Outcome;
use super::target::Target;
use super::tools::Tools;
use crate::document::Document;
use crate::rules::{Ruleset, Weights};
use crate::weights::{Bare, COLUMNS, Scores, around};
use std::ops::Range;
use std::sync::Arc;

/// What is known of drafts. It must be used with one rule set only.
#[derive(Debug)]
pub struct Memory {
    /// So many bytes of text are always remembered.
    room: usize,
    /// How many have come since it last grew older.
    taken: usize,
    /// What drafts were checked as so far, each with what is known of the groups then.
    targets: Vec<(Target, Arc<Chances>)>,
    /// Which of them this one is, and which is the first of the same kind and type: what is heard depends on nothing else.
    aim: usize,
    about: u32,
    /// What the last look found.
    last: Look,
    blocks: Kept<Arc<str>, Arc<Known>>,
    /// The numbers of sentences, by their words.
    sentences: Kept<Box<[u8]>, u32>,
    /// What a sentence is by itself: by its number, those of its neighbours, where it stands in its paragraph, and what its draft is.
    bare: Kept<[u32; 4], Bare>,
    outcomes: Kept<Key, Arc<Outcome>>,
    numbers: u32,
    tools: Tools,
    /// For a key that is made over and over.
    scratch: Vec<u8>,
}

/// A block that was taken apart.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) passage: Arc<Passage>,
    /// The block's text.
    text: Arc<str>,
    number: u32,
    sentences: Vec<u32>,
}

/// All that what is found in a block depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    block: u32,
    aim: usize,
    pub(super) heading: bool,
    standing: Standing,
    /// The sentences just before and behind it.
    beside: [u32; 2],
    /// For each sentence, what the weights hold with a pattern and without.
    holds: Vec<[u32; 2]>,
}

/// Stands for a sentence that is not there.
const NONE: u32 = u32::MAX;
/// So many targets are remembered.
const MOST_TARGETS: usize = 64;
/// Room for some sixty keystrokes in a long paragraph.
const ROOM: usize = 1 << 16;
/// Room for the drafts of a class, some three hundred of them. It takes some twenty times as much memory.
const ROOM_FOR_MANY: usize = 1 << 20;

impl Default for Memory {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Memory {
    /// A memory for many drafts.
    #[must_use]
    pub fn of_many() -> Self {
        Self::with_room(ROOM_FOR_MANY)
    }

    fn with_room(room: usize) -> Self {
        Self {
            room,
            taken: 0,
            targets: Vec::new(),
            aim: 0,
            about: 0,
            last: Look::default(),
            blocks: Kept::default(),
            sentences: Kept::default(),
            bare: Kept::default(),
            outcomes: Kept::default(),
            numbers: 0,
            tools: Tools::default(),
            scratch: Vec::new(),
        }
    }

    /// Begins a look at `document`, aimed at `target`. It is over with [`Memory::end`]; one that never ends leaves nothing behind.
    pub(super) fn begin(&mut self, document: &Document, target: &Target, rules: &Ruleset) -> (Look, Change) {
        if self.targets.len() > MOST_TARGETS {
            self.forget();
        }
        self.aim = self.targets.iter().position(|(known, _)| known == target).unwrap_or_else(|| {
            self.targets.push((target.clone(), Arc::new(Chances::new(target, rules))));
            self.targets.len() - 1
        });
        let about = self.targets.iter().position(|(known, _)| known.about() == target.about()).unwrap_or(self.aim) as u32;
        if about != self.about {
            self.last = Look::default();
            self.about = about;
        }
        let mut look = std::mem::take(&mut self.last);
        let same = |known: &Known, key: &Key, block: &crate::document::Block| *known.text == *block.text && key.heading == block.heading;
        let old = look.blocks.iter().zip(&look.keys);
        let before = old.clone().zip(&document.blocks).take_while(|((known, key), block)| same(known, key, block)).count();
        let rest = document.blocks.len().min(look.blocks.len()) - before;
        let behind = old.rev().zip(document.blocks.iter().rev()).take(rest).take_while(|((known, key), block)| same(known, key, block)).count();
        let new: Vec<Arc<Known>> = document.blocks[before..document.blocks.len() - behind].iter().map(|block| self.known(block, rules)).collect();
        let change = look.splice(before, behind, new);
        (look, change)
    }

    /// What the draft is checked as.
    fn target(&self) -> &Target {
        &self.targets[self.aim].0
    }

    /// What is known of the groups in such a draft, and the tools to search one.
    pub(super) fn tools(&mut self) -> (Arc<Chances>, &mut Tools) {
        (Arc::clone(&self.targets[self.aim].1), &mut self.tools)
    }

    /// Makes ready for another draft. What the two have in common is known.
    pub fn next_draft(&mut self) {
        self.last = Look::default();
        // Rather than to hold an endless text until others have filled its place.
        if self.taken > 4 * self.room {
            self.forget();
        }
    }

    /// Forgets all drafts, so that the next look may be one under other rules with the same weights. What is known of words stays.
    pub fn forget(&mut self) {
        self.last = Look::default();
        self.taken = 0;
        self.targets.clear();
        self.blocks.clear();
        self.sentences.clear();
        self.bare.clear();
        self.outcomes.clear();
    }

    /// Ends a look.
    pub(super) fn end(&mut self, look: Look) {
        let text: usize = look.blocks.iter().map(|known| known.text.len()).sum();
        if self.taken > self.room.max(2 * text) {
            self.taken = 0;
            self.blocks.age();
            self.sentences.age();
            self.bare.age();
            self.outcomes.age();
        }
        self.last = look;
    }

    fn known(&mut self, block: &crate::document::Block, rules: &Ruleset) -> Arc<Known> {
        let known = self.blocks.ask(&*block.text);
        if !known.is_some_and(|(_, young)| young) {
            self.taken += block.text.len();
        }
        if let Some((known, _)) = known {
            return Arc::clone(known);
        }
        let passage = Arc::new(Passage::new(block, rules));
        let sentences = (0..passage.normal.len()).map(|number| self.number_of(&passage, number)).collect();
        let text: Arc<str> = block.text.as_str().into();
        let known = Arc::new(Known { passage, text: Arc::clone(&text), number: self.next(), sentences });
        self.blocks.insert(text, Arc::clone(&known));
        known
    }

    fn next(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    fn number_of(&mut self, passage: &Passage, number: usize) -> u32 {
        let mut key = std::mem::take(&mut self.scratch);
        key.clear();
        passage.normal.key(number, &mut key);
        let known = self.sentences.get(key.as_slice()).copied();
        let number = known.unwrap_or_else(|| {
            let number = self.next();
            self.sentences.insert(key.as_slice().into(), number);
            number
        });
        self.scratch = key;
        number
    }

    /// Brings the scores of `look`, one for every sentence of `analysis`, up to date; says for which sentences they may be others now.
    pub(super) fn hear(&mut self, analysis: &Analysis<'_>, look: &mut Look, change: &Change, weights: &Weights) -> Range<usize> {
        // What a sentence is by itself depends on one neighbour to each side, what it comes to on two more.
        let (own, with_neighbours) = (change.sentences_and(1), change.sentences_and(3));
        let bare = self.bare(analysis, &look.numbers, own.new.clone(), weights);
        look.bare.splice(own.old, bare);
        let about = self.target().about();
        let bare = &look.bare;
        let beside = |at: usize| weights.model.beside(&bare[at], around(at, |other| bare.get(other)), about);
        look.beside.splice(with_neighbours.old.clone(), with_neighbours.new.clone().map(beside).collect::<Vec<_>>());
        let of_draft = weights.model.of_draft(&look.bare);
        let settle = |beside: &_| weights.model.settled(beside, of_draft.as_ref());
        if look.of_draft == of_draft && !look.scores.is_empty() {
            look.scores.splice(with_neighbours.old, look.beside[with_neighbours.new.clone()].iter().map(settle).collect::<Vec<_>>());
            return with_neighbours.new;
        }
        look.scores = look.beside.iter().map(settle).collect();
        look.of_draft = of_draft;
        0..look.scores.len()
    }

    /// What the sentences `range` are by themselves.
    fn bare(&mut self, analysis: &Analysis<'_>, numbers: &[u32], range: Range<usize>, weights: &Weights) -> Vec<Bare> {
        let block = |at: usize| analysis.units.get(at).map(|unit| unit.block);
        let key = |at: usize| {
            let neighbour = |at: Option<usize>| at.and_then(|at| numbers.get(at)).copied().unwrap_or(NONE);
            let (before, behind) = (at.checked_sub(1), at + 1);
            let edges = u32::from(before.and_then(block) != block(at)) | u32::from(block(behind) != block(at)) << 1;
            [numbers[at], neighbour(before), neighbour(Some(behind)), self.about << 2 | edges]
        };
        let mut bare: Vec<Option<Bare>> = range.clone().map(|at| self.bare.get(&key(at)).cloned()).collect();
        let mut at = 0;
        while at < bare.len() {
            let new = bare[at..].iter().take_while(|known| known.is_none()).count();
            if new > 0 {
                let first = range.start + at;
                // Its neighbours come along, for their words.
                let window = first.saturating_sub(1)..(first + new + 1).min(numbers.len());
                let inside = first - window.start..first - window.start + new;
                let scores = weights.model.bare_scores_of(
                    &window.map(|at| analysis.heard(at)).collect::<Vec<_>>(),
                    inside,
                    self.targets[self.aim].0.about(),
                    &mut self.tools.spellings,
                );
                for (number, scores) in scores.into_iter().enumerate() {
                    let made = Bare::new(scores);
                    self.bare.insert(key(first + number), made.clone());
                    bare[at + number] = Some(made);
                }
            }
            at += new + 1;
        }
        bare.into_iter().flatten().collect()
    }

    /// Brings the keys and outcomes of the blocks up to date; `heard` are the sentences whose scores may be others now. Says which blocks must be searched.
    pub(super) fn recall(&mut self, analysis: &Analysis<'_>, look: &mut Look, change: &Change, heard: &Range<usize>, weights: Option<&Weights>) -> Vec<usize> {
        let thresholds = weights.map_or([[0; 2]; COLUMNS], |w| w.thresholds(self.target().kind));
        let standings = analysis.standings();
        let mut unknown = Vec::new();
        let mut first = 0;
        for (block, (known, standing)) in look.blocks.iter().zip(standings).enumerate() {
            let sentences = first..first + known.sentences.len();
            first = sentences.end;
            let touched = change.blocks.contains(&block) || sentences.start <= heard.end && heard.start <= sentences.end;
            if !touched && look.keys[block].standing == standing && look.keys[block].aim == self.aim {
                continue;
            }
            let neighbour = |at: Option<usize>| at.and_then(|at| look.numbers.get(at)).copied().unwrap_or(NONE);
            let key = Key {
                block: known.number,
                aim: self.aim,
                heading: analysis.document.blocks[block].heading,
                standing,
                beside: [neighbour(sentences.start.checked_sub(1)), neighbour(Some(sentences.end))],
                holds: look.scores.get(sentences).unwrap_or_default().iter().map(|scores| holds(scores, &thresholds)).collect(),
            };
            if look.outcomes[block].is_none() || look.keys[block] != key {
                look.outcomes[block] = self.outcomes.get(&key).cloned();
                look.keys[block] = key;
            }
            if look.outcomes[block].is_none() {
                unknown.push(block);
            }
        }
        unknown
    }

    /// Keeps what was found in `block` of `look`.
    pub(super) fn keep(&mut self, look: &mut Look, block: usize, outcome: Outcome) {
        let outcome = Arc::new(outcome);
        self.outcomes.insert(look.keys[block].clone(), Arc::clone(&outcome));
        look.outcomes[block] = Some(outcome);
    }
}

impl Known {
    /// The numbers of its sentences.
    pub(super) fn sentences(&self) -> &[u32] {
        &self.sentences
    }
}

impl Key {
    /// The key of a block of which nothing is known yet.
    pub(super) fn unknown() -> Self {
        Self {
            block: NONE,
            aim: usize::MAX,
            heading: false,
            standing: Standing { opening: false, first: false, last: false },
            beside: [NONE; 2],
            holds: Vec::new(),
        }
    }
}

/// As bits, what holds with a pattern and what without.
fn holds(scores: &Scores, thresholds: &[[i32; 2]; COLUMNS]) -> [u32; 2] {
    scores.iter().zip(thresholds).enumerate().fold([0; 2], |[with, alone], (bit, (score, [least_with, least_alone]))| {
        [with | u32::from(score >= least_with) << bit, alone | u32::from(score >= least_alone) << bit]
    })
}
