//! Lints on phrases: from matches to findings.

use super::analysis::{Analysis, Standing};
use super::clause::Clauses;
use super::finding::Finding;
use super::guards::Local;
use super::scan::GroupMatch;
use super::signals::{SURE, by_sentence, stands_well, strength};
use super::target::Target;
use super::tools::Tools;
use crate::pattern::matcher::Matcher;
use crate::rules::Ruleset;
use std::sync::Arc;

/// A finding before it is worded.
#[derive(Debug, Clone)]
pub(super) struct Found {
    unit: usize,
    words: (u32, u32),
    always: bool,
}

/// What is found in a block.
#[derive(Debug)]
pub(super) struct Outcome {
    /// For each of its sentences the roles, as bits.
    roles: Vec<u64>,
    /// The number of a lint and what it found, by lint; sentences are counted from the block's first.
    found: Vec<(u16, Found)>,
}

/// What is found in the blocks that hold the sentences which were searched, given the `matches` of lints: the number of each block with its outcome.
pub(super) fn outcomes(
    analysis: &Analysis<'_>,
    matches: &[Vec<GroupMatch>],
    standings: &[Standing],
    target: &Target,
    rules: &Ruleset,
    tools: &mut Tools,
) -> Vec<(usize, Outcome)> {
    let mut outcomes: Vec<(usize, Outcome)> = Vec::new();
    for number in &tools.read.units {
        let unit = &analysis.units[*number];
        match outcomes.last_mut() {
            Some((block, outcome)) if *block == unit.block => outcome.roles.push(unit.roles),
            _ => outcomes.push((unit.block, Outcome { roles: vec![unit.roles], found: Vec::new() })),
        }
    }
    let by_patterns: Vec<Vec<Found>> = matches
        .iter()
        .map(|own| {
            let mut found = Vec::new();
            by_sentence(own).for_each(|sentence| in_sentence(analysis, sentence, rules, &mut found));
            found
        })
        .collect();
    for (number, lint) in rules.lints.iter().enumerate() {
        let mut found = by_patterns.get(number).cloned().unwrap_or_default();
        if let Some(column) = rules.weights.as_ref().and_then(|w| w.of_lint[number]).filter(|_| lint.kinds.has(target.kind)) {
            let heard = Heard { analysis, standings, target, rules };
            let rivals: Vec<&Found> = rivals(number, rules).flat_map(|rival| &by_patterns[rival]).collect();
            by_weights(&heard, number, column, &rivals, tools, &mut found);
        }
        for one in found {
            let unit = &analysis.units[one.unit];
            if let Ok(at) = outcomes.binary_search_by_key(&unit.block, |(block, _)| *block) {
                outcomes[at].1.found.push((number as u16, Found { unit: unit.number, ..one }));
            }
        }
    }
    outcomes
}

/// Gives the sentences of the block that begins with sentence `first` of the draft the roles and lints of its `outcome`.
pub(super) fn recall(analysis: &mut Analysis<'_>, first: usize, outcome: &Outcome) {
    for (unit, roles) in analysis.units[first..].iter_mut().zip(&outcome.roles) {
        unit.roles = *roles;
    }
    for (lint, found) in &outcome.found {
        let lints = &mut analysis.units[first + found.unit].lints;
        if lints.last() != Some(lint) {
            lints.push(*lint);
        }
    }
}

/// The findings in all blocks of a draft, given the number of each one's first sentence and its outcome.
pub(super) fn findings<'a>(analysis: &Analysis<'_>, blocks: impl Iterator<Item = (usize, &'a Outcome)>, target: &Target, rules: &Ruleset) -> Vec<Finding> {
    let mut found: Vec<(u16, usize, &Found)> =
        blocks.flat_map(|(first, outcome)| outcome.found.iter().map(move |(lint, found)| (*lint, first + found.unit, found))).collect();
    found.sort_by_key(|(lint, unit, found)| (*lint, *unit, found.words));
    let mut findings = Vec::new();
    for of_lint in found.chunk_by(|a, b| a.0 == b.0) {
        let lint = &rules.lints[of_lint[0].0 as usize];
        // Said once, however often it is found.
        let [message, reason, advice] = lint.words(target.kind).map(Arc::<str>::from);
        for (number, (_, unit, found)) in of_lint.iter().enumerate() {
            if number >= lint.free as usize || found.always {
                findings.push(Finding {
                    lint: lint.id.clone(),
                    severity: lint.severity,
                    span: analysis.source_of_words(&analysis.units[*unit], found.words.0 as usize..found.words.1 as usize),
                    message: Arc::clone(&message),
                    reason: Arc::clone(&reason),
                    advice: Arc::clone(&advice),
                    related: Vec::new(),
                    fix: None,
                });
            }
        }
    }
    findings
}

