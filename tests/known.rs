//! Which findings are new, on drafts and baselines drawn at random: each finding is new or known, and each entry known or resolved, in whatever order they come.

mod common;

use candor::workspace::{Entry, Found, Gone, Known, Matcher};
use common::drawn;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

const DRAFTS: [&str; 7] = ["ash/a.md", "ash/b.md", "ash/c.md", "birch/a.md", "birch/b.md", "c.md", "ash/deep/a.md"];
const LINTS: [&str; 3] = ["blame", "excuse", "length"];

/// The last lint is about the whole draft.
fn whole(lint: usize) -> bool {
    lint == 2
}

/// Findings by draft: lint and sentence.
type Findings = BTreeMap<&'static str, Vec<(usize, u128)>>;

fn findings() -> impl Strategy<Value = Findings> {
    let finding = (0..LINTS.len(), 0..5_u128);
    prop::collection::btree_map(select(&DRAFTS[..]), prop::collection::vec(finding, 0..6), 0..DRAFTS.len())
}

fn hash(lint: usize, sentence: u128) -> u128 {
    sentence * 10 + lint as u128
}

/// The entries of a baseline, numbered among like ones.
fn entries(findings: &Findings) -> Vec<(&'static str, Entry)> {
    let mut entries = Vec::new();
    for (draft, findings) in findings {
        let mut numbers: BTreeMap<u128, usize> = BTreeMap::new();
        for (lint, sentence) in findings {
            let hash = hash(*lint, *sentence);
            let number = numbers.entry(hash).or_default();
            *number += 1;
            entries.push((*draft, Entry { lint: LINTS[*lint].into(), hash, number: *number }));
        }
    }
    entries
}

/// Which findings are known, and how many entries are resolved.
fn matched(entries: &[(&str, Entry)], now: &[(&str, Vec<(usize, u128)>)]) -> (BTreeMap<String, Vec<bool>>, usize) {
    let mut known = Known::default();
    entries.iter().for_each(|(draft, entry)| known.add(draft, entry.clone()));
    let gone = known.drafts().filter(|draft| now.iter().all(|(there, _)| there != draft)).map(|draft| Gone { draft: draft.to_owned(), counts: true });
    let gone = gone.collect();
    let matcher = Matcher::new(known, gone);
    let found = |(lint, sentence): &(usize, u128)| Found { lint: LINTS[*lint].to_owned(), hash: hash(*lint, *sentence), whole: whole(*lint) };
    let mut looks: Vec<_> = now.iter().map(|(draft, findings)| matcher.look(draft, findings.iter().map(found).collect())).collect();
    let early: Vec<_> = looks.iter().map(|look| (matcher.waits(look), look.known.clone())).collect();
    let resolved = matcher.settle(&mut looks);
    for ((waits, early), look) in early.iter().zip(&looks) {
        assert!(*waits || *early == look.known, "a draft that need not wait changed in the end");
    }
    (now.iter().zip(looks).map(|((draft, _), look)| ((*draft).to_owned(), look.known)).collect(), resolved)
}

proptest! {
    #![proptest_config(drawn::config())]

    #[test]
    fn every_finding_is_new_or_known_and_every_entry_known_or_resolved(before in findings(), now in findings()) {
        let entries = entries(&before);
        let now: Vec<_> = now.into_iter().collect();
        let (known, resolved) = matched(&entries, &now);
        for (draft, findings) in &now {
            prop_assert_eq!(known[*draft].len(), findings.len());
        }
        let count = known.values().flatten().filter(|known| **known).count();
        let all: BTreeSet<_> = entries.iter().collect();
        prop_assert_eq!(count + resolved, all.len());
    }

    #[test]
    fn the_order_of_drafts_and_lines_changes_nothing(before in findings(), now in findings(), seed in any::<u64>()) {
        let mut entries = entries(&before);
        let mut now: Vec<_> = now.into_iter().collect();
        let first = matched(&entries, &now);
        let mut state = seed;
        let mut shuffle = |length: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % length.max(1)
        };
        for at in (1..entries.len()).rev() {
            entries.swap(at, shuffle(at + 1));
        }
        for at in (1..now.len()).rev() {
            now.swap(at, shuffle(at + 1));
        }
        // Doubled lines are one.
        entries.extend(entries.clone());
        prop_assert_eq!(matched(&entries, &now), first);
    }

    /// What stands as it stood is known, and a draft that only moved to a place of which nothing was known is, too.
    #[test]
    fn nothing_is_new_in_what_did_not_change(before in findings()) {
        let entries = entries(&before);
        let now: Vec<_> = before.clone().into_iter().collect();
        let (known, resolved) = matched(&entries, &now);
        prop_assert!(known.values().flatten().all(|known| *known));
        prop_assert_eq!(resolved, 0);
        let moved: Vec<(String, _)> = now.iter().map(|(draft, findings)| (format!("archive/{draft}"), findings.clone())).collect();
        let moved: Vec<(&str, _)> = moved.iter().map(|(draft, findings)| (draft.as_str(), findings.clone())).collect();
        let (known, resolved) = matched(&entries, &moved);
        prop_assert!(known.values().flatten().all(|known| *known), "{known:?}");
        prop_assert_eq!(resolved, 0);
    }

    /// A draft is told of as new at most as often as it holds more of a finding than was known anywhere.
    #[test]
    fn a_finding_of_which_nothing_was_known_is_new(before in findings(), now in findings()) {
        let entries = entries(&before);
        let now: Vec<_> = now.into_iter().collect();
        let (known, _) = matched(&entries, &now);
        for (draft, findings) in &now {
            for ((lint, sentence), known) in findings.iter().zip(&known[*draft]) {
                let like = entries.iter().any(|(_, entry)| entry.hash == hash(*lint, *sentence));
                let of_whole = whole(*lint) && entries.iter().any(|(_, entry)| *entry.lint == *LINTS[*lint]);
                prop_assert!(!known || like || of_whole);
            }
        }
    }
}
