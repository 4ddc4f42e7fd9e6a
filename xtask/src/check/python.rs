//! A Python with packages, in a virtual environment below `target/`.

use crate::repo::{self, Repo};
use anyhow::Result;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The interpreter of an environment of this name that has `packages`; `None`, with the reason on standard
/// output, where there is no Python or the packages cannot be had. What is there already is used again.
pub(crate) fn with(repo: &Repo, name: &str, packages: &[&str]) -> Result<Option<PathBuf>> {
    let folder = repo.output().join("python").join(name);
    let python = if cfg!(windows) {
        folder.join("Scripts/python.exe")
    } else {
        folder.join("bin/python")
    };
    if !python.is_file() {
        let mut make = Command::new("python3");
        make.args(["-m", "venv"]).arg(&folder);
        match make.stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() => {}
            _ => {
                println!("skipped: there is no Python 3 that can make a virtual environment");
                return Ok(None);
            }
        }
    }
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    install.args(["--retries", "1", "--timeout", "15"]).args(packages);
    if !repo::status(&mut install)?.success() {
        println!("skipped: {} cannot be installed", packages.join(", "));
        return Ok(None);
    }
    Ok(Some(python))
}
