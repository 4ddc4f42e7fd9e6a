//! Rows of activations, quantized to 8 bits without sign, as they go into a [`Dense`](crate::Dense) layer.

use crate::lanes::{LANES, Lanes, floats, rounded_bits};

/// Rows that are read at once at most.
pub(crate) const TILE_ROWS: usize = 16;

/// Quantized rows, each with a scale and a zero of its own: `x = (q - zero) * scale`. Buffers stay from use to use.
#[derive(Debug, Default)]
pub struct ByteRows {
    data: Vec<u8>,
    scales: Vec<f32>,
    zeros: Vec<i32>,
    width: usize,
}

impl ByteRows {
    /// Makes room for `rows` rows of `width` numbers, a multiple of [`LANES`]; what they hold is undefined until
    /// each has been written.
    pub fn shape(&mut self, rows: usize, width: usize) {
        self.width = width;
        let len = rows.next_multiple_of(TILE_ROWS) * width;
        if self.data.len() < len {
            self.data.resize(len, 0);
        }
        self.scales.clear();
        self.scales.resize(rows, 0.0);
        self.zeros.clear();
        self.zeros.resize(rows, 0);
    }

    /// Quantizes `vector` into row `row`: the interval from its least to its greatest number, zero included, is cut
    /// into 255 steps. A row that is not there is left out, as are numbers beyond the row's width.
    #[inline(always)]
    pub fn write(&mut self, row: usize, vector: &[Lanes]) {
        let (low, high) = bounds(vector);
        self.write_within(row, vector, low, high);
    }

    /// [`ByteRows::write`] with the least and the greatest number known (`low <= 0 <= high`); numbers beyond them are
    /// taken for them.
    #[inline(always)]
    pub fn write_within(&mut self, row: usize, vector: &[Lanes], low: f32, high: f32) {
        let start = row * self.width;
        let (Some(place), Some(scale), Some(zero)) = (
            self.data.get_mut(start..start + self.width),
            self.scales.get_mut(row),
            self.zeros.get_mut(row),
        ) else {
            return;
        };
        let range = high - low;
        // Below this the inverse would overflow; it is as good as zero.
        let inverse = if range > 1e-30 {
            *scale = range / 255.0;
            255.0 / range
        } else {
            *scale = 0.0;
            0.0
        };
        let origin = rounded_bits(-low * inverse) & 0xff;
        *zero = origin as i32;
        let origin = origin as f32;
        for (place, x) in place.iter_mut().zip(floats(vector)) {
            let raised = *x * inverse + origin;
            let raised = if raised > 0.0 { raised } else { 0.0 };
            let raised = if raised < 255.0 { raised } else { 255.0 };
            *place = rounded_bits(raised) as u8;
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.scales.len()
    }

    /// How many numbers a row has.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// A row's numbers; the last row for rows past the end, nothing where there is none.
    #[inline(always)]
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        let row = row.min(self.scales.len().wrapping_sub(1));
        row.checked_mul(self.width)
            .and_then(|start| self.data.get(start..start + self.width))
            .unwrap_or_default()
    }

    /// [`TILE_ROWS`] rows from `row` on, a multiple of it; the last such rows where there are no more. Behind the last row
    /// of all is anything.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn tile(&self, row: usize) -> &[u8] {
        let last = self.scales.len().saturating_sub(1) / TILE_ROWS * TILE_ROWS;
        let start = row.min(last) * self.width;
        self.data
            .get(start..start + TILE_ROWS * self.width)
            .unwrap_or_default()
    }

    /// What a row's numbers are to be multiplied by, and which of them stands for zero.
    #[inline(always)]
    pub(crate) fn scale(&self, row: usize) -> (f32, i32) {
        let scale = self.scales.get(row).copied().unwrap_or(0.0);
        (scale, self.zeros.get(row).copied().unwrap_or(0))
    }
}

/// The least and the greatest number of a row, zero included.
#[inline(always)]
#[must_use]
pub fn bounds(row: &[Lanes]) -> (f32, f32) {
    let (mut low, mut high) = (Lanes::ZERO, Lanes::ZERO);
    for x in row {
        low = x.min(low);
        high = x.max(high);
    }
    (-(Lanes::ZERO - low).largest(), high.largest())
}

const _: () = assert!(LANES.is_multiple_of(4), "rows are read by four bytes");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_to_half_a_step(row in prop::collection::vec(prop::array::uniform16(-9f32..9.0).prop_map(Lanes), 1..5)) {
            let mut rows = ByteRows::default();
            rows.shape(2, row.len() * LANES);
            rows.write(1, &row);
            let (scale, zero) = rows.scale(1);
            for (q, x) in rows.row(1).iter().zip(floats(&row)) {
                prop_assert!(((i32::from(*q) - zero) as f32 * scale - x).abs() < 0.51 * scale + 1e-6);
            }
        }
    }

    #[test]
    fn rows_that_are_nothing_or_no_numbers_do_no_harm() {
        let mut rows = ByteRows::default();
        rows.shape(2, LANES);
        rows.write(0, &[Lanes::ZERO]);
        assert_eq!(rows.scale(0).0, 0.0);
        rows.write(1, &[Lanes::splat(f32::NAN)]);
        rows.write(7, &[Lanes::ZERO]);
        assert_eq!(bounds(&[]), (0.0, 0.0));
    }
}
