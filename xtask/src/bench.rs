//! `cargo xtask bench`: runs the benches and shows their metrics in one table.
//!
//! Every bench binary measures and writes its own `target/dateline/bench/NAME.json`, a flat object
//! of metric name to number with the unit in the name. What is shown here is read back from there,
//! so the table and the file cannot tell different things.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::repo::{self, Repo};

const PACKAGE: &str = "dateline-bench";

/// Endings of a metric's name that make a column, and the column's head. What comes before the
/// ending is the row.
const COLUMNS: [(&str, &str); 3] = [
    ("_megabytes_per_second", "MB/s"),
    ("_million_tokens_per_second", "M tokens/s"),
    ("_floor_ratio", "of floor"),
];

/// Arguments of `cargo xtask bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The bench to run (all when not given), or `corpus`
    name: Option<String>,
    /// With `corpus`: the corpus to run over, and options of `dateline bench`
    #[arg(value_name = "PATH", trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
    /// Small corpora and short measurements: shows that benches run and answer right, not how fast
    #[arg(long)]
    pub(crate) smoke: bool,
}

/// Runs the named bench, all of them, or the program's own corpus benchmark.
pub(crate) fn bench(repo: &Repo, args: &Args) -> Result<ExitCode> {
    match args.name.as_deref() {
        Some("corpus") => {
            let program = repo.build_dateline()?;
            let mut command = Command::new(program);
            command.arg("bench").args(&args.rest);
            if !args
                .rest
                .iter()
                .any(|arg| arg == "--json" || arg.starts_with("--json="))
            {
                command.arg("--json").arg(repo.output().join("bench/corpus.json"));
            }
            let status = repo::status(&mut command)?;
            Ok(repo::exit_code(status))
        }
        name => {
            criterion(repo, name, &args.rest, args.smoke)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs criterion benches and prints the summary. `rest` goes to criterion, as a filter or options.
pub(crate) fn criterion(repo: &Repo, name: Option<&str>, rest: &[String], smoke: bool) -> Result<()> {
    let known = names(repo)?;
    let chosen: Vec<&String> = known
        .iter()
        .filter(|known| name.is_none_or(|name| name == *known))
        .collect();
    if chosen.is_empty() {
        match name {
            Some(name) => {
                let known: Vec<&str> = known.iter().map(String::as_str).chain(["corpus"]).collect();
                bail!("no bench is named {name}; there are: {}", known.join(", "))
            }
            None => bail!("{PACKAGE} has no bench"),
        }
    }
    // Smoke numbers mean nothing, so they never stand where measured ones are looked for.
    let folder = repo.output().join(if smoke { "bench-smoke" } else { "bench" });
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut tables = Vec::new();
    for name in chosen {
        let file = folder.join(format!("{name}.json"));
        // What an earlier run left must not be shown as this run's.
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| format!("cannot replace {}", file.display()))?;
        }
        let mut cargo = repo.cargo();
        cargo
            .args(["bench", "--package", PACKAGE, "--bench", name, "--"])
            .args(rest);
        cargo.env("DATELINE_BENCH_OUT", &folder);
        if smoke {
            cargo.env("DATELINE_BENCH_SMOKE", "1");
        }
        let status = repo::status(&mut cargo)?;
        if !status.success() {
            bail!("bench {name} ended with {status}");
        }
        tables.push((name.clone(), read(&file)?, file));
    }
    for (name, metrics, file) in tables {
        let shown = file
            .strip_prefix(repo.root())
            .unwrap_or(&file)
            .display()
            .to_string();
        println!("\n{}", table(&name, &metrics, &shown));
    }
    Ok(())
}

/// The bench targets that cargo knows.
fn names(repo: &Repo) -> Result<Vec<String>> {
    let output = repo
        .cargo()
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .output()?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("cannot read cargo's metadata")?;
    Ok(bench_targets(&metadata))
}

fn bench_targets(metadata: &serde_json::Value) -> Vec<String> {
    let packages = metadata["packages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    packages
        .iter()
        .filter(|package| package["name"] == PACKAGE)
        .flat_map(|package| {
            package["targets"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default()
        })
        .filter(|target| target["kind"][0] == "bench")
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect()
}

/// Reads one bench's metrics in the order of the file.
fn read(file: &Path) -> Result<Vec<(String, f64)>> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("the bench left no {}", file.display()))?;
    parse(&text).with_context(|| PathBuf::from(file).display().to_string())
}

fn parse(text: &str) -> Result<Vec<(String, f64)>> {
    let object: BTreeMap<String, f64> =
        serde_json::from_str(text).context("not a flat object of metric name to number")?;
    if object.is_empty() {
        bail!("no metric");
    }
    Ok(object.into_iter().collect())
}

/// Metrics with a known ending as rows and columns, the others one a line beneath.
fn table(name: &str, metrics: &[(String, f64)], file: &str) -> String {
    let mut rows: BTreeMap<&str, [Option<f64>; COLUMNS.len()]> = BTreeMap::new();
    let mut others = Vec::new();
    for (metric, value) in metrics {
        let split = COLUMNS
            .iter()
            .enumerate()
            .find_map(|(column, (ending, _))| metric.strip_suffix(ending).map(|row| (row, column)));
        match split {
            Some((row, column)) => {
                if let Some(cell) = rows.entry(row).or_default().get_mut(column) {
                    *cell = Some(*value);
                }
            }
            None => others.push(format!("  {metric} = {value}\n")),
        }
    }
    let width = rows
        .keys()
        .map(|row| row.len())
        .max()
        .unwrap_or(0)
        .max(name.len());
    let mut out = format!("{name:<width$}");
    for (_, head) in COLUMNS {
        out += &format!("  {head:>10}");
    }
    out.push('\n');
    for (row, cells) in rows {
        out += &format!("{row:<width$}");
        for (column, cell) in cells.into_iter().enumerate() {
            out += &match cell {
                Some(value) if column == 2 => format!("  {value:>10.4}"),
                Some(value) => format!("  {value:>10.1}"),
                None => format!("  {:>10}", "-"),
            };
        }
        out.push('\n');
    }
    for line in others {
        out += &line;
    }
    out + "  written to " + file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_become_rows_by_their_endings() {
        let metrics = parse(
            r#"{"ascii_megabytes_per_second": 512.25, "ascii_million_tokens_per_second": 100,
                "ascii_floor_ratio": 0.05, "memory_floor_megabytes_per_second": 10000, "documents": 12}"#,
        )
        .expect("parses");
        let shown = table("tokenizer", &metrics, "target/dateline/bench/tokenizer.json");
        let lines: Vec<Vec<&str>> = shown
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[0], ["tokenizer", "MB/s", "M", "tokens/s", "of", "floor"]);
        assert_eq!(lines[1], ["ascii", "512.2", "100.0", "0.0500"]);
        assert_eq!(lines[2], ["memory_floor", "10000.0", "-", "-"]);
        assert_eq!(lines[3], ["documents", "=", "12"]);
    }

    #[test]
    fn nested_and_empty_metrics_are_refused() {
        assert!(parse(r#"{"a": {"b": 1}}"#).is_err());
        assert!(parse("{}").is_err());
    }

    #[test]
    fn bench_targets_are_those_of_the_bench_package() {
        let metadata = serde_json::json!({"packages": [
            {"name": "dateline-bench", "targets": [
                {"kind": ["lib"], "name": "dateline_bench"}, {"kind": ["bench"], "name": "tokenizer"}]},
            {"name": "other", "targets": [{"kind": ["bench"], "name": "elsewhere"}]},
        ]});
        assert_eq!(bench_targets(&metadata), ["tokenizer"]);
    }
}
