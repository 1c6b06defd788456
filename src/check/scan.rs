//! The scan: all matches of all patterns, sentence by sentence, with the guards that look no further than the sentence.

use super::analysis::{Analysis, Standing, Unit};
use super::guards::{Conditions, Local};
use super::signals::{assign_roles, meets};
use super::target::Target;
use crate::pattern::line::{Hit, Line, Lines};
use crate::pattern::matcher::{Matcher, Scratch};
use crate::pattern::program::{Slot, shape_vocabulary};
use crate::pattern::syntax::Class;
use crate::rules::{Ruleset, Signal};
use crate::text::Shape;

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

/// The matches of lints; those of roles have become the sentences' roles.
#[derive(Debug)]
pub(super) struct Matches {
    /// By lint, in order of sentence and group.
    pub(super) lints: Vec<Vec<GroupMatch>>,
    /// The sentences with what stands in them.
    pub(super) read: Read,
}

/// The sentences that are searched, read for what stands in them.
#[derive(Debug)]
pub(super) struct Read {
    /// Their numbers, in order.
    pub(super) units: Vec<usize>,
    /// For each sentence of the draft its place among them.
    order: Vec<u32>,
    lines: Lines,
}

impl Read {
    fn new(analysis: &Analysis<'_>, units: Vec<usize>, rules: &Ruleset) -> Self {
        let mut order = vec![u32::MAX; analysis.units.len()];
        let words = units.iter().map(|unit| analysis.words(&analysis.units[*unit]).len()).sum();
        let mut lines = Lines::new(&rules.symbols, rules.patterns.vocabularies(), words, units.len());
        let mut found = Vec::new();
        for (place, number) in units.iter().enumerate() {
            order[*number] = place as u32;
            let unit = &analysis.units[*number];
            found.clear();
            shapes(analysis, unit, &mut found);
            lines.push(analysis.words(unit), &found, &rules.trie, &rules.symbols);
        }
        Self { units, order, lines }
    }

    /// Sentence `number` of the draft.
    pub(super) fn line<'a>(&'a self, analysis: &'a Analysis<'_>, number: usize) -> Line<'a> {
        self.lines.line(self.order[number] as usize, analysis.words(&analysis.units[number]))
    }
}

/// Number of the built-in role `specialty`; see the compiler of rule sets.
pub(super) const SPECIALTY: u64 = 1;
/// Likewise, `other-specialty`.
pub(super) const OTHER_SPECIALTY: u64 = 1 << 1;

/// Matches everything in the sentences `units`, whole blocks of them, and decides their roles.
///
/// First each sentence is gone through once for what its words and phrases trigger: the candidates. Most groups must stand near a sentence with a certain role; so
/// candidates are tried in passes, and the roles that one decides tell the next which of them are not worth it.
pub(super) fn scan(analysis: &mut Analysis<'_>, units: Vec<usize>, standings: &[Standing], target: &Target, rules: &Ruleset) -> Matches {
    let mut search = Search {
        rules,
        target,
        standings,
        conditions: Conditions::new(rules),
        settled: vec![0; rules.groups.len()],
        demands: vec![Answer::Unknown; rules.demands.len() * units.len()],
        roles: vec![Vec::new(); rules.roles.len()],
        lints: vec![Vec::new(); rules.lints.len()],
    };
    let read = Read::new(analysis, units, rules);
    let facts = Facts::new(target, rules);
    for number in &read.units {
        let roles = facts.built_in_roles(read.line(analysis, *number).hits());
        analysis.units[*number].roles |= roles;
    }
    let candidates = Candidates::find(analysis, &read, target, rules);
    let mut scratch = Scratch::default();
    for (pass, of_pass) in candidates.of_pass.iter().enumerate() {
        for of_sentence in of_pass.chunk_by(|a, b| a.unit == b.unit) {
            search.sentence(analysis, &read, of_sentence, &mut scratch);
        }
        // Sentences are in order; groups within a sentence are not.
        for list in &mut search.roles {
            list.sort_unstable_by_key(|m| (m.unit, m.group, m.mark));
        }
        assign_roles(analysis, &read.units, &search.roles, pass as u8, target, rules);
    }
    let Search { mut lints, .. } = search;
    for list in &mut lints {
        list.sort_unstable_by_key(|m| (m.unit, m.group, m.mark));
        list.dedup();
    }
    Matches { lints, read }
}

/// A pattern that a word of a sentence triggers.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    unit: u32,
    /// The word.
    at: u32,
    slot: Slot,
}

/// What is worth trying.
struct Candidates {
    /// By pass; within a pass in order of sentences.
    of_pass: Vec<Vec<Candidate>>,
    /// For each pattern the sentence (counted from 1) for which it was judged last, doubled, and whether it can match it.
    judged: Vec<u32>,
}

impl Candidates {
    fn find(analysis: &Analysis<'_>, read: &Read, target: &Target, rules: &Ruleset) -> Self {
        let passes = rules.demands.iter().map(|d| d.pass as usize + 1).max().unwrap_or(1);
        let mut candidates = Self { of_pass: vec![Vec::new(); passes], judged: vec![0; rules.patterns.len()] };
        let triggers = rules.patterns.triggers();
        for number in read.units.iter().copied() {
            let line = read.line(analysis, number);
            for at in 0..line.words.len() {
                let symbols = line.symbols(at).iter().flat_map(|symbol| triggers.of_symbol(*symbol));
                symbols.for_each(|slot| candidates.weigh(number, at, slot, &line, target, rules));
                let phrases = line.hits_at(at).iter().flat_map(|hit| triggers.of_vocabulary(hit.vocabulary));
                phrases.for_each(|slot| candidates.weigh(number, at, slot, &line, target, rules));
            }
        }
        candidates
    }

