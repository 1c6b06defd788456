//! The exponential by exact arithmetic alone: library versions differ between machines in the last digit.

/// e to the power of `x`, which is cut at ±80.
pub(super) fn exp(x: f32) -> f32 {
    let scaled = (x * std::f32::consts::LOG2_E).clamp(-115.0, 115.0);
    let whole = scaled.floor();
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let series = 1.0 + part * (1.0 + part * (0.5 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part * (1.0 / 120.0 + part / 720.0)))));
    f32::from_bits(((whole as i32 + 127) as u32) << 23) * series
}

/// The probability that belongs to the logit `x`.
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The sum of the products of numbers that stand at the same place; it wraps. Sums side by side, over a known number of numbers, are what compilers know to make one
/// instruction of.
pub(super) fn dot<const N: usize>(a: &[i16; N], b: &[i16; N]) -> i32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<32>(), b.as_chunks::<32>());
    let mut sums = [0i32; 32];
    for (a, b) in a.iter().zip(b) {
        for at in 0..32 {
            sums[at] = sums[at].wrapping_add(i32::from(a[at]).wrapping_mul(i32::from(b[at])));
        }
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| i32::from(*a).wrapping_mul(i32::from(*b)));
    sums.into_iter().chain(rest).fold(0, i32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential() {
        for x in [-70.0f32, -9.5, -1.0, -0.001, 0.0, 0.3, 1.0, 7.7, 60.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}: {} and {}", exp(x), x.exp());
        }
    }

    #[test]
    fn products_are_summed_whatever_their_number() {
        fn holds<const N: usize>() {
            let number = |at: usize, step: usize, most: usize| (at * step % most) as i16;
            let (a, b): ([i16; N], [i16; N]) =
                (std::array::from_fn(|at| number(at, 7919, 32749)), std::array::from_fn(|at| number(at, 104_729, 32719) - 16000));
            let want = (0..N).fold(0i32, |sum, at| sum.wrapping_add(i32::from(a[at]) * i32::from(b[at])));
            assert_eq!(dot(&a, &b), want, "{N}");
        }
        holds::<0>();
        holds::<1>();
        holds::<7>();
        holds::<8>();
        holds::<13>();
        holds::<384>();
    }
}
