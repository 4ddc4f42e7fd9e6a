//! The curves of a transformer, in plain floats that are the same at every level: exponentials, softmax, logarithms, and
//! the Gaussian error linear unit.

use crate::lanes::{LANES, Lanes, POWER, ROUNDING, floats_mut};

/// `x * Φ(x)` with the normal distribution function `Φ(x) = 1/2 + x * P(x²)` for |x| up to [`EDGE`], beyond which it
/// stays as it is there: a polynomial fitted for the least error of the product, from the highest power down.
const NORMAL: [f32; 9] = [
    3.036_49e-11,
    -3.314_721_9e-9,
    1.591_018_9e-7,
    -4.451_771e-6,
    8.142_561e-5,
    -0.001_037_594,
    0.009_585_212,
    -0.065_984_67,
    0.398_712_6,
];
const EDGE: f32 = 4.5;

/// The Gaussian error linear unit `x * Φ(x)` (Hendrycks and Gimpel 2016) of every number of a row, in place. The error
/// is below 1e-4 for numbers up to a hundred.
#[inline(always)]
pub fn gelu(row: &mut [Lanes]) {
    for x in floats_mut(row) {
        let bounded = if *x > -EDGE { *x } else { -EDGE };
        let bounded = if bounded < EDGE { bounded } else { EDGE };
        let square = bounded * bounded;
        let mut sum = NORMAL[0];
        let mut at = 1;
        while at < NORMAL.len() {
            sum = sum * square + NORMAL[at];
            at += 1;
        }
        *x *= 0.5 + bounded * sum;
    }
}

/// `e^x` of every number of a row of numbers from -80 to 80, in place; smaller and larger ones are taken for these.
/// The relative error is below 1e-5.
#[inline(always)]
pub fn exponentials(row: &mut [Lanes]) {
    for x in floats_mut(row) {
        let bounded = if *x > -80.0 { *x } else { -80.0 };
        let bounded = if bounded < 80.0 { bounded } else { 80.0 };
        let exponent = bounded * std::f32::consts::LOG2_E;
        let raised = exponent + ROUNDING;
        let part = exponent - (raised - ROUNDING);
        let mut power = POWER[0];
        let mut at = 1;
        while at < POWER.len() {
            power = power * part + POWER[at];
            at += 1;
        }
        // The whole part goes to the exponent's bits.
        *x = f32::from_bits(power.to_bits().wrapping_add(raised.to_bits() << 23));
    }
}

/// Turns a row of scores, of which the first `count` are there, into what each counts, unscaled: `e^(x - largest)`, and
/// zero for those that are not there. Gives the sum, which is at least 1 where `count` is.
#[inline(always)]
pub fn soften(row: &mut [Lanes], count: usize) -> f32 {
    let mut most = Lanes::splat(f32::MIN);
    let whole = (count / LANES).min(row.len());
    for x in row.iter().take(whole) {
        most = x.max(most);
    }
    let mut largest = most.largest();
    if let Some(rest) = row.get(whole) {
        for x in rest.0.iter().take(count - whole * LANES) {
            largest = if *x > largest { *x } else { largest };
        }
    }
    for x in floats_mut(row) {
        *x -= largest;
    }
    exponentials(row);
    if let Some(rest) = floats_mut(row).get_mut(count..) {
        rest.fill(0.0);
    }
    let mut sum = Lanes::ZERO;
    for x in row.iter() {
        sum = sum + *x;
    }
    sum.sum()
}

/// The natural logarithm, of numbers that are no subnormal ones; of anything that is not above zero some number or other.
/// The error is below 1e-6 of the result or of one, whichever is larger.
#[inline(always)]
#[must_use]
pub fn logarithm(x: f32) -> f32 {
    // The number is a power of two times one between half's and two's square root.
    let bits = x.to_bits();
    let offset = bits.wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits());
    let power = (offset as i32) >> 23;
    let near = f32::from_bits(bits.wrapping_sub((power as u32) << 23));
    // ln m = 2 artanh ((m - 1) / (m + 1)), by its series.
    let part = (near - 1.0) / (near + 1.0);
    let square = part * part;
    let series = 1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0)));
    power as f32 * std::f32::consts::LN_2 + 2.0 * part * series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Job, Level, floats};
    use proptest::prelude::*;

    struct All<'a>(&'a [Lanes]);

    impl Job for All<'_> {
        type Output = Vec<u32>;
        #[inline(always)]
        fn run(self) -> Vec<u32> {
            let (mut one, mut two, mut three) = (self.0.to_vec(), self.0.to_vec(), self.0.to_vec());
            gelu(&mut one);
            exponentials(&mut two);
            let sum = soften(&mut three, self.0.len() * LANES - 5);
            let all = [one, two, three].concat();
            let bits = floats(&all).iter().map(|x| x.to_bits());
            bits.chain([sum.to_bits()]).collect()
        }
    }

    proptest! {
        #[test]
        fn every_level_gives_the_same_bits(
            row in prop::collection::vec(prop::array::uniform16(-30f32..30.0).prop_map(Lanes), 1..9)
        ) {
            let scalar = Level::SCALAR.run(All(&row));
            for level in Level::all() {
                prop_assert_eq!(&level.run(All(&row)), &scalar, "{}", level.name());
            }
        }
    }

    /// The normal distribution function by its series, which is exact enough here up to 6.
    fn normal(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..120 {
            term *= x * x / (2.0 * f64::from(n) + 1.0);
            sum += term;
        }
        0.5 + sum * (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
    }

    #[test]
    fn the_curves_are_close() {
        for step in -6000..=6000 {
            let x = step as f32 / 1000.0;
            let mut row = [Lanes::splat(x)];
            gelu(&mut row);
            let exact = f64::from(x) * normal(x.into());
            assert!((f64::from(row[0].0[7]) - exact).abs() < 1e-4, "{x}");
            let mut row = [Lanes::splat(10.0 * x)];
            exponentials(&mut row);
            let exact = (10.0 * f64::from(x)).exp();
            assert!((f64::from(row[0].0[7]) / exact - 1.0).abs() < 1e-5, "{x}");
        }
    }

    #[test]
    fn logarithms_are_close() {
        for step in 0..=80_000 {
            let x = (step as f32 / 500.0 - 80.0).exp();
            let exact = f64::from(x).ln();
            assert!(
                (f64::from(logarithm(x)) - exact).abs() < 1e-6 * exact.abs().max(1.0),
                "{x}"
            );
        }
        assert_eq!(logarithm(1.0), 0.0);
        assert!(logarithm(f32::MIN_POSITIVE).is_finite() && logarithm(f32::MAX).is_finite());
        assert!(logarithm(0.0) < -80.0);
    }

    #[test]
    fn what_is_not_there_counts_nothing() {
        for count in 1..=32 {
            let mut row = [Lanes::splat(3.0); 2];
            floats_mut(&mut row)[count..].fill(1e30);
            let sum = soften(&mut row, count);
            assert!((sum - count as f32).abs() < 1e-4);
            assert!(floats(&row)[count..].iter().all(|x| *x == 0.0));
        }
        assert_eq!(soften(&mut [], 0), 0.0);
    }
}
