//! What was known before a run, and which of its findings are new. It reads nothing: a baseline and a commit of git are matched by the same rules.
//!
//! A finding is known when its draft held one with the same mark; when it is about the whole draft and the draft had one of the same lint, however the sentence it hangs on was
//! reworded; when its draft is another one that was moved ([`pairs`]); or when its paragraph was moved here from another draft of the folder. An entry makes one finding known and no
//! more, so a copy is new. The first two are decided draft by draft ([`Matcher::look`]); the others need the whole run ([`Matcher::settle`]), and a draft waits for
//! them only if they could have a say ([`Matcher::waits`]).

mod pairs;

use pairs::{Sheet, pairs};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A finding that was known before a run, of a draft that stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The id of its lint.
    pub lint: Arc<str>,
    /// The hash over its lint and its sentences.
    pub hash: u128,
    /// Its number among those of its draft that share the hash, from 1.
    pub number: usize,
}

/// A finding of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The id of its lint.
    pub lint: String,
    /// The hash over its lint and its sentences.
    pub hash: u128,
    /// Whether its lint is about the whole draft.
    pub whole: bool,
}

/// What was known, draft by draft. Drafts are named by their paths, with `/`.
#[derive(Debug, Clone, Default)]
pub struct Known {
    drafts: BTreeMap<String, BTreeSet<Entry>>,
    unchanged: HashSet<String>,
}

impl Known {
    /// Adds a finding. One that is there already stays one.
    pub fn add(&mut self, draft: &str, entry: Entry) {
        self.drafts.entry(draft.to_owned()).or_default().insert(entry);
    }

    /// Takes note that `draft` is as it was: all that is found in it is known.
    pub fn unchanged(&mut self, draft: String) {
        self.unchanged.insert(draft);
    }

    /// The drafts of which something is known, sorted.
    pub fn drafts(&self) -> impl Iterator<Item = &str> {
        self.drafts.keys().map(String::as_str)
    }

    /// All entries with their drafts, sorted.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.drafts.iter().flat_map(|(draft, entries)| entries.iter().map(move |entry| (draft.as_str(), entry)))
    }

    /// Forgets what `keep` does not want to keep of a draft.
    pub fn retain(&mut self, draft: &str, keep: impl FnMut(&Entry) -> bool) {
        if let Some(entries) = self.drafts.get_mut(draft) {
            entries.retain(keep);
            if entries.is_empty() {
                self.drafts.remove(draft);
            }
        }
    }

    /// Whether anything is known of `draft`.
    #[must_use]
    pub fn knows(&self, draft: &str) -> bool {
        self.drafts.contains_key(draft)
    }

    /// The draft `old` is called `new` now.
    pub fn rename(&mut self, old: &str, new: &str) {
        if let Some(entries) = self.drafts.remove(old) {
            self.drafts.entry(new.to_owned()).or_default().extend(entries);
        }
    }

    /// Makes known what `other` knows, too. What both know is known once: of like findings as many as the one knows that knows more. `whole` says which lints are about the
    /// whole draft.
    pub fn or(&mut self, other: Self, whole: impl Fn(&str) -> bool) {
        self.unchanged.extend(other.unchanged);
        for (draft, theirs) in other.drafts {
            let ours = self.drafts.entry(draft).or_default();
            let of_lint = |entries: &BTreeSet<Entry>, lint: &str| entries.iter().filter(|entry| *entry.lint == *lint).count();
            let mut seen: HashMap<Arc<str>, usize> = HashMap::new();
            for entry in theirs {
                let seen = seen.entry(Arc::clone(&entry.lint)).or_default();
                *seen += 1;
                if !whole(&entry.lint) || of_lint(ours, &entry.lint) < *seen {
                    ours.insert(entry);
                }
            }
        }
    }
}

/// A draft of which something was known and that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Its name.
    pub draft: String,
    /// Whether the run looked where it stood, so that its findings count as resolved if they are nowhere else.
    pub counts: bool,
}

/// What became of the findings of one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    draft: String,
    found: Vec<Found>,
    /// For each finding whether it was known.
    pub known: Vec<bool>,
    /// What was known of the draft and is not found in it.
    left: Vec<Entry>,
}

impl Look {
    /// Whether something is left over that the end of the run needs to know of.
    #[must_use]
    pub fn has_left(&self) -> bool {
        !self.left.is_empty()
    }

    /// The same without its findings, which are decided.
    #[must_use]
    pub fn decided(self) -> Self {
        Self { found: Vec::new(), known: Vec::new(), ..self }
    }

    fn unknown(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().zip(&self.known).filter(|(_, known)| !**known).map(|(found, _)| found)
    }

    /// Matches `entries` of the same draft: by mark, then lints about the whole draft by lint alone.
    fn meet<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>) {
        let mut by_hash: HashMap<u128, Vec<&Entry>> = HashMap::new();
        for entry in entries {
            by_hash.entry(entry.hash).or_default().push(entry);
        }
        // The first in the draft takes the first entry, whatever their numbers are: the second stays known when the first is mended.
        by_hash.values_mut().for_each(|like| like.sort_by(|a, b| b.cmp(a)));
        for (found, known) in self.found.iter().zip(&mut self.known) {
            let entry = by_hash.get_mut(&found.hash).and_then(Vec::pop);
            *known |= entry.is_some();
        }
        let mut left: Vec<&Entry> = by_hash.into_values().flatten().collect();
        left.sort();
        for (found, known) in self.found.iter().zip(&mut self.known).filter(|(found, known)| found.whole && !**known) {
            if let Some(at) = left.iter().position(|entry| *entry.lint == found.lint) {
                left.remove(at);
                *known = true;
            }
        }
        self.left = left.into_iter().cloned().collect();
    }
}

