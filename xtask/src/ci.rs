//! `cargo xtask ci`: what the build machine runs beyond the tests.
//!
//! It proves what a stranger with a fresh clone relies on: the tests, the README's commands as they
//! are written, benches and fuzz targets that build and run a little, and `cargo xtask run`.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::guides::{self, Means};
use crate::repo::{self, Repo};
use crate::{bench, check, readme, run, step, test};

/// Arguments of `cargo xtask ci`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Leave the test command out, where it has just run
    #[arg(long)]
    after_test: bool,
}

/// Runs all of it and stops at the first failure.
pub(crate) fn ci(repo: &Repo, args: &Args) -> Result<()> {
    let start = Instant::now();
    if !args.after_test {
        test::test(repo)?;
    }
    // `run` first: it builds the program, which the README's commands start by its path.
    step::step("run", "cargo xtask run", || {
        let code = run::run(repo, &run::Args { args: Vec::new() })?;
        if code != ExitCode::SUCCESS {
            bail!("`cargo xtask run` did not succeed");
        }
        Ok(())
    })?;
    step::step("readme", "the commands of README.md", || readme_commands(repo))?;
    step::step("guides", "the commands of docs/guides", || {
        let means = Means {
            python: None,
            data: false,
            write: false,
        };
        guides::run(repo, &means)
    })?;
    check::browser(repo, || repo.build_dateline())?;
    // Tests that take minutes: fifty killed runs, and what else is marked as long.
    step::command(
        "long tests",
        repo.cargo()
            .args(["test", "--package", "dateline-tests", "--", "--ignored"]),
    )?;
    step::command(
        "benches",
        repo.cargo()
            .args(["bench", "--no-run", "--package", "dateline-bench"]),
    )?;
    step::step("bench", "cargo xtask bench --smoke", || {
        bench::criterion(repo, None, &[], true)
    })?;
    fuzz(repo)?;
    println!("    ci: ok, {}", step::seconds(start.elapsed()));
    Ok(())
}

/// What a shell reports of `cat` or `yes` when `head` has seen enough. Dateline itself ends with 0 there.
const ENDED_BY_PIPE: i32 = 128 + 13;

/// Runs each command of the README in a shell at the root.
fn readme_commands(repo: &Repo) -> Result<()> {
    let path = repo.path("README.md");
    let page = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let commands = readme::commands(&page);
    if commands.is_empty() {
        bail!("{} has no command to run", path.display());
    }
    for command in commands {
        let skip = is_covered(&command.text);
        println!(
            "    README.md:{}: {}{}",
            command.line,
            command.text,
            if skip { " (own step)" } else { "" }
        );
        if skip {
            continue;
        }
        // pipefail, so that a failing program is seen through a pipe.
        let mut shell = Command::new("bash");
        shell
            .args(["-euo", "pipefail", "-c", &command.text])
            .current_dir(repo.root());
        let status = repo::status(&mut shell)?;
        if !status.success() && status.code() != Some(ENDED_BY_PIPE) {
            bail!(
                "README.md:{}: `{}` ended with {status}",
                command.line,
                command.text
            );
        }
    }
    Ok(())
}

/// Commands that are steps of this run already; twice would cost minutes and prove nothing more.
fn is_covered(command: &str) -> bool {
    let mut words = command.split_whitespace();
    let rest = (words.next(), words.next(), words.next());
    match rest {
        (Some("cargo"), Some("xtask"), Some("test" | "ci" | "bench")) => true,
        (Some("cargo"), Some("xtask"), Some("run")) => words.next().is_none(),
        _ => false,
    }
}

/// The fuzz targets have a workspace of their own. On the stable compiler they can be checked, and
/// the functions that they call run over made-up input as plain tests; real fuzzing is `cargo
/// +nightly fuzz run NAME`.
fn fuzz(repo: &Repo) -> Result<()> {
    let manifest = Path::new("fuzz/Cargo.toml");
    let cargo = |command: &str| {
        let mut cargo = repo.cargo();
        cargo.arg(command).arg("--manifest-path").arg(manifest);
        cargo
    };
    step::command("fuzz targets", cargo("check").arg("--bins"))?;
    step::command("fuzz functions", cargo("test").arg("--lib"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_with_a_step_of_their_own_run_once() {
        for covered in [
            "cargo xtask test",
            "cargo xtask run",
            "cargo xtask bench tokenizer",
            "cargo  xtask  ci",
        ] {
            assert!(is_covered(covered), "{covered}");
        }
        for other in [
            "cargo xtask run -- a.jsonl",
            "cargo build --release",
            "target/release/dateline stages",
        ] {
            assert!(!is_covered(other), "{other}");
        }
    }

    #[test]
    fn a_readme_without_commands_or_with_a_failing_one_fails() {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::at(folder.path());
        let run = |page: &str| {
            std::fs::write(folder.path().join("README.md"), page).expect("writes");
            readme_commands(&repo)
        };
        assert!(run("no commands").is_err());
        assert!(run("```sh\ntrue | target/release/dateline-missing | cat\n```\n").is_err());
        assert!(run("```sh\ncargo --version > out; yes | head -1\n```\n").is_ok());
        assert!(run("```sh\ncargo --version | cat > out\n```\n").is_ok());
        assert!(folder.path().join("out").is_file());
    }
}
