//! `cargo xtask check aarch64`: the tests of what has code for one kind of processor, on an emulated ARM of 64 bits.
//!
//! It needs a standard library for the target (`rustup target add`, or a compiler that has one, by `RUSTC`), a linker and
//! C library for it, and qemu's user emulation. What is missing is said, all at once, and fails the check: who asks for it wants to
//! know of the tests. Emulation tells whether results are right and nothing of speed.

use crate::repo::Repo;
use crate::step;
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "aarch64-unknown-linux-gnu";
const LINKER: &str = "aarch64-linux-gnu-gcc";
const EMULATOR: &str = "qemu-aarch64";

/// By what name cargo is told of a linker and of what runs programs.
const LINKER_KEY: &str = "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER";
const RUNNER_KEY: &str = "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER";

/// Where Debian keeps the loader of that processor's programs: among its own, or with the cross compiler.
const LOADERS: [(&str, &str); 2] = [
    ("/", "lib/ld-linux-aarch64.so.1"),
    ("/usr/aarch64-linux-gnu", "lib/ld-linux-aarch64.so.1"),
];

/// The packages that have code for one kind of processor and need no C for it.
const PACKAGES: [&str; 2] = ["dateline-tokenizer", "dateline-model"];

/// Runs the tests of the packages, by default of [`PACKAGES`].
pub(crate) fn aarch64(repo: &Repo, packages: &[String]) -> Result<()> {
    let found = find()?;
    let mut cargo = repo.cargo();
    cargo.args(["test", "--target", TARGET]);
    if packages.is_empty() {
        cargo.args(PACKAGES.iter().flat_map(|name| ["--package", name]));
    } else {
        cargo.args(packages.iter().flat_map(|name| ["--package", name]));
    }
    // Not the examples in the documentation: rustdoc would have to be the one of `RUSTC`.
    cargo.args(["--lib", "--tests"]);
    // Emulated code is slow enough when it is optimized.
    for (key, value) in [("CARGO_PROFILE_DEV_OPT_LEVEL", "2"), ("PROPTEST_CASES", "500")] {
        if std::env::var_os(key).is_none() {
            cargo.env(key, value);
        }
    }
    // Apart from what another compiler has built.
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        cargo.env("CARGO_TARGET_DIR", repo.output().join("check-aarch64"));
    }
    cargo.env(LINKER_KEY, found.linker).env(RUNNER_KEY, found.runner);
    step::command("aarch64", &mut cargo)
}

/// What tests are made and run with, beside the compiler.
struct Found {
    linker: OsString,
    runner: OsString,
}

/// Looks for everything that is needed.
fn find() -> Result<Found> {
    let mut missing = Vec::new();
    if !has_library()? {
        missing.push(format!(
            "a standard library for {TARGET}: `rustup target add {TARGET}`, or set RUSTC to a compiler that has one"
        ));
    }
    let set = |key: &str| std::env::var_os(key).filter(|value| !value.is_empty());
    let linker = set(LINKER_KEY).or_else(|| on_path(LINKER).map(Into::into));
    if linker.is_none() {
        missing.push(format!(
            "a linker: {LINKER} on the path (Debian: gcc-aarch64-linux-gnu), or set {LINKER_KEY}"
        ));
    }
    let runner = set(RUNNER_KEY).or_else(|| {
        let emulator = on_path(EMULATOR)?;
        // Loader and C library must come from one place: those of two do not start threads together.
        let (root, _) = LOADERS
            .iter()
            .find(|(root, loader)| Path::new(root).join(loader).exists())?;
        let mut runner = emulator.into_os_string();
        runner.push(" -L ");
        runner.push(root);
        Some(runner)
    });
    if runner.is_none() {
        missing.push(format!(
            "an emulator and a C library: {EMULATOR} on the path (Debian: qemu-user, libc6-arm64-cross), or set {RUNNER_KEY}"
        ));
    }
    match (linker, runner) {
        (Some(linker), Some(runner)) if missing.is_empty() => Ok(Found { linker, runner }),
        _ => bail!("missing here:\n- {}", missing.join("\n- ")),
    }
}

/// Whether the compiler that cargo will take has the target's standard library.
fn has_library() -> Result<bool> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut asked = Command::new(&compiler);
    asked.args(["--print", "target-libdir", "--target", TARGET]);
    let output = asked
        .output()
        .with_context(|| format!("cannot start {}", compiler.display()))?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return Ok(false);
    };
    let mut names = entries.flatten().map(|entry| entry.file_name());
    Ok(output.status.success() && names.any(|name| is_library(&name.to_string_lossy())))
}

/// Whether a file of this name is a standard library.
fn is_library(name: &str) -> bool {
    name.starts_with("libstd-") && Path::new(name).extension().is_some_and(|end| end == "rlib")
}

/// The first program of this name on the path.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_library_is_told_by_its_name() {
        assert!(is_library("libstd-0123456789abcdef.rlib"));
        for other in ["libstd-0123.so", "libcore-0123.rlib", "libstd.rlib"] {
            assert!(!is_library(other), "{other}");
        }
    }

    #[test]
    fn the_packages_are_of_this_workspace() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
        for package in PACKAGES {
            assert!(crates.join(package).join("Cargo.toml").is_file(), "{package}");
        }
    }
}
