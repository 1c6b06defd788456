//! What a draft is and what it aims at.

use crate::rules::{Kind, Lint, Ruleset};
use crate::weights::About;

/// The kind of a draft, its type and its specialties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// What it is.
    pub kind: Kind,
    /// The type of an entry, in lower case.
    pub entry_type: Option<String>,
    /// Somebody who knows has declared that the writer's record holds a setback which the draft is meant to tell.
    pub setback: bool,
    /// The specialties aimed at, by number in the rule set; those that count as parts of them included.
    pub specialties: Vec<usize>,
}

impl Target {
    /// What the weights are told of it.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        About { kind: self.kind as u8, entry_type: self.entry_type.as_deref().unwrap_or_default() }
    }

    /// Whether its type is one of `types`; if there are none, any will do.
    #[must_use]
    pub fn is_of(&self, types: &[String]) -> bool {
        types.is_empty() || self.entry_type.as_ref().is_some_and(|own| types.contains(own))
    }

    /// Whether `lint` looks at such drafts.
    #[must_use]
    pub fn is_for(&self, lint: &Lint) -> bool {
        let types = lint.draft.as_ref().map_or(&[][..], |draft| &draft.types);
        lint.kinds.has(self.kind) && self.is_of(types) && (self.setback || !lint.needs_setback(self.kind))
    }

    /// The specialties that `aim` names: an id, or several with `/` between them. The second value lists ids that the rule set does not know.
    #[must_use]
    pub fn specialties_of<'a>(aim: &'a str, rules: &Ruleset) -> (Vec<usize>, Vec<&'a str>) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for id in aim.split('/').map(str::trim).filter(|id| !id.is_empty()) {
            match rules.specialty(&id.to_ascii_lowercase()) {
                Some(number) => {
                    known.push(number);
                    known.extend(rules.specialties[number].part_of.iter().map(|p| *p as usize));
                }
                None => unknown.push(id),
            }
        }
        known.sort_unstable();
        known.dedup();
        (known, unknown)
    }
}
