//! `cargo xtask check fuzz`: every fuzz target for a minute.
//!
//! With a nightly compiler and cargo-fuzz that is libFuzzer, which is led by what an input covers. Elsewhere the stable
//! compiler runs the same functions over samples that are mutated from a fixed seed: it finds less, and it runs everywhere.

use crate::repo::{self, Repo};
use crate::step;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs all targets for `seconds` each and stops at the first that fails.
pub(crate) fn fuzz(repo: &Repo, seconds: u64) -> Result<()> {
    let targets = targets(&repo.path("fuzz/fuzz_targets"))?;
    if has_cargo_fuzz() {
        for target in &targets {
            let mut cargo = cargo_fuzz();
            cargo.current_dir(repo.root());
            cargo.args(["run", target, "--", &format!("-max_total_time={seconds}")]);
            step::command(target, &mut cargo)?;
        }
        return Ok(());
    }
    println!("there is no cargo-fuzz for a nightly compiler: made-up input on this one");
    let mut cargo = repo.cargo();
    cargo.args(["test", "--manifest-path", "fuzz/Cargo.toml", "--lib"]);
    // One after another, so that each has its time; what they say of it is shown.
    cargo.args(["--", "--nocapture", "--test-threads", "1", "made_up"]);
    cargo.env("DATELINE_FUZZ_SECONDS", seconds.to_string());
    cargo.stdout(Stdio::piped());
    step::step(
        "fuzz",
        &format!("{} targets, {seconds} s each", targets.len()),
        || {
            let output = cargo.output().context("cannot start cargo")?;
            let said = String::from_utf8_lossy(&output.stdout);
            let looked: Vec<&str> = said.lines().filter(|line| line.contains(" inputs in ")).collect();
            for line in &looked {
                // Behind the harness's own “test NAME ... ”.
                println!("    {}", line.rsplit(" ... ").next().unwrap_or(line));
            }
            if !output.status.success() {
                bail!("{said}\na target has failed; its input stands above");
            }
            if looked.len() < targets.len() {
                bail!("{} of {} targets were run", looked.len(), targets.len());
            }
            Ok(())
        },
    )
}

/// The names of the targets, from their files.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let name = entry?.file_name();
        if let Some(name) = name.to_string_lossy().strip_suffix(".rs") {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// `cargo +nightly fuzz`, by the cargo on the path: rustup's, which knows what `+nightly` is.
fn cargo_fuzz() -> Command {
    let mut cargo = Command::new("cargo");
    // The compiler of this very run would be taken otherwise.
    cargo
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .args(["+nightly", "fuzz"]);
    cargo
}

fn has_cargo_fuzz() -> bool {
    let mut asked = cargo_fuzz();
    asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    repo::status(&mut asked).is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_its_function_made_up_in_a_test() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        let names = targets(&root.join("fuzz_targets")).expect("a folder");
        let mut tests = 0;
        for entry in std::fs::read_dir(root.join("src")).expect("a folder") {
            let text = std::fs::read_to_string(entry.expect("a file").path()).expect("a text");
            tests += text.matches("fn made_up_").count();
        }
        assert_eq!(tests, names.len(), "{names:?}");
    }
}
