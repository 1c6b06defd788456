//! The arithmetic of the weights: the same on every machine, and fast on each.
//!
//! The exponential is our own, because library versions differ in the last digit. Sums of products are whole numbers that wrap, so they may be added up in
//! any order: in the widest registers that the processor has.

use super::model::COLUMNS;
use fearless_simd::prelude::*;
use fearless_simd::{Simd, i8x16, i16x8, i32x4, u8x16};

/// So many sums are made side by side, whatever the width of the registers.
pub(super) const ABREAST: usize = 32;

/// Weights of two inputs for each of the sums: those of the first sum, those of the second, and so on.
pub(super) type Pair = [i16; 2 * ABREAST];

/// For each target a number.
pub(super) type Row = [i32; COLUMNS];

/// e to the power of `x`, which is cut at ±80.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    let scaled = (x * std::f32::consts::LOG2_E).clamp(-115.0, 115.0);
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let series = 1.0 + part * (1.0 + part * (0.5 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part * (1.0 / 120.0 + part / 720.0)))));
    f32::from_bits(((whole as i32 + 127) as u32) << 23) * series
}

/// The probability that belongs to the logit `x`.
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The weights in `rows`, one for each input, as [`add_products`] takes them.
pub(super) fn paired<const N: usize>(rows: &[[i16; N]]) -> Vec<Pair> {
    let weight = |row: Option<&[i16; N]>, at: usize| row.and_then(|row| row.get(at)).copied().unwrap_or(0);
    rows.chunks(2).map(|two| std::array::from_fn(|at| weight(two.get(at % 2), at / 2))).collect()
}

/// Inputs, two by two, as [`add_products`] takes them.
#[inline(always)]
pub(super) fn two_by_two<S: Simd, const N: usize>(simd: S, inputs: &[[i16; 8]; N]) -> [[i32; 4]; N] {
    let mut pairs = [[0; 4]; N];
    for at in 0..N {
        i16x8::load_array_ref(simd, &inputs[at]).bitcast::<i32x4<S>>().store_array(&mut pairs[at]);
    }
    pairs
}

/// Adds to the sums of each of `N` sentences the products of their inputs, two by two, and the weights: these are fetched once for all of them.
#[inline(always)]
pub(super) fn add_products<S: Simd, const N: usize>(simd: S, inputs: [&[i32]; N], weights: &[Pair], sums: &mut [[i32; ABREAST]; N]) {
    let width = S::i32s::LEN;
    // Two registers of sums for each sentence, so that one can be added to while the other is waited for.
    for from in (0..ABREAST).step_by(2 * width) {
        let mut totals = [[S::i32s::splat(simd, 0); 2]; N];
        for n in 0..N {
            totals[n] = [S::i32s::from_slice(simd, &sums[n][from..from + width]), S::i32s::from_slice(simd, &sums[n][from + width..from + 2 * width])];
        }
        // Plain loops: what stands in closures is not always compiled for the same processor.
        for (at, weights) in weights.iter().enumerate() {
            let weights = &weights[2 * from..2 * from + 4 * width];
            let weights = [S::i16s::from_slice(simd, &weights[..2 * width]), S::i16s::from_slice(simd, &weights[2 * width..])];
            for n in 0..N {
                let input: S::i16s = S::i32s::splat(simd, inputs[n][at]).bitcast();
                totals[n][0] += weights[0].pairwise_dot_product(input);
                totals[n][1] += weights[1].pairwise_dot_product(input);
            }
        }
        for n in 0..N {
            totals[n][0].store_slice(&mut sums[n][from..from + width]);
            totals[n][1].store_slice(&mut sums[n][from + width..from + 2 * width]);
        }
    }
}

/// Some signed bytes, written as others.
#[inline(always)]
pub(super) fn signed<S: Simd>(simd: S, bytes: &[u8; 16]) -> i8x16<S> {
    u8x16::load_array_ref(simd, bytes).bitcast()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::{Level, dispatch};

    #[test]
    fn it_is_the_exponential() {
        for x in [-70.0f32, -9.5, -1.0, -0.001, 0.0, 0.3, 1.0, 7.7, 60.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}: {} and {}", exp(x), x.exp());
        }
    }

    #[test]
    fn products_are_summed_whatever_their_number() {
        let number = |at: usize, step: usize, most: usize| (at * step % most) as i16;
        let weights: Vec<[i16; ABREAST]> = (0..15).map(|at| std::array::from_fn(|column| number(at * ABREAST + column, 104_729, 32719) - 16000)).collect();
        let inputs: [[[i16; 8]; 2]; 3] =
            std::array::from_fn(|n| std::array::from_fn(|half| std::array::from_fn(|at| number(16 * n + 8 * half + at + 1, 7919, 32749))));
        // On this processor, and on one that can do no more than all of its kind.
        for level in [Level::new(), Level::baseline()] {
            let mut sums = [[7; ABREAST]; 3];
            dispatch!(level, simd => {
                let [a, b, c] = [two_by_two(simd, &inputs[0]), two_by_two(simd, &inputs[1]), two_by_two(simd, &inputs[2])];
                add_products(simd, [a.as_flattened(), b.as_flattened(), c.as_flattened()], &paired(&weights), &mut sums);
            });
            for (inputs, sums) in inputs.iter().zip(sums) {
                for (column, sum) in sums.into_iter().enumerate() {
                    let products = inputs.as_flattened().iter().zip(&weights).map(|(input, row)| i32::from(*input).wrapping_mul(i32::from(row[column])));
                    assert_eq!(sum, products.fold(7, i32::wrapping_add), "{column}");
                }
            }
        }
    }
}
