//! Linear layers: 8-bit weights, 16-bit activations, exact 32-bit sums.
//!
//! `y = (w · q) * (scale of the row of activations * scale of the output) + bias`, the sum in integers, so that
//! every order of summing gives the same bits; then one multiplication, one addition. Weights are widened to 16 bits when
//! a model is loaded, in panels: for a few vectors of sixteen outputs, pair after pair of inputs, so that one
//! instruction multiplies a pair of activations with sixteen outputs' pairs of weights.

use crate::activations::{Activations, Matrix};
use crate::lanes::{LANES, Lanes};
use crate::level::{Kind, Level};
use crate::{Error, ErrorKind};

/// Rows that a kernel computes at once.
pub(crate) const TILE: usize = 6;
/// Vectors of outputs that a panel has at most.
pub(crate) const WIDE: usize = 4;
/// The most inputs of a layer, for whose sum 32 bits suffice: 127 * 16383 * 1024 < 2^31.
pub const MAX_INPUTS: usize = 1024;

/// Two inputs' weights of sixteen outputs: a pair for each output.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Pairs(pub(crate) [i16; 2 * LANES]);

/// Some vectors of outputs with their weights: `vectors` [`Pairs`] for each pair of inputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel<'l> {
    pub(crate) weights: &'l [Pairs],
    pub(crate) scales: &'l [Lanes],
    pub(crate) biases: &'l [Lanes],
}

/// A linear layer, ready to be applied.
#[derive(Debug)]
pub struct Linear {
    inputs: usize,
    outputs: usize,
    weights: Vec<Pairs>,
    scales: Vec<Lanes>,
    biases: Vec<Lanes>,
}

impl Linear {
    /// A layer of `weights`, one row of `inputs` numbers for each output, with a scale and a bias for each.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] where the lengths do not fit each other, where the inputs are no multiple of
    /// [`LANES`] or more than [`MAX_INPUTS`], or where a number is not finite.
    pub fn new(inputs: usize, weights: &[i8], scales: &[f32], biases: &[f32]) -> Result<Self, Error> {
        let outputs = scales.len();
        let fits = weights.len() == inputs * outputs && biases.len() == outputs;
        let usable = inputs > 0 && inputs <= MAX_INPUTS && inputs.is_multiple_of(LANES) && outputs > 0;
        let finite = scales.iter().chain(biases).all(|number| number.is_finite());
        // -128 would be one more than the sums allow.
        if !fits || !usable || !finite || weights.contains(&i8::MIN) {
            let message = format!(
                "a layer of {inputs} inputs and {outputs} outputs cannot have {} weights and {} biases, or has \
                 numbers out of range",
                weights.len(),
                biases.len()
            );
            return Err(Error::new(ErrorKind::Shape, message));
        }
        let vectors = outputs.div_ceil(LANES);
        let mut packed = Vec::with_capacity(vectors * inputs / 2);
        for first in (0..vectors).step_by(WIDE) {
            let last = vectors.min(first + WIDE);
            for pair in 0..inputs / 2 {
                packed.extend((first..last).map(|vector| {
                    let mut pairs = Pairs([0; 2 * LANES]);
                    for (lane, place) in pairs.0.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                        let at = (vector * LANES + lane) * inputs + 2 * pair;
                        if let Some(&[one, two]) = weights.get(at..at + 2) {
                            *place = [one.into(), two.into()];
                        }
                    }
                    pairs
                }));
            }
        }
        let pad = |numbers: &[f32]| {
            let mut lanes = vec![Lanes::ZERO; vectors];
            bytemuck::cast_slice_mut(&mut lanes)[..outputs].copy_from_slice(numbers);
            lanes
        };
        Ok(Self {
            inputs,
            outputs,
            weights: packed,
            scales: pad(scales),
            biases: pad(biases),
        })
    }

    /// How many numbers a row of activations must have.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many numbers come out.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        self.outputs
    }

    /// Applies the layer to every row of `rows`; `out` is shaped to hold the results, zeros behind the outputs.
    ///
    /// # Panics
    /// Where the rows do not have [`Linear::inputs`] numbers, which is a mistake in the caller's code.
    pub fn apply(&self, level: Level, rows: &Activations, out: &mut Matrix) {
        assert!(
            rows.width() == self.inputs,
            "the activations' width is not the layer's"
        );
        out.shape(rows.rows(), self.outputs);
        let stride = out.stride();
        let out = out.lanes_mut();
        for (number, scales) in self.scales.chunks(WIDE).enumerate() {
            let first = number * WIDE;
            let (start, end) = (first * self.inputs / 2, (first + scales.len()) * self.inputs / 2);
            let panel = Panel {
                weights: self.weights.get(start..end).unwrap_or_default(),
                scales,
                biases: self.biases.get(first..first + scales.len()).unwrap_or_default(),
            };
            for tile in (0..rows.rows()).step_by(TILE) {
                let place = tile * stride + first;
                let Some(out) = out.get_mut(place..place + (TILE - 1) * stride + scales.len()) else {
                    continue;
                };
                let work = Tile {
                    rows: std::array::from_fn(|row| rows.row(tile + row)),
                    scales: std::array::from_fn(|row| rows.scale(tile + row)),
                    panel,
                    out,
                    stride,
                };
                match level.kind() {
                    Kind::Scalar => work.scalar(),
                    #[cfg(target_arch = "x86_64")]
                    kind => crate::x86::tile(kind, work),
                }
            }
        }
    }
}

