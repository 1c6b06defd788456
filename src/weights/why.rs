//! Why: what spoke for a score and what against it.
//!
//! A word's share is what the score loses when the word is left out; so it holds for both models alike, and for whatever replaces them.

use super::draft::{About, Words};
use super::model::{Model, Scores};
use super::spelling::Spellings;
use super::surroundings::{Bare, Source, seen, share};

/// What a score is made of, in 1,024ths of a logit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Words, counted from the sentence's first, with their shares.
    pub words: Vec<(usize, i32)>,
    /// The words of the sentence before, and of the one behind.
    pub neighbours: [i32; 2],
    /// What the surroundings do: where, the number of the target seen there, and its share.
    pub around: Vec<(Source, usize, i32)>,
}

impl Model {
    /// Why sentence `number` of `draft` has its score for target `column`; `bare` are the draft's scores without surroundings.
    #[must_use]
    pub fn why(&self, draft: &Words, about: About<'_>, bare: &[Scores], number: usize, column: usize) -> Why {
        let words = draft.sentence(number);
        let score = bare[number][column];
        let mut spellings = Spellings::default();
        let mut without = |sentence: usize, word: Option<usize>| {
            let rest = draft.without(sentence, word);
            score - self.bare_scores_of(&rest.all(), number..number + 1, about, &mut spellings)[0][column]
        };
        let around = self.around_weights();
        let mut shares = seen(&bare.iter().map(|scores| Bare::new(*scores)).collect::<Vec<_>>(), about)
            .get(number)
            .map_or_else(Vec::new, |seen| share(seen, &around, column));
        let alone = self.alone(column, bare.len());
        if alone != 0 && !around.is_empty() {
            shares.push((Source::Nothing, column, alone));
            shares.sort_by_key(|(_, _, share)| -share.abs());
        }
        Why {
            words: words.clone().map(|word| (word - words.start, without(number, Some(word)))).collect(),
            neighbours: [number.checked_sub(1), (number + 1 < draft.len()).then_some(number + 1)].map(|n| n.map_or(0, |n| without(n, None))),
            around: shares,
        }
    }
}
