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

/// The sum of the products of numbers that stand at the same place; it wraps. Eight sums side by side are what compilers know to make one instruction of.
pub(super) fn dot(a: &[i16], b: &[i16]) -> i32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0i32; 8];
    for (a, b) in a.iter().zip(b) {
        for at in 0..8 {
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
        for length in [0, 1, 7, 8, 13, 384] {
            let (a, b): (Vec<i16>, Vec<i16>) = (0..length).map(|at: i32| ((at * 7919 % 32749) as i16, (at * 104_729 % 32719 - 16000) as i16)).unzip();
            let want = a.iter().zip(&b).fold(0i32, |sum, (a, b)| sum.wrapping_add(i32::from(*a) * i32::from(*b)));
            assert_eq!(dot(&a, &b), want, "{length}");
        }
    }
}
