//! `cargo xtask check tables`: what other programs make of the tables, graphs and triples that Dateline writes.

use super::{python, run};
use crate::repo::Repo;
use crate::step;
use anyhow::Result;
use std::process::Command;

/// What the tables are loaded with.
const PACKAGES: &[&str] = &["pandas", "pyarrow", "duckdb", "networkx", "rdflib"];

/// The script that loads and compares them.
const SCRIPT: &str = include_str!("tables.py");

/// Writes the sample articles in every format with tables and has them loaded.
pub(crate) fn tables(repo: &Repo) -> Result<()> {
    let Some(python) = python::with(repo, "tables", PACKAGES)? else {
        return Ok(());
    };
    let program = repo.build_dateline()?;
    let out = repo.output().join("check-tables");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    let formats = "jsonl,csv,parquet,sqlite,graphml,ntriples,turtle,jsonld";
    let mut extract = Command::new(&program);
    extract
        .arg("extract")
        .arg(repo.path("examples/news/articles.jsonl"));
    extract.args(["--quiet", "--format", formats, "-o"]).arg(&out);
    run(&mut extract)?;
    let written = out.join("articles.jsonl");
    let mut tokens = Command::new(&program);
    tokens.arg("convert").arg(&written);
    tokens.args([
        "--quiet",
        "--layers",
        "tokens,sentences",
        "--format",
        "csv,parquet,sqlite",
        "-o",
    ]);
    run(tokens.arg(out.join("tokens")))?;
    for format in ["csv", "parquet", "sqlite", "jsonl"] {
        let mut merge = Command::new(&program);
        merge.args(["merge", "--quiet", "--format", format]).arg(&written);
        run(merge.arg("-o").arg(out.join(format!("facts.{format}"))))?;
    }
    step::step("tables", "pandas, PyArrow, DuckDB, NetworkX, RDFLib", || {
        let mut check = Command::new(&python);
        check
            .args(["-I", "-c", SCRIPT])
            .arg(&out)
            .arg(repo.path("docs/rdf.md"));
        run(&mut check)
    })
}
