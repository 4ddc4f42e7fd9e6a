//! The model of sentence ends: a linear classifier over hashed features, one signed byte a weight.

use super::features::{BITS, COUNT};
use crate::Error;

/// The size of the table.
pub(crate) const SIZE: usize = 1 << BITS;

/// What the file begins with: name and version.
const MAGIC: &[u8; 8] = b"DLSENT01";

/// The weights.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    weights: Box<[i8]>,
}

impl Model {
    /// The model that comes with the crate.
    pub(crate) fn built_in() -> Result<Self, Error> {
        Self::read(include_bytes!("../../../../models/sentences.bin"))
    }

    /// A model that never sees an end.
    pub(crate) fn none() -> Self {
        Self {
            weights: Box::default(),
        }
    }

    /// A model as it stands in a file: the magic, then the weights.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let weights = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| Error::model("it does not begin as one"))?;
        if weights.len() != SIZE {
            return Err(Error::model("it has not the right length"));
        }
        Ok(Self {
            weights: weights.iter().map(|byte| byte.cast_signed()).collect(),
        })
    }

    /// The bytes of a file that holds `weights`.
    pub(crate) fn write(weights: &[i8]) -> Vec<u8> {
        MAGIC
            .iter()
            .copied()
            .chain(weights.iter().map(|weight| weight.cast_unsigned()))
            .collect()
    }

    /// How far a place with these features is on the side of an end.
    pub(crate) fn score(&self, features: &[u32; COUNT]) -> i32 {
        features
            .iter()
            .map(|feature| i32::from(self.weights.get(*feature as usize).copied().unwrap_or(0)))
            .sum()
    }
}
