//! Bare scores: what a sentence comes to by itself and beside the words of its neighbours.
//!
//! A word's share in a sentence, and a neighbour's, are looked up once and used wherever they are met again: by the sentence, by those before and behind it, and by its clauses.
//!
//! All of it is compiled for several processors and runs on the one that is there, which is why everything on the way is inlined.

use super::arithmetic::{ABREAST, Row};
use super::draft::{About, Place, Sentence, Words};
use super::features::{Family, Side, of_letters, of_neighbour, of_sentence, of_word};
use super::model::{COLUMNS, Model, Scores};
use super::neurons::{Group, Pairs, Sums, seen};
use super::spelling::{Spelling, Spellings};
use super::vectors::{DIMENSIONS, Vectors};
use fearless_simd::{Level, Simd, dispatch};
use std::array::from_fn;
use std::ops::Range;

/// How many first words the neurons see apart from the others.
pub(super) const FIRST_WORDS: usize = 5;
/// So many sentences go through the neurons at once. Their sums, in the registers of most processors, leave just enough for what is added to them.
const AT_ONCE: usize = 6;
/// A sentence that is not there.
const NOBODY: &Aside = &Aside { rows: [[0; COLUMNS]; 2], words: 0, means: [[[0; 4]; DIMENSIONS / 8]; 2] };

/// What the sentences of a draft are scored with.
#[derive(Debug, Clone, Copy)]
struct Ear<'a> {
    model: &'a Model,
    vectors: Vectors<'a>,
    about: About<'a>,
}

/// What a sentence is to its neighbours and to the neurons.
#[derive(Debug, Clone, Copy)]
struct Aside {
    /// The sums of the rows of its words, one of each, as the sentence before another and as the one behind.
    rows: [Row; 2],
    /// How many words those are.
    words: u32,
    /// The means of its words and of the first.
    means: [Pairs; 2],
}

/// What stands beside a sentence, for the linear model.
#[derive(Debug, Clone, Copy)]
struct Beside {
    sums: Row,
    words: u32,
}

/// Some words of a sentence, scored as if it held no others.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    place: Place<'a>,
    hashes: &'a [u32],
    /// The numbers of their spellings.
    numbers: &'a [u32],
}

/// Lists that are filled again for each sentence.
#[derive(Debug, Default)]
struct Scratch {
    /// The numbers of its words, one of each.
    distinct: Vec<u32>,
    /// Buckets of the features of the sentence, and of those of its place.
    own: Vec<u32>,
    around: Vec<u32>,
}

/// A sentence of which parts are scored as if it held no other words.
#[derive(Debug)]
pub struct Parts<'a> {
    ear: Ear<'a>,
    place: Place<'a>,
    spellings: &'a Spellings,
    /// The numbers of the spellings of its words.
    numbers: Vec<u32>,
    beside: Beside,
    /// What the neurons make of its neighbours.
    sums: Sums,
    scratch: Scratch,
}

impl Model {
    /// The scores of every sentence by itself and the words of its neighbours.
    #[must_use]
    pub fn bare_scores(&self, draft: &Words, about: About<'_>) -> Vec<Scores> {
        self.bare_scores_of(&draft.all(), 0..draft.len(), about, &mut Spellings::default())
    }

    /// Likewise, of the sentences `range` of `draft`.
    #[must_use]
    pub fn bare_scores_of(&self, draft: &[Sentence<'_>], range: Range<usize>, about: About<'_>, spellings: &mut Spellings) -> Vec<Scores> {
        let Some(ear) = Ear::new(self, about) else { return vec![[0; COLUMNS]; range.len()] };
        dispatch!(Level::new(), simd => ear.bare_scores(simd, draft, range, spellings))
    }

    /// The sentence at `place`, made ready so that parts of it can be scored; `None` if the model has no word vectors.
    #[must_use]
    pub fn parts<'a>(&'a self, place: Place<'a>, about: About<'a>, spellings: &'a mut Spellings) -> Option<Parts<'a>> {
        let ear = Ear::new(self, about)?;
        Some(dispatch!(Level::new(), simd => ear.parts(simd, place, spellings)))
    }
}

impl Parts<'_> {
    /// The bare scores of the sentence as if it held only `words`, counted from its first.
    #[must_use]
    pub fn scores(&mut self, words: Range<usize>) -> Scores {
        dispatch!(Level::new(), simd => self.of(simd, words))
    }

