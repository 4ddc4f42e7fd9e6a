//! `dateline merge`: the facts of many outputs in one table, each with its support.

use crate::app::Ending;
use crate::cli::MergeArgs;
use crate::convert::{WRITTEN, written_settings};
use crate::keeping::Described;
use crate::targets::{self, Placed};
use crate::{duplicates, extract, summary};
use anyhow::{Result, bail};
use clap::ValueEnum;
use dateline_core::{EncodeOptions, Registry, Setting};
use dateline_pipeline::Pipeline;
use dateline_writers::Copies;
use serde_json::json;
use std::path::PathBuf;

/// How articles count that are marked as near-duplicates of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountCopies {
    /// An article and its copies support a fact as one; the column `copies` says how many there are
    Once,
    /// Every article for itself
    Each,
}

impl From<CountCopies> for Copies {
    fn from(count: CountCopies) -> Self {
        match count {
            CountCopies::Once => Self::Once,
            CountCopies::Each => Self::Each,
        }
    }
}

/// Merges the facts of the inputs.
pub(crate) fn run(registry: &Registry, args: MergeArgs) -> Result<Ending> {
    let MergeArgs {
        mut common,
        format,
        evidence,
        copies,
        input_offsets,
    } = args;
    match common.input_format.as_deref() {
        None | Some("auto" | "jsonl" | WRITTEN) => {}
        Some(other) => bail!("merge reads what Dateline has written as jsonl; “{other}” holds no facts"),
    }
    let mut config = extract::load(registry, &common)?;
    let mut settings = written_settings();
    if let Some(unit) = input_offsets {
        settings.push(("offsets", Setting::Str(unit.name().to_owned())));
    }
    config.set_input(WRITTEN, settings);
    config.leave_finished();
    common.input_format = Some(WRITTEN.to_owned());
    let (format, path) = place(registry, &common.output, format)?;
    let options = EncodeOptions {
        offsets: extract::offsets(&common, &config),
        layers: None,
    };
    let pipeline = Pipeline::default();
    let described = Described {
        identity: [
            ("format", json!(format)),
            ("evidence", json!(evidence)),
            ("copies_counted", json!(copies == CountCopies::Each)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect(),
        placed: vec![Placed {
            format: format.clone(),
            path: path.clone(),
        }],
        duplicates: duplicates::Settings::OFF,
    };
    let (stats, took) = extract::drive(registry, &common, &config, &pipeline, described, || {
        let target = extract::target(path.clone())?;
        Ok(dateline_writers::merge(
            &format,
            target,
            &options,
            evidence,
            copies.into(),
        )?)
    })?;
    if !common.quiet {
        let error_file = extract::error_file(&common).filter(|_| stats.faulty() > 0);
        eprintln!(
            "{}",
            summary::line(&stats, took, &common.output, error_file.as_deref())
        );
    }
    Ok(extract::ending(&stats))
}

/// The table's format and file; `None` for standard output.
fn place(registry: &Registry, output: &str, format: Option<String>) -> Result<(String, Option<PathBuf>)> {
    let path = PathBuf::from(output);
    let ending = path.extension().unwrap_or_default();
    let format = match format {
        Some(format) => format,
        None if ending.eq_ignore_ascii_case("csv") => "csv".to_owned(),
        None if ending.eq_ignore_ascii_case("parquet") => "parquet".to_owned(),
        None => targets::by_ending(registry, output).unwrap_or("jsonl").to_owned(),
    };
    if output == "-" {
        return Ok((format, None));
    }
    if output.ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir() {
        let file = path.join(format!("facts.{format}"));
        return Ok((format, Some(file)));
    }
    Ok((format, Some(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_their_places() {
        let mut registry = Registry::new();
        crate::writers::plugin(&mut registry).unwrap();
        for (output, named, format, path) in [
            ("-", None, "jsonl", None),
            ("facts.csv", None, "csv", Some("facts.csv")),
            ("facts.parquet", None, "parquet", Some("facts.parquet")),
            ("facts.db", None, "sqlite", Some("facts.db")),
            ("facts.dat", Some("csv"), "csv", Some("facts.dat")),
            ("out/", Some("parquet"), "parquet", Some("out/facts.parquet")),
        ] {
            let placed = place(&registry, output, named.map(str::to_owned)).unwrap();
            assert_eq!(placed, (format.to_owned(), path.map(PathBuf::from)), "{output}");
        }
    }
}
