//! Roles: what each sentence does.

use super::analysis::Analysis;
use super::scan::GroupMatch;
use super::target::Target;
use crate::rules::{Demand, Group, Ruleset};

/// A strength, in hundredths, that is sure.
pub(super) const SURE: i32 = 100;

/// A role that is only heard near another is heard so many sentences from it.
const HEARD_WITHIN: usize = 1;

/// Gives each of the sentences `units` those of its roles that are decided behind `pass`; `matches` are the roles' matches so far.
pub(super) fn assign_roles(analysis: &mut Analysis<'_>, units: &[usize], matches: &[Vec<GroupMatch>], pass: u8, target: &Target, rules: &Ruleset) {
    let mut matched = Vec::new();
    for (role, _) in rules.role_order.iter().filter(|(_, decided)| *decided == pass) {
        matched.clear();
        let strong = by_sentence(&matches[*role as usize]).filter(|group| strength(analysis, group, rules) >= SURE);
        matched.extend(strong.map(|group| group[0].unit as usize));
        let weights = rules.weights.as_ref().and_then(|w| Some((w, w.of_role[*role as usize]?)));
        let heard_near = rules.roles[*role as usize].heard_near;
        let mut next = matched.iter().copied().peekable();
        for number in units.iter().copied() {
            let pattern = next.next_if_eq(&number).is_some();
            let heard = pattern || heard_near == 0 || roles_around(analysis, number, HEARD_WITHIN) & heard_near != 0;
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
