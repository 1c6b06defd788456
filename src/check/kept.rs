//! What is kept until nobody has asked for it for a while.

use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::hash::Hash;

/// A map whose entries grow old. What is put in or asked for is young; what was not since the last [`Kept::age`] is old, and forgotten by the next.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    entries: FxHashMap<K, Entry<V>>,
    /// How often it grew older.
    age: u32,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    /// The age in which it was put in or asked for last.
    asked: u32,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { entries: FxHashMap::default(), age: 0 }
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    /// What is kept under `key`.
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.ask(key).map(|(value, _)| value)
    }

    /// What is kept under `key`, and whether it was young before.
    pub(super) fn ask<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<(&V, bool)>
    where
        K: Borrow<Q>,
    {
        let entry = self.entries.get_mut(key)?;
        let young = std::mem::replace(&mut entry.asked, self.age) == self.age;
        Some((&entry.value, young))
    }

    /// Keeps `value` under `key`.
    pub(super) fn insert(&mut self, key: K, value: V) {
        self.entries.insert(key, Entry { value, asked: self.age });
    }

    /// Forgets what is old; all that is young is old from now on.
    pub(super) fn age(&mut self) {
        let young = self.age;
        self.entries.retain(|_, entry| entry.asked == young);
        self.age = young.wrapping_add(1);
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
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
            assert_eq!(kept.ask("asked"), Some((&1, false)));
            assert_eq!(kept.ask("asked"), Some((&1, true)));
        }
        assert_eq!(kept.get("not"), None);
        kept.clear();
        assert_eq!(kept.get("asked"), None);
    }
}
