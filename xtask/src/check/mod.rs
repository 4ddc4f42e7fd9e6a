//! `cargo xtask check NAME`: checks that need more than Rust, and are skipped where that is missing.

mod python;
mod tables;
mod tokenizers;

use crate::repo::Repo;
use anyhow::Result;
use std::path::PathBuf;

/// Arguments of `cargo xtask check`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    check: Check,
}

#[derive(clap::Subcommand)]
enum Check {
    /// Load every table and graph that the program writes with pandas, PyArrow, DuckDB, NetworkX and RDFLib
    Tables,
    /// Time the tokenizers of BlingFire and spaCy beside ours over a text, by default the sample articles
    Tokenizers {
        /// A text file
        text: Option<PathBuf>,
    },
}

/// Runs the check.
pub(crate) fn check(repo: &Repo, args: &Args) -> Result<()> {
    match &args.check {
        Check::Tables => tables::tables(repo),
        Check::Tokenizers { text } => tokenizers::tokenizers(repo, text.as_deref()),
    }
}
