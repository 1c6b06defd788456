//! What a lint speaks of: what it says in which kinds of drafts, in which only if somebody asks for it, and whether it means words or the whole draft.

use super::kind::{Kind, Kinds};
use super::ruleset::{Lint, Mechanism, Ruleset};
use serde::{Deserialize, Serialize};

/// What a lint says in drafts of some kinds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wording {
    /// The kinds.
    pub kinds: Kinds,
    /// See [`Lint::message`].
    pub message: String,
    /// See [`Lint::reason`].
    pub reason: String,
    /// See [`Lint::advice`].
    pub advice: String,
}

impl Lint {
    /// Its message, reason and advice in a draft of `kind`.
    #[must_use]
    pub fn words(&self, kind: Kind) -> [&str; 3] {
        match self.wordings.iter().find(|wording| wording.kinds.has(kind)) {
            Some(Wording { message, reason, advice, .. }) => [message, reason, advice],
            None => [&self.message, &self.reason, &self.advice],
        }
    }

    /// Whether it looks at drafts of `kind` only if a setback is declared for them.
    #[must_use]
    pub fn needs_setback(&self, kind: Kind) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.if_setback.has(kind))
    }

    /// Whether it speaks of the whole draft (of what is missing in it, its order, its shares) and only stands at one of its sentences. One that speaks of a run of sentences or
    /// of a comment does not.
    #[must_use]
    pub fn is_of_the_whole(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| !matches!(draft.mechanism, Mechanism::Run { .. } | Mechanism::Silencing))
    }

    /// The drafts that it looks at, for people.
    #[must_use]
    pub fn scope(&self) -> String {
        let declared: Vec<&str> = self.kinds.iter().filter(|kind| self.needs_setback(*kind)).map(Kind::name).collect();
        let only = if declared.is_empty() { String::new() } else { format!(" ({} only if a setback is declared)", declared.join(", ")) };
        self.kinds.text() + &only
    }
}

impl Ruleset {
    /// See [`Lint::is_of_the_whole`]; a lint that does not exist speaks of nothing.
    #[must_use]
    pub fn is_of_the_whole(&self, lint: &str) -> bool {
        self.lint(lint).is_some_and(Lint::is_of_the_whole)
    }
}
