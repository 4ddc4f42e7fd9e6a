//! The model of sentence ends: hashed features into a linear part and one small hidden layer, in whole numbers.
//!
//! The first [`LINEAR`] features of a place have a weight of one byte each, which are summed up. Each of the
//! others has a row of [`UNITS`] bytes; the sum of the rows, cut to the range 0 to [`FULL`], is the hidden
//! layer. As rows are summed and not multiplied, a place costs little more than with the linear part alone (the
//! layout is that of the evaluation networks of chess programs, NNUE, Nasu 2018). Whole numbers give the same
//! ends on every machine.

use super::features::{BITS, COUNT, LINEAR};
use super::glance::{BITS as GLANCE_BITS, Glance};
use super::words::{BITS as WORD_BITS, Words};
use crate::Error;

/// The size of the table of weights.
pub(crate) const WEIGHTS: usize = 1 << BITS;

/// The number of rows. A feature's row is given by the lowest bits of its hash.
pub(crate) const ROWS: usize = 1 << 14;

/// The units of the hidden layer.
pub(crate) const UNITS: usize = 16;

/// The value of a unit that is fully on.
pub(crate) const FULL: i16 = 128;

/// A weight of the linear part counts this many times as much as it says, against the hidden layer's.
pub(crate) const LINEAR_SCALE: i32 = 256;

/// What the file begins with: name and version.
pub(crate) const MAGIC: &[u8; 8] = b"DLSENT03";

type Row = [i8; UNITS];

/// The model as it stands in its file, in this order, numbers with the lowest byte first.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    weights: Box<[i8]>,
    rows: Box<[Row]>,
    /// What a unit begins with.
    biases: [i16; UNITS],
    /// What a unit counts.
    outputs: [i16; UNITS],
    /// What the score begins with.
    bias: i32,
    words: Words,
    glance: Glance,
}

/// The model that comes with the crate, as it lies in the program.
pub(crate) static SHIPPED: &[u8] = include_bytes!("../../../../models/sentences.bin");

impl Model {
    /// The model that comes with the crate.
    pub(crate) fn built_in() -> Result<Self, Error> {
        Self::read(SHIPPED)
    }

    /// A model that never sees an end.
    pub(crate) fn none() -> Self {
        Self {
            weights: Box::default(),
            rows: Box::default(),
            biases: [0; UNITS],
            outputs: [0; UNITS],
            bias: 0,
            words: Words::default(),
            glance: Glance::default(),
        }
    }

    /// A model out of a file.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| Error::model("it does not begin as one"))?;
        let mut take = |many: usize| -> Result<&[u8], Error> {
            let (part, after) = rest
                .split_at_checked(many)
                .ok_or_else(|| Error::model("it is too short"))?;
            rest = after;
            Ok(part)
        };
        let signed = |byte: &u8| byte.cast_signed();
        let short = |pair: &[u8; 2]| i16::from_le_bytes(*pair);
        let weights = take(WEIGHTS)?.iter().map(signed).collect();
        let rows = take(ROWS * UNITS)?
            .as_chunks::<UNITS>()
            .0
            .iter()
            .map(|row| row.map(u8::cast_signed))
            .collect();
        let (mut biases, mut outputs) = ([0; UNITS], [0; UNITS]);
        for numbers in [&mut biases, &mut outputs] {
            for (number, pair) in numbers.iter_mut().zip(take(2 * UNITS)?.as_chunks().0) {
                *number = short(pair);
            }
        }
        let bias = take(4)?.first_chunk().map_or(0, |four| i32::from_le_bytes(*four));
        let slots = take(2 << WORD_BITS)?.as_chunks().0.iter();
        let words = Words::new(slots.map(|pair| u16::from_le_bytes(*pair)).collect());
        let mut four = || -> Result<i32, Error> {
            Ok(take(4)?.first_chunk().map_or(0, |four| i32::from_le_bytes(*four)))
        };
        let (low, high) = (four()?, four()?);
        let glance = Glance::new(take(1 << GLANCE_BITS)?.iter().map(signed).collect(), low, high);
        if !rest.is_empty() {
            return Err(Error::model("it is too long"));
        }
        Ok(Self {
            weights,
            rows,
            biases,
            outputs,
            bias,
            words,
            glance,
        })
    }

    /// The table of words.
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// What decides places at a glance.
    pub(crate) fn glance(&self) -> &Glance {
        &self.glance
    }

    /// How far a place with these features is on the side of an end: above zero where a sentence ends.
    pub(crate) fn score(&self, features: &[u32; COUNT]) -> i32 {
        let (linear, hidden) = features.split_at(LINEAR);
        let linear: i32 = linear
            .iter()
            .map(|feature| i32::from(self.weights.get(*feature as usize).copied().unwrap_or(0)))
            .sum();
        let mut units = self.biases;
        for feature in hidden {
            if let Some(row) = self.rows.get(*feature as usize % ROWS) {
                for (unit, weight) in units.iter_mut().zip(row) {
                    // At most thirty rows of bytes: far from the range's end.
                    *unit = unit.wrapping_add(i16::from(*weight));
                }
            }
        }
        let outputs = units.iter().zip(&self.outputs);
        let hidden: i32 = outputs
            .map(|(unit, output)| i32::from(*unit.clamp(&0, &FULL)) * i32::from(*output))
            .sum();
        self.bias + LINEAR_SCALE * linear + hidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_comes_with_the_crate_can_be_read() {
        let model = Model::built_in().expect("reads");
        assert!(model.outputs.iter().any(|output| *output != 0));
        assert!(model.weights.iter().any(|weight| *weight != 0));
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for bytes in [b"".as_slice(), b"DLSENT02", b"DLSENT03\0\0"] {
            assert!(Model::read(bytes).is_err());
        }
    }
}
