//! The scan: all matches of all patterns, sentence by sentence, with the guards that look no further than the sentence.

use super::analysis::{Analysis, Unit};
use super::guards::{Conditions, Local};
use super::signals::{assign_roles, roles_around};
use super::target::Target;
use crate::pattern::matcher::{Hit, Line, Matcher, Scratch};
use crate::pattern::present::Present;
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

/// All matches, grouped by what they mean.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// By role; within a role in order of sentence and group.
    pub(super) roles: Vec<Vec<GroupMatch>>,
    /// By lint, likewise.
    pub(super) lints: Vec<Vec<GroupMatch>>,
}

/// Number of the built-in role `specialty`; see the compiler of rule sets.
pub(super) const SPECIALTY: u64 = 1;
/// Likewise, `other-specialty`.
pub(super) const OTHER_SPECIALTY: u64 = 1 << 1;

/// Matches everything and decides the roles.
///
/// Most groups must stand near a sentence with a certain role. So the draft is gone through in passes: the roles that are decided by one tell the next in which
/// sentences it need not look at all.
pub(super) fn scan(analysis: &mut Analysis<'_>, target: &Target, rules: &Ruleset) -> Matches {
    let facts = Facts::new(target, rules);
    let mut hits: Vec<Hit> = Vec::new();
    let mut hits_of = Vec::with_capacity(analysis.units.len());
    for number in 0..analysis.units.len() {
        let first = hits.len();
        let unit = &analysis.units[number];
        find_hits(analysis, unit, rules, &mut hits);
        analysis.units[number].roles |= facts.built_in_roles(&hits[first..]);
        hits_of.push(first..hits.len());
    }
    let passes: Vec<u8> = rules.groups.iter().map(|group| if group.kinds.has(target.kind) { group.pass } else { NEVER }).collect();
    let mut search = Search {
        rules,
        target,
        gates: Gates { demands: Vec::new(), of_group: Vec::new(), met: Vec::new() },
        conditions: Conditions::new(rules),
        present: Present::default(),
        passes,
        pass: 0,
        settled: vec![0; rules.groups.len()],
        impossible: vec![0; rules.patterns.len()],
        matches: Matches { roles: vec![Vec::new(); rules.roles.len()], lints: vec![Vec::new(); rules.lints.len()] },
    };
    let mut scratch = Scratch::default();
    for pass in 0..rules.patterns.passes() {
        search.pass = pass;
        search.gates = Gates::new(pass, &search.passes, analysis, rules);
        for (number, range) in hits_of.iter().enumerate() {
            if search.gates.any(number) {
                let words = &analysis.words[analysis.units[number].words.clone()];
                search.sentence(analysis, number, Line { words, hits: &hits[range.clone()] }, &mut scratch);
            }
        }
        // A sentence is visited once a pass, so what this pass found is in order of sentences already; groups within a sentence are not.
        for list in &mut search.matches.roles {
            list.sort_unstable_by_key(|m| (m.unit, m.group, m.mark));
        }
        assign_roles(analysis, &search.matches, pass, rules);
    }
    let mut matches = search.matches;
    for list in &mut matches.lints {
        list.sort_unstable_by_key(|m| (m.unit, m.group, m.mark));
        list.dedup();
    }
    matches
}

/// Appends all phrases of vocabularies and all shapes in `unit`, sorted.
fn find_hits(analysis: &Analysis<'_>, unit: &Unit, rules: &Ruleset, hits: &mut Vec<Hit>) {
    let words = &analysis.words[unit.words.clone()];
    let bare = Line { words, hits: &[] };
    let start = hits.len();
    for at in 0..words.len() {
        let first = hits.len();
        rules.trie.hits(&rules.symbols, &bare, at, hits);
        hits[first..].sort_unstable();
        let mut kept = first;
        for next in first..hits.len() {
            if next == first || hits[next] != hits[kept - 1] {
                hits[kept] = hits[next];
                kept += 1;
            }
        }
        hits.truncate(kept);
    }
    if shapes(analysis, unit, hits) {
        hits[start..].sort_unstable();
    }
}

/// For the groups of a pass, in which sentences their demands on the neighbourhood are met.
struct Gates {
    /// For each demand that some group makes, each once: the roles near, those not near, how far is near.
    demands: Vec<(u64, u64, u8)>,
    /// For each group the number of its demand.
    of_group: Vec<u16>,
    /// For each sentence and demand, whether it is met.
    met: Vec<bool>,
}