/// What the weights look at.
struct Heard<'a> {
    analysis: &'a Analysis<'a>,
    standings: &'a [Standing],
    target: &'a Target,
    rules: &'a Ruleset,
}

/// The lints that are easily taken for lint `number`, by the weights.
fn rivals(number: usize, rules: &Ruleset) -> impl Iterator<Item = usize> + '_ {
    let bits = rules.weights.as_ref().and_then(|weights| Some(weights.model.targets().get(weights.of_lint[number]?)?.rivals)).unwrap_or(0);
    let column = move |lint: usize| rules.weights.as_ref().and_then(|weights| weights.of_lint[lint]);
    (0..rules.lints.len()).filter(move |lint| column(*lint).is_some_and(|column| bits & (1 << column) != 0))
}

/// Lets the weights gainsay what patterns `found`, and adds what they hear themselves: in sentences of which the patterns say nothing, and in further clauses of those in which something was
/// found. The guards of the lint's file hold for both. Words in which a pattern found one of the `rivals` are left to it.
fn by_weights(heard: &Heard<'_>, lint: usize, column: usize, rivals: &[&Found], tools: &mut Tools, found: &mut Vec<Found>) {
    let Heard { analysis, standings, target, rules } = *heard;
    let Some(weights) = &rules.weights else { return };
    let holds = |unit: usize, pattern: bool| weights.holds(column, target.kind, analysis.scores[unit][column], pattern);
    found.retain(|one| holds(one.unit, true));
    let guards = &rules.guards[lint];
    let Tools { read, scratch, conditions, spellings, .. } = tools;
    let mut lets_through = |unit: usize, words: (u32, u32)| {
        if rivals.iter().any(|rival| rival.unit == unit && rival.words.0 < words.1 && words.0 < rival.words.1) {
            return false;
        }
        let line = read.line(analysis, unit);
        let mut matcher = Matcher::new(&rules.patterns, line, scratch);
        conditions.enter();
        Local::new(line, rules, target, analysis, unit, standings).lets_through(guards, words) && conditions.hold(guards, rules, &mut matcher)
    };
    let mut by_patterns = std::mem::take(found).into_iter().peekable();
    for unit in read.units.iter().copied() {
        let mut own: Vec<Found> = std::iter::from_fn(|| by_patterns.next_if(|one| one.unit == unit)).collect();
        let clauses = Clauses { analysis, target, model: &weights.model, unit, column };
        let heading = analysis.units[unit].heading;
        if own.is_empty() && !heading && holds(unit, false) {
            let telling = clauses.telling(spellings).filter(|words| lets_through(unit, *words));
            own.extend(telling.map(|words| Found { unit, words, always: false }));
        }
        if !own.is_empty() && !heading && weights.speaks(column, target.kind) {
            let taken: Vec<(u32, u32)> = own.iter().map(|one| one.words).collect();
            for words in clauses.further(&taken, spellings).into_iter().filter(|words| lets_through(unit, *words)) {
                // With nothing but an "and" between them it is one fault.
                match own.iter_mut().find(|one| one.words.0 <= words.1 + 1 && words.0 <= one.words.1 + 1) {
                    Some(beside) => beside.words = (beside.words.0.min(words.0), beside.words.1.max(words.1)),
                    None => own.push(Found { unit, words, always: false }),
                }
            }
        }
        found.append(&mut own);
    }
    found.sort_by_key(|one| (one.unit, one.words));
}

/// The findings of one lint in one sentence, in reading order.
fn in_sentence(analysis: &Analysis<'_>, matches: &[GroupMatch], rules: &Ruleset, out: &mut Vec<Found>) {
    if strength(analysis, matches, rules) < SURE {
        return;
    }
    let unit = matches[0].unit as usize;
    let standing = || matches.iter().filter(|m| stands_well(analysis, unit, &rules.groups[m.group as usize], rules));
    let of = |m: &GroupMatch| &rules.groups[m.group as usize];
    let mut found: Vec<Found> = standing().filter(|m| i32::from(of(m).strength) >= SURE).map(|m| Found { unit, words: m.mark, always: of(m).always }).collect();
    if found.is_empty()
        && let Some(best) = standing().max_by_key(|m| (of(m).strength, m.mark.1 - m.mark.0))
    {
        found.push(Found { unit, words: best.mark, always: of(best).always });
    }
    found.sort_by_key(|f| f.words);
    for one in found {
        match out.last_mut() {
            Some(last) if last.unit == one.unit && one.words.0 < last.words.1 => {
                last.words.1 = last.words.1.max(one.words.1);
                last.always |= one.always;
            }
            _ => out.push(one),
        }
    }
}
