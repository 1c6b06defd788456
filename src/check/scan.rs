//! The scan: all matches of all patterns, sentence by sentence, with the guards that look no further than the sentence.

use super::analysis::{Analysis, Unit};
use super::guards::{Conditions, Local};
use super::target::Target;
use crate::pattern::matcher::{Hit, Line, Match, Scratch};
use crate::pattern::program::{Present, shape_vocabulary};
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

/// All matches, grouped by what they mean.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// By role; within a role in order of sentence and group.
    pub(super) roles: Vec<Vec<GroupMatch>>,
    /// By lint, likewise.
    pub(super) lints: Vec<Vec<GroupMatch>>,
    /// For each sentence the built-in roles.
    pub(super) built_in: Vec<u64>,
}

/// Number of the built-in role `specialty`; see the compiler of rule sets.
const SPECIALTY: u64 = 1;
/// Likewise, `other-specialty`.
const OTHER_SPECIALTY: u64 = 1 << 1;

/// Matches everything.
pub(super) fn scan(analysis: &Analysis<'_>, target: &Target, rules: &Ruleset) -> Matches {
    let mut matches = Matches { roles: vec![Vec::new(); rules.roles.len()], lints: vec![Vec::new(); rules.lints.len()], built_in: Vec::new() };
    let mut hits: Vec<Hit> = Vec::new();
    let mut scratch = Scratch::default();
    let mut found: Vec<Match> = Vec::new();
    let facts = Facts::new(target, rules);
    let mut present = Present::default();
    let mut conditions = Conditions::new(rules);
    for (number, unit) in analysis.units.iter().enumerate() {
        hits.clear();
        found.clear();
        let words = &analysis.words[unit.words.clone()];
        let bare = Line { words, hits: &[] };
        for at in 0..words.len() {
            rules.trie.hits(&rules.symbols, &bare, at, &mut hits);
        }
        shapes(analysis, unit, &mut hits);
        hits.sort_unstable();
        hits.dedup();
        let line = Line { words, hits: &hits };
        matches.built_in.push(facts.built_in_roles(&hits));
        present.enter(&rules.symbols, &line);
        search(line, target, rules, &present, &mut scratch, &mut found);
        conditions.enter();
        let mut local = Local::new(line, rules, target, analysis, number);
        for m in &found {
            let group = rules.group_of.get(m.pattern as usize);
            if local.allows(&rules.groups[group as usize], m) && conditions.hold(group as usize, line, &present, rules, &mut scratch) {
                let list = match rules.groups[group as usize].target {
                    Signal::Role(role) => &mut matches.roles[role as usize],
                    Signal::Lint(lint) => &mut matches.lints[lint as usize],
                };
                list.push(GroupMatch { unit: number as u32, group, mark: m.mark });
            }
        }
    }
    for list in matches.roles.iter_mut().chain(&mut matches.lints) {
        list.sort_unstable_by_key(|m| (m.unit, m.group, m.mark));
        list.dedup();
    }
    matches
}

/// Runs the triggered patterns over one sentence.
fn search(line: Line<'_>, target: &Target, rules: &Ruleset, present: &Present, scratch: &mut Scratch, found: &mut Vec<Match>) {
    scratch.enter(&line);
    let mut attempt = |at: usize, (pattern, least, most): (u32, u32, u32)| {
        let compiled = rules.patterns.get(pattern);
        if compiled.needs & !present.mask != 0 {
            return;
        }
        let group = rules.group_of.get(pattern as usize) as usize;
        if !rules.groups[group].kinds.has(target.kind) || !rules.patterns.possible(compiled, present) {
            return;
        }
        let Some(last) = at.checked_sub(least as usize) else { return };
        for start in at.saturating_sub(most as usize)..=last {
            if let Some(m) = rules.patterns.match_at(compiled, pattern, &rules.symbols, line, start, scratch) {
                found.push(m);
            }
        }
    };
    for (at, word) in line.words.iter().enumerate() {
        rules.symbols.each(*word, |symbol| {
            for slot in rules.patterns.triggered_by_symbol(symbol) {
                attempt(at, slot);
            }
        });
    }
    for hit in line.hits {
        for slot in rules.patterns.triggered_by_vocabulary(hit.vocabulary) {
            attempt(hit.start as usize, slot);
        }
    }
}

/// Adds the shapes that lie in `unit` as hits.
fn shapes(analysis: &Analysis<'_>, unit: &Unit, hits: &mut Vec<Hit>) {
    for (shape, range) in &analysis.shapes[unit.block] {
        let places = &analysis.places[unit.words.clone()];
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
        Self {
            own: own.into_iter().map(|s| rules.specialties[s].all).collect(),
            other: other.into_iter().map(|s| rules.specialties[s].places).collect(),
        }
    }

    fn built_in_roles(&self, hits: &[Hit]) -> u64 {
        hits.iter().fold(0, |roles, hit| {
            let own = if self.own.contains(&hit.vocabulary) { SPECIALTY } else { 0 };
            let other = if self.other.contains(&hit.vocabulary) { OTHER_SPECIALTY } else { 0 };
            roles | own | other
        })
    }
}
