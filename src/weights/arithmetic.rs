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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential() {
        for x in [-70.0f32, -9.5, -1.0, -0.001, 0.0, 0.3, 1.0, 7.7, 60.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}: {} and {}", exp(x), x.exp());
        }
    }
}
