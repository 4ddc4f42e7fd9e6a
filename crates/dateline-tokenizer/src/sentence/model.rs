//! The model of sentence ends: hashed features into a linear part and one small hidden layer, in whole numbers.
//!
//! A feature of the linear part has a weight of one byte, which are summed up. Each of the others has a row of
//! [`UNITS`] bytes; the sum of the rows, cut to the range 0 to [`FULL`], is the hidden layer. As rows are summed and
//! not multiplied, a place costs little more than with the linear part alone (the layout is that of the evaluation
//! networks of chess programs, NNUE, Nasu 2018). Whole numbers give the same ends on every machine.
//!
//! What is near a place comes first. Where the score is then farther from zero than a bound, which the trainer
//! sets, it is taken as it is; else what is farther off is added to the same sums.

use super::features::{BITS, Features, Question};
use super::memo::Memo;
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
pub(crate) const MAGIC: &[u8; 8] = b"DLSENT04";

type Row = [i8; UNITS];

/// The model as it stands in its file, in this order, numbers with the lowest byte first.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    weights: Box<[i8; WEIGHTS]>,
    rows: Box<[Row; ROWS]>,
    /// What a unit begins with.
    biases: [i16; UNITS],
    /// What a unit counts.
    outputs: [i16; UNITS],
    /// What the score begins with.
    bias: i32,
    /// A score of what is near that is farther from zero is sure.
    sure: i32,
    words: Words,
}

/// What the features that were looked at add up to.
struct Sums {
    linear: i32,
    units: [i16; UNITS],
}

/// The model that comes with the crate, as it lies in the program.
pub(crate) static SHIPPED: &[u8] = include_bytes!("../../../../models/sentences.bin");

/// A box of so many, those that lack the default.
fn boxed<T: Copy + Default, const MANY: usize>(mut values: Vec<T>) -> Box<[T; MANY]> {
    values.resize(MANY, T::default());
    let boxed = values.into_boxed_slice().try_into();
    boxed.unwrap_or_else(|_| Box::new([T::default(); MANY]))
}

impl Model {
    /// The model that comes with the crate.
    pub(crate) fn built_in() -> Result<Self, Error> {
        Self::read(SHIPPED)
    }

    /// A model that never sees an end.
    pub(crate) fn none() -> Self {
        Self {
            weights: boxed(Vec::new()),
            rows: boxed(Vec::new()),
            biases: [0; UNITS],
            outputs: [0; UNITS],
            bias: 0,
            sure: 0,
            words: Words::default(),
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
        let weights = boxed(take(WEIGHTS)?.iter().map(signed).collect());
        let rows = take(ROWS * UNITS)?.as_chunks::<UNITS>().0.iter();
        let rows = boxed(rows.map(|row| row.map(u8::cast_signed)).collect());
        let (mut biases, mut outputs) = ([0; UNITS], [0; UNITS]);
        for numbers in [&mut biases, &mut outputs] {
            for (number, pair) in numbers.iter_mut().zip(take(2 * UNITS)?.as_chunks().0) {
                *number = short(pair);
            }
        }
        let mut four = || -> Result<i32, Error> {
            Ok(take(4)?.first_chunk().map_or(0, |four| i32::from_le_bytes(*four)))
        };
        let (bias, sure) = (four()?, four()?);
        let slots = take(2 << WORD_BITS)?.as_chunks().0.iter();
        let words = Words::new(slots.map(|pair| u16::from_le_bytes(*pair)).collect());
        if !rest.is_empty() {
            return Err(Error::model("it is too long"));
        }
        Ok(Self {
            weights,
            rows,
            biases,
            outputs,
            bias,
            sure,
            words,
        })
    }

    /// The table of words.
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// Whether a sentence ends at a place.
    #[inline(always)]
    pub(crate) fn ends(&self, mut question: Question<'_>) -> bool {
        match question.memo.take() {
            None => self.decide(question),
            Some(memo) => self.remember(question, memo),
        }
    }

    /// The same, unless it is remembered.
    #[cold]
    #[inline(never)]
    fn remember(&self, mut question: Question<'_>, memo: &mut Memo) -> bool {
        let seen = question.seen();
        memo.decided(&seen, || self.decide(question))
    }

    #[inline(always)]
    fn decide(&self, mut question: Question<'_>) -> bool {
        let mut sums = Sums {
            linear: 0,
            units: self.biases,
        };
        let near = question.near();
        self.add(&near.features, &mut sums);
        let score = self.score(&sums);
        if score.unsigned_abs() > self.sure.unsigned_abs() {
            return score > 0;
        }
        self.add(&question.far(&near), &mut sums);
        self.score(&sums) > 0
    }

    #[inline(always)]
    fn add<const LINEAR: usize, const HIDDEN: usize>(
        &self,
        features: &Features<LINEAR, HIDDEN>,
        sums: &mut Sums,
    ) {
        for feature in &features.linear {
            // The remainder tells the compiler that it lies within.
            sums.linear += i32::from(self.weights[*feature as usize % WEIGHTS]);
        }
        for feature in &features.hidden {
            let row = &self.rows[*feature as usize % ROWS];
            for (unit, weight) in sums.units.iter_mut().zip(row) {
                // At most twenty rows of bytes: far from the range's end.
                *unit = unit.wrapping_add(i16::from(*weight));
            }
        }
    }

    /// How far the sums are on the side of an end: above zero where a sentence ends.
    #[inline(always)]
    fn score(&self, sums: &Sums) -> i32 {
        let outputs = sums.units.iter().zip(&self.outputs);
        let hidden: i32 = outputs
            .map(|(unit, output)| i32::from(*unit.clamp(&0, &FULL)) * i32::from(*output))
            .sum();
        self.bias + LINEAR_SCALE * sums.linear + hidden
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
        for bytes in [b"".as_slice(), b"DLSENT03", b"DLSENT04\0\0"] {
            assert!(Model::read(bytes).is_err());
        }
    }
}
