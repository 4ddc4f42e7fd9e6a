//! The records that JSON is made of: borrowed from the document, offsets already in the unit asked for.
//!
//! Keys stand in the order in which they are written; what is new goes to the end of its record.

mod facts;
mod mentions;
mod reading;
mod reasons;

pub(crate) use facts::{Qualifiers, Roles, TermRecord, polarity};
pub(crate) use mentions::{Links, Value, identifies};
pub(crate) use reasons::WhyRecord;

use crate::article::Article;
use dateline_core::layers::Label;
use dateline_core::{Id, Layer, Span};
use serde::{Serialize, Serializer};

/// A JSON array of whatever an iterator yields, without a list in between.
pub(crate) struct Each<I>(pub(crate) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// The ids of a layer as an array of indices.
pub(crate) struct Ids<'d, L: Layer>(pub(crate) &'d [Id<L>]);

impl<L: Layer> Serialize for Ids<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|id| id.raw()))
    }
}

/// A confidence in 0 to 1 with four decimals: the float's last bits are nobody's business, and bytes that
/// depend on them differ between machines.
pub(crate) fn confidence(value: f32) -> f64 {
    if value.is_nan() {
        return 0.0;
    }
    (f64::from(value.clamp(0.0, 1.0)) * 1e4).round() / 1e4
}

/// Start and end.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Bounds {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// Start, end and the words there.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Surface<'d> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) text: &'d str,
}

/// Spans as an array of surfaces.
pub(crate) struct Surfaces<'d>(pub(crate) &'d Article<'d>, pub(crate) &'d [Span]);

impl Serialize for Surfaces<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|span| self.0.surface(*span)))
    }
}

impl<'d> Article<'d> {
    pub(crate) fn bounds(&self, span: Span) -> Bounds {
        let (start, end) = self.offsets.span(span);
        Bounds { start, end }
    }

    pub(crate) fn surface(&self, span: Span) -> Surface<'d> {
        let Bounds { start, end } = self.bounds(span);
        Surface {
            start,
            end,
            text: self.slice(span),
        }
    }

    pub(crate) fn label(&self, label: Label) -> &'d str {
        label.name(|name| self.doc.get(name))
    }
}
