//! Lints on phrases: from matches to findings.

use super::analysis::Analysis;
use super::clause;
use super::finding::Finding;
use super::guards::{Conditions, Local};
use super::scan::{GroupMatch, Matches};
use super::signals::{SURE, by_sentence, stands_well, strength};
use super::target::Target;
use crate::pattern::line::Lines;
use crate::pattern::matcher::{Matcher, Scratch};
use crate::rules::{Lint, Ruleset};
use std::ops::Range;

/// A finding before it is worded.
struct Found {
    unit: usize,
    words: (u32, u32),
    always: bool,
}

/// All findings of lints on phrases; sentences take note of the lints that found something in them.
pub(super) fn findings(analysis: &mut Analysis<'_>, matches: &Matches, target: &Target, rules: &Ruleset) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, (lint, own)) in rules.lints.iter().zip(&matches.lints).enumerate() {
        let mut found = Vec::new();
        for sentence in by_sentence(own) {
            in_sentence(analysis, sentence, rules, &mut found);
        }
        if let Some(column) = rules.weights.as_ref().and_then(|w| w.of_lint[number]).filter(|_| lint.kinds.has(target.kind)) {
            by_weights(analysis, &matches.lines, number, column, target, rules, &mut found);
        }
        let mut free = lint.free;
        for one in found {
            let unit = &mut analysis.units[one.unit];
            if !unit.lints.contains(&(number as u16)) {
                unit.lints.push(number as u16);
            }
            let is_free = free > 0;
            free = free.saturating_sub(1);
            if is_free && !one.always {
                continue;
            }
            let unit = &analysis.units[one.unit];
            let span = analysis.source_of_words(unit, one.words.0 as usize..one.words.1 as usize);
            findings.push(worded(lint, span));
        }
    }
    findings
}

/// Lets the weights gainsay what patterns `found`, and adds what they hear themselves. The guards of the lint's file hold for both.
fn by_weights(analysis: &Analysis<'_>, lines: &Lines, lint: usize, column: usize, target: &Target, rules: &Ruleset, found: &mut Vec<Found>) {
    let Some(weights) = &rules.weights else { return };
    let holds = |unit: usize, pattern: bool| weights.holds(column, target.kind, analysis.scores[unit][column], pattern);
    found.retain(|one| holds(one.unit, true));
    let by_patterns: Vec<usize> = found.iter().map(|one| one.unit).collect();
    let silent = (0..analysis.units.len()).filter(|unit| !analysis.units[*unit].heading && !by_patterns.contains(unit));
    let guards = &rules.guards[lint];
    let (mut scratch, mut conditions) = (Scratch::default(), Conditions::new(rules));
    for unit in silent.filter(|unit| holds(*unit, false)) {
        let Some(words) = clause::telling(analysis, unit, column, target, &weights.model) else { continue };
        let line = lines.line(unit, &analysis.words[analysis.units[unit].words.clone()]);
        let mut matcher = Matcher::new(&rules.patterns, line, &mut scratch);
        conditions.enter(unit);
        if Local::new(line, rules, target, analysis, unit).lets_through(guards, words) && conditions.hold(guards, rules, &mut matcher) {
            found.push(Found { unit, words, always: false });
        }
    }
    found.sort_by_key(|one| (one.unit, one.words));
}

fn worded(lint: &Lint, span: Range<usize>) -> Finding {
    Finding {
        lint: lint.id.clone(),
        severity: lint.severity,
        span,
        message: lint.message.clone(),
        reason: lint.reason.clone(),
        advice: lint.advice.clone(),
        related: Vec::new(),
    }
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
