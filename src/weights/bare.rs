//! Bare scores: what a sentence comes to by itself and beside the words of its neighbours.
//!
//! A word's share in a sentence, and a neighbour's, are looked up once and used wherever they are met again: by the sentence, by those before and behind it, and by its clauses.

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
/// A neighbour that is not there.
const NOBODY: &Aside = &Aside { before: [0; COLUMNS], behind: [0; COLUMNS], words: 0, means: [[[0; 4]; DIMENSIONS / 8]; 2] };

/// What a sentence is to its neighbours and to the neurons.
#[derive(Debug, Clone)]
struct Aside {
    /// The sums of the rows of its words, one of each, as the sentence before another and as the one behind.
    before: Row,
    behind: Row,
    /// How many words those are.
    words: u32,
    /// The mean of its words and of the first.
    means: [Pairs; 2],
}

/// What stands beside a sentence, for the linear model.
#[derive(Debug, Clone, Copy)]
struct Beside {
    sums: Row,
    words: u32,
}

/// Lists that are filled again for each sentence.
#[derive(Debug, Default)]
struct Scratch {
    /// The numbers of a sentence's words, one of each.
    distinct: Vec<u32>,
    /// Buckets of the features of the sentence, and of those of its place.
    own: Vec<u32>,
    around: Vec<u32>,
}

