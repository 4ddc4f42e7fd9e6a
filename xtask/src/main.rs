//! The project's own commands, as `cargo xtask NAME`.
//!
//! Each command is one file here and does what the table "From a clone" of the contract promises.
//! The crate depends on no dateline crate, so that it builds in seconds and still says what is
//! wrong when the rest does not build. What needs Dateline itself (scoring, training, the program)
//! is another package that a command builds and runs.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "these commands read and write the working tree, start cargo, tell the time they took and print for people"
)]

mod bench;
mod check;
mod ci;
mod corpus;
mod forward;
mod guides;
mod readme;
mod repo;
mod run;
mod step;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use repo::Repo;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build in release and run `dateline extract ARGS`; without ARGS, over the sample articles
    Run(run::Args),
    /// Everything that must pass before a change lands
    Test,
    /// The criterion benches and one summary table; `corpus PATH` times the program over a corpus
    Bench(bench::Args),
    /// Score the shipped models and rules on the development sets
    Eval(forward::EvalArgs),
    /// Train a shipped model again
    Train(forward::TrainArgs),
    /// Checks that need more than Rust, skipped where it is missing: `tables`, `spark`, `guides`, `browser`, `fuzz`, `aarch64`,
    /// `tokenizers`
    Check(check::Args),
    /// Make a large corpus out of real articles
    Corpus(corpus::Args),
    /// Prove the rules of the house that no compiler checks
    Tidy,
    /// What the build machine runs: test, the commands of README and guides, benches, fuzz targets, run
    Ci(ci::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    let repo = Repo::find()?;
    match command {
        Command::Run(args) => run::run(&repo, &args),
        Command::Test => test::test(&repo).map(|()| ExitCode::SUCCESS),
        Command::Bench(args) => bench::bench(&repo, &args),
        Command::Eval(args) => forward::eval(&repo, &args),
        Command::Train(args) => forward::train(&repo, &args),
        Command::Check(args) => check::check(&repo, &args).map(|()| ExitCode::SUCCESS),
        Command::Corpus(args) => corpus::corpus(&repo, &args).map(|()| ExitCode::SUCCESS),
        Command::Tidy => tidy::tidy(&repo).map(|()| ExitCode::SUCCESS),
        Command::Ci(args) => ci::ci(&repo, &args).map(|()| ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn arguments_for_the_program_pass_through_with_and_without_dashes() {
        for line in [
            ["xtask", "run", "--", "a.jsonl", "--format", "html"].as_slice(),
            ["xtask", "run", "a.jsonl", "--format", "html"].as_slice(),
        ] {
            let cli = Cli::try_parse_from(line).expect("parses");
            let Command::Run(args) = cli.command else {
                panic!("not run")
            };
            assert_eq!(args.args, ["a.jsonl", "--format", "html"]);
        }
    }
}
