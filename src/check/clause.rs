//! Clauses: which parts of a sentence carry what the weights heard in it.

use super::analysis::Analysis;
use super::target::Target;
use crate::pattern::line::Word;
use crate::text::Flags;
use crate::weights::{Model, ONE, Place, Spellings};
use std::ops::Range;

/// A part with fewer words says too little to be judged alone.
const FEWEST_WORDS: usize = 3;
/// Sentences of more parts than this are lists; they are marked whole.
const MOST_PARTS: usize = 8;
/// How much of the sentence's score its telling part may lack.
const SLACK: i32 = ONE;
/// How much surer the weights must be of a further part, beside what was found, than of a sentence in which nothing was.
const FURTHER: i32 = 2 * ONE;
/// Words that join a clause to the one before it.
const JOINING: [&str; 3] = ["and", "but", "or"];

/// A sentence whose parts are judged by themselves, for one target of the weights.
pub(super) struct Clauses<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) target: &'a Target,
    pub(super) model: &'a Model,
    /// Number of the sentence.
    pub(super) unit: usize,
    /// Number of what it is judged for.
    pub(super) column: usize,
}

impl Clauses<'_> {
    /// The words, counted from the sentence's first, of its shortest part that scores nearly as high as all of it; `None` if that is quoted speech: somebody else's voice.
    pub(super) fn telling(&self, spellings: &mut Spellings) -> Option<(u32, u32)> {
        let all = self.words();
        let ends = ends(all, |at| all[at].flags.has(Flags::BREAK));
        let whole = 0..ends.len();
        let words = |parts: &Range<usize>| (if parts.start == 0 { 0 } else { ends[parts.start - 1] })..ends[parts.end - 1];
        let mut best = words(&whole);
        if (2..=MOST_PARTS).contains(&ends.len()) {
            let mut score = self.scorer(spellings);
            let enough = score(&best) - SLACK;
            let runs = (0..ends.len()).flat_map(|from| (from + 1..=ends.len()).map(move |to| from..to));
            let mut shorter: Vec<Range<usize>> = runs.filter(|run| *run != whole).map(|run| words(&run)).collect();
            shorter.sort_by_key(|words| (words.len(), words.start));
            if let Some(found) = shorter.into_iter().find(|words| score(words) >= enough) {
                best = found;
            }
        }
        let quoted = all[best.clone()].iter().filter(|w| w.flags.has(Flags::QUOTED)).count();
        (quoted * 2 < best.len()).then_some((best.start as u32, best.end as u32))
    }

    /// The words of further clauses, beside those that are `taken`, of which the weights are sure by themselves.
    pub(super) fn further(&self, taken: &[(u32, u32)], spellings: &mut Spellings) -> Vec<(u32, u32)> {
        let all = self.words();
        let joins = |at: usize| JOINING.contains(&self.analysis.normal(&self.analysis.units[self.unit], at));
        let ends = ends(all, |at| all[at].flags.has(Flags::BREAK) || joins(at));
        if !(2..=MOST_PARTS).contains(&ends.len()) {
            return Vec::new();
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let parts = starts.zip(&ends).map(|(start, end)| start + usize::from(joins(start))..*end);
        let free = |words: &Range<usize>| {
            let apart = taken.iter().all(|(from, to)| words.end <= *from as usize || *to as usize <= words.start);
            apart && !all[words.clone()].iter().any(|word| word.flags.has(Flags::QUOTED))
        };
        let free: Vec<Range<usize>> = parts.filter(free).collect();
        if free.is_empty() {
            return Vec::new();
        }
        let (mut score, least) = (self.scorer(spellings), self.model.targets()[self.column].alone.saturating_add(FURTHER));
        free.into_iter().filter(|words| score(words) >= least).map(|words| (words.start as u32, words.end as u32)).collect()
    }

    fn words(&self) -> &[Word] {
        self.analysis.words(&self.analysis.units[self.unit])
    }

    /// Scores words of the sentence as if it held no others.
    fn scorer<'s>(&'s self, spellings: &'s mut Spellings) -> impl FnMut(&Range<usize>) -> i32 {
        let one = |at: usize| (at < self.analysis.units.len()).then(|| self.analysis.heard(at));
        let place = Place { before: self.unit.checked_sub(1).and_then(one), own: self.analysis.heard(self.unit), behind: one(self.unit + 1) };
        let mut parts = self.model.parts(place, self.target.about(), spellings);
        move |words| parts.as_mut().map_or(0, |parts| parts.scores(words.clone())[self.column])
    }
}

/// Where the parts of a sentence of `words` end: at its `breaks`, as long as a part is more than a few words.
fn ends(words: &[Word], breaks: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut first = 0;
    for at in 1..words.len() {
        if breaks(at) && at - first >= FEWEST_WORDS && words.len() - at >= FEWEST_WORDS {
            ends.push(at);
            first = at;
        }
    }
    ends.push(words.len());
    ends
}
