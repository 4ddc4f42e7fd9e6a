//! Sixteen floats at a time: arithmetic that gives the same bits at every level.
//!
//! A [`Lanes`] is one register of AVX-512, two of AVX2, four of SSE2. What is done lane by lane is the same
//! everywhere because every operation is one IEEE operation (no fused multiply-add, no library functions);
//! sums over lanes have one fixed order.

/// How many floats a [`Lanes`] has.
pub const LANES: usize = 16;

/// Sixteen floats, aligned to a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
pub struct Lanes(pub [f32; LANES]);

/// Added to a float of at most 2^22 it leaves no bits for a fraction: rounding, half to even, without a
/// library function.
pub(crate) const ROUNDING: f32 = 12_582_912.0;

impl Lanes {
    /// All zero.
    pub const ZERO: Self = Self([0.0; LANES]);

    /// The same number in every lane.
    #[inline(always)]
    #[must_use]
    pub const fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        let mut out = [0.0; LANES];
        let mut lane = 0;
        while lane < LANES {
            out[lane] = f(self.0[lane], other.0[lane]);
            lane += 1;
        }
        Self(out)
    }

    /// The larger of each two; the second where they cannot be compared.
    #[inline(always)]
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    /// The smaller of each two; the second where they cannot be compared.
    #[inline(always)]
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    /// Without their signs.
    #[inline(always)]
    #[must_use]
    pub fn abs(self) -> Self {
        self.zip(self, |a, _| f32::from_bits(a.to_bits() & 0x7fff_ffff))
    }

    /// The sum of all lanes: halves are added to each other until one is left.
    #[inline(always)]
    #[must_use]
    pub fn sum(self) -> f32 {
        self.fold(|a, b| a + b)
    }

    /// The largest of all lanes.
    #[inline(always)]
    #[must_use]
    pub fn largest(self) -> f32 {
        self.fold(|a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn fold(self, f: impl Fn(f32, f32) -> f32) -> f32 {
        // Through memory: a compiler that sees how the lanes are put together in the end would otherwise keep
        // them apart, four by four, in the loop that made them.
        let lanes = std::hint::black_box(self.0);
        let [a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7] = lanes;
        let eight = [
            f(a0, b0),
            f(a1, b1),
            f(a2, b2),
            f(a3, b3),
            f(a4, b4),
            f(a5, b5),
            f(a6, b6),
            f(a7, b7),
        ];
        let [a0, a1, a2, a3, b0, b1, b2, b3] = eight;
        let four = [f(a0, b0), f(a1, b1), f(a2, b2), f(a3, b3)];
        f(f(four[0], four[2]), f(four[1], four[3]))
    }

    /// `1 + e^-x`, of which the logistic function is the inverse, for two at once; each with a relative error
    /// below 4e-6. Beyond ±17, where that function is 0 or 1 within 1e-7, it stays as it is there.
    #[inline(always)]
    fn one_plus_exp_minus(self) -> Self {
        let bounded = self.min(Self::splat(17.0)).max(Self::splat(-17.0));
        let exponent = bounded * Self::splat(-std::f32::consts::LOG2_E);
        let raised = exponent + Self::splat(ROUNDING);
        let part = exponent - (raised - Self::splat(ROUNDING));
        // 2^part for |part| <= 1/2: a polynomial fitted for the least relative error.
        let mut power = Self::splat(POWER[0]);
        for coefficient in &POWER[1..] {
            power = power * part + Self::splat(*coefficient);
        }
        let mut out = [0.0; LANES];
        let mut lane = 0;
        while lane < LANES {
            // The whole part goes to the exponent's bits.
            let whole = raised.0[lane].to_bits() << 23;
            out[lane] = f32::from_bits(power.0[lane].to_bits().wrapping_add(whole));
            lane += 1;
        }
        Self(out) + Self::splat(1.0)
    }

    /// The logistic function of two at once, which share a division. The error is below 2e-6.
    #[inline(always)]
    #[must_use]
    pub fn sigmoids(one: Self, two: Self) -> (Self, Self) {
        let (a, b) = (one.one_plus_exp_minus(), two.one_plus_exp_minus());
        let inverse = Self::splat(1.0) / (a * b);
        (b * inverse, a * inverse)
    }
}

/// 2^x on [-1/2, 1/2], from the highest power down.
pub(crate) const POWER: [f32; 5] = [
    0.009_570_082,
    0.055_917_86,
    0.240_247_46,
    0.693_121_8,
    0.999_999_3,
];

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl std::ops::$trait for Lanes {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
    };
}
operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);
operator!(Div, div, /);

