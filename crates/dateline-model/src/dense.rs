//! Linear layers for many rows at once: 8-bit weights, 8-bit activations, exact 32-bit sums.
//!
//! `y = (w · q - zero * sum of w) * (scale of the row * scale of the output) + bias`, all in integers up to the first
//! bracket, so that every order of summing and every set of instructions gives the same bits. Twice as fast as
//! [`Linear`](crate::Linear) where there is AVX-512 VNNI, at the price of activations of 8 bits: for big layers whose
//! inputs can bear it. Weights are packed once, in panels: for a few vectors of sixteen outputs, four inputs at a time.

use crate::activations::Matrix;
use crate::bytes::ByteRows;
use crate::lanes::{LANES, Lanes};
use crate::level::{Kind, Level};
use crate::linear::{TILE, WIDE};
use crate::{Error, ErrorKind};

/// The most inputs of a layer; the sum of more might not fit 32 bits: 255 * 127 * 2^16 < 2^31.
pub const MAX_DENSE_INPUTS: usize = 1 << 16;

/// Four inputs' weights of sixteen outputs: four for each output.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Quads(pub(crate) [[i8; 4]; LANES]);

/// Sixteen integers.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Whole(pub(crate) [i32; LANES]);

/// Some vectors of outputs with their weights: `vectors` [`Quads`] for each four inputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuadPanel<'l> {
    pub(crate) weights: &'l [Quads],
    pub(crate) sums: &'l [Whole],
    pub(crate) scales: &'l [Lanes],
    pub(crate) biases: &'l [Lanes],
}

/// A linear layer over [`ByteRows`], ready to be applied.
#[derive(Debug)]
pub struct Dense {
    inputs: usize,
    outputs: usize,
    weights: Vec<Quads>,
    /// The sum of each output's weights.
    sums: Vec<Whole>,
    scales: Vec<Lanes>,
    biases: Vec<Lanes>,
}

impl Dense {
    /// A layer of `weights`, one row of `inputs` numbers for each output, with a scale and a bias for each.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] where the lengths do not fit each other, where the inputs are no multiple of
    /// [`LANES`] or more than [`MAX_DENSE_INPUTS`], or where a number is not finite or -128.
    pub fn new(inputs: usize, weights: &[i8], scales: &[f32], biases: &[f32]) -> Result<Self, Error> {
        let outputs = scales.len();
        let fits = Some(weights.len()) == inputs.checked_mul(outputs) && biases.len() == outputs;
        let usable = inputs > 0 && inputs <= MAX_DENSE_INPUTS && inputs.is_multiple_of(LANES) && outputs > 0;
        let finite = scales.iter().chain(biases).all(|number| number.is_finite());
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
        let mut packed = Vec::with_capacity(vectors * inputs / 4);
        for first in (0..vectors).step_by(WIDE) {
            let last = vectors.min(first + WIDE);
            for quad in 0..inputs / 4 {
                packed.extend((first..last).map(|vector| {
                    let mut quads = Quads([[0; 4]; LANES]);
                    for (lane, place) in quads.0.iter_mut().enumerate() {
                        let at = (vector * LANES + lane) * inputs + 4 * quad;
                        if let Some(four) = weights.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
                            *place = *four;
                        }
                    }
                    quads
                }));
            }
        }
        let mut sums = vec![Whole([0; LANES]); vectors];
        for (sum, row) in sums
            .iter_mut()
            .flat_map(|whole| &mut whole.0)
            .zip(weights.chunks_exact(inputs))
        {
            *sum = row.iter().map(|weight| i32::from(*weight)).sum();
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
            sums,
            scales: pad(scales),
            biases: pad(biases),
        })
    }

    /// How many numbers a row must have.
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
    /// Where the rows do not have [`Dense::inputs`] numbers, which is a mistake in the caller's code.
    pub fn apply(&self, level: Level, rows: &ByteRows, out: &mut Matrix) {
        assert!(rows.width() == self.inputs, "the rows' width is not the layer's");
        out.shape(rows.rows(), self.outputs);
        let stride = out.stride();
        let out = out.lanes_mut();
        for (number, scales) in self.scales.chunks(WIDE).enumerate() {
            let first = number * WIDE;
            let places = first..first + scales.len();
            let (start, end) = (first * self.inputs / 4, places.end * self.inputs / 4);
            let panel = QuadPanel {
                weights: self.weights.get(start..end).unwrap_or_default(),
                sums: self.sums.get(places.clone()).unwrap_or_default(),
                scales,
                biases: self.biases.get(places).unwrap_or_default(),
            };
            for tile in (0..rows.rows()).step_by(TILE) {
                let place = tile * stride + first;
                let Some(out) = out.get_mut(place..place + (TILE - 1) * stride + scales.len()) else {
                    continue;
                };
                let work = ByteTile {
                    rows: std::array::from_fn(|row| rows.row(tile + row)),
                    scales: std::array::from_fn(|row| rows.scale(tile + row)),
                    panel,
                    out,
                    stride,
                };
                match level.kind() {
                    Kind::Scalar => work.scalar(),
                    #[cfg(target_arch = "x86_64")]
                    kind => crate::x86_bytes::tile(kind, work),
                }
            }
        }
    }
}

/// One step of a product: some rows through one panel.
pub(crate) struct ByteTile<'t> {
    /// Rows of the layer's inputs.
    pub(crate) rows: [&'t [u8]; TILE],
    /// Each row's scale and zero.
    pub(crate) scales: [(f32, i32); TILE],
    pub(crate) panel: QuadPanel<'t>,
    /// From the first row's first vector to the last row's last.
    pub(crate) out: &'t mut [Lanes],
    pub(crate) stride: usize,
}

