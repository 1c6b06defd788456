//! Roles: what each sentence does.

use super::analysis::Analysis;
use super::scan::{GroupMatch, Matches};
use crate::rules::{Group, Ruleset};

/// A strength, in hundredths, that is sure.
pub(super) const SURE: i32 = 100;

/// Gives every sentence its roles.
pub(super) fn assign_roles(analysis: &mut Analysis<'_>, matches: &Matches, rules: &Ruleset) {
    for (unit, roles) in analysis.units.iter_mut().zip(&matches.built_in) {
        unit.roles |= roles;
    }
    for role in &rules.role_order {
        for group in by_sentence(&matches.roles[*role as usize]) {
            let unit = group[0].unit as usize;
            if strength(analysis, group, rules) >= SURE {
                analysis.units[unit].roles |= 1 << role;
            }
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
        .filter(|(unit, group)| stands_well(analysis, *unit, group))
        .map(|(_, group)| i32::from(group.strength))
        .sum()
}

/// Whether the sentences around `unit` are as `group` demands.
pub(super) fn stands_well(analysis: &Analysis<'_>, unit: usize, group: &Group) -> bool {
    if group.near == 0 && group.not_near == 0 {
        return true;
    }
    let reach = group.within as usize;
    let block = analysis.units[unit].block;
    let from = unit.saturating_sub(reach);
    let to = (unit + reach).min(analysis.units.len() - 1);
    let around = analysis.units[from..=to].iter().filter(|u| u.block == block).fold(0, |roles, u| roles | u.roles);
    (group.near == 0 || around & group.near != 0) && around & group.not_near == 0
}
