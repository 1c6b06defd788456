//! Memories: what is known of drafts from one check to the next, so that only what has changed in them is looked at again.

use crate::check::Memory;
use crate::rules::Ruleset;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The memories of many drafts, by name. Each holds for one rule set.
#[derive(Debug, Default)]
pub(in crate::cli) struct Memories(Mutex<HashMap<String, (Arc<Ruleset>, Memory)>>);

impl Memories {
    /// Calls `check` with what is known of the draft called `name` under `rules`, and keeps what is known then.
    pub(super) fn with<T>(&self, name: &str, rules: &Arc<Ruleset>, check: impl FnOnce(&mut Memory) -> T) -> T {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        let mut memory = known.filter(|(for_rules, _)| Arc::ptr_eq(for_rules, rules)).map(|(_, memory)| memory).unwrap_or_default();
        let result = check(&mut memory);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), (Arc::clone(rules), memory));
        result
    }
}

/// A memory of many drafts, one after the other. What they have in common is looked at once.
#[derive(Debug)]
pub(in crate::cli) struct OfMany {
    /// What they were checked with.
    rules: Option<Arc<Ruleset>>,
    memory: Memory,
}

impl Default for OfMany {
    fn default() -> Self {
        Self { rules: None, memory: Memory::of_many() }
    }
}

impl OfMany {
    /// The memory, ready for the next draft, which is to be checked with `rules`.
    pub(in crate::cli) fn next(&mut self, rules: &Arc<Ruleset>) -> &mut Memory {
        if self.rules.as_ref().is_some_and(|known| Arc::ptr_eq(known, rules)) {
            self.memory.next_draft();
        } else {
            self.memory.forget();
            self.rules = Some(Arc::clone(rules));
        }
        &mut self.memory
    }
}