impl Gates {
    /// The gates of `pass`, with the roles that are decided by now.
    fn new(pass: u8, passes: &[u8], analysis: &Analysis<'_>, rules: &Ruleset) -> Self {
        let mut gates = Self { demands: Vec::new(), of_group: vec![0; rules.groups.len()], met: Vec::new() };
        for (number, group) in rules.groups.iter().enumerate().filter(|(number, _)| passes[*number] == pass) {
            let demand = (group.near, group.not_near, group.within);
            let known = gates.demands.iter().position(|d| *d == demand).unwrap_or_else(|| {
                gates.demands.push(demand);
                gates.demands.len() - 1
            });
            gates.of_group[number] = known as u16;
        }
        for unit in 0..analysis.units.len() {
            // Demands differ in their roles more than in their reach, so a neighbourhood is looked over once for each reach.
            let mut around: [Option<u64>; 32] = [None; 32];
            for (near, not_near, within) in &gates.demands {
                let reach = *within as usize;
                let roles = match around.get_mut(reach) {
                    Some(known) => *known.get_or_insert_with(|| roles_around(analysis, unit, reach)),
                    None => roles_around(analysis, unit, reach),
                };
                gates.met.push((*near == 0 || roles & near != 0) && roles & not_near == 0);
            }
        }
        gates
    }

    /// Whether any group has something to look for in sentence `unit`.
    fn any(&self, unit: usize) -> bool {
        self.of_unit(unit).contains(&true)
    }

    /// Whether `group` has.
    fn open(&self, unit: usize, group: usize) -> bool {
        self.of_unit(unit).get(self.of_group[group] as usize).copied().unwrap_or(false)
    }

    fn of_unit(&self, unit: usize) -> &[bool] {
        let size = self.demands.len();
        &self.met[unit * size..(unit + 1) * size]
    }
}

/// Instead of a pass: a group that says nothing of drafts of this kind.
const NEVER: u8 = u8::MAX;

/// The search through the sentences of a draft.
struct Search<'a> {
    rules: &'a Ruleset,
    target: &'a Target,
    conditions: Conditions,
    present: Present,
    gates: Gates,
    /// For each group its pass.
    passes: Vec<u8>,
    /// The present pass.
    pass: u8,
    /// For each group the sentence (counted from 1) about which it has nothing more to say.
    settled: Vec<u32>,
    /// For each pattern the sentence that cannot match it.
    impossible: Vec<u32>,
    matches: Matches,
}

impl Search<'_> {
    /// Runs the triggered patterns over sentence `number`.
    fn sentence(&mut self, analysis: &Analysis<'_>, number: usize, line: Line<'_>, scratch: &mut Scratch) {
        let rules = self.rules;
        let mut matcher = Matcher::new(&rules.patterns, &rules.symbols, line, scratch);
        self.present.enter(&rules.symbols, &line);
        self.conditions.enter();
        let local = Local::new(line, rules, self.target, analysis, number);
        for (at, word) in line.words.iter().enumerate() {
            rules.symbols.each(*word, |symbol| {
                for slot in rules.patterns.triggered_by_symbol(self.pass, symbol) {
                    self.attempt(number, &mut matcher, &local, at, slot);
                }
            });
        }
        for hit in line.hits {
            for slot in rules.patterns.triggered_by_vocabulary(self.pass, hit.vocabulary) {
                self.attempt(number, &mut matcher, &local, hit.start as usize, slot);
            }
        }
    }

    /// Tries the pattern of `slot`, whose trigger stands at word `at`.
    fn attempt(&mut self, number: usize, matcher: &mut Matcher<'_>, local: &Local<'_>, at: usize, slot: Slot) {
        let rules = self.rules;
        let group_number = slot.group as usize;
        let sentence = number as u32 + 1;
        if self.passes[group_number] != self.pass || self.settled[group_number] == sentence || self.impossible[slot.pattern as usize] == sentence {
            return;
        }
        let group = &rules.groups[group_number];
        if !self.gates.open(number, group_number) {
            self.settled[group_number] = sentence;
            return;
        }
        let pattern = rules.patterns.get(slot.pattern);
        if pattern.needs & !self.present.mask != 0 || !rules.patterns.possible(pattern, &self.present) {
            self.impossible[slot.pattern as usize] = sentence;
            return;
        }
        let Some(last) = at.checked_sub(slot.least as usize) else { return };
        for start in at.saturating_sub(slot.most as usize)..=last {
            let Some(m) = matcher.match_at(pattern, slot.pattern, start) else { continue };
            if !local.allows(group, &m) {
                continue;
            }
            if !self.conditions.hold(group, local.words(), &self.present, rules, matcher) {
                self.settled[group_number] = sentence;
                return;
            }
            let found = GroupMatch { unit: number as u32, group: group_number as u32, mark: m.mark };
            match group.target {
                Signal::Role(role) => {
                    // A role asks whether a group matches, not how often.
                    self.matches.roles[role as usize].push(found);
                    self.settled[group_number] = sentence;
                    return;
                }
                Signal::Lint(lint) => self.matches.lints[lint as usize].push(found),
            }
        }
    }
}

/// Adds the shapes that lie in `unit` as hits; says whether there were any.
fn shapes(analysis: &Analysis<'_>, unit: &Unit, hits: &mut Vec<Hit>) -> bool {
    let before = hits.len();
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
    hits.len() > before
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
