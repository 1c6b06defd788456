//! The trained model: from the words of a sentence to a score for every target.

use super::arithmetic::dot;
use super::draft::{About, Words};
use super::features::{BUCKET_BITS, Family, Side, distinct, neighbours, of_letters, of_neighbour, of_sentence, of_word};
use super::spelling::{Spelling, Spellings};
use super::surroundings::{Bare, SEEN, around, highest, scaled, seen_of, sums, sums_of_draft};
use super::vectors::{DIMENSIONS, Vectors};
use crate::pattern::packed::Bytes;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// Columns of a row of weights: targets, and some to spare, so that rows are added in whole steps.
pub const COLUMNS: usize = 24;
/// Neurons of the hidden layer.
pub(super) const HIDDEN: usize = 128;
/// What the hidden layer sees: the means of the sentence, of the one before, of the one behind, and of the sentence's first words.
pub(super) const INPUTS: usize = 4 * DIMENSIONS;
/// How many first words those are.
const FIRST_WORDS: usize = 5;
/// Bytes of the weights of surroundings.
const SURROUNDINGS: usize = SEEN * COLUMNS * 2;
/// So many sentences go through the neurons at once: each neuron's weights are fetched once for all of them.
const AT_ONCE: usize = 16;
/// Weights of neurons are in so many parts of one, as a power of two.
pub(super) const NEURON_BITS: u32 = 10;

/// A lint or a role that the weights know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its id or name.
    pub name: String,
    /// Targets that are easily taken for it, as bits: of rivals only the one with the highest score is believed.
    pub rivals: u32,
    /// In drafts of these kinds, as bits.
    pub kinds: u8,
    /// The score from which the weights alone are sure.
    pub alone: i32,
    /// The score below which they gainsay a pattern.
    pub with: i32,
}

/// A trained model, without its word vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Trained {
    pub(super) targets: Vec<Target>,
    /// Which buckets have a row: a bit for each.
    pub(super) kept: Bytes,
    /// For every 64 buckets, how many rows there are before them.
    pub(super) ranks: crate::pattern::packed::Packed,
    /// The rows, a signed byte for each column.
    pub(super) rows: Bytes,
    /// What a sum of the linear model is multiplied with before it is divided by 256 times the length of its features.
    pub(super) scale: i32,
    /// The bias of each target, of both models together.
    pub(super) bias: Vec<i32>,
    /// Little-endian `i16`: for each neuron its weights and, last, its bias.
    pub(super) hidden: Bytes,
    /// Likewise: for each neuron a row of columns.
    pub(super) output: Bytes,
    /// Likewise: for each number of [`surroundings`] a row of columns; empty in a model that looks at no surroundings.
    pub(super) around: Bytes,
}

/// A trained model with its word vectors.
#[derive(Debug, Clone)]
pub struct Model {
    trained: Trained,
    vectors: Cow<'static, [u8]>,
    /// The neurons' weights as numbers: unlike the rows, all of them are used for every sentence.
    neurons: OnceLock<Neurons>,
}

/// What a sentence comes to between its neighbours, whatever else is in the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside(Scores);

#[derive(Debug, Clone)]
struct Neurons {
    /// Neuron by neuron.
    hidden: Vec<i16>,
    bias: Vec<i16>,
    output: Vec<i16>,
    around: Vec<i16>,
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.trained == other.trained && self.vectors == other.vectors
    }
}

/// The scores of a sentence, in 1,024ths of a logit, one for each target.
pub type Scores = [i32; COLUMNS];

/// The means of a sentence's words and of its first ones.
pub(super) type Means = ([i16; DIMENSIONS], [i16; DIMENSIONS]);

impl Model {
    pub(super) fn new(trained: Trained, vectors: Cow<'static, [u8]>) -> Option<Self> {
        Vectors::read(&vectors)?;
        let whole = trained.targets.len() <= COLUMNS
            && trained.bias.len() == COLUMNS
            && trained.kept.0.len() * 8 == 1 << BUCKET_BITS
            && trained.ranks.len() * 64 == 1 << BUCKET_BITS
            && trained.hidden.0.len() == HIDDEN * (INPUTS + 1) * 2
            && trained.output.0.len() == HIDDEN * COLUMNS * 2
            && matches!(trained.around.0.len(), 0 | SURROUNDINGS);
        whole.then_some(Self { trained, vectors, neurons: OnceLock::new() })
    }

