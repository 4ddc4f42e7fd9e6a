//! Layers at the level of AMX: two tiles of rows by two vectors of outputs at a time.
//!
//! [`Dense`] multiplies bytes, as tiles do. The activations of a [`Linear`] layer have 16 bits: they are parted,
//! `q = 128 * high + low` with a low part from 0 to 127, and multiplied part by part, which is exact. Weights lie as
//! in a [`QuadPanel`], an order that suits VNNI and tiles alike.

use crate::activations::{Activations, Matrix};
use crate::amx::{Left, Right, SIDE, STEP, Sums, Tiles};
use crate::bytes::ByteRows;
use crate::dense::{Dense, QuadPanel, Quads, Whole};
use crate::lanes::{LANES, Lanes};
use crate::level::{Job, Level};
use crate::linear::{Linear, MAX_INPUTS, Panel};
use crate::panels::{Place, Shape, WIDE};

/// Rows of a block: two tiles.
const BLOCK: usize = 2 * SIDE;

const ZERO: Sums = [[[Whole([0; LANES]); SIDE]; 2]; 2];

/// A [`Linear`] layer's weights as bytes, if this processor has tiles and they take the layer.
pub(crate) fn pack(shape: Shape, weights: &[i8]) -> Vec<Quads> {
    if crate::amx::there() && shape.inputs.is_multiple_of(STEP) {
        Quads::pack(shape, weights)
    } else {
        Vec::new()
    }
}

/// Two vectors of a panel of `wide`, the last one twice where there is no other.
fn right(weights: &[Quads], wide: usize, first: usize) -> Right<'_> {
    let vector = |at: usize| weights.get(at.min(wide.saturating_sub(1))..).unwrap_or_default();
    Right {
        vectors: [vector(first), vector(first + 1)],
        stride: wide,
    }
}

/// Where the outputs of one vector go, for `count` rows.
#[inline(always)]
fn outputs<'o>(place: &'o mut Place<'_>, count: usize, vector: usize) -> impl Iterator<Item = &'o mut Lanes> {
    let out = place.out.get_mut(vector..).unwrap_or_default();
    out.iter_mut().step_by(place.stride).take(count)
}

/// Applies a layer over bytes, if the level has tiles and they take it.
pub(crate) fn apply_dense(layer: &Dense, level: Level, rows: &ByteRows, out: &mut Matrix) -> bool {
    let inputs = layer.inputs();
    if !inputs.is_multiple_of(STEP) {
        return false;
    }
    let Some(tiles) = Tiles::shape(level) else {
        return false;
    };
    let mut sums = ZERO;
    layer.shape().for_each_tile(BLOCK, rows.rows(), out, |mut place| {
        let panel = layer.panel(place.vectors.clone());
        let left = Left {
            tiles: [rows.tile(place.row), rows.tile(place.row + SIDE)],
            stride: inputs,
        };
        for first in (0..place.vectors.len()).step_by(2) {
            let right = right(panel.weights, place.vectors.len(), first);
            tiles.multiply::<false>(left, right, inputs / STEP, &mut sums);
            level.run(FinishBytes {
                sums: &sums,
                rows,
                panel,
                first,
                place: &mut place,
            });
        }
    });
    true
}

/// Turns a block's sums of bytes into outputs.
struct FinishBytes<'f, 'p> {
    sums: &'f Sums,
    rows: &'f ByteRows,
    panel: QuadPanel<'f>,
    first: usize,
    place: &'f mut Place<'p>,
}

impl Job for FinishBytes<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let from = self.place.row;
        let count = self.rows.rows().saturating_sub(from).min(BLOCK);
        for at in 0..2 {
            let vector = self.first + at;
            if vector < self.place.vectors.len() {
                let ends = self.panel.vector(vector);
                let outputs = outputs(self.place, count, vector);
                let sums = self.sums.iter().flat_map(|tile| &tile[at]);
                for (row, (sums, out)) in sums.zip(outputs).enumerate() {
                    *out = ends.finish(*sums, self.rows.scale(from + row));
                }
            }
        }
    }
}

