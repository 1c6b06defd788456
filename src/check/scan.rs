//! The scan: all matches of all patterns, sentence by sentence, with the guards that look no further than the sentence.

use super::analysis::{Analysis, Standing};
use super::chances::{Chances, Settled};
use super::guards::{Conditions, Local};
use super::read::Read;
use super::signals::{SURE, Strengths, assign_roles, meets};
use super::target::Target;
use super::tools::{Progress, Tools};
use crate::pattern::line::Line;
use crate::pattern::matcher::{Matcher, Scratch};
use crate::pattern::program::Slot;
use crate::rules::{Ruleset, Signal};
use std::ops::Range;

/// A match that its group's local guards let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GroupMatch {
    /// Number of the sentence.
    pub(super) unit: u32,
    /// Number of the group.
    pub(super) group: u32,
    /// The span's words, counted from the sentence's first.
    pub(super) mark: (u32, u32),
}

/// Matches everything in the sentences `units`, whole blocks of them, and decides their roles. The matches of lints come back, by lint, in order of sentence and group; the `tools` hold what stands in
/// the sentences.
///
/// First each sentence is gone through once for what its words and phrases trigger: the candidates. Most groups must stand near a sentence with a certain role; so
/// candidates are tried in passes, and the roles that one decides tell the next which of them are not worth it. What the weights have settled is not tried at all.
pub(super) fn scan(
    analysis: &mut Analysis<'_>,
    units: impl Iterator<Item = usize>,
    standings: &[Standing],
    target: &Target,
    chances: &Chances,
    rules: &Ruleset,
    tools: &mut Tools,
) -> Vec<Vec<GroupMatch>> {
    tools.make_ready(rules, chances.passes());
    let Tools { read, scratch, conditions, progress, later, .. } = tools;
    read.begin(analysis, units, rules);
    for number in &read.units {
        let roles = chances.built_in_roles(read.line(analysis, *number).hits());
        analysis.units[*number].roles |= roles;
    }
    let mut search = Search {
        rules,
        target,
        standings,
        chances,
        conditions,
        progress,
        settled: read.units.iter().map(|unit| chances.settled(analysis, *unit)).collect(),
        demands: vec![Answer::Unknown; rules.demands.len() * read.units.len()],
        strengths: Strengths::new(read.units.len(), rules.roles.len()),
        lints: vec![Vec::new(); rules.lints.len()],
    };
    for place in 0..read.units.len() {
        search.first_pass(analysis, read, place, later, scratch);
    }
    for (pass, candidates) in (0..).zip(later) {
        for of_sentence in candidates.chunk_by(|a, b| a.place == b.place) {
            search.sentence(analysis, read, of_sentence, scratch);
        }
        assign_roles(analysis, &read.units, &search.strengths, pass, target, rules);
    }
    let Search { mut lints, .. } = search;
    for list in &mut lints {
        // Sentences are in order; groups within a sentence are not.
        list.sort_unstable_by_key(|m| (m.unit, m.group, m.mark));
        list.dedup();
    }
    lints
}

/// A pattern that a word of a sentence triggers, and that cannot be tried yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The sentence, by its place among those that are read.
    place: u32,
    /// The word.
    at: u32,
    /// Number of the slot.
    slot: u32,
}

/// Whether a demand is met in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Unknown,
    No,
    Yes,
}

/// The search through the sentences of a draft.
struct Search<'a> {
    rules: &'a Ruleset,
    target: &'a Target,
    standings: &'a [Standing],
    chances: &'a Chances,
    conditions: &'a mut Conditions,
    progress: &'a mut Progress,
    /// For each sentence of what nothing new can be told.
    settled: Vec<Settled>,
    /// For each sentence and demand the answer.
    demands: Vec<Answer>,
    /// What was found so far, of roles and of lints.
    strengths: Strengths,
    lints: Vec<Vec<GroupMatch>>,
}

/// The sentence at which a search is.
struct Here<'a> {
    number: usize,
    place: usize,
    line: Line<'a>,
    matcher: Matcher<'a>,
    local: Local<'a>,
}

impl<'a> Search<'a> {
    fn enter<'s>(&mut self, analysis: &'s Analysis<'_>, read: &'s Read, place: usize, scratch: &'s mut Scratch) -> Here<'s>
    where
        'a: 's,
    {
        let number = read.units[place];
        let line = read.line(analysis, number);
        self.conditions.enter();
        self.progress.enter();
        let matcher = Matcher::new(&self.rules.patterns, line, scratch);
        Here { number, place, line, matcher, local: Local::new(line, self.rules, self.target, analysis, number, self.standings) }
    }