    /// Reads a model from its bytes and those of its word vectors; `None` if they are not what this version writes.
    #[must_use]
    pub fn read(trained: &'static [u8], vectors: &'static [u8]) -> Option<Self> {
        Self::new(postcard::from_bytes(trained).ok()?, Cow::Borrowed(vectors))
    }

    /// The model as bytes, its word vectors left out.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.trained).unwrap_or_default()
    }

    /// Whether `other` has learnt the same; thresholds may differ.
    #[must_use]
    pub fn knows_what(&self, other: &Self) -> bool {
        let mut same = other.trained.clone();
        same.targets.clone_from(&self.trained.targets);
        self.trained == same
    }

    /// What it knows; scores are in this order.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.trained.targets
    }

    pub(super) fn trained_mut(&mut self) -> &mut Trained {
        self.neurons = OnceLock::new();
        &mut self.trained
    }

    fn vectors(&self) -> Option<Vectors<'_>> {
        Vectors::read(&self.vectors)
    }

    /// The scores of every sentence of `draft`, its surroundings considered.
    #[must_use]
    pub fn scores(&self, draft: &Words, about: About<'_>) -> Vec<Scores> {
        self.in_surroundings(&self.bare_scores(draft, about), about)
    }

    /// What bare `scores` of a draft's sentences come to beside each other.
    #[must_use]
    pub fn in_surroundings(&self, scores: &[Scores], about: About<'_>) -> Vec<Scores> {
        let bare: Vec<Bare> = scores.iter().map(|scores| Bare::new(*scores)).collect();
        let of_draft = self.of_draft(&bare);
        let beside = |at: usize| self.beside(&bare[at], around(at, |other| bare.get(other)), about);
        (0..bare.len()).map(|at| self.settled(&beside(at), of_draft.as_ref())).collect()
    }

    /// What a sentence comes to between the sentences `around` it.
    #[must_use]
    pub fn beside(&self, own: &Bare, around: [Option<&Bare>; 4], about: About<'_>) -> Beside {
        let weights = &self.neurons().around;
        Beside(if weights.is_empty() { own.scores } else { sums(&seen_of(own, around, &[0; COLUMNS], about), weights) })
    }

    /// What a draft of `bare` sentences adds to the scores of each, if the model looks at surroundings.
    #[must_use]
    pub fn of_draft(&self, bare: &[Bare]) -> Option<Scores> {
        let weights = &self.neurons().around;
        (!weights.is_empty()).then(|| sums_of_draft(&highest(bare.iter().map(|b| &b.probable)), weights))
    }

    /// The scores of a sentence, given what it comes to beside its neighbours and what its draft adds.
    #[must_use]
    pub fn settled(&self, beside: &Beside, of_draft: Option<&Scores>) -> Scores {
        match of_draft {
            Some(of_draft) => self.settle(scaled([&beside.0, of_draft])),
            None => beside.0,
        }
    }

    /// The scores of every sentence by itself and the words of its neighbours.
    #[must_use]
    pub fn bare_scores(&self, draft: &Words, about: About<'_>) -> Vec<Scores> {
        self.bare_scores_of(draft, 0..draft.len(), about, &mut Spellings::default())
    }

    /// Likewise, of the sentences `range` of `draft`.
    #[must_use]
    pub fn bare_scores_of(&self, draft: &Words, range: Range<usize>, about: About<'_>, spellings: &mut Spellings) -> Vec<Scores> {
        let Some(vectors) = self.vectors() else { return vec![[0; COLUMNS]; range.len()] };
        let first = range.start.saturating_sub(1);
        let means: Vec<Means> = (first..draft.len().min(range.end + 1)).map(|n| means(vectors, draft, draft.sentence(n))).collect();
        let mean = |at: usize| means.get(at.checked_sub(first)?).copied();
        let heard = self.heard(draft, first..draft.len().min(range.end + 1), spellings);
        let mut scores: Vec<Scores> = range.clone().map(|n| self.linear(draft, about, n, draft.sentence(n), &heard)).collect();
        let inputs: Vec<[i16; INPUTS]> = range.map(|n| input(n, mean)).collect();
        for (inputs, scores) in inputs.chunks(AT_ONCE).zip(scores.chunks_mut(AT_ONCE)) {
            self.add_neurons(inputs, scores);
        }
        scores
    }

    pub(super) fn around_weights(&self) -> &[i16] {
        &self.neurons().around
    }

    /// The bare scores of sentence `number` as if it held only `words`.
    #[must_use]
    pub fn scores_of(&self, draft: &Words, about: About<'_>, number: usize, words: Range<usize>) -> Scores {
        let Some(vectors) = self.vectors() else { return [0; COLUMNS] };
        let mean = |at: usize| {
            let range = if at == number { words.clone() } else { draft.sentences().get(at)?.words.clone() };
            Some(means(vectors, draft, range))
        };
        let mut spellings = Spellings::default();
        let heard = self.heard(draft, number.saturating_sub(1)..draft.len().min(number + 2), &mut spellings);
        let mut scores = [self.linear(draft, about, number, words.clone(), &heard)];
        self.add_neurons(&[input(number, mean)], &mut scores);
        scores[0]
    }

    /// Adds to the `scores` of sentences what the neurons, and the bias, make of their `inputs`.
    fn add_neurons(&self, inputs: &[[i16; INPUTS]], scores: &mut [Scores]) {
        let Neurons { hidden, bias, output, .. } = self.neurons();
        let mut sums = [[0i32; COLUMNS]; AT_ONCE];
        for ((neuron, bias), out) in hidden.as_chunks::<INPUTS>().0.iter().zip(bias).zip(output.as_chunks::<COLUMNS>().0) {
            for (input, sums) in inputs.iter().zip(&mut sums) {
                let sum = dot(input, neuron) + (i32::from(*bias) << 8);
                let level = (sum >> NEURON_BITS).clamp(0, i32::from(i16::MAX)) as i16;
                if level > 0 {
                    sums.iter_mut().zip(out).for_each(|(s, w)| *s += i32::from(level) * i32::from(*w));
                }
            }
        }
        for (scores, sums) in scores.iter_mut().zip(sums) {
            for ((score, sum), bias) in scores.iter_mut().zip(sums).zip(&self.trained.bias) {
                *score += (sum >> 8) + bias;
            }
        }
    }

    /// Takes from each score what its strongest rival has ahead of it.
    fn settle(&self, scores: Scores) -> Scores {
        let mut settled = scores;
        for (column, target) in self.trained.targets.iter().enumerate().filter(|(_, t)| t.rivals != 0) {
            let strongest = (0..COLUMNS).filter(|c| target.rivals & (1 << c) != 0).map(|c| scores[c]).max().unwrap_or(i32::MIN);
            settled[column] -= strongest.saturating_sub(scores[column]).max(0);
        }
        settled
    }

    /// The part of the linear model.
    fn linear(&self, draft: &Words, about: About<'_>, number: usize, words: Range<usize>, heard: &Heard<'_>) -> Scores {
        let [mut own, mut letters, mut around] = [[0i32; COLUMNS]; 3];
        let mut square = 0;
        let mut met = |family: Family, count: u16| square += u64::from(count) * family as u64 * family as u64;
        for at in words.clone() {
            let spelling = heard.word(at);
            add(&mut own, &spelling.own);
            letters.iter_mut().zip(spelling.letters).for_each(|(s, w)| *s += i32::from(w));
            met(Family::Word, 1);
            met(Family::Letters, spelling.features);
        }
        for (side, neighbour) in neighbours(draft, number) {
            for at in distinct(draft, neighbour) {
                let spelling = heard.word(at);
                add(&mut around, if side == Side::Before { &spelling.before } else { &spelling.behind });
                met(Family::Around, 1);
            }
        }
        of_sentence(draft, about, number, words, |bucket, family| {
            met(family, 1);
            let sums = match family {
                Family::Word => &mut own,
                Family::Letters => &mut letters,
                Family::Around => &mut around,
            };
            self.add_row(bucket, sums);
        });
        let length = (square << 16).isqrt().max(1) as i64;
        std::array::from_fn(|column| {
            let sum = own[column] * Family::Word as i32 + letters[column] * Family::Letters as i32 + around[column] * Family::Around as i32;
            (i64::from(sum) * i64::from(self.trained.scale) / length) as i32
        })
    }

    /// The words of `sentences`, looked up.
    fn heard<'a>(&self, draft: &Words, sentences: Range<usize>, spellings: &'a mut Spellings) -> Heard<'a> {
        spellings.tidy();
        let words = |number: usize| draft.sentences().get(number).map(|sentence| sentence.words.clone());
        let first = words(sentences.start).map_or(0, |words| words.start);
        let end = sentences.end.checked_sub(1).and_then(words).map_or(first, |words| words.end);
        let numbers = (first..end).map(|at| spellings.number(draft.text(at), || self.spelling(draft.text(at), draft.hash(at)))).collect();
        Heard { first, numbers, spellings }
    }

    fn spelling(&self, word: &str, hash: u32) -> Spelling {
        let row = |bucket: u32| self.row(bucket).map_or([0; COLUMNS], |row| row.map(|w| w as i8));
        let mut spelling = Spelling {
            own: row(of_word(hash)),
            before: row(of_neighbour(Side::Before, hash)),
            behind: row(of_neighbour(Side::Behind, hash)),
            ..Spelling::default()
        };
        of_letters(word, |bucket| {
            spelling.features += 1;
            if let Some(row) = self.row(bucket) {
                spelling.letters.iter_mut().zip(row).for_each(|(s, w)| *s += i16::from(*w as i8));
            }
        });
        spelling
    }

    fn add_row(&self, bucket: u32, sums: &mut [i32; COLUMNS]) {
        if let Some(row) = self.row(bucket) {
            sums.iter_mut().zip(row).for_each(|(s, w)| *s += i32::from(*w as i8));
        }
    }

    /// The row of `bucket`, if it has one.
    fn row(&self, bucket: u32) -> Option<&[u8; COLUMNS]> {
        let (word, bit) = (bucket as usize / 64, bucket % 64);
        let bits = u64::from_le_bytes(*self.trained.kept.0.as_chunks::<8>().0.get(word)?);
        if bits & (1 << bit) == 0 {
            return None;
        }
        let row = self.trained.ranks.view().get(word) as usize + (bits & ((1 << bit) - 1)).count_ones() as usize;
        self.trained.rows.0.as_chunks::<COLUMNS>().0.get(row)
    }

    fn neurons(&self) -> &Neurons {
        let numbers = |bytes: &Bytes| bytes.0.as_chunks::<2>().0.iter().map(|b| i16::from_le_bytes(*b)).collect::<Vec<i16>>();
        self.neurons.get_or_init(|| {
            let of_neurons = numbers(&self.trained.hidden);
            let (mut hidden, mut bias) = (Vec::with_capacity(of_neurons.len()), Vec::with_capacity(HIDDEN));
            for neuron in of_neurons.chunks_exact(INPUTS + 1) {
                hidden.extend_from_slice(&neuron[..INPUTS]);
                bias.push(neuron[INPUTS]);
            }
            Neurons { hidden, bias, output: numbers(&self.trained.output), around: numbers(&self.trained.around) }
        })
    }
}

