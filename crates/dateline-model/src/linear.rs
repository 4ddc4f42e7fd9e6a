//! Linear layers: 8-bit weights, 16-bit activations, exact 32-bit sums.
//!
//! `y = (w · q) * (scale of the row of activations * scale of the output) + bias`, the sum in integers, so that
//! every order of summing gives the same bits; then one multiplication, one addition. Weights are widened to 16 bits when
//! a model is loaded, in panels: for a few vectors of sixteen outputs, pair after pair of inputs, so that one
//! instruction multiplies a pair of activations with sixteen outputs' pairs of weights.

use crate::Error;
use crate::activations::{Activations, Matrix};
#[cfg(target_arch = "x86_64")]
use crate::dense::Quads;
use crate::lanes::{LANES, Lanes};
use crate::level::{Kind, Level};
use crate::panels::{Shape, TILE, WIDE};
use std::ops::Range;

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

impl Panel<'_> {
    /// What one vector of outputs has.
    #[inline(always)]
    pub(crate) fn vector(&self, at: usize) -> PairVector {
        PairVector {
            scales: self.scales[at],
            biases: self.biases[at],
        }
    }
}

/// What turns a vector of sums into outputs.
#[derive(Clone, Copy)]
pub(crate) struct PairVector {
    scales: Lanes,
    biases: Lanes,
}

impl PairVector {
    /// What comes out, of the sums of products and the row's scale.
    #[inline(always)]
    pub(crate) fn finish(self, sums: &[i32; LANES], scale: f32) -> Lanes {
        let mut out = Lanes::ZERO;
        for (out, sum) in out.0.iter_mut().zip(sums) {
            *out = *sum as f32;
        }
        out * (Lanes::splat(scale) * self.scales) + self.biases
    }
}

/// A linear layer, ready to be applied.
#[derive(Debug)]
pub struct Linear {
    shape: Shape,
    weights: Vec<Pairs>,
    /// The same as bytes, where there are tiles for them.
    #[cfg(target_arch = "x86_64")]
    bytes: Vec<Quads>,
    scales: Vec<Lanes>,
    biases: Vec<Lanes>,
}

impl Linear {
    /// A layer of `weights`, one row of `inputs` numbers for each output, with a scale and a bias for each.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](crate::ErrorKind::Shape) where the lengths do not fit each other, where the inputs are no multiple of
    /// [`LANES`] or more than [`MAX_INPUTS`], or where a number is not finite or -128.
    pub fn new(inputs: usize, weights: &[i8], scales: &[f32], biases: &[f32]) -> Result<Self, Error> {
        let shape = Shape::check(inputs, MAX_INPUTS, weights, scales, biases)?;
        let place = |pairs: &mut Pairs, lane, [one, two]: [i8; 2]| {
            pairs.0.as_chunks_mut().0[lane] = [i16::from(one), i16::from(two)];
        };
        Ok(Self {
            shape,
            #[cfg(target_arch = "x86_64")]
            bytes: crate::blocks::pack(shape, weights),
            weights: shape.pack(weights, &Pairs([0; 2 * LANES]), place),
            scales: shape.pad(scales),
            biases: shape.pad(biases),
        })
    }

    #[cfg(target_arch = "x86_64")]
    pub(crate) const fn shape(&self) -> Shape {
        self.shape
    }

    /// Some vectors of outputs, those of a panel.
    pub(crate) fn panel(&self, vectors: Range<usize>) -> Panel<'_> {
        let pairs = self.shape.inputs / 2;
        Panel {
            weights: &self.weights[vectors.start * pairs..vectors.end * pairs],
            scales: &self.scales[vectors.clone()],
            biases: &self.biases[vectors],
        }
    }

    /// The weights of these vectors as bytes; none where the layer was packed without them.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn bytes(&self, vectors: Range<usize>) -> &[Quads] {
        let quads = self.shape.inputs / 4;
        self.bytes
            .get(vectors.start * quads..vectors.end * quads)
            .unwrap_or_default()
    }

    /// How many numbers a row of activations must have.
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
    /// Where the rows do not have [`Linear::inputs`] numbers, which is a mistake in the caller's code.
    pub fn apply(&self, level: Level, rows: &Activations, out: &mut Matrix) {
        let inputs = self.shape.inputs;
        assert!(
            rows.width() == inputs,
            "the activations' width is not the layer's"
        );
        #[cfg(target_arch = "x86_64")]
        if crate::blocks::apply_linear(self, level, rows, out) {
            return;
        }
        self.shape.for_each_tile(TILE, rows.rows(), out, |place| {
            let work = Tile {
                rows: std::array::from_fn(|row| rows.row(place.row + row)),
                scales: std::array::from_fn(|row| rows.scale(place.row + row)),
                panel: self.panel(place.vectors),
                out: place.out,
                stride: place.stride,
            };
            match level.kind() {
                Kind::Scalar => work.scalar(),
                #[cfg(target_arch = "x86_64")]
                kind => crate::x86::tile(kind, work),
            }
        });
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
                *out = self.panel.vector(vector).finish(&sums[vector], scale);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::fixture::{Case, bits, floats, refuses};
    use crate::{Job, largest};
    use proptest::prelude::*;

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

    fn apply(case: &Case, level: Level) -> Matrix {
        let layer = Linear::new(case.inputs, &case.weights, &case.scales, &case.biases).unwrap();
        let mut rows = Activations::default();
        rows.shape(case.rows.len(), case.inputs);
        level.run(Fill(&mut rows, &case.rows));
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
            // An activation is off by at most half a step of 10 / 16383.
            case.check(&floats(&apply(&case, Level::best())), 0.5 * 10.0 / 16383.0);
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
        const WIDTH: usize = 64;
        let layer = Linear::new(3 * WIDTH, &[1; 3 * WIDTH], &[1.0], &[0.0]).unwrap();
        let mut rows = Activations::default();
        rows.shape_windows([2, 1].into_iter(), WIDTH);
        for (at, value) in [1.0, 10.0, 100.0].into_iter().enumerate() {
            rows.write(at, &[Lanes::splat(value); WIDTH / LANES], crate::MAX_ACTIVATION);
        }
        let mut out = Matrix::default();
        layer.apply(Level::best(), &rows, &mut out);
        let sums: Vec<f32> = (0..3).map(|row| out.floats(row)[0]).collect();
        assert_eq!(
            sums,
            [WIDTH as f32 * 11.0, WIDTH as f32 * 11.0, WIDTH as f32 * 100.0]
        );
    }

    #[test]
    fn layers_that_do_not_fit_are_refused() {
        refuses(Linear::new);
    }
}
