//! What both kinds of layers share: weights are cut into panels, rows into tiles, and a kernel computes one tile
//! through one panel at a time.

use crate::activations::Matrix;
use crate::lanes::{LANES, Lanes};
use crate::{Error, ErrorKind};
use std::ops::Range;

/// Rows that a kernel computes at once.
pub(crate) const TILE: usize = 6;
/// Vectors of outputs that a panel has at most.
pub(crate) const WIDE: usize = 4;

/// How many numbers go into a layer and come out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
}

impl Shape {
    /// The shape of a layer with these numbers, of at most `most` inputs.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] where the lengths do not fit each other, where the inputs are no multiple of [`LANES`]
    /// or more than `most`, or where a number is not finite or -128, one more than the sums allow.
    pub(crate) fn check(
        inputs: usize,
        most: usize,
        weights: &[i8],
        scales: &[f32],
        biases: &[f32],
    ) -> Result<Self, Error> {
        let outputs = scales.len();
        let fits = Some(weights.len()) == inputs.checked_mul(outputs) && biases.len() == outputs;
        let usable = (1..=most).contains(&inputs) && inputs.is_multiple_of(LANES) && outputs > 0;
        let finite = scales.iter().chain(biases).all(|number| number.is_finite());
        if fits && usable && finite && !weights.contains(&i8::MIN) {
            return Ok(Self { inputs, outputs });
        }
        let message = format!(
            "a layer of {inputs} inputs and {outputs} outputs cannot have {} weights and {} biases, or has \
             numbers out of range",
            weights.len(),
            biases.len()
        );
        Err(Error::new(ErrorKind::Shape, message))
    }

    /// How many vectors hold a row of outputs.
    pub(crate) const fn vectors(self) -> usize {
        self.outputs.div_ceil(LANES)
    }

    /// The weights, one row of inputs for each output, in the order in which kernels read them: panel after panel,
    /// in it `N` inputs after `N` inputs, of these vector after vector of outputs. `place` stores the weights that
    /// one output, by its lane, has for `N` inputs; what `blank` has stays where there is no such output.
    pub(crate) fn pack<const N: usize, P: Clone>(
        self,
        weights: &[i8],
        blank: &P,
        place: impl Fn(&mut P, usize, [i8; N]),
    ) -> Vec<P> {
        let mut packed = Vec::with_capacity(self.vectors() * self.inputs / N);
        for first in (0..self.vectors()).step_by(WIDE) {
            let last = self.vectors().min(first + WIDE);
            for input in (0..self.inputs).step_by(N) {
                packed.extend((first..last).map(|vector| {
                    let mut block = blank.clone();
                    for lane in 0..LANES {
                        let at = (vector * LANES + lane) * self.inputs + input;
                        if let Some(some) = weights.get(at..).and_then(|rest| rest.first_chunk::<N>()) {
                            place(&mut block, lane, *some);
                        }
                    }
                    block
                }));
            }
        }
        packed
    }

    /// One number for each output, in vectors, zeros behind.
    pub(crate) fn pad<T: bytemuck::Pod, V: bytemuck::Pod>(self, numbers: &[T]) -> Vec<V> {
        let mut vectors = vec![V::zeroed(); self.vectors()];
        bytemuck::cast_slice_mut(&mut vectors)[..self.outputs].copy_from_slice(numbers);
        vectors
    }

    /// Shapes `out` for `rows` rows of outputs, and calls `work` for each `step` rows of each panel.
    pub(crate) fn for_each_tile(
        self,
        step: usize,
        rows: usize,
        out: &mut Matrix,
        mut work: impl FnMut(Place<'_>),
    ) {
        out.shape(rows, self.outputs);
        let stride = out.stride();
        let out = out.lanes_mut();
        for first in (0..self.vectors()).step_by(WIDE) {
            let vectors = first..self.vectors().min(first + WIDE);
            for row in (0..rows).step_by(step) {
                if let Some(out) = out.get_mut(row * stride + first..) {
                    let vectors = vectors.clone();
                    work(Place {
                        row,
                        vectors,
                        out,
                        stride,
                    });
                }
            }
        }
    }
}

/// Where a kernel's results go.
pub(crate) struct Place<'o> {
    /// The first of the tile's rows.
    pub(crate) row: usize,
    /// The panel's vectors of outputs.
    pub(crate) vectors: Range<usize>,
    /// From the first row's first vector on.
    pub(crate) out: &'o mut [Lanes],
    /// Vectors from one row to the next.
    pub(crate) stride: usize,
}

