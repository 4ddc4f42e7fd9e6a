//! `cargo xtask check NAME`: checks that need more than Rust, and are skipped where that is missing.

mod python;
mod tables;

use crate::repo::Repo;
use anyhow::Result;

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
}

/// Runs the check.
pub(crate) fn check(repo: &Repo, args: &Args) -> Result<()> {
    match args.check {
        Check::Tables => tables::tables(repo),
    }
}
