//! What is kept until nobody has asked for it for a while.

use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::hash::Hash;

/// A map in two ages. What is put in or asked for is young; what was not since the last [`Kept::age`] is old, and forgotten by the next.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { young: FxHashMap::default(), old: FxHashMap::default() }
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    /// What is kept under `key`.
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        if !self.young.contains_key(key) {
            let (key, value) = self.old.remove_entry(key)?;
            self.young.insert(key, value);
        }
        self.young.get(key)
    }

    /// Whether something is kept under `key` that was put in or asked for since the last [`Kept::age`].
    pub(super) fn is_young<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.young.contains_key(key)
    }

    /// Keeps `value` under `key`.
    pub(super) fn insert(&mut self, key: K, value: V) {
        self.young.insert(key, value);
    }

    /// Forgets what is old; all that is young is old from now on.
    pub(super) fn age(&mut self) {
        // What was allocated is used again.
        self.old.clear();
        std::mem::swap(&mut self.young, &mut self.old);
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes_with_the_second_age() {
        let mut kept: Kept<String, i32> = Kept::default();
        kept.insert("asked".into(), 1);
        kept.insert("not".into(), 2);
        for _ in 0..3 {
            kept.age();
            assert!(!kept.is_young("asked"));
            assert_eq!(kept.get("asked"), Some(&1));
            assert!(kept.is_young("asked"));
        }
        assert_eq!(kept.get("not"), None);
        kept.clear();
        assert_eq!(kept.get("asked"), None);
    }
}
