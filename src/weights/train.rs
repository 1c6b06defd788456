//! Training: from labelled drafts to a model.
//!
//! The linear model and the neurons are trained apart and their scores added: trained together, the linear one, which can learn its sentences by heart, would leave the
//! neurons nothing to do. Numbers are drawn from a generator of our own, and the only function beyond plain arithmetic, the exponential, is our own
//! too: so the same drafts make the same model on every machine.

use super::ONE;
use super::arithmetic::sigmoid;
use super::bare::FIRST_WORDS;
use super::draft::{About, Sentence, Words};
use super::features::{BUCKET_BITS, features};
use super::model::{COLUMNS, Model, Scores, Target, Trained};
use super::neurons::{HIDDEN, INPUTS, NEURON_BITS};
use super::surroundings::{Bare, LOGITS, SEEN, UNIT, seen};
use super::vectors::{DIMENSIONS, Mean, Vectors};
use crate::pattern::packed::Bytes;
use fearless_simd::{Level, dispatch};
use std::borrow::Cow;

/// A labelled draft.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its words.
    pub words: Words,
    /// Number of its kind.
    pub kind: u8,
    /// The type of an entry, or nothing.
    pub entry_type: String,
    /// For each sentence the targets that hold, as bits.
    pub holds: Vec<u32>,
    /// The targets whose labels are known, as bits.
    pub known: u32,
}

impl Example {
    /// What the draft is.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        About { kind: self.kind, entry_type: &self.entry_type }
    }
}

/// Rounds through all examples for the linear model, and for the neurons.
const LINEAR_ROUNDS: usize = 3;
const NEURON_ROUNDS: usize = 12;
/// The step of the linear model.
const LINEAR_STEP: f32 = 0.15;
/// The linear model's sums are this much larger than its weights: so a step means the same for long sentences and short ones.
const LINEAR_GAIN: f32 = 8.0;
/// So many rows are kept: those that matter least fall away.
const ROWS: usize = 75_000;
const SURROUNDINGS_ROUNDS: usize = 30;
const SURROUNDINGS_STEP: f32 = 0.01;
const BATCH: usize = 128;
const NEURON_STEP: f32 = 0.002;
/// This part of a layer's inputs is left out at random, so that none is relied upon.
const DROPPED: f32 = 0.3;
/// How much larger than one the parts of the input are, in the order of [`input`].
const INPUT_GAIN: [f32; 4] = [3.0, 1.5, 1.5, 3.0];

/// Trains a model on `examples` for targets with these names and rivals, at most [`COLUMNS`] of them; thresholds are left open. `None` if `vectors` are no word vectors.
#[must_use]
pub fn train(examples: &[&Example], names: &[(&str, u32)], vectors: Cow<'static, [u8]>) -> Option<Model> {
    let places: Vec<(usize, usize)> = examples.iter().enumerate().flat_map(|(at, e)| (0..e.words.len()).map(move |n| (at, n))).collect();
    let labels: Vec<Labels> = places.iter().map(|(at, n)| Labels::new(examples[*at].holds[*n], examples[*at].known)).collect();
    let linear = Linear::train(examples, &places, &labels);
    let neurons = Neurons::train(examples, &places, &labels, Vectors::read(&vectors)?);
    Model::new(assemble(&linear, &neurons, names), vectors)
}

/// The labels of a sentence: 0 or 1, and how much each counts.
struct Labels {
    holds: [f32; COLUMNS],
    counts: [f32; COLUMNS],
}

impl Labels {
    fn new(holds: u32, known: u32) -> Self {
        let bits = |bits: u32| std::array::from_fn(|column| if bits & (1 << column) != 0 { 1.0 } else { 0.0 });
        Self { holds: bits(holds), counts: bits(known) }
    }

    /// How far the probabilities of `logits` are from the labels.
    fn error(&self, logits: &[f32; COLUMNS]) -> [f32; COLUMNS] {
        std::array::from_fn(|c| (sigmoid(logits[c]) - self.holds[c]) * self.counts[c])
    }
}

