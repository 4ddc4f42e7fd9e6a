//! `cargo xtask test`: everything that must pass before a change lands.
//!
//! The cheap steps come first, so that a wrong space does not cost a build. The whole stops at the
//! first step that fails; the test step itself runs to its end, so that its count is of all tests.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::repo::{self, Repo};
use crate::{step, tidy};

/// How many tests passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs all steps and ends with the line `N passed, N failed`.
pub(crate) fn test(repo: &Repo) -> Result<()> {
    let start = Instant::now();
    step::command("fmt", repo.cargo().args(["fmt", "--all", "--check"]))?;
    step::step("tidy", "cargo xtask tidy", || tidy::tidy(repo))?;
    step::command(
        "clippy",
        repo.cargo()
            .args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    )?;
    let mut count = Count::default();
    let result = cargo_test(repo, &mut count).and_then(|()| {
        step::command(
            "doc",
            repo.cargo()
                .args(["doc", "--workspace", "--no-deps"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    });
    println!("    all steps: {}", step::seconds(start.elapsed()));
    if let Err(error) = &result {
        println!("{error:#}");
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    result
}

/// Unit, integration and doc tests, shown as they come and counted.
fn cargo_test(repo: &Repo, count: &mut Count) -> Result<()> {
    let mut cargo = repo.cargo();
    cargo
        .args(["test", "--workspace", "--no-fail-fast"])
        .stdout(Stdio::piped());
    let line = repo::display(&cargo);
    step::step("tests", &line, || {
        let mut child = cargo.spawn().context("cannot start cargo")?;
        let pipe = child.stdout.take().context("cargo has no standard output")?;
        let mut out = std::io::stdout().lock();
        // Lines of bytes: what a test prints need not be text.
        for bytes in BufReader::new(pipe).split(b'\n') {
            let bytes = bytes.context("cannot read what cargo says")?;
            count.add(&String::from_utf8_lossy(&bytes));
            out.write_all(&bytes)?;
            out.write_all(b"\n")?;
        }
        drop(out);
        let status = child.wait()?;
        if !status.success() {
            bail!("`{line}` ended with {status}");
        }
        // A run that counts nothing proves nothing.
        if count.passed == 0 {
            bail!("`{line}` ran no test");
        }
        Ok(())
    })
}

impl Count {
    /// Adds one line of the test harness's output, when it is a result line:
    /// `test result: ok. 12 passed; 0 failed; 0 ignored; ...`.
    fn add(&mut self, line: &str) {
        let Some(rest) = line.trim().strip_prefix("test result: ") else {
            return;
        };
        let Some((_, counts)) = rest.split_once(". ") else {
            return;
        };
        for part in counts.split(';') {
            match part.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_summed_and_others_are_not() {
        let mut count = Count::default();
        for line in [
            "running 3 tests",
            "test a::b ... ok",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "   Doc-tests dateline_core",
            "test result: FAILED. 10 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.20s",
            "the words 7 passed in a log are no result",
            "all doctests ran in 0.35s; merged doctests compilation took 0.20s",
        ] {
            count.add(line);
        }
        assert_eq!(
            count,
            Count {
                passed: 13,
                failed: 2
            }
        );
    }
}