    #[inline(always)]
    fn of<S: Simd>(&mut self, simd: S, words: Range<usize>) -> Scores {
        let Self { ear, place, spellings, numbers, beside, sums, scratch } = self;
        let part = Part { place: *place, hashes: &place.own.hashes()[words.clone()], numbers: &numbers[words] };
        let mut scores = [ear.linear(simd, part, *beside, spellings, scratch)];
        let [own, first] = ear.means(simd, part.numbers, spellings);
        let (neurons, mut sums) = (ear.model.neurons(), [*sums]);
        neurons.add(simd, Group::Own, [&own], &mut sums);
        neurons.add(simd, Group::First, [&first], &mut sums);
        ear.add_neurons(simd, &sums, &mut scores);
        scores[0]
    }
}

impl Beside {
    /// What stands beside a sentence between these two.
    #[inline(always)]
    fn new([before, behind]: [&Aside; 2]) -> Self {
        let mut sums = before.rows[0];
        for (sum, more) in sums.iter_mut().zip(behind.rows[1]) {
            *sum += more;
        }
        Self { sums, words: before.words + behind.words }
    }
}

impl<'a> Ear<'a> {
    fn new(model: &'a Model, about: About<'a>) -> Option<Self> {
        Some(Self { model, vectors: model.vectors()?, about })
    }

    #[inline(always)]
    fn bare_scores<S: Simd>(self, simd: S, draft: &[Sentence<'_>], range: Range<usize>, spellings: &mut Spellings) -> Vec<Scores> {
        spellings.tidy();
        let first = range.start.saturating_sub(1);
        let window = &draft[first..draft.len().min(range.end + 1)];
        let (mut numbers, mut scratch) = (Vec::new(), Scratch::default());
        let (mut ends, mut asides) = (Vec::with_capacity(window.len()), Vec::with_capacity(window.len()));
        for sentence in window {
            asides.push(self.aside(simd, *sentence, spellings, &mut numbers, &mut scratch));
            ends.push(numbers.len());
        }
        let aside = |at: Option<usize>| at.and_then(|at| asides.get(at.checked_sub(first)?)).unwrap_or(NOBODY);
        let beside = |at: usize| [aside(at.checked_sub(1)), aside(Some(at + 1))];
        let mut scores = Vec::with_capacity(range.len());
        for at in range.clone() {
            let from = (at - first).checked_sub(1).map_or(0, |before| ends[before]);
            let part = Part { place: Place::of(draft, at), hashes: draft[at].hashes(), numbers: &numbers[from..ends[at - first]] };
            scores.push(self.linear(simd, part, Beside::new(beside(at)), spellings, &mut scratch));
        }
        for (some, at) in scores.chunks_mut(AT_ONCE).zip(range.step_by(AT_ONCE)) {
            // Where there are too few for a round, nobody makes up the number.
            let present = |n: usize| (n < some.len()).then_some(at + n);
            let own: [&Aside; AT_ONCE] = from_fn(|n| aside(present(n)));
            let sums = self.neurons(simd, own, from_fn(|n| present(n).map_or([NOBODY; 2], beside)));
            self.add_neurons(simd, &sums, some);
        }
        scores
    }

    #[inline(always)]
    fn parts<S: Simd>(self, simd: S, place: Place<'a>, spellings: &'a mut Spellings) -> Parts<'a> {
        spellings.tidy();
        let (mut numbers, mut scratch) = (Vec::new(), Scratch::default());
        let mut asides = [*NOBODY; 2];
        for (aside, neighbour) in asides.iter_mut().zip([place.before, place.behind]) {
            if let Some(neighbour) = neighbour {
                *aside = self.aside(simd, neighbour, spellings, &mut numbers, &mut scratch);
            }
        }
        numbers.clear();
        self.look_up(simd, place.own, spellings, &mut numbers, &mut scratch);
        let (neurons, mut sums) = (self.model.neurons(), [self.model.neurons().sums()]);
        neurons.add(simd, Group::Before, [&asides[0].means[0]], &mut sums);
        neurons.add(simd, Group::Behind, [&asides[1].means[0]], &mut sums);
        Parts { ear: self, place, spellings, numbers, beside: Beside::new(asides.each_ref()), sums: sums[0], scratch }
    }