/// The numbers of some lanes in one row. What is done to each number by itself is best written as a loop over
/// such rows: compilers take loops over [`Lanes`] for something to be transposed, unless they add up.
#[inline(always)]
#[must_use]
pub fn floats(lanes: &[Lanes]) -> &[f32] {
    bytemuck::cast_slice(lanes)
}

/// The numbers of some lanes in one row, to be changed.
#[inline(always)]
#[must_use]
pub fn floats_mut(lanes: &mut [Lanes]) -> &mut [f32] {
    bytemuck::cast_slice_mut(lanes)
}

/// Bits whose low half is a number rounded half to even; for numbers of at most 2^15.
#[inline(always)]
pub(crate) fn rounded_bits(number: f32) -> u32 {
    (number + ROUNDING).to_bits()
}

/// A number as an integer, rounded half to even; for numbers that fit one.
#[inline(always)]
pub(crate) fn to_i16(number: f32) -> i16 {
    // The low bits of the raised number's fraction are the integer.
    (rounded_bits(number) & 0xffff) as u16 as i16
}

/// `(x - mean) / deviation * gain + shift`, in place, over a row; gives the row's largest magnitude. The variance is
/// taken for 1e-5 more than it is.
/// Moments are summed in sixteen lanes. Slices of different lengths are taken to the shortest.
#[inline(always)]
pub fn layer_norm(row: &mut [Lanes], gain: &[Lanes], shift: &[Lanes]) -> f32 {
    layer_norm_with(row, gain, shift, 1e-5)
}

