//! The model's file: the weights of the class model, of the phrases' and of the ranker.

use crate::classes::{CLASS_BITS, CLASSES, Classes};
use crate::dependents::Dependents;
use crate::features::RANK_BITS;
use crate::rank::{Ranker, Table};
use dateline_core::{Error, ErrorKind};
use dateline_model::{Embedded, ModelFile, ModelWriter};

const NAME: &str = "coref";
const VERSION: u32 = 1;

/// The model that comes with the crate.
pub(crate) static SHIPPED: &[u8] = include_bytes!("../../../models/coref.bin");

/// What the stage has learned.
pub(crate) struct Model {
    pub(crate) classes: Classes,
    pub(crate) dependents: Dependents,
    pub(crate) ranker: Ranker,
}

impl Model {
    /// The shipped one.
    ///
    /// # Errors
    /// Bytes that are no such model, which the tests exclude.
    pub(crate) fn shipped() -> Result<Self, Error> {
        Self::read(SHIPPED)
    }

    /// A model from a file's bytes.
    ///
    /// # Errors
    /// Bytes that are no such model.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let bad = |error: dateline_model::Error| Error::new(ErrorKind::Data, error.to_string());
        let bytes = Embedded::from_slice(bytes);
        let file = ModelFile::parse(bytes.as_slice(), NAME, VERSION).map_err(bad)?;
        let (rows, over) = file.numbers::<i8>("classes").map_err(bad)?.as_chunks::<CLASSES>();
        let table = |name: &str, scale: &str| -> Result<Option<Table>, Error> {
            let weights = file.numbers::<i8>(name).map_err(bad)?;
            let scale = file.numbers::<f32>(scale).map_err(bad)?.first().copied();
            Ok(scale
                .filter(|_| weights.len() == 1 << RANK_BITS)
                .map(|scale| Table {
                    weights: weights.to_vec(),
                    scale,
                }))
        };
        let others = table("weights", "scale")?;
        let gendered = table("gendered_weights", "gendered_scale")?;
        let dependents = Dependents::new(file.numbers::<i8>("dependents").map_err(bad)?.to_vec());
        match (others, gendered, dependents) {
            (Some(others), Some(gendered), Some(dependents))
                if over.is_empty() && rows.len() == 1 << CLASS_BITS =>
            {
                Ok(Self {
                    classes: Classes::new(rows.to_vec()),
                    dependents,
                    ranker: Ranker { gendered, others },
                })
            }
            _ => Err(Error::new(
                ErrorKind::Data,
                "the model “coref” has tables of other sizes",
            )),
        }
    }
}

/// What the file holds, as it was learned.
#[derive(Clone, Copy)]
pub struct Weights<'a> {
    /// Those of the classes, a row of them for each feature.
    pub classes: &'a [[f32; CLASSES]],
    /// What tells whether a dependent belongs to its head's phrase.
    pub dependents: &'a [f32],
    /// The ranker's for “he” and “she”.
    pub gendered: &'a [f32],
    /// The ranker's for all else.
    pub others: &'a [f32],
}

/// The file of trained weights, each table rounded to 255 steps of its own.
#[must_use]
pub fn pack(weights: Weights<'_>) -> Vec<u8> {
    let mut writer = ModelWriter::new(NAME, VERSION);
    writer.section("classes", &rounded(weights.classes.as_flattened()).0);
    writer.section("dependents", &rounded(weights.dependents).0);
    for (name, scale, weights) in [
        ("weights", "scale", weights.others),
        ("gendered_weights", "gendered_scale", weights.gendered),
    ] {
        let (rounded, step) = rounded(weights);
        writer.section(name, &rounded);
        writer.section(scale, &[step]);
    }
    writer.finish()
}

/// A table in steps, and how large a step is.
fn rounded(weights: &[f32]) -> (Vec<i8>, f32) {
    let largest = weights
        .iter()
        .fold(0.0_f32, |most, weight| weight.abs().max(most));
    let step = (largest / 127.0).max(1e-6);
    let round = |weight: &f32| (weight / step).round().clamp(-127.0, 127.0) as i8;
    (weights.iter().map(round).collect(), step)
}
