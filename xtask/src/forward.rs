//! `cargo xtask eval` and `cargo xtask train`: the programs of dateline-train, built in release and
//! run at the root.
//!
//! They need Dateline's crates, which xtask does without; so here is only the way in.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::repo::{self, Repo};

/// Arguments of `cargo xtask eval`.
#[derive(clap::Args)]
pub(crate) struct EvalArgs {
    /// The suites to run; all of them when none is named
    names: Vec<String>,
    /// The folder of the development sets [default: ../shared/data beside the repository]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The folder of the gold articles [default: ../shared/gold beside the repository]
    #[arg(long, value_name = "DIR")]
    gold: Option<PathBuf>,
    /// Which models to score: fast or accurate [default: fast]
    #[arg(long, value_name = "TIER")]
    model: Option<String>,
    /// Show the errors, not the scores alone
    #[arg(long)]
    show: bool,
}

/// Arguments of `cargo xtask train`.
#[derive(clap::Args)]
pub(crate) struct TrainArgs {
    /// The model to train
    name: String,
    /// Options that the trainer takes
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Builds and runs the scorers.
pub(crate) fn eval(repo: &Repo, args: &EvalArgs) -> Result<ExitCode> {
    let mut cargo = program(repo, "eval");
    cargo.args(&args.names);
    for (option, path) in [("--data", &args.data), ("--gold", &args.gold)] {
        if let Some(path) = path {
            // The scorers run at the root; the path was typed where the user stands.
            let path =
                std::path::absolute(path).with_context(|| format!("cannot resolve {}", path.display()))?;
            cargo.arg(option).arg(path);
        }
    }
    if let Some(model) = &args.model {
        cargo.args(["--model", model]);
    }
    if args.show {
        cargo.arg("--show");
    }
    Ok(repo::exit_code(repo::status(&mut cargo)?))
}

/// Builds and runs a trainer.
pub(crate) fn train(repo: &Repo, args: &TrainArgs) -> Result<ExitCode> {
    let mut cargo = program(repo, "train");
    cargo.arg(&args.name).args(&args.rest);
    Ok(repo::exit_code(repo::status(&mut cargo)?))
}

fn program(repo: &Repo, name: &str) -> Command {
    let mut cargo = repo.cargo();
    cargo.args([
        "run",
        "--release",
        "--quiet",
        "--package",
        "dateline-train",
        "--bin",
        name,
        "--",
    ]);
    cargo
}
