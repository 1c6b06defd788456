//! Moved drafts: which of the drafts that are gone stands where now.
//!
//! Two make a pair that share the most marks, if these are at least half of what was known of the one that is gone; among equals one that kept its file name, then the first by
//! name. Each draft is in one pair at most.

use std::cmp::Reverse;
use std::collections::HashMap;

/// The marks of a draft that is gone or new.
pub(super) struct Sheet<'a> {
    draft: &'a str,
    /// By which number the caller knows it.
    at: usize,
    /// Sorted; like marks are there more than once.
    hashes: Vec<u128>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(draft: &'a str, at: usize, hashes: impl Iterator<Item = u128>) -> Self {
        let mut hashes: Vec<u128> = hashes.collect();
        hashes.sort_unstable();
        Self { draft, at, hashes }
    }

    fn file_name(&self) -> &'a str {
        self.draft.rsplit('/').next().unwrap_or(self.draft)
    }
}

/// The pairs of `gone` and `new`, by the numbers under which the caller knows them. Both are sorted by name.
pub(super) fn pairs(gone: &[Sheet<'_>], new: &[Sheet<'_>]) -> Vec<(usize, usize)> {
    let mut free = (vec![true; gone.len()], vec![true; new.len()]);
    let mut pairs = unaltered(gone, new, &mut free);
    let mut candidates = Vec::new();
    // Where each mark stands among the drafts that are gone, and how often.
    let mut places: HashMap<u128, Vec<(usize, usize)>> = HashMap::new();
    for (at, sheet) in gone.iter().enumerate().filter(|(at, _)| free.0[*at]) {
        for (hash, count) in counted(&sheet.hashes) {
            places.entry(hash).or_default().push((at, count));
        }
    }
    let mut shared = vec![0; gone.len()];
    for (to, sheet) in new.iter().enumerate().filter(|(at, _)| free.1[*at]) {
        let mut touched = Vec::new();
        for (hash, count) in counted(&sheet.hashes) {
            for (from, theirs) in places.get(&hash).into_iter().flatten() {
                if shared[*from] == 0 {
                    touched.push(*from);
                }
                shared[*from] += count.min(*theirs);
            }
        }
        for from in touched {
            let share = std::mem::take(&mut shared[from]);
            if share * 2 >= gone[from].hashes.len() {
                candidates.push((Reverse(share), gone[from].file_name() != sheet.file_name(), from, to));
            }
        }
    }
    candidates.sort_unstable();
    for (_, _, from, to) in candidates {
        if free.0[from] && free.1[to] {
            (free.0[from], free.1[to]) = (false, false);
            pairs.push((gone[from].at, new[to].at));
        }
    }
    pairs
}

/// Pairs with the same marks and the same file name: none shares more. When a whole archive is moved these are nearly all, and to compare each with each would take long.
fn unaltered(gone: &[Sheet<'_>], new: &[Sheet<'_>], free: &mut (Vec<bool>, Vec<bool>)) -> Vec<(usize, usize)> {
    let mut waiting: HashMap<(&str, &[u128]), Vec<usize>> = HashMap::new();
    for (at, sheet) in gone.iter().enumerate().rev().filter(|(_, sheet)| !sheet.hashes.is_empty()) {
        waiting.entry((sheet.file_name(), &sheet.hashes)).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for (to, sheet) in new.iter().enumerate() {
        if let Some(from) = waiting.get_mut(&(sheet.file_name(), sheet.hashes.as_slice())).and_then(Vec::pop) {
            (free.0[from], free.1[to]) = (false, false);
            pairs.push((gone[from].at, sheet.at));
        }
    }
    pairs
}

/// Each mark of a sorted list, and how often it is there.
fn counted(hashes: &[u128]) -> impl Iterator<Item = (u128, usize)> {
    hashes.chunk_by(|a, b| a == b).filter_map(|like| Some((*like.first()?, like.len())))
}