    /// The sums of the neurons for sentences and those beside them.
    #[inline(always)]
    fn neurons<S: Simd, const N: usize>(self, simd: S, own: [&Aside; N], beside: [[&Aside; 2]; N]) -> [Sums; N] {
        let neurons = self.model.neurons();
        let mut sums = [neurons.sums(); N];
        neurons.add(simd, Group::Own, own.map(|own| &own.means[0]), &mut sums);
        neurons.add(simd, Group::Before, beside.map(|[before, _]| &before.means[0]), &mut sums);
        neurons.add(simd, Group::Behind, beside.map(|[_, behind]| &behind.means[0]), &mut sums);
        neurons.add(simd, Group::First, own.map(|own| &own.means[1]), &mut sums);
        sums
    }

    /// Adds to the `scores` of sentences what neurons with these `sums`, and the bias, make of them.
    #[inline(always)]
    fn add_neurons<S: Simd, const N: usize>(self, simd: S, sums: &[Sums; N], scores: &mut [Scores]) {
        for (scores, of_neurons) in scores.iter_mut().zip(self.model.neurons().scores(simd, sums)) {
            for ((score, more), bias) in scores.iter_mut().zip(of_neurons).zip(self.model.bias()) {
                *score += more + bias;
            }
        }
    }

    /// What `sentence` is to its neighbours and to the neurons. The numbers of its words are added to `numbers`.
    #[inline(always)]
    fn aside<S: Simd>(self, simd: S, sentence: Sentence<'_>, spellings: &mut Spellings, numbers: &mut Vec<u32>, scratch: &mut Scratch) -> Aside {
        let first = numbers.len();
        self.look_up(simd, sentence, spellings, numbers, scratch);
        let distinct = &scratch.distinct;
        Aside { rows: spellings.aside(simd, distinct), words: distinct.len() as u32, means: self.means(simd, &numbers[first..], spellings) }
    }

    /// The means of words with these `numbers` and of the first of them.
    #[inline(always)]
    fn means<S: Simd>(self, simd: S, numbers: &[u32], spellings: &Spellings) -> [Pairs; 2] {
        let [all, first] = self.vectors.means(simd, numbers.len(), FIRST_WORDS, |at| spellings.vector(numbers[at]));
        [seen(simd, &all), seen(simd, &first)]
    }

    /// Adds the numbers of the words of `sentence` to `numbers`.
    #[inline(always)]
    fn look_up<S: Simd>(self, simd: S, sentence: Sentence<'_>, spellings: &mut Spellings, numbers: &mut Vec<u32>, scratch: &mut Scratch) {
        scratch.distinct.clear();
        spellings.next_sentence();
        for (at, hash) in sentence.hashes().iter().enumerate() {
            let word = sentence.text(at);
            // A new word is rare, so it stands aside.
            let look = || {
                simd.vectorize(
                    #[inline(always)]
                    || self.spelling(simd, word, *hash),
                )
            };
            let number = spellings.number(word, *hash, look);
            numbers.push(number);
            if spellings.is_first(number) {
                scratch.distinct.push(number);
            }
        }
    }

