//! Roles: what each sentence does.

use super::analysis::Analysis;
use super::scan::GroupMatch;
use super::target::Target;
use crate::rules::{Demand, Group, RoleId, Ruleset};

/// A strength, in hundredths, that is sure.
pub(super) const SURE: i32 = 100;

/// So much against a role gainsays the weights as well.
pub(super) const GAINSAID: i32 = -5 * SURE;

/// A role that is only heard near another is heard so many sentences from it.
const HEARD_WITHIN: usize = 1;

/// How strongly patterns speak for each role, by sentence.
#[derive(Debug)]
pub(super) struct Strengths {
    /// In hundredths.
    all: Vec<i32>,
    roles: usize,
}

impl Strengths {
    /// None yet, for so many sentences and roles.
    pub(super) fn new(sentences: usize, roles: usize) -> Self {
        Self { all: vec![0; sentences * roles], roles }
    }

    /// Adds the `strength` of a group for `role` of the sentence at `place`; gives the sum.
    pub(super) fn add(&mut self, place: usize, role: RoleId, strength: i16) -> i32 {
        let sum = &mut self.all[place * self.roles + role as usize];
        *sum += i32::from(strength);
        *sum
    }

    fn sum(&self, place: usize, role: RoleId) -> i32 {
        self.all[place * self.roles + role as usize]
    }
}

/// Gives each of the sentences `units` those of its roles that are decided behind `pass`, given how strongly patterns speak for them.
pub(super) fn assign_roles(analysis: &mut Analysis<'_>, units: &[usize], strengths: &Strengths, pass: u8, target: &Target, rules: &Ruleset) {
    for (role, _) in rules.role_order.iter().filter(|(_, decided)| *decided == pass) {
        let weights = rules.weights.as_ref().and_then(|w| Some((w, w.of_role[*role as usize]?)));
        let heard_near = rules.roles[*role as usize].heard_near;
        for (place, number) in units.iter().copied().enumerate() {
            let sum = strengths.sum(place, *role);
            let pattern = sum >= SURE;
            let heard = pattern || sum > GAINSAID && (heard_near == 0 || roles_around(analysis, number, HEARD_WITHIN) & heard_near != 0);
            let unit = &mut analysis.units[number];
            let holds = match (weights, analysis.scores.get(number)) {
                (Some((weights, column)), Some(scores)) if !unit.heading && heard => weights.holds(column, target.kind, scores[column], pattern),
                _ => pattern,
            };
            unit.roles |= u64::from(holds) << role;
        }
    }
}

/// Matches, cut where the sentence changes.
pub(super) fn by_sentence(matches: &[GroupMatch]) -> impl Iterator<Item = &[GroupMatch]> {
    matches.chunk_by(|a, b| a.unit == b.unit)
}

/// The sum of the strengths of the groups that match in one sentence and whose neighbourhood agrees; each counts once.
pub(super) fn strength(analysis: &Analysis<'_>, matches: &[GroupMatch], rules: &Ruleset) -> i32 {
    matches
        .chunk_by(|a, b| a.group == b.group)
        .map(|same| (same[0].unit as usize, &rules.groups[same[0].group as usize]))
        .filter(|(unit, group)| stands_well(analysis, *unit, group, rules))
        .map(|(_, group)| i32::from(group.strength))
        .sum()
}

/// Whether the sentences around `unit` are as `group` demands.
pub(super) fn stands_well(analysis: &Analysis<'_>, unit: usize, group: &Group, rules: &Ruleset) -> bool {
    meets(analysis, unit, &rules.demands[group.demand as usize])
}

/// Whether the sentences around `unit` meet `demand`.
pub(super) fn meets(analysis: &Analysis<'_>, unit: usize, demand: &Demand) -> bool {
    demand.near == 0 && demand.not_near == 0 || demand.is_met(roles_around(analysis, unit, demand.within as usize))
}

/// The roles of the sentences at most `reach` away in the same block.
fn roles_around(analysis: &Analysis<'_>, unit: usize, reach: usize) -> u64 {
    let block = analysis.units[unit].block;
    let from = unit.saturating_sub(reach);
    let to = (unit + reach).min(analysis.units.len() - 1);
    analysis.units[from..=to].iter().filter(|u| u.block == block).fold(0, |roles, u| roles | u.roles)
}
