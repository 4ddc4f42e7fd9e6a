//! The sequence model: a linear-chain conditional random field over hashed features, weights in one byte
//! each, read in place.
//!
//! File layout, little-endian: the magic `DLNM1\0`, the scale of the weights and of the transitions as
//! `f32`, the transitions as `i16` (row: from, column: to), the number of buckets as `u32`, then 64
//! bytes a bucket: three rows of a 16-bit check and one `i8` a label.

mod decode;
mod extract;
mod features;
pub mod labels;
mod transitions;
mod weights;

pub use crate::proposal::Titles;
pub use decode::{Decoder, Segment};
pub(crate) use decode::{SHARES, Shares};
pub use extract::Extractor;
pub use features::Features;
pub use transitions::Transitions;
pub use weights::{Model, ModelBuilder};
