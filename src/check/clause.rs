//! Clauses: which part of a sentence carries what the weights heard in it.

use super::analysis::Analysis;
use super::target::Target;
use crate::pattern::line::Word;
use crate::text::Flags;
use crate::weights::{Model, ONE};
use std::ops::Range;

/// A part with fewer words says too little to be judged alone.
const FEWEST_WORDS: usize = 3;
/// Sentences of more parts than this are lists; they are marked whole.
const MOST_PARTS: usize = 8;
/// How much of the sentence's score its telling part may lack.
const SLACK: i32 = ONE;

/// The words, counted from the sentence's first, of the shortest part of sentence `unit` that scores nearly as high for `column` as all of it; `None` if that is
/// quoted speech: somebody else's voice.
pub(super) fn telling(analysis: &Analysis<'_>, unit: usize, column: usize, target: &Target, model: &Model) -> Option<(u32, u32)> {
    let all = analysis.words(&analysis.units[unit]);
    let ends = ends(all);
    let whole = 0..ends.len();
    let words = |parts: &Range<usize>| (if parts.start == 0 { 0 } else { ends[parts.start - 1] })..ends[parts.end - 1];
    let mut best = words(&whole);
    if (2..=MOST_PARTS).contains(&ends.len()) {
        let window = unit.saturating_sub(1)..(unit + 2).min(analysis.units.len());
        let own = unit - window.start;
        let heard = analysis.as_heard(window);
        let first = heard.sentence(own).start;
        let score = |words: &Range<usize>| model.scores_of(&heard, target.about(), own, first + words.start..first + words.end)[column];
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

/// Where the parts of a sentence of `words` end: at its commas and stronger breaks, as long as a part is more than a few words.
fn ends(words: &[Word]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut first = 0;
    for at in 1..words.len() {
        if words[at].flags.has(Flags::BREAK) && at - first >= FEWEST_WORDS && words.len() - at >= FEWEST_WORDS {
            ends.push(at);
            first = at;
        }
    }
    ends.push(words.len());
    ends
}
