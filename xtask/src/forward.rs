//! `cargo xtask eval` and `cargo xtask train`: packages of their own, built in release and run.
//!
//! Scorers and trainers need Dateline's crates, which xtask does without; so here is only the way in.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::repo::{self, Repo};

/// Arguments of `cargo xtask eval`.
#[derive(clap::Args)]
pub(crate) struct EvalArgs {
    /// The evaluation to run; all that find their data when not given
    name: Option<String>,
    /// The folder of the development sets [default: ../shared/data beside the repository]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
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
    let mut cargo = package(repo, "dateline-eval");
    cargo.args(&args.name);
    if let Some(data) = &args.data {
        // The scorers run at the root; the path was typed where the user stands.
        let data = std::path::absolute(data).with_context(|| format!("cannot resolve {}", data.display()))?;
        cargo.arg("--data").arg(data);
    }
    if args.show {
        cargo.arg("--show");
    }
    Ok(repo::exit_code(repo::status(&mut cargo)?))
}

/// Builds and runs a trainer.
pub(crate) fn train(repo: &Repo, args: &TrainArgs) -> Result<ExitCode> {
    let mut cargo = package(repo, "dateline-train");
    cargo.arg(&args.name).args(&args.rest);
    Ok(repo::exit_code(repo::status(&mut cargo)?))
}

fn package(repo: &Repo, name: &str) -> Command {
    let mut cargo = repo.cargo();
    cargo.args(["run", "--release", "--quiet", "--package", name, "--"]);
    cargo
}
