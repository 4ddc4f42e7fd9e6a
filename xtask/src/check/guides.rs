//! `cargo xtask check guides`: every command of the guides, those too that need Python or the development data.

use super::python;
use crate::guides::{self, Means};
use crate::repo::Repo;
use crate::step;
use anyhow::Result;

/// What the guides' Python blocks import.
const PACKAGES: &[&str] = &["duckdb", "pyarrow", "networkx", "rdflib"];

/// Runs the guides; with `write`, puts outputs that have changed into the pages.
pub(crate) fn guides(repo: &Repo, write: bool) -> Result<()> {
    let python = python::with(repo, "guides", PACKAGES)?;
    let means = Means {
        python: python
            .as_deref()
            .and_then(|python| python.parent())
            .map(Into::into),
        data: repo.path("../shared/data").is_dir(),
        write,
    };
    step::step("guides", "the commands of docs/guides", || {
        guides::run(repo, &means)
    })
}