    /// The share of the linear model in the scores of a sentence of which only `part` is there.
    #[inline(always)]
    fn linear<S: Simd>(self, simd: S, part: Part<'_>, beside: Beside, spellings: &Spellings, scratch: &mut Scratch) -> Scores {
        let (words, letters) = spellings.own(simd, part.numbers);
        let (mut more, mut around) = ([0; COLUMNS], beside.sums);
        let Scratch { own: buckets, around: of_place, .. } = scratch;
        buckets.clear();
        of_place.clear();
        of_sentence(part.place, self.about, part.hashes, |bucket, family| match family {
            Family::Around => of_place.push(bucket),
            Family::Word | Family::Letters => buckets.push(bucket),
        });
        self.model.add_rows(simd, buckets, &mut more);
        self.model.add_rows(simd, of_place, &mut around);
        let square = |family: Family, count: u64| count * family as u64 * family as u64;
        let square = square(Family::Word, (part.numbers.len() + buckets.len()) as u64)
            + square(Family::Letters, letters)
            + square(Family::Around, u64::from(beside.words) + of_place.len() as u64);
        let length = (square << 16).isqrt().max(1) as i64;
        let mut scores = [0; COLUMNS];
        for column in 0..COLUMNS {
            let sum = words[column] * Family::Letters as i32 + more[column] * Family::Word as i32 + around[column] * Family::Around as i32;
            scores[column] = (i64::from(sum) * self.model.scale() / length) as i32;
        }
        scores
    }

    /// What a word comes to of which nothing is known yet, and the row of its vector.
    #[inline(always)]
    fn spelling<S: Simd>(self, simd: S, word: &str, hash: u32) -> (Spelling, u32) {
        let mut buckets = Vec::new();
        of_letters(word, |bucket| buckets.push(bucket));
        let [mut letters, mut own, mut before, mut behind] = [[0; COLUMNS]; 4];
        self.model.add_rows(simd, &buckets, &mut letters);
        self.model.add_rows(simd, &[of_word(hash)], &mut own);
        self.model.add_rows(simd, &[of_neighbour(Side::Before, hash)], &mut before);
        self.model.add_rows(simd, &[of_neighbour(Side::Behind, hash)], &mut behind);
        let mut spelling = Spelling { own: [0; ABREAST], aside: [0; 2 * ABREAST] };
        for column in 0..COLUMNS {
            spelling.own[column] = (letters[column] + own[column] * (Family::Word as i32 / Family::Letters as i32)) as i16;
            spelling.aside[column] = before[column] as i8;
            spelling.aside[ABREAST + column] = behind[column] as i8;
        }
        spelling.own[COLUMNS] = buckets.len() as i16;
        (spelling, self.vectors.row(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::features::features;
    use crate::weights::model::Trained;
    use crate::weights::neurons::{HIDDEN, INPUTS, NEURON_BITS};
    use crate::weights::train::input;

    const ABOUT: About<'_> = About { kind: 2, entry_type: "work" };

    /// A model of weights that look random; its word vectors are those that are built in.
    fn model() -> Option<Model> {
        Model::new(Trained::drawn(), include_bytes!("../../lints/weights/vectors.bin").into())
    }

    fn draft(sentences: &[&[&str]]) -> Words {
        let mut draft = Words::default();
        for (at, words) in sentences.iter().enumerate() {
            words.iter().for_each(|word| draft.word(word));
            draft.end_sentence(at / 2, at % 3 == 1);
        }
        draft
    }

    /// The scores of sentence `at`, by the features that training sees and plain sums.
    fn plainly(model: &Model, trained: &Trained, draft: &Words, at: usize) -> Option<Scores> {
        let (mut sums, mut square) = ([0i64; COLUMNS], 0u64);
        features(draft.place(at), ABOUT, |bucket, family| {
            square += family as u64 * family as u64;
            let mut row = [0; COLUMNS];
            dispatch!(Level::new(), simd => model.add_rows(simd, &[bucket], &mut row));
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i64::from(weight) * family as i64);
        });
        let length = (square << 16).isqrt() as i64;
        let vectors = model.vectors()?;
        let means = |at: usize| {
            let hashes = draft.one(at).hashes();
            dispatch!(Level::new(), simd => vectors.means(simd, hashes.len(), FIRST_WORDS, |at| vectors.row(hashes[at])))
        };
        let input = input(at, &(0..draft.len()).map(means).collect::<Vec<_>>());
        let number = |bytes: &[u8], at: usize| i32::from(i16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]));
        let mut of_neurons = [0i32; COLUMNS];
        for neuron in 0..HIDDEN {
            let weight = |input: usize| number(&trained.hidden.0, neuron * (INPUTS + 1) + input);
            let sum = (0..INPUTS).fold(weight(INPUTS) << 8, |sum, at| sum.wrapping_add(weight(at).wrapping_mul(i32::from(input[at]))));
            let level = (sum >> NEURON_BITS).clamp(0, i32::from(i16::MAX));
            (0..COLUMNS).for_each(|c| of_neurons[c] = of_neurons[c].wrapping_add(level.wrapping_mul(number(&trained.output.0, neuron * COLUMNS + c))));
        }
        Some(from_fn(|c| (sums[c] * i64::from(trained.scale) / length) as i32 + (of_neurons[c] >> 8) + trained.bias[c]))
    }