    /// Goes through a sentence for what its words and phrases trigger; tries what waits for no other sentence's roles, and puts the rest off, by pass.
    fn first_pass(&mut self, analysis: &Analysis<'_>, read: &Read, place: usize, later: &mut [Vec<Candidate>], scratch: &mut Scratch) {
        let mut here = self.enter(analysis, read, place, scratch);
        let (line, triggers) = (here.line, self.rules.patterns.triggers());
        for at in 0..line.words.len() {
            let of_symbols = line.symbols(at).iter().map(|symbol| triggers.of_symbol(*symbol));
            let of_phrases = line.hits_at(at).iter().map(|hit| triggers.of_vocabulary(hit.vocabulary));
            for slots in of_symbols.chain(of_phrases) {
                self.consider(analysis, &mut here, at, slots, later);
            }
        }
        if let Some(last) = line.words.len().checked_sub(1) {
            self.consider(analysis, &mut here, last, triggers.everywhere(), later);
        }
    }

    /// Tries those of `slots`, which word `at` triggers, that wait for no other sentence's roles, and puts the rest off.
    #[inline]
    fn consider(&mut self, analysis: &Analysis<'_>, here: &mut Here<'_>, at: usize, slots: Range<u32>, later: &mut [Vec<Candidate>]) {
        let triggers = self.rules.patterns.triggers();
        for number in slots {
            let slot = triggers.slot(number);
            if !self.chances.has(slot.group, self.settled[here.place]) || !slot.may_match(here.line.present) {
                continue;
            }
            match self.chances.pass(slot.group) {
                0 => self.attempt(analysis, here, at, slot),
                pass => later[pass].push(Candidate { place: here.place as u32, at: at as u32, slot: number }),
            }
        }
    }

    /// Tries `candidates`, all of one sentence.
    fn sentence(&mut self, analysis: &Analysis<'_>, read: &Read, candidates: &[Candidate], scratch: &mut Scratch) {
        let mut here = self.enter(analysis, read, candidates[0].place as usize, scratch);
        let triggers = self.rules.patterns.triggers();
        for candidate in candidates {
            let slot = triggers.slot(candidate.slot);
            if self.chances.has(slot.group, self.settled[here.place]) {
                self.attempt(analysis, &mut here, candidate.at as usize, slot);
            }
        }
    }

    /// Tries the pattern of `slot`, which word `at` triggers.
    fn attempt(&mut self, analysis: &Analysis<'_>, here: &mut Here<'_>, at: usize, slot: Slot) {
        if self.progress.done.get(slot.group).is_some() {
            return;
        }
        let is_done = !self.is_met(analysis, here, self.chances.demand(slot.group)) || self.is_possible(here, slot.pattern) && self.is_done_by(here, at, slot);
        if is_done {
            self.progress.done.set(slot.group, true);
        }
    }

    /// Whether `pattern` can match the sentence at all.
    fn is_possible(&mut self, here: &Here<'_>, pattern: u32) -> bool {
        self.progress.possible.get(pattern).unwrap_or_else(|| {
            let possible = self.rules.patterns.possible(pattern, here.line.present);
            self.progress.possible.set(pattern, possible);
            possible
        })
    }

    /// Whether `demand` is met in the sentence. It is asked only when all roles are known on which it depends.
    fn is_met(&mut self, analysis: &Analysis<'_>, here: &Here<'_>, demand: usize) -> bool {
        let answer = &mut self.demands[here.place * self.rules.demands.len() + demand];
        if *answer == Answer::Unknown {
            *answer = if meets(analysis, here.number, &self.rules.demands[demand]) { Answer::Yes } else { Answer::No };
        }
        *answer == Answer::Yes
    }

    /// Matches the pattern of `slot`; says whether its group has nothing more to say about the sentence.
    fn is_done_by(&mut self, here: &mut Here<'_>, at: usize, slot: Slot) -> bool {
        let Some(starts) = slot.starts(at) else { return false };
        let group = &self.rules.groups[slot.group as usize];
        for start in starts {
            let Some(m) = here.matcher.match_at(slot.pattern, start) else { continue };
            if !here.local.allows(group, &m) {
                continue;
            }
            if !self.conditions.hold(group, self.rules, &mut here.matcher) {
                return true;
            }
            match group.target {
                Signal::Role(role) => {
                    // A role asks whether a group matches, not how often.
                    let strength = self.strengths.add(here.place, role, group.strength);
                    if strength + self.chances.against(role) >= SURE {
                        self.settled[here.place].add(role);
                    }
                    return true;
                }
                Signal::Lint(lint) => self.lints[lint as usize].push(GroupMatch { unit: here.number as u32, group: slot.group, mark: m.mark }),
            }
        }
        false
    }
}