/// What the tests of both kinds share.
#[cfg(test)]
pub(crate) mod fixture {
    use super::*;

    /// A generator of test numbers (xorshift).
    pub(crate) struct Numbers(pub(crate) u64);

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

    /// A layer's numbers, and rows to be put through it: from -10 to 10 in steps of a thousandth.
    pub(crate) struct Case {
        pub(crate) inputs: usize,
        pub(crate) weights: Vec<i8>,
        pub(crate) scales: Vec<f32>,
        pub(crate) biases: Vec<f32>,
        pub(crate) rows: Vec<Vec<Lanes>>,
    }

    impl Case {
        pub(crate) fn new(rows: usize, inputs: usize, outputs: usize, seed: u64) -> Self {
            let mut numbers = Numbers(seed | 1);
            let weights = (0..inputs * outputs)
                .map(|_| ((numbers.next() % 255) as i8).max(-127))
                .collect();
            let scales = (0..outputs).map(|_| numbers.float() / 500.0).collect();
            let biases = (0..outputs).map(|_| numbers.float()).collect();
            let row = |numbers: &mut Numbers| {
                (0..inputs / LANES)
                    .map(|_| Lanes(std::array::from_fn(|_| numbers.float())))
                    .collect()
            };
            let rows = (0..rows).map(|_| row(&mut numbers)).collect();
            Self {
                inputs,
                weights,
                scales,
                biases,
                rows,
            }
        }

        /// Checks `got`, the outputs of each row with zeros behind, against sums in floating point; an activation
        /// may be off by `step`.
        pub(crate) fn check(&self, got: &[Vec<f32>], step: f64) {
            assert_eq!(got.len(), self.rows.len());
            for (row, got) in self.rows.iter().zip(got) {
                let row: Vec<f32> = row.iter().flat_map(|it| it.0).collect();
                let mut weights = self.weights.chunks(self.inputs);
                for (output, got) in got.iter().enumerate() {
                    let Some(weights) = weights.next() else {
                        assert_eq!(*got, 0.0);
                        continue;
                    };
                    let sum: f64 = weights
                        .iter()
                        .zip(&row)
                        .map(|(w, x)| f64::from(*w) * f64::from(*x))
                        .sum();
                    let wanted = sum * f64::from(self.scales[output]) + f64::from(self.biases[output]);
                    let tolerance = self.inputs as f64 * 127.0 * 0.02 * step + 1e-3;
                    assert!(
                        (f64::from(*got) - wanted).abs() < tolerance,
                        "{got}, not {wanted}"
                    );
                }
            }
        }
    }

    /// A matrix, as bits where bits shall be the same.
    pub(crate) fn floats(out: &Matrix) -> Vec<Vec<f32>> {
        (0..out.rows()).map(|row| out.floats(row).to_vec()).collect()
    }

    /// The same, to the bit.
    pub(crate) fn bits(out: &Matrix) -> Vec<Vec<u32>> {
        let bits = |row| out.floats(row).iter().map(|it| it.to_bits()).collect();
        (0..out.rows()).map(bits).collect()
    }

    /// How a layer refuses numbers that do not fit, and takes those that do.
    pub(crate) fn refuses<L>(new: impl Fn(usize, &[i8], &[f32], &[f32]) -> Result<L, Error>) {
        let refused = |inputs, weights: &[i8], scales: &[f32], biases: &[f32]| {
            let error = new(inputs, weights, scales, biases).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Shape);
        };
        refused(16, &[1; 15], &[1.0], &[0.0]);
        refused(8, &[1; 8], &[1.0], &[0.0]);
        refused(0, &[], &[1.0], &[0.0]);
        refused(16, &[i8::MIN; 16], &[1.0], &[0.0]);
        refused(16, &[1; 16], &[f32::NAN], &[0.0]);
        refused(16, &[1; 16], &[1.0], &[]);
        refused(usize::MAX, &[], &[1.0, 1.0], &[0.0, 0.0]);
        assert!(new(16, &[1; 16], &[1.0], &[0.0]).is_ok());
    }
}
