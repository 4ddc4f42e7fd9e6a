//! Trainers and compilers of what the program embeds, by name.

pub mod accurate;
pub mod clusters;
pub mod confidence;
pub mod confidence_pooled;
pub mod coref;
mod coref_pages;
mod coref_phrases;
pub(crate) mod development;
pub mod gazetteer;
pub mod lemmas;
mod logistic;
pub mod pool;
pub mod propositions;
mod python;
mod relation_pairs;
mod relation_scorer;
pub mod relations;
pub mod sentences;
mod silver;
pub mod syntax;
pub mod tagger;
pub mod teacher;

use anyhow::Result;
use std::path::Path;

/// A trainer: reads the data folder, writes below the repository's root, and does the same bytes each time.
pub type Trainer = fn(data: &Path, root: &Path) -> Result<()>;

/// All trainers by name.
pub const TRAINERS: &[(&str, Trainer)] = &[
    ("sentences", sentences::run),
    ("sentences-folds", sentences::folds),
    ("teacher", teacher::train),
    ("syntax", syntax::train),
    ("accurate", accurate::train),
    ("gazetteer", gazetteer::train),
    ("clusters", clusters::train),
    ("lemmas", lemmas::run),
    ("tagger", tagger::train),
    ("tagger-folds", tagger::folds),
    ("pool", pool::train),
    ("confidence", confidence::train),
    ("confidence-pooled", confidence_pooled::train),
    ("propositions", propositions::train),
    ("relations", relations::train),
    ("coref", coref::train),
];
