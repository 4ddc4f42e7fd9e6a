//! The accurate tier: one small transformer that tags, parses and finds names.
//!
//! A six-layer encoder over word pieces ([`WordPieces`]), started from all-MiniLM-L6-v2, with heads for all of it; a
//! tenth as fast as the fast tier's network, and more often right. It makes the same layers with the same labels, and
//! [`NameChances`](dateline_core::layers::NameChances) besides, which the tagger weighs together with what its own
//! model says, so that the encoder runs once for both. Lemmas come by the same rules as in the fast tier, features
//! from the network.
//!
//! Its layers' inputs are bytes ([`dateline_model::Dense`]): the sums are exact, so that every processor gives the same
//! bits, here too.

mod attention;
#[cfg(feature = "accurate")]
mod embedded;
mod encoder;
mod heads;
mod model;
pub mod pack;
mod pairs;
mod sections;
mod shape;
mod stage;
#[cfg(test)]
mod tests;
mod windows;
mod word_pieces;

#[cfg(feature = "accurate")]
pub(crate) use embedded::bytes as embedded;
pub use model::{Model, NAME, VERSION};
pub use shape::{SHAPES, shape};
pub use stage::Accurate;
pub use word_pieces::WordPieces;

/// The most pieces of a window, the one before and the one behind it included: as the network was trained.
pub const LONGEST_WINDOW: usize = 510;