impl ByteTile<'_> {
    /// The twin in plain code.
    pub(crate) fn scalar(self) {
        let vectors = self.panel.scales.len();
        for (at, (row, (scale, zero))) in self.rows.iter().zip(self.scales).enumerate() {
            let mut sums = [[0i32; LANES]; WIDE];
            for (four, weights) in row
                .as_chunks::<4>()
                .0
                .iter()
                .zip(self.panel.weights.chunks(vectors))
            {
                let four = four.map(i32::from);
                for (sums, weights) in sums.iter_mut().zip(weights) {
                    for (sum, weight) in sums.iter_mut().zip(&weights.0) {
                        let weight = weight.map(i32::from);
                        *sum += four[0] * weight[0]
                            + four[1] * weight[1]
                            + four[2] * weight[2]
                            + four[3] * weight[3];
                    }
                }
            }
            let out = self.out.get_mut(at * self.stride..).unwrap_or_default();
            for (vector, out) in out.iter_mut().take(vectors).enumerate() {
                let (sums, whole) = (sums[vector], self.panel.sums[vector].0);
                let sums = Lanes(std::array::from_fn(|lane| {
                    (sums[lane] - zero * whole[lane]) as f32
                }));
                let scales = Lanes::splat(scale) * self.panel.scales[vector];
                *out = sums * scales + self.panel.biases[vector];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    struct Case {
        layer: Dense,
        weights: Vec<i8>,
        scales: Vec<f32>,
        biases: Vec<f32>,
        rows: Vec<Vec<Lanes>>,
    }

    fn case(rows: usize, inputs: usize, outputs: usize, seed: u64) -> Case {
        let mut numbers = Numbers(seed | 1);
        let weights: Vec<i8> = (0..inputs * outputs)
            .map(|_| ((numbers.next() % 255) as i8).max(-127))
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
            layer: Dense::new(inputs, &weights, &scales, &biases).unwrap(),
            weights,
            scales,
            biases,
            rows,
        }
    }

    fn apply(case: &Case, level: Level) -> Vec<Vec<f32>> {
        let mut rows = ByteRows::default();
        rows.shape(case.rows.len(), case.layer.inputs());
        for (at, row) in case.rows.iter().enumerate() {
            rows.write(at, row);
        }
        let mut out = Matrix::default();
        case.layer.apply(level, &rows, &mut out);
        (0..out.rows()).map(|row| out.floats(row).to_vec()).collect()
    }

    fn bits(rows: &[Vec<f32>]) -> Vec<Vec<u32>> {
        rows.iter()
            .map(|row| row.iter().map(|x| x.to_bits()).collect())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_level_gives_the_same_bits(
            rows in 1usize..15, inputs in 1usize..9, outputs in 1usize..150, seed: u64
        ) {
            let case = case(rows, inputs * LANES, outputs, seed);
            let scalar = bits(&apply(&case, Level::SCALAR));
            for level in Level::all() {
                prop_assert_eq!(&bits(&apply(&case, level)), &scalar, "{}", level.name());
            }
        }

        #[test]
        fn a_product_is_what_it_says(rows in 1usize..8, outputs in 1usize..80, seed: u64) {
            let case = case(rows, 64, outputs, seed);
            for (row, got) in case.rows.iter().zip(apply(&case, Level::best())) {
                let row: Vec<f32> = row.iter().flat_map(|it| it.0).collect();
                for (output, got) in got.iter().enumerate() {
                    let Some(weights) = case.weights.chunks(64).nth(output) else {
                        prop_assert_eq!(*got, 0.0);
                        continue;
                    };
                    let sum: f64 = weights.iter().zip(&row).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum();
                    let wanted = sum * f64::from(case.scales[output]) + f64::from(case.biases[output]);
                    // Each of the 64 activations is off by at most half a step of 20 / 255.
                    let tolerance = 64.0 * 127.0 * 0.02 * 0.51 * 20.0 / 255.0 + 1e-3;
                    prop_assert!((f64::from(*got) - wanted).abs() < tolerance);
                }
            }
        }
    }

    #[test]
    fn sums_that_would_saturate_sixteen_bits_are_exact() {
        let inputs = 1536;
        let layer = Dense::new(inputs, &vec![127; inputs], &[1.0], &[0.0]).unwrap();
        let mut rows = ByteRows::default();
        rows.shape(1, inputs);
        rows.write(0, &vec![Lanes::splat(255.0); inputs / LANES]);
        for level in Level::all() {
            let mut out = Matrix::default();
            layer.apply(level, &rows, &mut out);
            assert_eq!(out.floats(0)[0], 127.0 * 255.0 * 1536.0, "{}", level.name());
        }
    }

    #[test]
    fn layers_that_do_not_fit_are_refused() {
        let refused = |inputs, weights: &[i8], scales: &[f32], biases: &[f32]| {
            Dense::new(inputs, weights, scales, biases).unwrap_err().kind()
        };
        assert_eq!(refused(16, &[1; 15], &[1.0], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(8, &[1; 8], &[1.0], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(16, &[i8::MIN; 16], &[1.0], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(16, &[1; 16], &[f32::NAN], &[0.0]), ErrorKind::Shape);
        assert_eq!(refused(16, &[1; 16], &[1.0], &[]), ErrorKind::Shape);
        assert_eq!(
            refused(usize::MAX, &[], &[1.0, 1.0], &[0.0, 0.0]),
            ErrorKind::Shape
        );
    }
}
