//! The model's file: the class model's weights and the ranker's.

use crate::classes::{CLASS_BITS, CLASSES, Classes};
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
        match (others, gendered) {
            (Some(others), Some(gendered)) if over.is_empty() && rows.len() == 1 << CLASS_BITS => Ok(Self {
                classes: Classes::new(rows.to_vec()),
                ranker: Ranker { gendered, others },
            }),
            _ => Err(Error::new(
                ErrorKind::Data,
                "the model “coref” has tables of other sizes",
            )),
        }
    }
}

/// The file of trained weights: those of the classes, a row of them for each feature, those of the ranker for “he”
/// and “she”, and for all else. Each table is rounded to 255 steps of its own.
#[must_use]
pub fn pack(classes: &[[f32; CLASSES]], gendered: &[f32], others: &[f32]) -> Vec<u8> {
    let step = |largest: f32| (largest / 127.0).max(1e-6);
    let round = |weight: f32, step: f32| (weight / step).round().clamp(-127.0, 127.0) as i8;
    let class_step = step(
        classes
            .iter()
            .flatten()
            .fold(0.0, |most, weight| weight.abs().max(most)),
    );
    let classes: Vec<i8> = classes
        .iter()
        .flatten()
        .map(|weight| round(*weight, class_step))
        .collect();
    let mut writer = ModelWriter::new(NAME, VERSION);
    writer.section("classes", &classes);
    for (name, scale, weights) in [
        ("weights", "scale", others),
        ("gendered_weights", "gendered_scale", gendered),
    ] {
        let step = step(weights.iter().fold(0.0, |most, weight| weight.abs().max(most)));
        let rounded: Vec<i8> = weights.iter().map(|weight| round(*weight, step)).collect();
        writer.section(name, &rounded);
        writer.section(scale, &[step]);
    }
    writer.finish()
}
