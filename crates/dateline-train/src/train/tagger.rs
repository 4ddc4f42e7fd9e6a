//! `cargo xtask train tagger`: trains the model of names on all sources in `ner/`.
//!
//! A linear-chain conditional random field by stochastic gradient descent with AdaGrad (Duchi and others,
//! 2011); types that a source does not annotate are left open there (partial labels), so that its silence
//! teaches nothing. Sentences go by in an order that a fixed seed gives: the same data, the same bytes.
//! `tagger-folds` scores changes on held-out parts of the training data, without writing anything.

mod corpus;
mod crf;
mod folds;
mod recase;

pub use folds::folds;
pub(crate) use folds::{HeldOut, each_held};

use anyhow::{Context, Result};
use corpus::{Corpus, Held};
use dateline_tagger::model::ModelBuilder;
use dateline_tagger::model::labels::COUNT;
use std::fs;
use std::path::Path;

/// Rounds over the data.
const EPOCHS: usize = 5;
/// Features whose weights are all smaller are not shipped.
const LEAST_WEIGHT: f32 = 0.02;
/// Buckets of 64 bytes in the shipped file.
const BUCKETS: usize = 120_000;

/// Trains and writes `models/tagger.bin`.
///
/// # Errors
/// Where a source cannot be read or the model cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let path = root.join("models/tagger.bin");
    let bytes = learn(data, Held::Nothing)?;
    fs::write(&path, &bytes).with_context(|| path.display().to_string())
}

/// The bytes of a model that has learned from all but what is held out.
fn learn(data: &Path, held: Held) -> Result<Vec<u8>> {
    let corpus = Corpus::read(data, held)?;
    println!("{} tokens, {} features", corpus.labels.len(), corpus.features());
    let weights = crf::train(&corpus, EPOCHS);
    Ok(quantize(&corpus, &weights))
}

fn quantize(corpus: &Corpus, weights: &crf::Weights) -> Vec<u8> {
    let rows = &weights.rows;
    let strength = |row: &[f32; COUNT]| row.iter().map(|weight| weight.abs()).fold(0.0, f32::max);
    let largest = rows.iter().map(strength).fold(0.0, f32::max);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let importance = |at: usize| {
        let count = corpus.counts.get(at).copied().unwrap_or(0) as f32;
        rows.get(at).map_or(0.0, strength) * count.sqrt().min(8.0)
    };
    order.sort_by(|a, b| importance(*b).total_cmp(&importance(*a)).then(a.cmp(b)));
    let mut builder = ModelBuilder::new(BUCKETS, largest.min(6.0) / 127.0);
    for at in order {
        let row = rows.get(at).filter(|row| strength(row) > LEAST_WEIGHT);
        if let (Some(hash), Some(row)) = (corpus.hashes.get(at), row) {
            builder.add(*hash, row);
        }
    }
    println!("{} features kept of {}", builder.len(), rows.len());
    builder.finish(&weights.transitions)
}
