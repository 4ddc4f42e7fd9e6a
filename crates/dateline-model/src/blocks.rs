//! Layers at the level of AMX: two tiles of rows by two vectors of outputs at a time.
//!
//! [`Dense`] multiplies bytes, as tiles do. The activations of a [`Linear`] layer have 16 bits: they are parted,
//! `q = 128 * high + low` with a low part from 0 to 127, and multiplied part by part, which is exact. Weights lie as
//! in a [`QuadPanel`], an order that suits VNNI and tiles alike.

use crate::activations::{Activations, Matrix};
use crate::amx::{Left, Right, SIDE, STEP, Sums, Tiles};
use crate::bytes::ByteRows;
use crate::dense::{Dense, QuadPanel, QuadVector, Quads, Whole};
use crate::lanes::{LANES, Lanes};
use crate::level::{Job, Level};
use crate::linear::{Linear, MAX_INPUTS, PairVector, Panel};
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

/// What turns a block's sums into outputs.
trait Finish: Copy {
    /// What it needs of one vector of outputs.
    type Vector: Copy;

    fn vector(self, vector: usize) -> Self::Vector;

    /// What comes out for a row of a tile, whose number in the layer's input is `row`, and one of two vectors.
    fn output(self, ends: Self::Vector, tile: usize, in_tile: usize, which: usize, row: usize) -> Lanes;
}

/// Writes the outputs of `count` rows for two vectors from `first` on, as many of both as there are.
struct Write<'w, 'p, F> {
    finish: F,
    count: usize,
    first: usize,
    place: &'w mut Place<'p>,
}

impl<F: Finish> Job for Write<'_, '_, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self {
            finish, first, place, ..
        } = self;
        for which in 0..2.min(place.vectors.len().saturating_sub(first)) {
            let vector = first + which;
            let ends = finish.vector(vector);
            let outputs = place.out.get_mut(vector..).unwrap_or_default().iter_mut();
            let places = (0..2).flat_map(|tile| (0..SIDE).map(move |in_tile| (tile, in_tile)));
            for ((tile, in_tile), out) in places.zip(outputs.step_by(place.stride)).take(self.count) {
                *out = finish.output(ends, tile, in_tile, which, place.row + tile * SIDE + in_tile);
            }
        }
    }
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
            level.run(Write {
                finish: Bytes {
                    sums: &sums,
                    rows,
                    panel,
                },
                count: rows.rows().saturating_sub(place.row).min(BLOCK),
                first,
                place: &mut place,
            });
        }
    });
    true
}

/// The sums of a block of bytes.
#[derive(Clone, Copy)]
struct Bytes<'b> {
    sums: &'b Sums,
    rows: &'b ByteRows,
    panel: QuadPanel<'b>,
}

impl Finish for Bytes<'_> {
    type Vector = QuadVector;

    #[inline(always)]
    fn vector(self, vector: usize) -> QuadVector {
        self.panel.vector(vector)
    }

    #[inline(always)]
    fn output(self, ends: QuadVector, tile: usize, in_tile: usize, which: usize, row: usize) -> Lanes {
        ends.finish(self.sums[tile][which][in_tile], self.rows.scale(row))
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
                level.run(Write {
                    finish: Parts {
                        high: &high,
                        low: &low,
                        rows,
                        panel,
                    },
                    count: rows.rows().saturating_sub(row).min(BLOCK),
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

/// The sums of a block's parts.
#[derive(Clone, Copy)]
struct Parts<'p> {
    high: &'p Sums,
    low: &'p Sums,
    rows: &'p Activations,
    panel: Panel<'p>,
}

impl Finish for Parts<'_> {
    type Vector = PairVector;

    #[inline(always)]
    fn vector(self, vector: usize) -> PairVector {
        self.panel.vector(vector)
    }

    #[inline(always)]
    fn output(self, ends: PairVector, tile: usize, in_tile: usize, which: usize, row: usize) -> Lanes {
        let (high, low) = (
            &self.high[tile][which][in_tile].0,
            &self.low[tile][which][in_tile].0,
        );
        let mut sums = [0; LANES];
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum = 128 * high[lane] + low[lane];
        }
        ends.finish(&sums, self.rows.scale(row))
    }
}
