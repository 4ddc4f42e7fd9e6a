//! `cargo xtask check spark`: Apache Spark itself reads the Parquet tables that Dateline writes.
//!
//! A test of the writer holds the files to what Spark's reader takes, everywhere and in no time; this asks Spark, which
//! needs a Java of 17 or later and some hundred megabytes from Python's registry.

use super::{python, run};
use crate::repo::Repo;
use crate::step;
use anyhow::Result;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What Spark is had by.
const PACKAGES: &[&str] = &["pyspark"];

/// The script that reads, joins and compares.
const SCRIPT: &str = include_str!("spark.py");

/// Writes the sample articles as tables and has Spark read them.
pub(crate) fn spark(repo: &Repo, program: impl FnOnce() -> Result<PathBuf>) -> Result<()> {
    if !has_java() {
        println!("skipped: there is no Java, which Spark needs");
        return Ok(());
    }
    let Some(python) = python::with(repo, "spark", PACKAGES)? else {
        return Ok(());
    };
    let program = program()?;
    let out = repo.output().join("check-spark");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    let mut extract = Command::new(&program);
    extract
        .arg("extract")
        .arg(repo.path("examples/news/articles.jsonl"));
    extract
        .args(["--quiet", "--format", "jsonl,parquet", "-o"])
        .arg(&out);
    run(&mut extract)?;
    let written = out.join("articles.jsonl");
    let mut tokens = Command::new(&program);
    tokens.arg("convert").arg(&written);
    tokens.args(["--quiet", "--layers", "tokens", "--format", "parquet", "-o"]);
    // With the slash it is a folder, though one format alone goes there.
    run(tokens.arg(out.join("tokens/")))?;
    for format in ["parquet", "jsonl"] {
        let mut merge = Command::new(&program);
        merge.args(["merge", "--quiet", "--format", format]).arg(&written);
        run(merge.arg("-o").arg(out.join(format!("facts.{format}"))))?;
    }
    step::step("spark", "tables read, counted and joined", || {
        let mut check = Command::new(&python);
        // The environment's own Python for Spark's workers, and no Spark that may be installed beside it.
        check.env("PYSPARK_PYTHON", &python).env_remove("SPARK_HOME");
        run(check.args(["-I", "-c", SCRIPT]).arg(&out))
    })
}

/// Whether a Java starts.
fn has_java() -> bool {
    let mut asked = Command::new("java");
    asked.arg("-version").stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}