/// One step of a product: some rows through one panel.
pub(crate) struct Tile<'t> {
    /// Rows of the layer's inputs.
    pub(crate) rows: [&'t [i16]; TILE],
    pub(crate) scales: [f32; TILE],
    pub(crate) panel: Panel<'t>,
    /// From the first row's first vector to the last row's last.
    pub(crate) out: &'t mut [Lanes],
    pub(crate) stride: usize,
}

impl Tile<'_> {
    /// The twin in plain code.
    pub(crate) fn scalar(self) {
        let vectors = self.panel.scales.len();
        for (at, (row, scale)) in self.rows.iter().zip(self.scales).enumerate() {
            let mut sums = [[0i32; LANES]; WIDE];
            for (pair, weights) in row
                .as_chunks::<2>()
                .0
                .iter()
                .zip(self.panel.weights.chunks(vectors))
            {
                for (sums, weights) in sums.iter_mut().zip(weights) {
                    for (sum, weight) in sums.iter_mut().zip(weights.0.as_chunks::<2>().0) {
                        *sum += i32::from(pair[0]) * i32::from(weight[0])
                            + i32::from(pair[1]) * i32::from(weight[1]);
                    }
                }
            }
            let out = self.out.get_mut(at * self.stride..).unwrap_or_default();
            for (vector, out) in out.iter_mut().take(vectors).enumerate() {
                let sums = Lanes(sums[vector].map(|sum| sum as f32));
                let scales = Lanes::splat(scale) * self.panel.scales[vector];
                *out = sums * scales + self.panel.biases[vector];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Job, largest};
    use proptest::prelude::*;

    /// A generator of test numbers (xorshift).
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }

        fn float(&mut self) -> f32 {
            (self.next() % 20_001) as f32 / 1000.0 - 10.0
        }
    }

    struct Fill<'a>(&'a mut Activations, &'a [Vec<Lanes>]);

    impl Job for Fill<'_> {
        type Output = ();
        #[inline(always)]
        fn run(self) {
            for (at, row) in self.1.iter().enumerate() {
                self.0.write(at, row, largest(row));
            }
        }
    }

    struct Case {
        layer: Linear,
        weights: Vec<i8>,
        rows: Vec<Vec<Lanes>>,
    }

    fn case(rows: usize, inputs: usize, outputs: usize, seed: u64) -> Case {
        let mut numbers = Numbers(seed | 1);
        let weights: Vec<i8> = (0..inputs * outputs)
            .map(|_| (numbers.next() % 255) as i8)
            .map(|weight| weight.max(-127))
            .collect();
        let scales: Vec<f32> = (0..outputs).map(|_| numbers.float() / 500.0).collect();
        let biases: Vec<f32> = (0..outputs).map(|_| numbers.float()).collect();
        let rows = (0..rows)
            .map(|_| {
                (0..inputs / LANES)
                    .map(|_| Lanes(std::array::from_fn(|_| numbers.float())))
                    .collect()
            })
            .collect();
        Case {
            layer: Linear::new(inputs, &weights, &scales, &biases).unwrap(),
            weights,
            rows,
        }
    }

    fn apply(case: &Case, level: Level) -> Vec<Vec<u32>> {
        let mut rows = Activations::default();
        rows.shape(case.rows.len(), case.layer.inputs());
        level.run(Fill(&mut rows, &case.rows));
        let mut out = Matrix::default();
        case.layer.apply(level, &rows, &mut out);
        (0..out.rows())
            .map(|row| out.floats(row).iter().map(|it| it.to_bits()).collect())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_level_gives_the_same_bits(
            rows in 1usize..15, inputs in 1usize..9, outputs in 1usize..150, seed: u64
        ) {
            let case = case(rows, inputs * LANES, outputs, seed);
            let scalar = apply(&case, Level::SCALAR);
            for level in Level::all() {
                prop_assert_eq!(&apply(&case, level), &scalar, "{}", level.name());
            }
        }

        #[test]
        fn a_product_is_what_it_says(rows in 1usize..8, outputs in 1usize..80, seed: u64) {
            let case = case(rows, 64, outputs, seed);
            let got = apply(&case, Level::best());
            for (row, got) in case.rows.iter().zip(&got) {
                let row: Vec<f32> = row.iter().flat_map(|it| it.0).collect();
                for (output, got) in got.iter().enumerate() {
                    let Some(weights) = case.weights.chunks(64).nth(output) else {
                        prop_assert_eq!(*got, 0);
                        continue;
                    };
                    let sum: f64 = weights.iter().zip(&row).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum();
                    let (scale, bias) = (case.layer.scales[output / LANES], case.layer.biases[output / LANES]);
                    let wanted = sum * f64::from(scale.0[output % LANES]) + f64::from(bias.0[output % LANES]);
                    // Each of the 64 activations is off by at most half a step of 10 / 16383.
                    let tolerance = 64.0 * 127.0 * 0.02 * 0.5 * 10.0 / 16383.0 + 1e-4;
                    prop_assert!((f64::from(f32::from_bits(*got)) - wanted).abs() < tolerance);
                }
            }
        }
    }

    #[test]
    fn the_largest_sums_fit() {
        let weights = vec![-127; MAX_INPUTS];
        let layer = Linear::new(MAX_INPUTS, &weights, &[1.0], &[0.0]).unwrap();
        let row = vec![Lanes::splat(16383.0); MAX_INPUTS / LANES];
        for level in Level::all() {
            let mut rows = Activations::default();
            rows.shape(1, MAX_INPUTS);
            level.run(Fill(&mut rows, std::slice::from_ref(&row)));
            let mut out = Matrix::default();
            layer.apply(level, &rows, &mut out);
            assert_eq!(out.floats(0)[0], -127.0 * 16383.0 * 1024.0);
        }
    }

    #[test]
    fn windows_see_their_neighbours_and_zeros_outside() {
        let layer = Linear::new(48, &[1; 48], &[1.0], &[0.0]).unwrap();
        let mut rows = Activations::default();
        rows.shape_windows([2, 1].into_iter(), LANES);
        for (at, value) in [1.0, 10.0, 100.0].into_iter().enumerate() {
            rows.write(at, &[Lanes::splat(value)], crate::MAX_ACTIVATION);
        }
        let mut out = Matrix::default();
        layer.apply(Level::best(), &rows, &mut out);
        let sums: Vec<f32> = (0..3).map(|row| out.floats(row)[0]).collect();
        assert_eq!(sums, [16.0 * 11.0, 16.0 * 11.0, 1600.0]);
    }

    #[test]
    fn layers_that_do_not_fit_are_refused() {
        let refused = |inputs, weights: &[i8], scales: &[f32], biases: &[f32]| {
            Linear::new(inputs, weights, scales, biases).unwrap_err().kind()
        };
        assert_eq!(refused(16, &[1; 15], &[1.0], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(8, &[1; 8], &[1.0], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(16, &[i8::MIN; 16], &[1.0], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(16, &[1; 16], &[f32::NAN], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(16, &[1; 16], &[1.0], &[]), ErrorKind::Shape);
    }
}
