//! Attention: every piece looks at all pieces of its window (Vaswani et al. 2017), head by head.

use crate::forward::part;
use dateline_model::{ByteRows, Job, LANES, Lanes, Matrix, floats, floats_mut, soften};
use std::ops::Range;

/// Pieces that look at once, and vectors of pieces that they look at.
const ROWS: usize = 4;
const VECTORS: usize = 2;

/// Scratch for one head of one window.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// For each number of a key, that of all pieces.
    keys: Vec<Lanes>,
    /// Scores of some pieces, then what each counts.
    scores: Vec<Lanes>,
}

/// Attends within every window, and quantizes what comes out for the layer behind.
pub(super) struct Attend<'a> {
    /// Attention heads.
    pub(super) heads: usize,
    pub(super) windows: &'a [Range<usize>],
    /// Queries, keys and values side by side; queries are scaled already.
    pub(super) raw: &'a Matrix,
    pub(super) scratch: &'a mut Scratch,
    pub(super) out: &'a mut Matrix,
    pub(super) bytes: &'a mut ByteRows,
}

impl Job for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let width = self.out.stride();
        let size = width / self.heads.max(1);
        for window in self.windows {
            for head in 0..self.heads {
                let place = |kind: usize| kind * width + head * size..kind * width + (head + 1) * size;
                let one = One {
                    raw: self.raw,
                    window: window.clone(),
                    query: place(0),
                    key: place(1),
                    value: place(2),
                };
                one.arrange(self.scratch);
                for first in (0..window.len()).step_by(ROWS) {
                    let sums = one.score(first, self.scratch);
                    let out = place(0);
                    if size == 2 {
                        one.gather::<2>(first, sums, self.scratch, self.out, out);
                    } else {
                        one.gather::<1>(first, sums, self.scratch, self.out, out);
                    }
                }
            }
            for row in window.clone() {
                self.bytes.write(row, self.out.row(row));
            }
        }
    }
}

/// One head of one window.
struct One<'a> {
    raw: &'a Matrix,
    window: Range<usize>,
    query: Range<usize>,
    key: Range<usize>,
    value: Range<usize>,
}

impl One<'_> {
    /// How many vectors hold a number for each piece.
    #[inline(always)]
    fn vectors(&self) -> usize {
        self.window.len().div_ceil(LANES).next_multiple_of(VECTORS)
    }

    /// Turns the keys around.
    #[inline(always)]
    fn arrange(&self, scratch: &mut Scratch) {
        let vectors = self.vectors();
        scratch.keys.clear();
        scratch.keys.resize(self.key.len() * LANES * vectors, Lanes::ZERO);
        scratch.scores.clear();
        scratch.scores.resize(ROWS * vectors, Lanes::ZERO);
        let flat = floats_mut(&mut scratch.keys);
        for (at, row) in self.window.clone().enumerate() {
            let key = floats(part(self.raw.row(row), &self.key));
            for (column, number) in flat.chunks_exact_mut(vectors * LANES).zip(key) {
                column[at] = *number;
            }
        }
    }

    /// What each piece counts for [`ROWS`] pieces from `first` on, unscaled, and the sums.
    #[inline(always)]
    fn score(&self, first: usize, scratch: &mut Scratch) -> [f32; ROWS] {
        let (count, vectors) = (self.window.len(), self.vectors());
        let queries: [&[f32]; ROWS] = std::array::from_fn(|at| {
            let row = self.window.start + (first + at).min(count - 1);
            floats(part(self.raw.row(row), &self.query))
        });
        for vector in (0..vectors).step_by(VECTORS) {
            let mut sums = [[Lanes::ZERO; VECTORS]; ROWS];
            for (number, keys) in scratch.keys.chunks_exact(vectors).enumerate() {
                let Some(&[one, two]) = keys.get(vector..vector + VECTORS) else {
                    continue;
                };
                for (sums, query) in sums.iter_mut().zip(queries) {
                    let query = Lanes::splat(query[number]);
                    sums[0] = sums[0] + query * one;
                    sums[1] = sums[1] + query * two;
                }
            }
            for (row, sums) in scratch.scores.chunks_exact_mut(vectors).zip(&sums) {
                if let Some(place) = row.get_mut(vector..vector + VECTORS) {
                    place.copy_from_slice(sums);
                }
            }
        }
        let mut sums = [1.0; ROWS];
        for (row, sum) in scratch.scores.chunks_exact_mut(vectors).zip(&mut sums) {
            *sum = soften(row, count);
        }
        sums
    }

    /// Adds up values by what they count.
    #[inline(always)]
    fn gather<const SIZE: usize>(
        &self,
        first: usize,
        totals: [f32; ROWS],
        scratch: &Scratch,
        out: &mut Matrix,
        place: Range<usize>,
    ) {
        let vectors = self.vectors();
        let weights: [&[f32]; ROWS] = std::array::from_fn(|at| {
            let row = scratch.scores.get(at * vectors..(at + 1) * vectors);
            floats(row.unwrap_or_default())
        });
        let mut sums = [[Lanes::ZERO; SIZE]; ROWS];
        for (at, row) in self.window.clone().enumerate() {
            let Some(value) = part(self.raw.row(row), &self.value).first_chunk::<SIZE>() else {
                continue;
            };
            for (sums, weights) in sums.iter_mut().zip(weights) {
                let weight = Lanes::splat(weights[at]);
                for (sum, value) in sums.iter_mut().zip(value) {
                    *sum = *sum + weight * *value;
                }
            }
        }
        let rows = self.window.start + first..self.window.end;
        for ((row, sums), total) in rows.zip(&sums).zip(totals) {
            let inverse = Lanes::splat(1.0 / total);
            let place = out.row_mut(row).get_mut(place.clone()).unwrap_or_default();
            for (place, sum) in place.iter_mut().zip(sums) {
                *place = *sum * inverse;
            }
        }
    }
}
