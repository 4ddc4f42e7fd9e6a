//! The training programs in Python (`crates/dateline-train/python`), run with the packages that their
//! `requirements.txt` pins, in a virtual environment of their own below `target/`.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How glibc is to keep the memory of PyTorch's big blocks.
const MEMORY: &str = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:\
    glibc.malloc.trim_threshold=68719476736:glibc.malloc.top_pad=268435456";

/// The training programs with their interpreter and their working folder.
pub(super) struct Python {
    interpreter: PathBuf,
    scripts: PathBuf,
    work: PathBuf,
    data: PathBuf,
}

impl Python {
    /// Finds the virtual environment, or makes it: that needs `python3` and its package index.
    pub(super) fn prepare(data: &Path, root: &Path) -> Result<Self> {
        let absolute = |path: &Path| std::path::absolute(path).with_context(|| path.display().to_string());
        let scripts = absolute(&root.join("crates/dateline-train/python"))?;
        let work = absolute(&root.join("target/dateline/train"))?;
        let environment = work.join("python");
        let interpreter = environment.join("bin/python");
        if !interpreter.exists() {
            std::fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
            run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
            run(Command::new(&interpreter)
                .args(["-m", "pip", "install", "--quiet", "--requirement"])
                .arg(scripts.join("requirements.txt")))?;
        }
        Ok(Self {
            interpreter,
            scripts,
            work,
            data: absolute(data)?,
        })
    }

    /// Where the programs keep checkpoints and results of the kind `name`.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// Runs a program; `folders` are options whose values are folders of [`Python::folder`].
    pub(super) fn run(&self, script: &str, what: &str, folders: &[(&str, &str)]) -> Result<()> {
        let mut command = Command::new(&self.interpreter);
        // The environment's own programs first, as if it were activated: PyTorch builds the recurrence with its ninja.
        let old = std::env::var_os("PATH").unwrap_or_default();
        let first = self.interpreter.parent().map(Path::to_path_buf);
        let path = first.into_iter().chain(std::env::split_paths(&old));
        command.env("PATH", std::env::join_paths(path).context("PATH")?);
        // Big blocks of memory kept, in huge pages: a step of training takes about three quarters of the time so.
        // Other C libraries than glibc don't read this.
        command.env("GLIBC_TUNABLES", MEMORY);
        command.arg(self.scripts.join(script)).arg(what);
        command.arg("--data").arg(&self.data);
        for (option, folder) in folders {
            command.arg(format!("--{option}")).arg(self.folder(folder));
        }
        run(&mut command)
    }
}

fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command
        .status()
        .with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}
