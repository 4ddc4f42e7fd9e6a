//! `cargo xtask train NAME`: makes a shipped model or compiled data file again.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a development tool: it reads data sets, writes models and talks to people"
)]

use anyhow::{Result, bail};
use clap::Parser;
use dateline_train::train::{TRAINERS, accurate, syntax};
use std::path::PathBuf;

/// Trains a shipped model again from the data, deterministically.
#[derive(Parser)]
struct Args {
    /// What to train.
    name: String,
    /// The folder of the data sets.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// The repository's root.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// For “syntax” and “accurate”: a folder with a trained network's export, to be packed as it is.
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    match (args.export.as_deref(), &args.name[..]) {
        (Some(export), "syntax") => return syntax::pack_from(export, &args.root),
        (Some(export), "accurate") => return accurate::pack_from(export, &args.root),
        _ => {}
    }
    let Some((_, trainer)) = TRAINERS.iter().find(|(name, _)| *name == args.name) else {
        let known: Vec<&str> = TRAINERS.iter().map(|(name, _)| *name).collect();
        bail!(
            "there is nothing called “{}” to train; there are: {}",
            args.name,
            known.join(", ")
        );
    };
    trainer(&args.data, &args.root)
}
