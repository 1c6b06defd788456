//! Reading: the sentences that are to be searched, with what stands in them, and the roles that nothing more is needed for.

use super::analysis::{Analysis, Unit};
use super::target::Target;
use crate::pattern::line::{Hit, Line, Lines};
use crate::pattern::program::shape_vocabulary;
use crate::pattern::syntax::Class;
use crate::rules::Ruleset;
use crate::text::Shape;

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
    pub(super) fn new(analysis: &Analysis<'_>, units: Vec<usize>, rules: &Ruleset) -> Self {
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

    /// Gives the sentences the roles that a single phrase decides.
    pub(super) fn assign_built_in_roles(&self, analysis: &mut Analysis<'_>, target: &Target, rules: &Ruleset) {
        let facts = Facts::new(target, rules);
        for number in &self.units {
            let roles = facts.built_in_roles(self.line(analysis, *number).hits());
            analysis.units[*number].roles |= roles;
        }
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
