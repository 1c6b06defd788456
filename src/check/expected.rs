//! Expectations: what the lints ask of a draft's build, for those who show it beside the draft. The figures are the lints' own, so what is shown and what is found
//! cannot differ.

use super::structure::SentenceReport;
use super::target::Target;
use crate::rules::{Lint, Mechanism, Ruleset};
use std::ops::RangeInclusive;

/// What readers expect of the build of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// How many words it has.
    pub words: Option<RangeInclusive<usize>>,
    /// For each share of the structure how many percent of the words it takes at most.
    pub percents: Vec<Option<usize>>,
}

/// What is expected of a draft that is `target`, by those of its lints that speak.
#[must_use]
pub fn expected(target: &Target, rules: &Ruleset, speaks: impl Fn(&Lint) -> bool) -> Expected {
    let holds = |lint: &&Lint| target.is_for(lint) && speaks(lint);
    let words = rules.lints.iter().filter(holds).find_map(|lint| match lint.draft.as_ref()?.mechanism {
        Mechanism::Length { under_note, over_note, .. } => Some(under_note as usize..=over_note as usize),
        _ => None,
    });
    let most = |lint: &Lint| match lint.draft.as_ref()?.mechanism {
        Mechanism::Share { max_percent, .. } => Some(usize::from(max_percent)),
        _ => None,
    };
    let percent = |passage: Option<u16>| rules.lints.get(usize::from(passage?)).filter(holds).and_then(most);
    Expected { words, percents: rules.structure.shares.iter().map(|share| percent(share.passage)).collect() }
}

/// One of the things that sentences of a draft do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strand {
    /// Its name.
    pub name: String,
    /// What it means.
    pub about: String,
    /// Whether a lint finds fault with a draft in which no sentence does it.
    pub missed: bool,
    roles: u64,
}

impl Strand {
    /// Whether `sentence` does it.
    #[must_use]
    pub fn holds(&self, sentence: &SentenceReport) -> bool {
        !sentence.heading && self.roles & sentence.role_bits != 0
    }
}

/// What sentences of a draft that is `target` can do: what the structure names, and what its lints would miss. A sentence that does several belongs to the first.
#[must_use]
pub fn strands(target: &Target, rules: &Ruleset) -> Vec<Strand> {
    let about = |roles: u64| rules.roles.get(roles.trailing_zeros() as usize).map(|role| role.about.clone()).unwrap_or_default();
    let named = rules.structure.parts.iter().chain(rules.structure.shares.iter().filter(|share| share.passage.is_none()));
    let mut strands: Vec<Strand> =
        named.map(|part| Strand { name: part.name.clone(), about: about(part.signals.roles), missed: false, roles: part.signals.roles }).collect();
    for lint in rules.lints.iter().filter(|lint| target.is_for(lint)) {
        let Some(Mechanism::Missing { role, .. }) = lint.draft.as_ref().map(|draft| &draft.mechanism) else { continue };
        strands.iter_mut().filter(|strand| strand.roles & role.roles != 0).for_each(|strand| strand.missed = true);
        for (number, missed) in rules.roles.iter().enumerate().filter(|(number, _)| role.roles & (1 << number) != 0) {
            if strands.iter().all(|strand| strand.roles & (1 << number) == 0) {
                strands.push(Strand { name: missed.name.clone(), about: missed.about.clone(), missed: true, roles: 1 << number });
            }
        }
    }
    strands
}
