//! Rows of activations, quantized to 16 bits, as they go into a matrix product.

use crate::lanes::{LANES, Lanes, floats, to_i16};
use std::ops::Range;

/// The largest magnitude of a quantized activation: with weights up to 127 and up to [`MAX_INPUTS`] of them
/// the sum fits 32 bits.
///
/// [`MAX_INPUTS`]: crate::MAX_INPUTS
pub const MAX_ACTIVATION: f32 = 16383.0;

/// Quantized rows with a scale each. Buffers stay from use to use.
///
/// Rows either stand side by side ([`Activations::shape`]) or are windows over the vectors of sequences, each
/// window a vector with its neighbours ([`Activations::shape_windows`]): then neighbours share their bytes.
#[derive(Debug, Default)]
pub struct Activations {
    data: Vec<i16>,
    starts: Vec<u32>,
    scales: Vec<f32>,
    /// Numbers a row of a product takes.
    width: usize,
    /// Where the vector that is written lies in its row, and how long it is.
    own: Range<usize>,
}

impl Activations {
    /// Makes room for `rows` rows of `width` numbers, a multiple of [`LANES`]; what they hold is undefined until
    /// each has been written.
    pub fn shape(&mut self, rows: usize, width: usize) {
        self.begin(width, 0..width);
        self.grow(rows * width);
        self.starts.extend((0..rows).map(|row| (row * width) as u32));
        self.scales.resize(rows, 0.0);
    }

    /// Makes room for sequences of vectors of `width` numbers, a multiple of [`LANES`]: a row is a vector with the
    /// one before and the one after it, zeros where the sequence has none.
    pub fn shape_windows(&mut self, lengths: impl Iterator<Item = usize>, width: usize) {
        self.begin(3 * width, width..2 * width);
        let mut at = 0;
        for length in lengths {
            self.grow(at + (length + 2) * width);
            self.zero(at, width);
            self.starts
                .extend((0..length).map(|row| (at + row * width) as u32));
            at += (length + 1) * width;
            self.zero(at, width);
        }
        self.scales.resize(self.starts.len(), 0.0);
    }

    fn begin(&mut self, width: usize, own: Range<usize>) {
        self.starts.clear();
        self.scales.clear();
        self.width = width;
        self.own = own;
    }

    fn grow(&mut self, len: usize) {
        if self.data.len() < len {
            self.data.resize(len, 0);
        }
    }

    fn zero(&mut self, at: usize, width: usize) {
        if let Some(pad) = self.data.get_mut(at..at + width) {
            pad.fill(0);
        }
    }

    /// Quantizes `vector` into row `row` so that `largest`, at least its largest magnitude, becomes
    /// [`MAX_ACTIVATION`]. The vectors of a sequence must be written with the same `largest`, for windows
    /// reach over several. A row that is not there is left out.
    #[inline(always)]
    pub fn write(&mut self, row: usize, vector: &[Lanes], largest: f32) {
        let (Some(start), Some(scale)) = (self.starts.get(row), self.scales.get_mut(row)) else {
            return;
        };
        let start = *start as usize;
        let Some(place) = self.data.get_mut(start + self.own.start..start + self.own.end) else {
            return;
        };
        // Below this the inverse would overflow; it is as good as zero.
        let inverse = if largest > 1e-30 {
            *scale = largest / MAX_ACTIVATION;
            MAX_ACTIVATION / largest
        } else {
            *scale = 0.0;
            0.0
        };
        for (place, x) in place.iter_mut().zip(floats(vector)) {
            *place = to_i16(*x * inverse);
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// How many numbers a row has.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// A row's numbers; the last row for rows past the end, nothing where there is none.
    #[inline(always)]
    pub(crate) fn row(&self, row: usize) -> &[i16] {
        let row = row.min(self.starts.len().wrapping_sub(1));
        self.starts
            .get(row)
            .and_then(|start| self.data.get(*start as usize..*start as usize + self.width))
            .unwrap_or_default()
    }

    /// What a row's numbers are to be multiplied by.
    #[inline(always)]
    pub(crate) fn scale(&self, row: usize) -> f32 {
        self.scales.get(row).copied().unwrap_or(0.0)
    }
}

/// Rows of floats with a common width, in whole [`Lanes`]. Buffers stay from use to use.
#[derive(Debug, Default)]
pub struct Matrix {
    lanes: Vec<Lanes>,
    rows: usize,
    stride: usize,
}

impl Matrix {
    /// Makes room for `rows` rows of at least `width` numbers; what they hold is undefined until each has been
    /// written.
    pub fn shape(&mut self, rows: usize, width: usize) {
        self.rows = rows;
        self.stride = width.div_ceil(LANES);
        // Kernels write whole tiles of rows.
        let len = rows.next_multiple_of(crate::panels::TILE) * self.stride;
        if self.lanes.len() < len {
            self.lanes.resize(len, Lanes::ZERO);
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many [`Lanes`] a row has.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.stride
    }

    /// A row; empty where there is none.
    #[inline(always)]
    #[must_use]
    pub fn row(&self, row: usize) -> &[Lanes] {
        let start = row * self.stride;
        self.lanes.get(start..start + self.stride).unwrap_or_default()
    }

    /// A row, to be written; empty where there is none.
    #[inline(always)]
    #[must_use]
    pub fn row_mut(&mut self, row: usize) -> &mut [Lanes] {
        let start = row * self.stride;
        self.lanes.get_mut(start..start + self.stride).unwrap_or_default()
    }

    /// A row's numbers, padding included.
    #[inline(always)]
    #[must_use]
    pub fn floats(&self, row: usize) -> &[f32] {
        floats(self.row(row))
    }

    /// All rows and the tile's rest behind them, for kernels.
    pub(crate) fn lanes_mut(&mut self) -> &mut [Lanes] {
        &mut self.lanes
    }
}
