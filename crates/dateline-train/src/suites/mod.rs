//! The suites of `cargo xtask eval`, by name.

pub mod carb;
pub mod coref;
mod coref_oracle;
pub mod duplicates;
pub mod entities;
pub mod facts;
pub mod lemmas;
pub mod petrarch;
pub mod relations;
pub(crate) mod stages;
pub mod syntax;
pub mod tokens;
pub mod values;

use anyhow::Result;
use dateline_core::Annotator;
use dateline_eval::Metrics;
use dateline_syntax::{Accurate, Syntax};
use std::path::Path;

/// Where a suite finds its data, and how much it says.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The folder of the data sets (`../shared/data`).
    pub data: &'a Path,
    /// The folder of the gold articles (`../shared/gold`).
    pub gold: &'a Path,
    /// Whether to score the accurate tier in the place of the fast one; only in suites of [`TIERED`].
    pub accurate: bool,
    /// A folder with a `tagger.bin` and a `confidence.tsv` that suite “entities” scores in the place of those that are
    /// built in.
    pub tagger: Option<&'a Path>,
    /// Whether to print the worst errors.
    pub show: bool,
}

impl Setup<'_> {
    /// The stage of the tier that is scored.
    fn syntax(&self) -> Result<Box<dyn Annotator>> {
        Ok(match self.accurate {
            true => Box::new(Accurate::shipped()?),
            false => Box::new(Syntax::shipped()?),
        })
    }
}

/// A suite: scores what is shipped on development data.
pub type Suite = fn(Setup<'_>) -> Result<Metrics>;

/// All suites by name.
pub const SUITES: &[(&str, Suite)] = &[
    ("tokens", tokens::run),
    ("syntax", syntax::run),
    ("lemmas", lemmas::run),
    ("entities", entities::run),
    ("values", values::run),
    ("coref", coref::run),
    ("facts", facts::run),
    ("carb", carb::run),
    ("duplicates", duplicates::run),
    ("relations", relations::run),
    ("petrarch", petrarch::run),
];

/// The suites that know both tiers.
pub const TIERED: &[&str] = &["syntax", "entities", "coref", "facts", "carb"];