/// A small generator of numbers (`SplitMix64`): what is drawn depends on the seed alone.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// From 0 up to 1.
    fn part(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    fn shuffle(&mut self, list: &mut [u32]) {
        for at in (1..list.len()).rev() {
            list.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

/// The linear model: weights by bucket, and how often each was met.
struct Linear {
    rows: Vec<[f32; COLUMNS]>,
    bias: [f32; COLUMNS],
}

impl Linear {
    fn train(examples: &[&Example], places: &[(usize, usize)], labels: &[Labels]) -> Self {
        let mut model = Self { rows: vec![[0.0; COLUMNS]; 1 << BUCKET_BITS], bias: [-3.0; COLUMNS] };
        // The sum of squares of all steps so far, which shortens the next (Adagrad).
        let mut squares = vec![[1e-3f32; COLUMNS]; 1 << BUCKET_BITS];
        let mut bias_squares = [1.0f32; COLUMNS];
        let mut order: Vec<u32> = (0..places.len() as u32).collect();
        let mut draw = Draw(1);
        let mut met = Vec::new();
        for round in 0..LINEAR_ROUNDS {
            draw.shuffle(&mut order);
            let step = LINEAR_STEP * (1.0 - round as f32 / LINEAR_ROUNDS as f32);
            for number in &order {
                let (at, n) = places[*number as usize];
                model.look(examples[at], n, &mut met);
                let error = labels[*number as usize].error(&model.logits(&met));
                for (bucket, value) in &met {
                    let (row, square) = (&mut model.rows[*bucket as usize], &mut squares[*bucket as usize]);
                    for c in 0..COLUMNS {
                        let slope = error[c] * value;
                        square[c] += slope * slope;
                        row[c] -= step * slope / square[c].sqrt();
                    }
                }
                for c in 0..COLUMNS {
                    bias_squares[c] += error[c] * error[c];
                    model.bias[c] -= step * error[c] / bias_squares[c].sqrt();
                }
            }
        }
        model
    }

    /// The features of a sentence with their values.
    fn look(&self, example: &Example, n: usize, met: &mut Vec<(u32, f32)>) {
        met.clear();
        let mut square = 0.0;
        features(example.words.place(n), example.about(), |bucket, family| {
            let value = f32::from(family as u8);
            square += value * value;
            met.push((bucket, value));
        });
        let length = square.sqrt().max(1.0);
        met.iter_mut().for_each(|(_, value)| *value *= LINEAR_GAIN / length);
    }

    fn logits(&self, met: &[(u32, f32)]) -> [f32; COLUMNS] {
        let mut sums = self.bias;
        for (bucket, value) in met {
            let row = &self.rows[*bucket as usize];
            for c in 0..COLUMNS {
                sums[c] += row[c] * value;
            }
        }
        sums
    }
}

/// A layer of weights with what Adam remembers of each.
struct Layer {
    weights: Vec<f32>,
    slopes: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Layer {
    fn new(inputs: usize, outputs: usize, draw: &mut Draw) -> Self {
        let reach = 1.0 / (inputs as f32).sqrt();
        let weights: Vec<f32> = (0..inputs * outputs).map(|_| (draw.part() * 2.0 - 1.0) * reach).collect();
        let nothing = vec![0.0; weights.len()];
        Self { weights, slopes: nothing.clone(), mean: nothing.clone(), square: nothing }
    }

    /// A step against the slopes, which are forgotten.
    fn step(&mut self, step: f32, fade: (f32, f32)) {
        for (((w, slope), mean), square) in self.weights.iter_mut().zip(&mut self.slopes).zip(&mut self.mean).zip(&mut self.square) {
            let g = *slope + 1e-4 * *w;
            *mean += (g - *mean) * 0.1;
            *square += (g * g - *square) * 0.001;
            *w -= step * (*mean / fade.0) / ((*square / fade.1).sqrt() + 1e-8);
            *slope = 0.0;
        }
    }
}

/// The neurons: a hidden layer and the output, each with its bias as one more input that is always one.
struct Neurons {
    hidden: Layer,
    output: Layer,
}

impl Neurons {
    fn train(examples: &[&Example], places: &[(usize, usize)], labels: &[Labels], vectors: Vectors<'_>) -> Self {
        let means = |sentence: Sentence<'_>| {
            let hashes = sentence.hashes();
            dispatch!(Level::new(), simd => vectors.means(simd, hashes.len(), FIRST_WORDS, |at| vectors.row(hashes[at])))
        };
        let of_example: Vec<Vec<[Mean; 2]>> = examples.iter().map(|e| e.words.all().into_iter().map(means).collect()).collect();
        let mut draw = Draw(2);
        let mut model = Self { hidden: Layer::new(INPUTS + 1, HIDDEN, &mut draw), output: Layer::new(HIDDEN + 1, COLUMNS, &mut draw) };
        model.output.weights[HIDDEN * COLUMNS..].fill(-3.0);
        let mut order: Vec<u32> = (0..places.len() as u32).collect();
        let (mut fade, mut x) = ((1.0f32, 1.0f32), [0.0f32; INPUTS + 1]);
        for round in 0..NEURON_ROUNDS {
            draw.shuffle(&mut order);
            let step = NEURON_STEP * (1.0 - round as f32 / NEURON_ROUNDS as f32);
            for batch in order.chunks(BATCH) {
                for number in batch {
                    let (at, n) = places[*number as usize];
                    let seen = input(n, &of_example[at]);
                    for (part, value) in seen.iter().enumerate() {
                        let kept = draw.part() >= DROPPED;
                        x[part] = if kept { f32::from(*value) / 256.0 * INPUT_GAIN[part / (INPUTS / 4)] / (1.0 - DROPPED) } else { 0.0 };
                    }
                    x[INPUTS] = 1.0;
                    model.learn(&x, &labels[*number as usize], &mut draw, 1.0 / batch.len() as f32);
                }
                fade = (fade.0 * 0.9, fade.1 * 0.999);
                let fade = (1.0 - fade.0, 1.0 - fade.1);
                model.hidden.step(step, fade);
                model.output.step(step, fade);
            }
        }
        model
    }

    /// Adds the slopes of one sentence.
    fn learn(&mut self, x: &[f32; INPUTS + 1], labels: &Labels, draw: &mut Draw, share: f32) {
        let mut level = [0.0f32; HIDDEN + 1];
        for (value, row) in x.iter().zip(self.hidden.weights.chunks_exact(HIDDEN)).filter(|(value, _)| **value != 0.0) {
            level.iter_mut().zip(row).for_each(|(l, w)| *l += value * w);
        }
        for l in &mut level[..HIDDEN] {
            *l = if *l > 0.0 && draw.part() >= DROPPED { *l / (1.0 - DROPPED) } else { 0.0 };
        }
        level[HIDDEN] = 1.0;
        let mut logits = [0.0f32; COLUMNS];
        for (l, row) in level.iter().zip(self.output.weights.chunks_exact(COLUMNS)).filter(|(l, _)| **l != 0.0) {
            logits.iter_mut().zip(row).for_each(|(z, w)| *z += l * w);
        }
        let error = labels.error(&logits).map(|e| e * share);
        let mut back = [0.0f32; HIDDEN];
        let rows = self.output.weights.chunks_exact(COLUMNS).zip(self.output.slopes.chunks_exact_mut(COLUMNS));
        for (at, (l, (row, slopes))) in level.iter().zip(rows).enumerate().filter(|(_, (l, _))| **l != 0.0) {
            slopes.iter_mut().zip(&error).for_each(|(s, e)| *s += l * e);
            if at < HIDDEN {
                back[at] = row.iter().zip(&error).map(|(w, e)| w * e).sum::<f32>() / (1.0 - DROPPED);
            }
        }
        for (value, slopes) in x.iter().zip(self.hidden.slopes.chunks_exact_mut(HIDDEN)).filter(|(value, _)| **value != 0.0) {
            slopes.iter_mut().zip(&back).for_each(|(s, b)| *s += value * b);
        }
    }
}

/// What the hidden layer sees of sentence `number`, of a draft whose sentences have these `means`.
pub(super) fn input(number: usize, means: &[[Mean; 2]]) -> [i16; INPUTS] {
    let mean = |at: Option<usize>| at.and_then(|at| means.get(at)).copied().unwrap_or([[0; DIMENSIONS]; 2]);
    let [own, first] = mean(Some(number));
    let mut input = [0; INPUTS];
    for (part, values) in input.chunks_exact_mut(DIMENSIONS).zip([own, mean(number.checked_sub(1))[0], mean(Some(number + 1))[0], first]) {
        part.copy_from_slice(&values);
    }
    input
}

/// Both models as whole numbers, the rows that matter least left out.
fn assemble(linear: &Linear, neurons: &Neurons, names: &[(&str, u32)]) -> Trained {
    let size = |row: &[f32; COLUMNS]| row.iter().fold(0.0f32, |most, w| most.max(w.abs()));
    let mut by_size: Vec<u32> = (0..linear.rows.len() as u32).filter(|b| size(&linear.rows[*b as usize]) > 0.0).collect();
    by_size.sort_by(|a, b| size(&linear.rows[*b as usize]).total_cmp(&size(&linear.rows[*a as usize])).then(a.cmp(b)));
    by_size.truncate(ROWS);
    let mut kept = vec![0u64; (1 << BUCKET_BITS) / 64];
    by_size.iter().for_each(|b| kept[*b as usize / 64] |= 1 << (b % 64));
    by_size.sort_unstable();
    // A few weights are far larger than the rest; they are cut, so that the others keep their digits.
    let mut sizes: Vec<f32> = by_size.iter().map(|b| size(&linear.rows[*b as usize])).collect();
    sizes.sort_by(f32::total_cmp);
    let largest = sizes.get(sizes.len() * 999 / 1000).copied().unwrap_or(1.0).max(1e-6);
    let byte = |w: f32| (w / largest * 127.0).round().clamp(-127.0, 127.0) as i8 as u8;
    let mut before = 0;
    let ranks = kept.iter().map(|bits| {
        before += bits.count_ones();
        before - bits.count_ones()
    });
    let mut hidden = Vec::new();
    for unit in 0..HIDDEN {
        let gain = |at: usize| if at < INPUTS { INPUT_GAIN[at / (INPUTS / 4)] } else { 1.0 };
        hidden.extend((0..=INPUTS).flat_map(|at| neuron(neurons.hidden.weights[at * HIDDEN + unit] * gain(at)).to_le_bytes()));
    }
    let output = neurons.output.weights[..HIDDEN * COLUMNS].iter().flat_map(|w| neuron(*w).to_le_bytes()).collect();
    let own_bias = &neurons.output.weights[HIDDEN * COLUMNS..];
    Trained {
        targets: names.iter().map(|(name, rivals)| Target { name: (*name).to_owned(), rivals: *rivals, kinds: 0, alone: i32::MAX, with: i32::MIN }).collect(),
        ranks: ranks.collect(),
        kept: bytes(kept.iter().flat_map(|bits| bits.to_le_bytes()).collect()),
        rows: bytes(by_size.iter().flat_map(|b| linear.rows[*b as usize].map(byte)).collect()),
        scale: (ONE as f32 * 256.0 * LINEAR_GAIN * largest / 127.0).round() as i32,
        bias: (0..COLUMNS).map(|c| ((linear.bias[c] + own_bias[c]) * ONE as f32).round() as i32).collect(),
        hidden: bytes(hidden),
        output: bytes(output),
        around: bytes(Vec::new()),
    }
}

/// The weight of a neuron as a whole number.
fn neuron(w: f32) -> i16 {
    (w * (1 << NEURON_BITS) as f32).round().clamp(-32768.0, 32767.0) as i16
}

/// Trains what `model` makes of surroundings, on the bare `scores` that models which had not seen `examples` gave to their sentences.
pub fn train_surroundings(model: &mut Model, examples: &[(&Example, &[Scores])]) {
    let sentences: Vec<([i16; SEEN], Labels)> = examples
        .iter()
        .flat_map(|(e, scores)| {
            seen(&scores.iter().map(|s| Bare::new(*s)).collect::<Vec<_>>(), e.about())
                .into_iter()
                .zip(&e.holds)
                .map(|(seen, holds)| (seen, Labels::new(*holds, e.known)))
        })
        .collect();
    let mut draw = Draw(3);
    let mut layer = Layer::new(SEEN, COLUMNS, &mut draw);
    // It begins with what it was given: each score counts for itself.
    layer.weights.fill(0.0);
    (0..COLUMNS).for_each(|c| layer.weights[c * COLUMNS + c] = LOGITS as f32);
    let mut order: Vec<u32> = (0..sentences.len() as u32).collect();
    let mut fade = (1.0f32, 1.0f32);
    for round in 0..SURROUNDINGS_ROUNDS {
        draw.shuffle(&mut order);
        let step = SURROUNDINGS_STEP * (1.0 - round as f32 / SURROUNDINGS_ROUNDS as f32);
        for batch in order.chunks(BATCH) {
            for number in batch {
                let (seen, labels) = &sentences[*number as usize];
                let mut logits = [0.0f32; COLUMNS];
                let values = seen.map(|v| f32::from(v) / f32::from(UNIT));
                for (value, row) in values.iter().zip(layer.weights.chunks_exact(COLUMNS)).filter(|(value, _)| **value != 0.0) {
                    logits.iter_mut().zip(row).for_each(|(z, w)| *z += value * w);
                }
                let error = labels.error(&logits).map(|e| e / batch.len() as f32);
                for (value, slopes) in values.iter().zip(layer.slopes.chunks_exact_mut(COLUMNS)).filter(|(value, _)| **value != 0.0) {
                    slopes.iter_mut().zip(&error).for_each(|(s, e)| *s += value * e);
                }
            }
            fade = (fade.0 * 0.9, fade.1 * 0.999);
            layer.step(step, (1.0 - fade.0, 1.0 - fade.1));
        }
    }
    model.trained_mut().around = bytes(layer.weights.iter().flat_map(|w| neuron(*w).to_le_bytes()).collect());
}

fn bytes(bytes: Vec<u8>) -> Bytes {
    Bytes(Cow::Owned(bytes))
}

/// Sets what a model is to do with its scores: for each target, in which kinds of drafts it speaks, from which score it is sure alone, and below which it gainsays.
pub fn set_thresholds(model: &mut Model, thresholds: impl IntoIterator<Item = (u8, i32, i32)>) {
    for (target, (kinds, alone, with)) in model.trained_mut().targets.iter_mut().zip(thresholds) {
        (target.kinds, target.alone, target.with) = (kinds, alone, with);
    }
}
