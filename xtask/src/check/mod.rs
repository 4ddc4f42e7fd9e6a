//! `cargo xtask check NAME`: checks that need more than Rust, and are skipped where that is missing.

mod guides;
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
    /// Run every command of docs/guides, with Python and the development data where they are there
    Guides {
        /// Put outputs that have changed into the pages
        #[arg(long)]
        write: bool,
    },
}

/// Runs the check.
pub(crate) fn check(repo: &Repo, args: &Args) -> Result<()> {
    match args.check {
        Check::Tables => tables::tables(repo),
        Check::Guides { write } => guides::guides(repo, write),
    }
}
