//! Trainers and compilers of what the program embeds, by name.

pub mod clusters;
pub mod gazetteer;
pub mod sentences;
pub mod tagger;

use anyhow::Result;
use std::path::Path;

/// A trainer: reads the data folder, writes below the repository's root, and does the same bytes each time.
pub type Trainer = fn(data: &Path, root: &Path) -> Result<()>;

/// All trainers by name.
pub const TRAINERS: &[(&str, Trainer)] = &[
    ("sentences", sentences::run),
    ("sentences-folds", sentences::folds),
    ("gazetteer", gazetteer::train),
    ("clusters", clusters::train),
    ("tagger", tagger::train),
];
