//! The encoder: from word pieces to vectors, window by window.
//!
//! `x = LN(piece + position)`; in each layer `x = LN(x + W attention(x))`, then `x = LN(x + W gelu(W x))` (BERT; Devlin et
//! al. 2018, in the shape of MiniLM; Wang et al. 2020). The rows of all windows go through a linear layer together and
//! need no padding; only attention looks at windows. Nothing that one window yields depends on the others. Who looks at
//! pieces sees a mean of the layers, weighed for each view.

use super::attention::{self, Attend};
use super::model::{Model, VIEWS};
use crate::network::Norm;
use dateline_model::{ByteRows, Job, Lanes, Level, Matrix, floats_mut, gelu, layer_norm_with};
use std::ops::Range;

/// What the encoder's norms add to a variance.
const MORE: f32 = 1e-12;

/// One thread's scratch, which keeps its buffers.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    /// What each view sees of the pieces.
    pub(super) seen: [Matrix; VIEWS],
    /// The vectors of the pieces after a layer.
    x: Matrix,
    bytes: ByteRows,
    wide: ByteRows,
    /// What a layer makes before it is looked at.
    raw: Matrix,
    context: Matrix,
    scratch: attention::Scratch,
}

impl Encoder {
    /// Encodes windows over `ids`; the rows of [`Encoder::seen`] are the vectors of `ids` afterwards.
    pub(super) fn run(&mut self, level: Level, model: &Model<'_>, ids: &[u32], windows: &[Range<usize>]) {
        let rows = ids.len();
        self.x.shape(rows, model.width);
        self.bytes.shape(rows, model.width);
        level.run(Embed {
            model,
            ids,
            windows,
            x: &mut self.x,
            bytes: &mut self.bytes,
        });
        for seen in &mut self.seen {
            seen.shape(rows, model.width);
            (0..rows).for_each(|row| seen.row_mut(row).fill(Lanes::ZERO));
        }
        for (number, layer) in model.layers.iter().enumerate() {
            layer.qkv.apply(level, &self.bytes, &mut self.raw);
            self.context.shape(rows, model.width);
            level.run(Attend {
                heads: model.attention,
                windows,
                raw: &self.raw,
                scratch: &mut self.scratch,
                out: &mut self.context,
                bytes: &mut self.bytes,
            });
            layer.out.apply(level, &self.bytes, &mut self.raw);
            level.run(Residual {
                norm: &layer.mid,
                raw: &self.raw,
                x: &mut self.x,
                bytes: &mut self.bytes,
            });
            layer.up.apply(level, &self.bytes, &mut self.raw);
            self.wide.shape(rows, layer.down.inputs());
            level.run(Bend {
                raw: &mut self.raw,
                bytes: &mut self.wide,
            });
            layer.down.apply(level, &self.wide, &mut self.raw);
            level.run(Residual {
                norm: &layer.end,
                raw: &self.raw,
                x: &mut self.x,
                bytes: &mut self.bytes,
            });
            for (seen, shares) in self.seen.iter_mut().zip(&model.seen) {
                let share = shares.get(number).copied().unwrap_or(0.0);
                if share != 0.0 {
                    level.run(See {
                        share,
                        x: &self.x,
                        seen,
                    });
                }
            }
        }
    }
}

/// Adds up pieces and positions, and norms them.
struct Embed<'a, 'b> {
    model: &'a Model<'b>,
    ids: &'a [u32],
    windows: &'a [Range<usize>],
    x: &'a mut Matrix,
    bytes: &'a mut ByteRows,
}

impl Job for Embed<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Model {
            piece,
            positions,
            embed,
            width,
            ..
        } = self.model;
        for window in self.windows {
            for (row, position) in window.clone().zip(positions.chunks_exact(*width)) {
                let vector = self.x.row_mut(row);
                piece.set(self.ids.get(row).copied().unwrap_or(0), vector);
                for (place, number) in floats_mut(vector).iter_mut().zip(position) {
                    *place += number;
                }
                layer_norm_with(vector, &embed.gain, &embed.shift, MORE);
                self.bytes.write(row, vector);
            }
        }
    }
}

/// Adds what a layer made to what went in, and norms the sum.
struct Residual<'a> {
    norm: &'a Norm,
    raw: &'a Matrix,
    x: &'a mut Matrix,
    bytes: &'a mut ByteRows,
}

impl Job for Residual<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in 0..self.x.rows() {
            let vector = self.x.row_mut(row);
            for (x, raw) in floats_mut(vector).iter_mut().zip(self.raw.floats(row)) {
                *x += raw;
            }
            layer_norm_with(vector, &self.norm.gain, &self.norm.shift, MORE);
            self.bytes.write(row, vector);
        }
    }
}

/// Adds a share of a layer to what is seen.
struct See<'a> {
    share: f32,
    x: &'a Matrix,
    seen: &'a mut Matrix,
}

impl Job for See<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let share = Lanes::splat(self.share);
        for row in 0..self.x.rows() {
            for (seen, x) in self.seen.row_mut(row).iter_mut().zip(self.x.row(row)) {
                *seen = *seen + *x * share;
            }
        }
    }
}

/// Bends what a layer made, and quantizes it.
pub(super) struct Bend<'a> {
    pub(super) raw: &'a mut Matrix,
    pub(super) bytes: &'a mut ByteRows,
}

impl Job for Bend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in 0..self.raw.rows() {
            let vector = self.raw.row_mut(row);
            gelu(vector);
            self.bytes.write(row, vector);
        }
    }
}