/// Applies a layer over 16 bits, if the level has tiles and they take it.
pub(crate) fn apply_linear(layer: &Linear, level: Level, rows: &Activations, out: &mut Matrix) -> bool {
    // The parts of a block lie on the stack, in as much room as is needed or little more.
    match layer.inputs() {
        0..=128 => apply_parts::<128>(layer, level, rows, out),
        129..=384 => apply_parts::<384>(layer, level, rows, out),
        _ => apply_parts::<MAX_INPUTS>(layer, level, rows, out),
    }
}

/// [`apply_linear`] for at most `MOST` inputs.
fn apply_parts<const MOST: usize>(
    layer: &Linear,
    level: Level,
    rows: &Activations,
    out: &mut Matrix,
) -> bool {
    let (shape, inputs) = (layer.shape(), layer.inputs());
    if layer.bytes(0..1).is_empty() {
        return false;
    }
    let Some(tiles) = Tiles::shape(level) else {
        return false;
    };
    out.shape(rows.rows(), shape.outputs);
    let stride = out.stride();
    let mut parts = [[[0u8; MOST]; BLOCK]; 2];
    let (mut high, mut low) = (ZERO, ZERO);
    for row in (0..rows.rows()).step_by(BLOCK) {
        level.run(Part {
            rows,
            row,
            parts: &mut parts,
        });
        for start in (0..shape.vectors()).step_by(WIDE) {
            let vectors = start..shape.vectors().min(start + WIDE);
            let (panel, weights) = (layer.panel(vectors.clone()), layer.bytes(vectors.clone()));
            let Some(out) = out.lanes_mut().get_mut(row * stride + start..) else {
                continue;
            };
            let mut place = Place {
                row,
                vectors,
                out,
                stride,
            };
            for first in (0..place.vectors.len()).step_by(2) {
                let right = right(weights, place.vectors.len(), first);
                for (part, sums) in parts.iter().zip([&mut high, &mut low]) {
                    let (one, two) = part.as_flattened().split_at(SIDE * MOST);
                    let left = Left {
                        tiles: [one, two],
                        stride: MOST,
                    };
                    tiles.multiply::<true>(left, right, inputs / STEP, sums);
                }
                level.run(FinishParts {
                    high: &high,
                    low: &low,
                    rows,
                    panel,
                    first,
                    place: &mut place,
                });
            }
        }
    }
    true
}

/// Parts the activations of a block.
struct Part<'p, const MOST: usize> {
    rows: &'p Activations,
    row: usize,
    parts: &'p mut [[[u8; MOST]; BLOCK]; 2],
}

impl<const MOST: usize> Job for Part<'_, MOST> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let [high, low] = self.parts;
        let count = self.rows.rows().saturating_sub(self.row).min(BLOCK);
        for (at, (high, low)) in high.iter_mut().zip(low).take(count).enumerate() {
            let row = self.rows.row(self.row + at);
            for (q, (high, low)) in row.iter().zip(high.iter_mut().zip(low)) {
                *high = (q >> 7) as u8;
                *low = (q & 127) as u8;
            }
        }
    }
}

/// Turns a block's sums of parts into outputs.
struct FinishParts<'f, 'p> {
    high: &'f Sums,
    low: &'f Sums,
    rows: &'f Activations,
    panel: Panel<'f>,
    first: usize,
    place: &'f mut Place<'p>,
}

impl Job for FinishParts<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let from = self.place.row;
        let count = self.rows.rows().saturating_sub(from).min(BLOCK);
        for at in 0..2 {
            let vector = self.first + at;
            if vector < self.place.vectors.len() {
                let ends = self.panel.vector(vector);
                let outputs = outputs(self.place, count, vector);
                let high = self.high.iter().flat_map(|tile| &tile[at]);
                let low = self.low.iter().flat_map(|tile| &tile[at]);
                for (row, ((high, low), out)) in high.zip(low).zip(outputs).enumerate() {
                    let mut sums = [0; LANES];
                    for (lane, sum) in sums.iter_mut().enumerate() {
                        *sum = 128 * high.0[lane] + low.0[lane];
                    }
                    *out = ends.finish(&sums, self.rows.scale(from + row));
                }
            }
        }
    }
}