/// Tells the new findings of a run from the known ones.
#[derive(Debug)]
pub struct Matcher {
    known: Known,
    gone: Vec<Gone>,
    /// What is known in drafts that are gone.
    of_gone: HashSet<u128>,
    /// What is known in each folder.
    in_folder: HashSet<(usize, u128)>,
    folders: HashMap<String, usize>,
}

impl Matcher {
    /// `known` is what was known before; drafts of it that are on disk no more are `gone`.
    #[must_use]
    pub fn new(known: Known, mut gone: Vec<Gone>) -> Self {
        gone.sort_by(|a, b| a.draft.cmp(&b.draft));
        let mut matcher = Self { known, gone, of_gone: HashSet::new(), in_folder: HashSet::new(), folders: HashMap::new() };
        for (draft, entries) in &matcher.known.drafts {
            let next = matcher.folders.len();
            let folder = *matcher.folders.entry(folder(draft).to_owned()).or_insert(next);
            matcher.in_folder.extend(entries.iter().map(|entry| (folder, entry.hash)));
        }
        for gone in &matcher.gone {
            matcher.of_gone.extend(matcher.known.drafts.get(&gone.draft).into_iter().flatten().map(|entry| entry.hash));
        }
        matcher
    }

    /// Matches the findings of one draft with what was known of it.
    #[must_use]
    pub fn look(&self, draft: &str, found: Vec<Found>) -> Look {
        let known = vec![self.known.unchanged.contains(draft); found.len()];
        let mut look = Look { draft: draft.to_owned(), found, known, left: Vec::new() };
        look.meet(self.known.drafts.get(draft).into_iter().flatten());
        look
    }

    /// Whether the rest of the run could make more of its findings known.
    #[must_use]
    pub fn waits(&self, look: &Look) -> bool {
        let folder = self.folders.get(folder(&look.draft));
        let near = |hash| folder.is_some_and(|folder| self.in_folder.contains(&(*folder, hash)));
        look.unknown().any(|found| self.of_gone.contains(&found.hash) || near(found.hash))
    }

    /// Matches what is still open in the looks of a run with what is left over in it, and says how many entries are resolved. The order of the looks does not matter; those in
    /// which all is decided and nothing is left may be left out.
    pub fn settle(&self, looks: &mut [Look]) -> usize {
        let mut looks: Vec<&mut Look> = looks.iter_mut().collect();
        looks.sort_by(|a, b| a.draft.cmp(&b.draft));
        let mut unpaired = vec![true; self.gone.len()];
        for (gone, new) in self.moved(&looks) {
            unpaired[gone] = false;
            looks[new].meet(self.entries_of(gone));
        }
        // What is left in a folder, and the place where it is counted.
        let mut left: HashMap<(&str, u128), Vec<usize>> = HashMap::new();
        let mut resolved = vec![0; looks.len()];
        let mut of_gone = vec![0; self.gone.len()];
        for (at, look) in looks.iter().enumerate() {
            resolved[at] = look.left.len();
            for entry in &look.left {
                left.entry((folder(&look.draft), entry.hash)).or_default().push(at);
            }
        }
        for (at, gone) in self.gone.iter().enumerate().filter(|(at, _)| unpaired[*at]) {
            for entry in self.entries_of(at) {
                of_gone[at] += usize::from(gone.counts);
                left.entry((folder(&gone.draft), entry.hash)).or_default().push(looks.len() + at);
            }
        }
        left.values_mut().for_each(|places| places.reverse());
        let mut moved = Vec::new();
        for (at, look) in looks.iter().enumerate() {
            for (number, found) in look.found.iter().enumerate().filter(|(number, _)| !look.known[*number]) {
                let Some(place) = left.get_mut(&(folder(&look.draft), found.hash)).and_then(Vec::pop) else { continue };
                moved.push((at, number));
                match resolved.get_mut(place) {
                    Some(count) => *count -= 1,
                    None if self.gone[place - looks.len()].counts => of_gone[place - looks.len()] -= 1,
                    None => {}
                }
            }
        }
        for (at, number) in moved {
            looks[at].known[number] = true;
        }
        resolved.iter().sum::<usize>() + of_gone.iter().sum::<usize>()
    }

    fn entries_of(&self, gone: usize) -> impl Iterator<Item = &Entry> {
        self.known.drafts.get(&self.gone[gone].draft).into_iter().flatten()
    }

    /// The drafts that are gone and where they stand now, as numbers of `gone` and `looks`.
    fn moved(&self, looks: &[&mut Look]) -> Vec<(usize, usize)> {
        let gone: Vec<Sheet<'_>> =
            self.gone.iter().enumerate().map(|(at, gone)| Sheet::new(&gone.draft, at, self.entries_of(at).map(|entry| entry.hash))).collect();
        let new = looks.iter().enumerate().filter(|(_, look)| !self.known.drafts.contains_key(&look.draft) && !self.known.unchanged.contains(&look.draft));
        let new: Vec<Sheet<'_>> = new.map(|(at, look)| Sheet::new(&look.draft, at, look.unknown().map(|found| found.hash))).collect();
        pairs(&gone, &new)
    }
}

/// The folder of a draft; empty at the top.
fn folder(draft: &str) -> &str {
    draft.rsplit_once('/').map_or("", |(folder, _)| folder)
}
