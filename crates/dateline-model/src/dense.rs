//! Linear layers for many rows at once: 8-bit weights, 8-bit activations, exact 32-bit sums.
//!
//! `y = (w · q - zero * sum of w) * (scale of the row * scale of the output) + bias`, all in integers up to the first
//! bracket, so that every order of summing and every set of instructions gives the same bits. Twice as fast as
//! [`Linear`](crate::Linear) where there is AVX-512 VNNI, at the price of activations of 8 bits: for big layers whose
//! inputs can bear it. Weights are packed once, in panels: for a few vectors of sixteen outputs, four inputs at a time.

use crate::Error;
use crate::activations::Matrix;
use crate::bytes::ByteRows;
use crate::lanes::{LANES, Lanes};
use crate::level::{Kind, Level};
use crate::panels::{Shape, TILE, WIDE};
use std::ops::Range;

/// The most inputs of a layer; the sum of more might not fit 32 bits: 255 * 127 * 2^16 < 2^31.
pub const MAX_DENSE_INPUTS: usize = 1 << 16;

/// Four inputs' weights of sixteen outputs: four for each output.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Quads(pub(crate) [[i8; 4]; LANES]);

impl Quads {
    /// A layer's weights, panel after panel.
    pub(crate) fn pack(shape: Shape, weights: &[i8]) -> Vec<Self> {
        let place = |quads: &mut Self, lane: usize, four: [i8; 4]| quads.0[lane] = four;
        shape.pack(weights, &Self([[0; 4]; LANES]), place)
    }
}

/// Sixteen integers.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
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

impl QuadPanel<'_> {
    /// What one vector of outputs has.
    #[inline(always)]
    pub(crate) fn vector(&self, at: usize) -> QuadVector {
        QuadVector {
            whole: self.sums[at],
            scales: self.scales[at],
            biases: self.biases[at],
        }
    }
}

/// What turns a vector of sums into outputs.
#[derive(Clone, Copy)]
pub(crate) struct QuadVector {
    whole: Whole,
    scales: Lanes,
    biases: Lanes,
}

impl QuadVector {
    /// What comes out, of the sums of products and the row's scale and zero.
    #[inline(always)]
    pub(crate) fn finish(self, sums: Whole, (scale, zero): (f32, i32)) -> Lanes {
        let mut out = Lanes::ZERO;
        for (lane, out) in out.0.iter_mut().enumerate() {
            *out = (sums.0[lane] - zero * self.whole.0[lane]) as f32;
        }
        out * (Lanes::splat(scale) * self.scales) + self.biases
    }
}

/// A linear layer over [`ByteRows`], ready to be applied.
#[derive(Debug)]
pub struct Dense {
    shape: Shape,
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
    /// [`ErrorKind::Shape`](crate::ErrorKind::Shape) where the lengths do not fit each other, where the inputs are no multiple of
    /// [`LANES`] or more than [`MAX_DENSE_INPUTS`], or where a number is not finite or -128.
    pub fn new(inputs: usize, weights: &[i8], scales: &[f32], biases: &[f32]) -> Result<Self, Error> {
        let shape = Shape::check(inputs, MAX_DENSE_INPUTS, weights, scales, biases)?;
        let sum = |row: &[i8]| row.iter().map(|weight| i32::from(*weight)).sum();
        let sums: Vec<i32> = weights.chunks_exact(inputs).map(sum).collect();
        Ok(Self {
            shape,
            weights: Quads::pack(shape, weights),
            sums: shape.pad(&sums),
            scales: shape.pad(scales),
            biases: shape.pad(biases),
        })
    }

    #[cfg(target_arch = "x86_64")]
    pub(crate) const fn shape(&self) -> Shape {
        self.shape
    }

    /// Some vectors of outputs, those of a panel.
    pub(crate) fn panel(&self, vectors: Range<usize>) -> QuadPanel<'_> {
        let quads = self.shape.inputs / 4;
        QuadPanel {
            weights: &self.weights[vectors.start * quads..vectors.end * quads],
            sums: &self.sums[vectors.clone()],
            scales: &self.scales[vectors.clone()],
            biases: &self.biases[vectors],
        }
    }

    /// How many numbers a row must have.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.shape.inputs
    }

    /// How many numbers come out.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        self.shape.outputs
    }

    /// Applies the layer to every row of `rows`; `out` is shaped to hold the results, zeros behind the outputs.
    ///
    /// # Panics
    /// Where the rows do not have [`Dense::inputs`] numbers, which is a mistake in the caller's code.
    pub fn apply(&self, level: Level, rows: &ByteRows, out: &mut Matrix) {
        let inputs = self.shape.inputs;
        assert!(rows.width() == inputs, "the rows' width is not the layer's");
        #[cfg(target_arch = "x86_64")]
        if crate::blocks::apply_dense(self, level, rows, out) {
            return;
        }
        self.shape.for_each_tile(TILE, rows.rows(), out, |place| {
            let work = ByteTile {
                rows: std::array::from_fn(|row| rows.row(place.row + row)),
                scales: std::array::from_fn(|row| rows.scale(place.row + row)),
                panel: self.panel(place.vectors),
                out: place.out,
                stride: place.stride,
            };
            match level.kind() {
                Kind::Scalar => work.scalar(),
                #[cfg(target_arch = "x86_64")]
                kind => crate::x86_bytes::tile(kind, work),
            }
        });
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
                *out = self
                    .panel
                    .vector(vector)
                    .finish(Whole(sums[vector]), (scale, zero));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::fixture::{Case, bits, floats, refuses};
    use proptest::prelude::*;

    fn apply(case: &Case, level: Level) -> Matrix {
        let layer = Dense::new(case.inputs, &case.weights, &case.scales, &case.biases).unwrap();
        let mut rows = ByteRows::default();
        rows.shape(case.rows.len(), case.inputs);
        for (at, row) in case.rows.iter().enumerate() {
            rows.write(at, row);
        }
        let mut out = Matrix::default();
        layer.apply(level, &rows, &mut out);
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_level_gives_the_same_bits(
            rows in 1usize..15, inputs in 1usize..9, outputs in 1usize..150, seed: u64
        ) {
            let case = Case::new(rows, inputs * LANES, outputs, seed);
            let scalar = bits(&apply(&case, Level::SCALAR));
            for level in Level::all() {
                prop_assert_eq!(&bits(&apply(&case, level)), &scalar, "{}", level.name());
            }
        }

        #[test]
        fn blocks_of_tiles_give_the_same_bits(
            rows in 1usize..70, steps in 1usize..9, outputs in 1usize..150, seed: u64
        ) {
            let case = Case::new(rows, steps * 64, outputs, seed);
            prop_assert_eq!(bits(&apply(&case, Level::best())), bits(&apply(&case, Level::SCALAR)));
        }

        #[test]
        fn a_product_is_what_it_says(rows in 1usize..8, outputs in 1usize..80, seed: u64) {
            let case = Case::new(rows, 64, outputs, seed);
            // An activation is off by at most half a step of 20 / 255.
            case.check(&floats(&apply(&case, Level::best())), 0.51 * 20.0 / 255.0);
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
        refuses(Dense::new);
    }
}