/// Words of some sentences of a draft, looked up.
struct Heard<'a> {
    /// The number of the first word.
    first: usize,
    numbers: Vec<u32>,
    spellings: &'a Spellings,
}

impl Heard<'_> {
    /// Word `at` of the draft.
    fn word(&self, at: usize) -> &Spelling {
        self.spellings.get(self.numbers[at - self.first])
    }
}

fn add(sums: &mut [i32; COLUMNS], row: &[i8; COLUMNS]) {
    sums.iter_mut().zip(row).for_each(|(s, w)| *s += i32::from(*w));
}

pub(super) fn means(vectors: Vectors<'_>, draft: &Words, words: Range<usize>) -> Means {
    vectors.means(words.map(|at| draft.hash(at)), FIRST_WORDS)
}

/// What the hidden layer sees of sentence `number`.
pub(super) fn input(number: usize, mean: impl Fn(usize) -> Option<Means>) -> [i16; INPUTS] {
    let nothing = ([0; DIMENSIONS], [0; DIMENSIONS]);
    let (own, first) = mean(number).unwrap_or(nothing);
    let before = number.checked_sub(1).and_then(&mean).unwrap_or(nothing).0;
    let behind = mean(number + 1).unwrap_or(nothing).0;
    let mut input = [0; INPUTS];
    for (part, values) in input.chunks_exact_mut(DIMENSIONS).zip([own, before, behind, first]) {
        part.copy_from_slice(&values);
    }
    input
}
