//! `cargo xtask eval [NAME]...`: scores what is shipped, prints a table and writes it as JSON.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a development tool: it reads data sets, writes results and talks to people"
)]

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};
use dateline_train::suites::{SUITES, Setup, TIERED};
use std::fs;
use std::path::PathBuf;

/// Scores the shipped models and rules on the development sets.
#[derive(Parser)]
struct Args {
    /// The suites to run; all of them by default.
    names: Vec<String>,
    /// The folder of the data sets.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// The folder of the gold articles.
    #[arg(long, default_value = "../shared/gold")]
    gold: PathBuf,
    /// Which models to score; the accurate ones' results have names that end so.
    #[arg(long, value_enum, default_value_t = Tier::Fast)]
    model: Tier,
    /// A folder with a “tagger.bin” and a “confidence.tsv” to be scored by “entities” before they are built in.
    #[arg(long, value_name = "DIR")]
    tagger: Option<PathBuf>,
    /// Where the results are written, one file a suite.
    #[arg(long, default_value = "target/dateline/eval")]
    out: PathBuf,
    /// Print the worst errors.
    #[arg(long)]
    show: bool,
}

/// The tiers of models.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tier {
    /// The default.
    Fast,
    /// Slower and more exact.
    Accurate,
}

fn main() -> Result<()> {
    let args = Args::parse();
    if !args.data.is_dir() {
        println!("skipped: there is no {} here", args.data.display());
        return Ok(());
    }
    if let Some(name) = args
        .names
        .iter()
        .find(|name| !SUITES.iter().any(|(known, _)| known == name))
    {
        let known: Vec<&str> = SUITES.iter().map(|(name, _)| *name).collect();
        bail!("there is no suite “{name}”; there are: {}", known.join(", "));
    }
    let tiered = |name: &str| args.model == Tier::Fast || TIERED.contains(&name);
    if let Some(name) = args.names.iter().find(|name| !tiered(name)) {
        bail!(
            "the suite “{name}” knows no tiers; there are: {}",
            TIERED.join(", ")
        );
    }
    fs::create_dir_all(&args.out).with_context(|| args.out.display().to_string())?;
    for (name, suite) in SUITES {
        if !tiered(name) || !args.names.is_empty() && !args.names.iter().any(|wanted| wanted == name) {
            continue;
        }
        let metrics = suite(Setup {
            data: &args.data,
            gold: &args.gold,
            accurate: args.model == Tier::Accurate,
            tagger: args.tagger.as_deref(),
            show: args.show,
        })
        .with_context(|| format!("suite {name}"))?;
        println!("{name}");
        let mut json = serde_json::Map::new();
        for (metric, value) in metrics.iter() {
            println!("  {metric:<44} {value:>12.2}");
            json.insert(metric.to_owned(), value.into());
        }
        let ending = match args.model {
            Tier::Fast => "",
            Tier::Accurate => "-accurate",
        };
        let path = args.out.join(format!("{name}{ending}.json"));
        fs::write(&path, serde_json::to_string_pretty(&json)? + "\n")
            .with_context(|| path.display().to_string())?;
    }
    Ok(())
}
