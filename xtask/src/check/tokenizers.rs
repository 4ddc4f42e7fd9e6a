//! `cargo xtask check tokenizers [FILE]`: how fast the tokenizers of BlingFire and spaCy are beside ours, on one text.

use super::{python, run};
use crate::repo::Repo;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is measured.
const PACKAGES: &[&str] = &["blingfire", "spacy"];

/// The script that measures them.
const SCRIPT: &str = include_str!("tokenizers.py");

/// Times all of them over the text, by default the sample articles one behind the other.
pub(crate) fn tokenizers(repo: &Repo, text: Option<&Path>) -> Result<()> {
    let Some(python) = python::with(repo, "tokenizers", PACKAGES)? else {
        return Ok(());
    };
    let text = match text {
        Some(path) => path.to_owned(),
        None => sample(repo)?,
    };
    run(Command::new(&python).args(["-I", "-c", SCRIPT]).arg(&text))?;
    let mut ours = Command::new("cargo");
    ours.args(["run", "--quiet", "--release", "--package", "dateline-tokenizer"]);
    ours.args(["--example", "throughput", "--"]).arg(&text);
    run(ours.current_dir(repo.path("")))
}

/// The sample articles in one file.
fn sample(repo: &Repo) -> Result<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(repo.path("examples/news/text"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut all = String::new();
    for path in paths {
        all.push_str(std::fs::read_to_string(path)?.trim_end());
        all.push_str("\n\n");
    }
    std::fs::create_dir_all(repo.output())?;
    let path = repo.output().join("check-tokenizers.txt");
    std::fs::write(&path, all)?;
    Ok(path)
}