/// A sentence of which parts are scored as if it held no other words.
#[derive(Debug)]
pub struct Parts<'a> {
    model: &'a Model,
    vectors: Vectors<'a>,
    place: Place<'a>,
    about: About<'a>,
    spellings: &'a Spellings,
    /// The spellings of its words.
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
        let Some(vectors) = self.vectors() else { return vec![[0; COLUMNS]; range.len()] };
        dispatch!(Level::new(), simd => self.all(simd, vectors, draft, range, about, spellings))
    }

    /// The sentence at `place`, made ready so that parts of it can be scored.
    #[must_use]
    pub fn parts<'a>(&'a self, place: Place<'a>, about: About<'a>, spellings: &'a mut Spellings) -> Option<Parts<'a>> {
        let vectors = self.vectors()?;
        Some(dispatch!(Level::new(), simd => self.ready(simd, vectors, place, about, spellings)))
    }

    #[inline(always)]
    fn all<S: Simd>(&self, simd: S, vectors: Vectors<'_>, draft: &[Sentence<'_>], range: Range<usize>, about: About<'_>, spellings: &mut Spellings) -> Vec<Scores> {
        spellings.tidy();
        let first = range.start.saturating_sub(1);
        let (mut numbers, mut ends, mut asides) = (Vec::new(), Vec::with_capacity(range.len() + 2), Vec::with_capacity(range.len() + 2));
        let mut scratch = Scratch::default();
        for sentence in &draft[first..draft.len().min(range.end + 1)] {
            let from = numbers.len();
            self.look_up(simd, vectors, *sentence, spellings, &mut numbers, &mut scratch.distinct);
            asides.push(aside(simd, vectors, &numbers[from..], &scratch.distinct, spellings));
            ends.push(numbers.len());
        }
        let aside = |at: Option<usize>| at.and_then(|at| asides.get(at.checked_sub(first)?)).unwrap_or(NOBODY);
        let beside = |at: usize| [aside(at.checked_sub(1)), aside(Some(at + 1))];
        let mut scores = Vec::with_capacity(range.len());
        for at in range.clone() {
            let from = (at - first).checked_sub(1).map_or(0, |before| ends[before]);
            scores.push(self.linear(simd, Place::of(draft, at), about, draft[at].hashes(), &numbers[from..ends[at - first]], spellings, Beside::new(beside(at)), &mut scratch));
        }
        for (some, at) in scores.chunks_mut(AT_ONCE).zip(range.step_by(AT_ONCE)) {
            // Where there are too few for a round, nobody makes up the number.
            let present = |n: usize| (n < some.len()).then_some(at + n);
            let own: [&Aside; AT_ONCE] = from_fn(|n| aside(present(n)));
            let beside: [[&Aside; 2]; AT_ONCE] = from_fn(|n| present(n).map_or([NOBODY; 2], beside));
            let sums = self.neurons_of(simd, own, beside);
            for (scores, sums) in some.iter_mut().zip(&sums) {
                self.fire(simd, sums, scores);
            }
        }
        scores
    }

    /// The sums of the neurons for each of `N` sentences and those beside it.
    #[inline(always)]
    fn neurons_of<S: Simd, const N: usize>(&self, simd: S, own: [&Aside; N], beside: [[&Aside; 2]; N]) -> [Sums; N] {
        let neurons = self.neurons();
        let mut sums = [neurons.sums(); N];
        neurons.add(simd, Group::Own, own.map(|own| &own.means[0]), &mut sums);
        neurons.add(simd, Group::Before, beside.map(|[before, _]| &before.means[0]), &mut sums);
        neurons.add(simd, Group::Behind, beside.map(|[_, behind]| &behind.means[0]), &mut sums);
        neurons.add(simd, Group::First, own.map(|own| &own.means[1]), &mut sums);
        sums
    }

    /// Adds to `scores` what neurons with these `sums`, and the bias, make of them.
    #[inline(always)]
    fn fire<S: Simd>(&self, simd: S, sums: &Sums, scores: &mut Scores) {
        let of_neurons = self.neurons().scores(simd, sums);
        for ((score, more), bias) in scores.iter_mut().zip(of_neurons).zip(self.bias()) {
            *score += more + bias;
        }
    }

    #[inline(always)]
    fn ready<'a, S: Simd>(&'a self, simd: S, vectors: Vectors<'a>, place: Place<'a>, about: About<'a>, spellings: &'a mut Spellings) -> Parts<'a> {
        spellings.tidy();
        let (mut numbers, mut scratch) = (Vec::new(), Scratch::default());
        let mut asides = [NOBODY.clone(), NOBODY.clone()];
        for (out, sentence) in asides.iter_mut().zip([place.before, place.behind]) {
            if let Some(sentence) = sentence {
                numbers.clear();
                self.look_up(simd, vectors, sentence, spellings, &mut numbers, &mut scratch.distinct);
                *out = aside(simd, vectors, &numbers, &scratch.distinct, spellings);
            }
        }
        numbers.clear();
        self.look_up(simd, vectors, place.own, spellings, &mut numbers, &mut scratch.distinct);
        let neurons = self.neurons();
        let mut sums = [neurons.sums()];
        neurons.add(simd, Group::Before, [&asides[0].means[0]], &mut sums);
        neurons.add(simd, Group::Behind, [&asides[1].means[0]], &mut sums);
        Parts { model: self, vectors, place, about, spellings, numbers, beside: Beside::new(asides.each_ref()), sums: sums[0], scratch }
    }

    /// The part of the linear model in the scores of the sentence at `place`, as if it held only the words with these `hashes` and `numbers`.
    #[inline(always)]
    fn linear<S: Simd>(&self, simd: S, place: Place<'_>, about: About<'_>, hashes: &[u32], numbers: &[u32], spellings: &Spellings, beside: Beside, scratch: &mut Scratch) -> Scores {
        let (own, features) = spellings.own(simd, numbers);
        let (mut more, mut around) = ([0; COLUMNS], beside.sums);
        let Scratch { own: of_sentence_itself, around: of_place, .. } = scratch;
        of_sentence_itself.clear();
        of_place.clear();
        of_sentence(place, about, hashes, |bucket, family| if family == Family::Around { of_place.push(bucket) } else { of_sentence_itself.push(bucket) });
        self.add_rows(simd, of_sentence_itself, &mut more);
        self.add_rows(simd, of_place, &mut around);
        let square = |family: Family, count: u64| count * family as u64 * family as u64;
        let square = square(Family::Word, (numbers.len() + of_sentence_itself.len()) as u64)
            + square(Family::Letters, features)
            + square(Family::Around, u64::from(beside.words) + of_place.len() as u64);
        let length = (square << 16).isqrt().max(1) as i64;
        let mut scores = [0; COLUMNS];
        for column in 0..COLUMNS {
            let sum = own[column] * Family::Letters as i32 + more[column] * Family::Word as i32 + around[column] * Family::Around as i32;
            scores[column] = (i64::from(sum) * self.scale() / length) as i32;
        }
        scores
    }

    /// Appends the numbers of the words of `sentence` to `numbers`, and puts those of one of each into `distinct`.
    #[inline(always)]
    fn look_up<S: Simd>(&self, simd: S, vectors: Vectors<'_>, sentence: Sentence<'_>, spellings: &mut Spellings, numbers: &mut Vec<u32>, distinct: &mut Vec<u32>) {
        distinct.clear();
        spellings.next_sentence();
        for (at, hash) in sentence.hashes().iter().enumerate() {
            let word = sentence.text(at);
            let number = spellings.number(word, *hash, || simd.vectorize(#[inline(always)] || self.spelling(simd, vectors, word, *hash)));
            numbers.push(number);
            if spellings.is_first(number) {
                distinct.push(number);
            }
        }
    }

    /// What a word comes to of which nothing is known yet.
    #[inline(always)]
    fn spelling<S: Simd>(&self, simd: S, vectors: Vectors<'_>, word: &str, hash: u32) -> (Spelling, u32) {
        let mut letters = Vec::new();
        of_letters(word, |bucket| letters.push(bucket));
        let (mut of_letters, mut own) = ([0; COLUMNS], [0; COLUMNS]);
        self.add_rows(simd, &letters, &mut of_letters);
        self.add_rows(simd, &[of_word(hash)], &mut own);
        let mut spelling = Spelling { own: [0; ABREAST], aside: [0; 2 * ABREAST] };
        for column in 0..COLUMNS {
            spelling.own[column] = (of_letters[column] + own[column] * (Family::Word as i32 / Family::Letters as i32)) as i16;
        }
        spelling.own[COLUMNS] = letters.len() as i16;
        for (side, aside) in [Side::Before, Side::Behind].into_iter().zip(spelling.aside.chunks_exact_mut(ABREAST)) {
            let mut row = [0; COLUMNS];
            self.add_rows(simd, &[of_neighbour(side, hash)], &mut row);
            aside.iter_mut().zip(row).for_each(|(out, weight)| *out = weight as i8);
        }
        (spelling, vectors.row(hash))
    }
}

impl Beside {
    /// What stands beside a sentence between these two.
    #[inline(always)]
    fn new([before, behind]: [&Aside; 2]) -> Self {
        let mut sums = before.before;
        for (sum, more) in sums.iter_mut().zip(behind.behind) {
            *sum += more;
        }
        Self { sums, words: before.words + behind.words }
    }
}

impl Parts<'_> {
    /// The bare scores of the sentence as if it held only `words`, counted from its first.
    #[must_use]
    pub fn scores(&mut self, words: Range<usize>) -> Scores {
        dispatch!(Level::new(), simd => self.part(simd, words))
    }

    #[inline(always)]
    fn part<S: Simd>(&mut self, simd: S, words: Range<usize>) -> Scores {
        let Self { model, vectors, place, about, spellings, numbers, beside, sums, scratch } = self;
        let numbers = &numbers[words.clone()];
        let mut scores = model.linear(simd, *place, *about, &place.own.hashes()[words], numbers, spellings, *beside, scratch);
        let [own, first] = means(simd, *vectors, numbers, spellings);
        let mut sums = [*sums];
        model.neurons().add(simd, Group::Own, [&own], &mut sums);
        model.neurons().add(simd, Group::First, [&first], &mut sums);
        model.fire(simd, &sums[0], &mut scores);
        scores
    }
}

/// What a sentence whose words have these `numbers` is to its neighbours and to the neurons.
#[inline(always)]
fn aside<S: Simd>(simd: S, vectors: Vectors<'_>, numbers: &[u32], distinct: &[u32], spellings: &Spellings) -> Aside {
    let [before, behind] = spellings.aside(simd, distinct);
    Aside { before, behind, words: distinct.len() as u32, means: means(simd, vectors, numbers, spellings) }
}

/// The means of words with these `numbers` and of the first of them, as the neurons take them.
#[inline(always)]
fn means<S: Simd>(simd: S, vectors: Vectors<'_>, numbers: &[u32], spellings: &Spellings) -> [Pairs; 2] {
    let [all, first] = vectors.means(simd, numbers.len(), FIRST_WORDS, #[inline(always)] |at| spellings.vector(numbers[at]));
    [seen(simd, &all), seen(simd, &first)]
}
