//! Reading the model file's sections as the parts of a network: layers, norms, tables, with their sizes checked.

use crate::network::{Norm, Places, Table};
use dateline_model::{Dense, Error, ErrorKind, LANES, Lanes, ModelFile, floats_mut};

/// As good as minus infinity, where numbers must be finite: the bias of outputs that may not be chosen.
const NEVER: f32 = -1e30;

/// The file, with what its sections must be.
pub(super) struct Sections<'b>(pub(super) ModelFile<'b>);

/// Layers over the same input, computed as one.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) dense: Dense,
    pub(super) places: Places,
}

impl<'b> Sections<'b> {
    /// As many numbers as asked for.
    pub(super) fn finite(&self, name: &str, len: usize) -> Result<&'b [f32], Error> {
        let numbers = self.0.numbers::<f32>(name)?;
        if numbers.len() != len || !numbers.iter().all(|number| number.is_finite()) {
            return Err(misfit(&format!("“{name}” must have {len} numbers")));
        }
        Ok(numbers)
    }

    /// The one number of a section that says how many of something there are.
    pub(super) fn count(&self, name: &str) -> Result<usize, Error> {
        match self.0.numbers::<u32>(name)? {
            [count] => Ok(*count as usize),
            _ => Err(misfit(&format!("“{name}” must be one number"))),
        }
    }

    pub(super) fn vector(&self, name: &str, len: usize) -> Result<Vec<Lanes>, Error> {
        Ok(pad(self.finite(name, len)?))
    }

    pub(super) fn table(&self, name: &str, rows: usize, width: usize) -> Result<Table<'b>, Error> {
        let bytes = self.0.numbers::<i8>(&format!("{name}.q"))?;
        if Some(bytes.len()) != rows.checked_mul(width) || bytes.is_empty() {
            return Err(misfit(&format!(
                "“{name}” must be {rows} rows of {width} numbers"
            )));
        }
        Ok(Table::new(
            bytes,
            self.finite(&format!("{name}.scale"), rows)?,
            width,
        ))
    }

    pub(super) fn norm(&self, name: &str, width: usize) -> Result<Norm, Error> {
        Ok(Norm {
            gain: self.vector(&format!("{name}.g"), width)?,
            shift: self.vector(&format!("{name}.b"), width)?,
        })
    }

    pub(super) fn dense(&self, name: &str, inputs: usize, outputs: usize) -> Result<Dense, Error> {
        Dense::new(
            inputs,
            self.rows(name, inputs, outputs)?,
            self.finite(&format!("{name}.scale"), outputs)?,
            self.finite(&format!("{name}.b"), outputs)?,
        )
    }

    /// Layers of the same inputs as one; the outputs of each begin at a whole [`Lanes`], and what pads them is never
    /// the largest.
    pub(super) fn joined(&self, inputs: usize, layers: &[(&str, usize)]) -> Result<Joined, Error> {
        let (mut weights, mut scales, mut biases) = (Vec::new(), Vec::new(), Vec::new());
        let mut places = Places::default();
        for (name, outputs) in layers {
            let start = scales.len() / LANES;
            weights.extend_from_slice(self.rows(name, inputs, *outputs)?);
            scales.extend_from_slice(self.finite(&format!("{name}.scale"), *outputs)?);
            biases.extend_from_slice(self.finite(&format!("{name}.b"), *outputs)?);
            let whole = scales.len().next_multiple_of(LANES);
            weights.resize(whole * inputs, 0);
            scales.resize(whole, 0.0);
            biases.resize(whole, NEVER);
            places.add(start..whole / LANES);
        }
        Ok(Joined {
            dense: Dense::new(inputs, &weights, &scales, &biases)?,
            places,
        })
    }

    fn rows(&self, name: &str, inputs: usize, outputs: usize) -> Result<&'b [i8], Error> {
        let weights = self.0.numbers::<i8>(&format!("{name}.q"))?;
        if Some(weights.len()) != inputs.checked_mul(outputs) {
            return Err(misfit(&format!(
                "“{name}” must be {outputs} rows of {inputs} numbers"
            )));
        }
        Ok(weights)
    }
}

fn pad(numbers: &[f32]) -> Vec<Lanes> {
    let mut lanes = vec![Lanes::ZERO; numbers.len().div_ceil(LANES)];
    for (place, number) in floats_mut(&mut lanes).iter_mut().zip(numbers) {
        *place = *number;
    }
    lanes
}

pub(super) fn misfit(what: &str) -> Error {
    Error::new(ErrorKind::Shape, format!("the accurate model: {what}"))
}
