//! Match groups: patterns with their guards.

use super::compile::Names;
use super::error::DataError;
use super::kind::Kinds;
use super::ruleset::{Demand, Group, Quoted, Ruleset, Signal};
use super::source::{self, Guard, QuotedGuard};
use super::vocabularies::{phrase_error, unknown_vocabulary};
use crate::pattern::compiler::Compiler;
use crate::pattern::syntax::{Node, check_searchable, parse};
use toml::Spanned;

/// What the groups of one file have in common.
pub(super) struct GroupContext<'a> {
    pub(super) file: &'a str,
    pub(super) names: &'a Names<'a>,
    pub(super) target: Signal,
    pub(super) kinds: Kinds,
}

/// Compiles the groups of one file into `set`.
pub(super) fn compile_groups(
    context: &GroupContext<'_>,
    guards: Option<&source::Group>,
    groups: &[Spanned<source::Group>],
    compiler: &mut Compiler<'_>,
    set: &mut Ruleset,
    errors: &mut Vec<DataError>,
) {
    let defaults = guards.cloned().unwrap_or_default();
    if let Some(phrase) = defaults.phrases.first() {
        errors.push(DataError::new(context.file, phrase.span(), "[guards] holds no phrases: expected them in a [[match]]"));
    }
    let conditions = |phrases: &[Spanned<String>], compiler: &mut Compiler<'_>, errors: &mut Vec<DataError>| -> Vec<u32> {
        phrases.iter().filter_map(|p| pattern(p, context.file, None, compiler, errors)).collect()
    };
    // Compiled once: all groups of the file share them, and a sentence is asked only once.
    let common_unless = conditions(&defaults.unless, compiler, errors);
    let common_requires = conditions(&defaults.requires, compiler, errors);
    for spanned in groups {
        let group = spanned.get_ref();
        if group.phrases.is_empty() {
            errors.push(DataError::new(context.file, spanned.span(), "the group has no phrases: expected phrases = [\"…\"]"));
        }
        let number = set.groups.len() as u32;
        let unless = [conditions(&group.unless, compiler, errors), common_unless.clone()].concat();
        let requires = if group.requires.is_empty() { common_requires.clone() } else { conditions(&group.requires, compiler, errors) };
        for phrase in &group.phrases {
            pattern(phrase, context.file, Some(number), compiler, errors);
        }
        let group = with_defaults(context, group, &defaults, (unless, requires), set, errors);
        set.groups.push(group);
    }
    if let Signal::Lint(_) = context.target {
        let guards = with_defaults(context, &source::Group::default(), &defaults, (common_unless, common_requires), set, errors);
        set.guards.push(guards);
    }
}

/// The group that `group` is with the `defaults` of its file; its `conditions` (`unless`, `requires`) are compiled already.
fn with_defaults(
    context: &GroupContext<'_>,
    group: &source::Group,
    defaults: &source::Group,
    conditions: (Vec<u32>, Vec<u32>),
    set: &mut Ruleset,
    errors: &mut Vec<DataError>,
) -> Group {
    let near = group.near.as_ref().or(defaults.near.as_ref());
    let not_near = group.not_near.as_ref().or(defaults.not_near.as_ref());
    let mut roles = |names: Option<&Vec<Spanned<String>>>| names.map_or(0, |n| context.names.roles(n, context.file, errors));
    let (near, not_near) = (roles(near), roles(not_near));
    let strength = group.strength.as_ref().map_or(1.0, |s| *s.get_ref());
    if !(-10.0..=10.0).contains(&strength) || strength == 0.0 {
        let span = group.strength.as_ref().map_or(0..0, Spanned::span);
        errors.push(DataError::new(context.file, span, "a strength lies between -10 and 10 and is not 0: 1 is sure by itself"));
    }
    let skip = |own: Option<Guard>, default: Option<Guard>, otherwise: bool| own.or(default).map_or(otherwise, |g| g == Guard::Skip);
    // Its pass is set once all roles are known.
    let demand = Demand { near, not_near, within: group.within.or(defaults.within).unwrap_or(1), pass: 0 };
    Group {
        target: context.target,
        strength: (strength * 100.0).round() as i16,
        unless: conditions.0,
        requires: conditions.1,
        demand: demand_number(demand, &mut set.demands),
        writer: group.writer.or(defaults.writer).unwrap_or(false),
        skip_others: skip(group.others, defaults.others, false),
        skip_negated: skip(group.negated, defaults.negated, true),
        quoted: match group.quoted.or(defaults.quoted) {
            None | Some(QuotedGuard::Skip) => Quoted::Skip,
            Some(QuotedGuard::Allow) => Quoted::Allow,
            Some(QuotedGuard::Only) => Quoted::Only,
        },
        skip_own_specialty: skip(group.own_specialty, defaults.own_specialty, false),
        kinds: group.kinds.as_ref().or(defaults.kinds.as_ref()).map_or(context.kinds, |k| k.iter().copied().collect()),
        types: group.types.clone().or(defaults.types.clone()).unwrap_or_default(),
        place: group.place.or(defaults.place).unwrap_or_default(),
        always: group.always.or(defaults.always).unwrap_or(false),
    }
}

/// The number of `demand`, new if need be.
fn demand_number(demand: Demand, demands: &mut Vec<Demand>) -> u16 {
    let known = demands.iter().position(|d| *d == demand).unwrap_or_else(|| {
        demands.push(demand);
        demands.len() - 1
    });
    known as u16
}

/// Compiles one phrase for `group` (`None`: a condition) and gives the pattern's number.
fn pattern(phrase: &Spanned<String>, file: &str, group: Option<u32>, compiler: &mut Compiler<'_>, errors: &mut Vec<DataError>) -> Option<u32> {
    let node = match parse(phrase.get_ref()).and_then(|node| if group.is_some() { check_searchable(&node).map(|()| node) } else { Ok(node) }) {
        Ok(node) => node,
        Err(error) => {
            errors.push(phrase_error(file, phrase, error.at, &error.message));
            return None;
        }
    };
    let mut unknown = Vec::new();
    unknown_in(&node, compiler, &mut unknown);
    unknown.sort();
    unknown.dedup();
    for name in &unknown {
        let at = phrase.get_ref().find(&format!("<{name}>")).unwrap_or(0);
        let known = compiler.vocabulary_names();
        errors.push(phrase_error(file, phrase, at, &unknown_vocabulary(name, known.iter().map(String::as_str))));
    }
    if !unknown.is_empty() {
        return None;
    }
    Some(compiler.pattern(&node, group))
}

fn unknown_in(node: &Node, compiler: &Compiler<'_>, out: &mut Vec<String>) {
    match node {
        Node::Vocabulary(name) if !compiler.knows(name) => out.push(name.clone()),
        Node::Sequence(parts) | Node::Choice(parts) => parts.iter().for_each(|p| unknown_in(p, compiler, out)),
        Node::Optional(inner) | Node::Not(inner) | Node::Mark(inner) => unknown_in(inner, compiler, out),
        _ => {}
    }
}