/// [`layer_norm`] with what is added to the variance.
#[inline(always)]
pub fn layer_norm_with(row: &mut [Lanes], gain: &[Lanes], shift: &[Lanes], more: f32) -> f32 {
    let count = (row.len() * LANES) as f32;
    let mut sum = Lanes::ZERO;
    for x in row.iter() {
        sum = sum + *x;
    }
    let mean = Lanes::splat(sum.sum() / count);
    let mut squares = Lanes::ZERO;
    for x in row.iter() {
        let off = *x - mean;
        squares = squares + off * off;
    }
    let scale = Lanes::splat(1.0 / (squares.sum() / count + more).sqrt());
    let mut largest = Lanes::ZERO;
    for ((x, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
        let y = (*x - mean) * scale * *gain + *shift;
        largest = y.abs().max(largest);
        *x = y;
    }
    largest.largest()
}

/// The largest magnitude of a row.
#[inline(always)]
#[must_use]
pub fn largest(row: &[Lanes]) -> f32 {
    let mut largest = Lanes::ZERO;
    for x in row {
        largest = x.abs().max(largest);
    }
    largest.largest()
}

/// Where a row is largest, the first such place; 0 for an empty row.
#[inline(always)]
#[must_use]
pub fn argmax(row: &[Lanes]) -> usize {
    let Some((first, rest)) = row.split_first() else {
        return 0;
    };
    let (mut best, mut places) = (*first, [0u32; LANES]);
    for (at, x) in (1u32..).zip(rest) {
        let mut lane = 0;
        while lane < LANES {
            let better = x.0[lane] > best.0[lane];
            best.0[lane] = if better { x.0[lane] } else { best.0[lane] };
            places[lane] = if better { at } else { places[lane] };
            lane += 1;
        }
    }
    let largest = best.largest();
    let mut place = u32::MAX;
    let mut lane = 0;
    while lane < LANES {
        let here = if best.0[lane] == largest {
            places[lane] * LANES as u32 + lane as u32
        } else {
            u32::MAX
        };
        place = if here < place { here } else { place };
        lane += 1;
    }
    (place as usize).min(row.len() * LANES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Job, Level};
    use proptest::prelude::*;

    struct Sigmoid<'a>(&'a [Lanes]);

    impl Job for Sigmoid<'_> {
        type Output = Vec<Lanes>;
        #[inline(always)]
        fn run(self) -> Vec<Lanes> {
            let both = self.0.iter().map(|x| Lanes::sigmoids(*x, Lanes::ZERO - *x));
            both.flat_map(|(a, b)| [a, b]).collect()
        }
    }

    struct Norm<'a>(&'a [Lanes]);

    impl Job for Norm<'_> {
        type Output = (f32, Vec<Lanes>);
        #[inline(always)]
        fn run(self) -> (f32, Vec<Lanes>) {
            let mut row = self.0.to_vec();
            let gain = vec![Lanes::splat(1.5); row.len()];
            let shift = vec![Lanes::splat(0.25); row.len()];
            (layer_norm(&mut row, &gain, &shift), row)
        }
    }

    fn lanes() -> impl Strategy<Value = Vec<Lanes>> {
        prop::collection::vec(prop::array::uniform16(-30f32..30.0).prop_map(Lanes), 1..9)
    }

    fn bits(lanes: &[Lanes]) -> Vec<u32> {
        lanes.iter().flat_map(|it| it.0.map(f32::to_bits)).collect()
    }

    #[test]
    fn the_sigmoid_is_close() {
        let mut worst = 0f64;
        for step in -40_000..=40_000 {
            let x = step as f32 / 1000.0;
            let (a, b) = Lanes::sigmoids(Lanes::splat(x), Lanes::splat(-x));
            let exact = 1.0 / (1.0 + (-f64::from(x)).exp());
            worst = worst.max((f64::from(a.0[3]) - exact).abs());
            worst = worst.max((f64::from(b.0[3]) - (1.0 - exact)).abs());
        }
        assert!(worst < 2e-6, "{worst}");
    }

    #[test]
    fn the_first_of_the_largest_is_found() {
        let mut row = [Lanes::splat(-1.0); 3];
        assert_eq!(argmax(&row), 0);
        row[2].0[1] = 4.0;
        row[1].0[15] = 4.0;
        assert_eq!(argmax(&row), 31);
        row[1].0[3] = 4.0;
        assert_eq!(argmax(&row), 19);
        assert_eq!(argmax(&[]), 0);
    }

    #[test]
    fn rounding_is_half_to_even() {
        let mut lanes = Lanes::ZERO;
        lanes.0[..6].copy_from_slice(&[0.5, 1.5, -2.5, -16383.0, 16382.6, -0.4]);
        assert_eq!(lanes.0.map(to_i16)[..6], [0, 2, -2, -16383, 16383, 0]);
    }

    proptest! {
        #[test]
        fn every_level_gives_the_same_bits(row in lanes()) {
            let sigmoids = bits(&Level::SCALAR.run(Sigmoid(&row)));
            let (largest, normed) = Level::SCALAR.run(Norm(&row));
            for level in Level::all() {
                prop_assert_eq!(&bits(&level.run(Sigmoid(&row))), &sigmoids, "{}", level.name());
                let (other, twin) = level.run(Norm(&row));
                prop_assert_eq!(bits(&twin), bits(&normed), "{}", level.name());
                prop_assert_eq!(other.to_bits(), largest.to_bits());
            }
        }

        #[test]
        fn a_normed_row_has_the_moments_asked_for(row in lanes()) {
            prop_assume!(largest(&row) > 1.0);
            let (_, normed) = Level::best().run(Norm(&row));
            let all: Vec<f64> = normed.iter().flat_map(|it| it.0.map(f64::from)).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            prop_assert!((mean - 0.25).abs() < 1e-3, "{mean}");
        }
    }
}