    /// Keeps `slot`, which word `at` of sentence `number` triggers, if it can match.
    #[inline]
    fn weigh(&mut self, number: usize, at: usize, slot: Slot, line: &Line<'_>, target: &Target, rules: &Ruleset) {
        let gate = &rules.gates[slot.group as usize];
        if !slot.may_match(line.present) || !gate.kinds.has(target.kind) {
            return;
        }
        let this = (number as u32 + 1) << 1;
        let judged = &mut self.judged[slot.pattern as usize];
        if *judged & !1 != this {
            *judged = this | u32::from(rules.patterns.possible(slot.pattern, line.present));
        }
        if *judged & 1 == 1 {
            self.of_pass[rules.demands[gate.demand as usize].pass as usize].push(Candidate { unit: number as u32, at: at as u32, slot });
        }
    }
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
    conditions: Conditions,
    /// For each group the sentence (counted from 1) about which it has nothing more to say.
    settled: Vec<u32>,
    /// For each sentence and demand the answer.
    demands: Vec<Answer>,
    /// The matches found so far, by role and by lint.
    roles: Vec<Vec<GroupMatch>>,
    lints: Vec<Vec<GroupMatch>>,
}

impl Search<'_> {
    /// Tries `candidates`, all of one sentence.
    fn sentence(&mut self, analysis: &Analysis<'_>, read: &Read, candidates: &[Candidate], scratch: &mut Scratch) {
        let number = candidates[0].unit as usize;
        let line = read.line(analysis, number);
        let demands = read.order[number] as usize * self.rules.demands.len();
        let mut matcher = Matcher::new(&self.rules.patterns, line, scratch);
        let local = Local::new(line, self.rules, self.target, analysis, number, self.standings);
        self.conditions.enter(number);
        for candidate in candidates {
            let group = candidate.slot.group as usize;
            if self.settled[group] == candidate.unit + 1 {
                continue;
            }
            if !self.open(analysis, number, demands, self.rules.gates[group].demand as usize) || self.attempt(*candidate, &mut matcher, &local) {
                self.settled[group] = candidate.unit + 1;
            }
        }
    }

    /// Whether `demand` is met in sentence `number`, whose answers begin at `first`. It is asked only when all roles are known on which it depends.
    fn open(&mut self, analysis: &Analysis<'_>, number: usize, first: usize, demand: usize) -> bool {
        let answer = &mut self.demands[first + demand];
        if *answer == Answer::Unknown {
            *answer = if meets(analysis, number, &self.rules.demands[demand]) { Answer::Yes } else { Answer::No };
        }
        *answer == Answer::Yes
    }

    /// Tries `candidate`; says whether its group has nothing more to say about the sentence.
    fn attempt(&mut self, candidate: Candidate, matcher: &mut Matcher<'_>, local: &Local<'_>) -> bool {
        let Candidate { unit, at, slot } = candidate;
        let Some(starts) = slot.starts(at as usize) else { return false };
        let group = &self.rules.groups[slot.group as usize];
        for start in starts {
            let Some(m) = matcher.match_at(slot.pattern, start) else { continue };
            if !local.allows(group, &m) {
                continue;
            }
            if !self.conditions.hold(group, self.rules, matcher) {
                return true;
            }
            let found = GroupMatch { unit, group: slot.group, mark: m.mark };
            match group.target {
                Signal::Role(role) => {
                    // A role asks whether a group matches, not how often.
                    self.roles[role as usize].push(found);
                    return true;
                }
                Signal::Lint(lint) => self.lints[lint as usize].push(found),
            }
        }
        false
    }
}

/// Adds the shapes that lie in `unit` as hits.
fn shapes(analysis: &Analysis<'_>, unit: &Unit, hits: &mut Vec<Hit>) {
    for (shape, range) in &analysis.passages[unit.block].shapes {
        let places = analysis.places(unit);
        let start = places.partition_point(|p| (p.end as usize) <= range.start);
        let end = places.partition_point(|p| (p.start as usize) < range.end);
        if start < end {
            let class = match shape {
                Shape::Date => Class::Date,
                Shape::RecordNumber => Class::RecordNumber,
                Shape::Bracketed => Class::Bracketed,
                Shape::Blank => Class::Blank,
            };
            hits.push(Hit { start: start as u32, vocabulary: shape_vocabulary(class), end: end as u32 });
        }
    }
}

/// Vocabularies that decide the built-in roles.
struct Facts {
    own: Vec<u32>,
    other: Vec<u32>,
}

impl Facts {
    fn new(target: &Target, rules: &Ruleset) -> Self {
        let is_own = |number: &usize| target.specialties.contains(number);
        let (own, other): (Vec<usize>, Vec<usize>) = (0..rules.specialties.len()).partition(is_own);
        Self { own: own.into_iter().map(|s| rules.specialties[s].all).collect(), other: other.into_iter().map(|s| rules.specialties[s].places).collect() }
    }

    fn built_in_roles(&self, hits: &[Hit]) -> u64 {
        hits.iter().fold(0, |roles, hit| {
            let own = if self.own.contains(&hit.vocabulary) { SPECIALTY } else { 0 };
            let other = if self.other.contains(&hit.vocabulary) { OTHER_SPECIALTY } else { 0 };
            roles | own | other
        })
    }
}
