//! `cargo xtask check NAME`: checks that need more than Rust, and are skipped where that is missing (`aarch64` fails).

mod aarch64;
mod browser;
mod fuzz;
mod guides;
mod hostile;
mod python;
mod spark;
mod tables;
mod tokenizers;

pub(crate) use browser::browser;

use crate::repo::{self, Repo};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// Arguments of `cargo xtask check`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    check: Check,
    /// Take the program as it was built last, in `target/release`
    #[arg(long, global = true)]
    built: bool,
}

#[derive(clap::Subcommand)]
enum Check {
    /// Load every table and graph that the program writes with pandas, PyArrow, DuckDB, NetworkX and RDFLib
    Tables,
    /// Have Apache Spark read, count and join the Parquet tables, where there is a Java
    Spark,
    /// Open pages of hostile articles in a browser: no script runs
    Browser,
    /// Run every fuzz target for a while: by cargo-fuzz where it is, else over made-up input on the stable compiler
    Fuzz {
        /// Seconds a target
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// Run the tests of code for single processors on an emulated 64-bit ARM; fails where a part of that is missing
    Aarch64 {
        /// Other packages than the tokenizer and the model crate
        packages: Vec<String>,
    },
    /// Run every command of docs/guides, with Python and the development data where they are there
    Guides {
        /// Put outputs that have changed into the pages
        #[arg(long)]
        write: bool,
    },
    /// Time the tokenizers of BlingFire and spaCy beside ours over a text, by default the sample articles
    Tokenizers {
        /// A text file
        text: Option<PathBuf>,
    },
}

/// Runs the check.
pub(crate) fn check(repo: &Repo, args: &Args) -> Result<()> {
    let program = || -> Result<PathBuf> {
        if args.built {
            return Ok(repo.path("target/release/dateline"));
        }
        repo.build_dateline()
    };
    match &args.check {
        Check::Tables => tables::tables(repo),
        Check::Spark => spark::spark(repo, program),
        Check::Browser => browser(repo, program),
        Check::Fuzz { seconds } => fuzz::fuzz(repo, *seconds),
        Check::Aarch64 { packages } => aarch64::aarch64(repo, packages),
        Check::Guides { write } => {
            program()?;
            guides::guides(repo, *write)
        }
        Check::Tokenizers { text } => tokenizers::tokenizers(repo, text.as_deref()),
    }
}

/// Runs a command that has to succeed.
fn run(command: &mut Command) -> Result<()> {
    if !repo::status(command)?.success() {
        bail!(
            "`{}` failed",
            repo::display(command).lines().next().unwrap_or_default()
        );
    }
    Ok(())
}