    #[test]
    fn scores_are_what_training_saw() {
        let long: Vec<String> = (0..700).map(|at| format!("word{}", at % 300)).collect();
        let long: Vec<&str> = long.iter().map(String::as_str).collect();
        let draft = draft(&[
            &["i", "failed", "the", "exam", "and", "the", "exam", "failed", "me"],
            &["liquid", "costarring", "liquid"],
            &[],
            &long,
            &["antidisestablishmentarianismandmore", "é"],
            &["sorry"],
            &["we", "were", "handed", "a", "map", "of", "another", "city"],
            &["a", "pass"],
        ]);
        let [first, second, ..] = draft.one(1).hashes() else { unreachable!("there are three words") };
        assert_eq!(first, second, "these are words with the same hash");
        let (model, trained) = (model(), Trained::drawn());
        let model = model.as_ref().unwrap_or_else(|| unreachable!("the weights are whole"));
        let scores = model.bare_scores(&draft, ABOUT);
        let mut spellings = Spellings::default();
        for (at, score) in scores.iter().enumerate() {
            assert_eq!(Some(*score), plainly(model, &trained, &draft, at), "sentence {at}");
            assert_eq!(model.bare_scores_of(&draft.all(), at..at + 1, ABOUT, &mut spellings), [*score], "sentence {at} alone");
            let parts = model.parts(draft.place(at), ABOUT, &mut spellings);
            assert_eq!(parts.map(|mut parts| parts.scores(0..draft.one(at).len())), Some(*score), "sentence {at} as a part of itself");
        }
    }

    #[test]
    fn a_part_scores_as_if_there_were_no_more() {
        let before: &[&str] = &["the", "map", "was", "wrong"];
        let (model, words) = (model(), ["i", "failed", "the", "exam", "and", "then", "i", "passed", "it"]);
        let model = model.as_ref().unwrap_or_else(|| unreachable!("the weights are whole"));
        let whole = draft(&[before, &words, before]);
        let mut spellings = Spellings::default();
        for part in [0..4, 5..9, 1..8, 3..3] {
            let alone = model.bare_scores(&draft(&[before, &words[part.clone()], before]), ABOUT);
            assert_eq!(model.parts(whole.place(1), ABOUT, &mut spellings).map(|mut parts| parts.scores(part)), Some(alone[1]));
        }
    }
}
