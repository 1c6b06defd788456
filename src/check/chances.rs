//! Chances: which groups can still tell something new of a sentence.
//!
//! A group is not searched for in a draft of another kind or type, nor where its role is certain already, nor where the weights have the last word: what they gainsay, and a role that
//! they are sure of without any pattern.

use super::analysis::Analysis;
use super::signals::GAINSAID;
use super::target::Target;
use crate::pattern::line::Hit;
use crate::rules::{Group, Ruleset, Signal};

/// What is known of the groups of a rule set before any sentence is searched. Apart from the groups because it is asked for every word.
#[derive(Debug)]
pub(super) struct Chances {
    groups: Vec<Chance>,
    /// For each vocabulary the built-in roles that a phrase of it gives a sentence, as bits.
    built_in: Vec<u64>,
    /// For each role the sum of all strengths that speak against it.
    against: Vec<i32>,
    /// How many passes there are.
    passes: usize,
    /// For each column of the weights that some group has to do with its bit, and between which scores the patterns decide.
    columns: Vec<Column>,
}

/// Number of the built-in role `specialty`; see the compiler of rule sets.
pub(super) const SPECIALTY: u64 = 1;
/// Likewise, `other-specialty`.
pub(super) const OTHER_SPECIALTY: u64 = 1 << 1;

#[derive(Debug, Clone, Copy)]
struct Chance {
    /// What it would tell.
    tells: Settled,
    /// In which pass it is tried; [`NEVER`] in such a draft.
    pass: u8,
    /// Number of what it demands of the sentences around.
    demand: u16,
}

const NEVER: u8 = u8::MAX;

impl Chance {
    fn of(group: &Group, target: &Target, rules: &Ruleset) -> Self {
        let weights = rules.weights.as_ref();
        let (roles, column) = match group.target {
            Signal::Role(role) => (1 << role, weights.and_then(|w| w.of_role[role as usize])),
            // Where a lint does not look at such drafts, the weights are not asked either.
            Signal::Lint(lint) => (0, weights.and_then(|w| w.of_lint[lint as usize]).filter(|_| rules.lints[lint as usize].kinds.has(target.kind))),
        };
        let is_tried = group.kinds.has(target.kind) && target.is_of(&group.types);
        Self {
            tells: Settled { roles, columns: column.map_or(0, |column| 1 << column) },
            pass: if is_tried { rules.demands[group.demand as usize].pass } else { NEVER },
            demand: group.demand,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Column {
    number: usize,
    /// Below this score it is not there, whatever the patterns say.
    least: i32,
    /// From this score on it is a role of the sentence, whatever they say.
    sure: i32,
    /// The weights say nothing of headings.
    but_headings: bool,
}

/// As bits, the roles and the columns of the weights of which nothing new can be told in a sentence.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Settled {
    roles: u64,
    columns: u32,
}

impl Settled {
    /// `role` is certain.
    pub(super) fn add(&mut self, role: u8) {
        self.roles |= 1 << role;
    }
}

impl Chances {
    pub(super) fn new(target: &Target, rules: &Ruleset) -> Self {
        let mut against = vec![0; rules.roles.len()];
        for group in &rules.groups {
            if let Signal::Role(role) = group.target {
                against[role as usize] += i32::from(group.strength).min(0);
            }
        }
        let columns = columns(target, rules, &against);
        let groups = rules.groups.iter().map(|group| Chance::of(group, target, rules)).collect();
        let passes = rules.demands.iter().map(|d| d.pass as usize + 1).max().unwrap_or(1);
        Self { groups, against, passes, columns, built_in: built_in(target, rules) }
    }

    /// How many passes through the sentences it takes.
    pub(super) fn passes(&self) -> usize {
        self.passes
    }

    /// In which of them `group` is tried.
    pub(super) fn pass(&self, group: u32) -> usize {
        self.groups[group as usize].pass as usize
    }

    /// The number of what it demands of the sentences around.
    pub(super) fn demand(&self, group: u32) -> usize {
        self.groups[group as usize].demand as usize
    }

    /// The built-in roles of a sentence with these `hits`, as bits.
    pub(super) fn built_in_roles(&self, hits: &[Hit]) -> u64 {
        hits.iter().fold(0, |roles, hit| roles | self.built_in[hit.vocabulary as usize])
    }

    /// The sum of all strengths that speak against `role`: none or below.
    pub(super) fn against(&self, role: u8) -> i32 {
        self.against[role as usize]
    }

    /// Whether `group` can tell something new of a sentence of which so much is `settled`.
    pub(super) fn has(&self, group: u32, settled: Settled) -> bool {
        let Chance { tells, pass, .. } = self.groups[group as usize];
        pass != NEVER && tells.roles & settled.roles == 0 && tells.columns & settled.columns == 0
    }

    /// What the weights settle of sentence `number`.
    pub(super) fn settled(&self, analysis: &Analysis<'_>, number: usize) -> Settled {
        let Some(scores) = analysis.scores.get(number) else { return Settled::default() };
        let heading = analysis.units[number].heading;
        let settled = self.columns.iter().filter(|column| !(heading && column.but_headings));
        let columns = settled.fold(0, |bits, column| {
            let score = scores[column.number];
            bits | u32::from(score < column.least || score >= column.sure) << column.number
        });
        Settled { roles: 0, columns }
    }
}

/// Which built-in roles each vocabulary gives.
fn built_in(target: &Target, rules: &Ruleset) -> Vec<u64> {
    let mut roles = vec![0; rules.patterns.vocabularies()];
    for (number, specialty) in rules.specialties.iter().enumerate() {
        let (vocabulary, role) = if target.specialties.contains(&number) { (specialty.all, SPECIALTY) } else { (specialty.places, OTHER_SPECIALTY) };
        roles[vocabulary as usize] |= role;
    }
    roles
}

/// Between which scores patterns decide, given how much they could say `against` each role, for each column that is a role or a lint of the rules.
fn columns(target: &Target, rules: &Ruleset, against: &[i32]) -> Vec<Column> {
    let Some(weights) = &rules.weights else { return Vec::new() };
    let thresholds = weights.thresholds(target.kind);
    let of_roles = weights.of_role.iter().zip(rules.roles.iter().zip(against)).filter_map(|(column, (role, against))| {
        let number = (*column)?;
        let [least, alone] = thresholds[number];
        // Of a role that is heard only near another one, or that a pattern may gainsay, they are never sure by themselves.
        Some(Column { number, least, sure: if role.heard_near == 0 && *against > GAINSAID { alone } else { i32::MAX }, but_headings: true })
    });
    // Of a lint they may be sure, but patterns say in which words it is.
    let of_lints =
        weights.of_lint.iter().flatten().map(|number| Column { number: *number, least: thresholds[*number][0], sure: i32::MAX, but_headings: false });
    of_roles.chain(of_lints).collect()
}
