//! `dateline search`: sentences that match a pattern, with the tokens that its names stand for.
//!
//! The search is a stage like any other, registered for this one run: it asks the planner for the layers that
//! the pattern reads, and gets them from the input (`--keep`) or from the stages that make them.

use crate::app::Ending;
use crate::cli::SearchArgs;
use crate::duplicates;
use crate::keeping::Described;
use crate::search_writers::{Lines, Paragraphs};
use crate::targets::Placed;
use crate::{extract, summary};
use anyhow::Result;
use dateline_core::{Annotator, Encoder, Registry, Settings, Writing};
use dateline_semgrex::{CutShort, Matches, SearchStage};
use dateline_writers::StreamSink;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The name under which the search is registered.
const STAGE: &str = "search";

/// Searches the input.
pub(crate) fn run(registry: &mut Registry, args: SearchArgs) -> Result<Ending> {
    let SearchArgs {
        pattern,
        common,
        staged,
        json,
        max_steps,
    } = args;
    let source = pattern.text().to_owned();
    let stage = SearchStage::new(pattern.max_steps(max_steps));
    let contract = stage.contract();
    let summary = "finds what a pattern describes";
    registry.stage(STAGE, summary, contract, move |settings: Settings| {
        settings.finish()?;
        Ok(Box::new(stage.clone()))
    })?;
    let config = extract::load_staged(registry, &common, &staged)?;
    let pipeline = extract::plan(registry, &config, &[STAGE])?;
    let offsets = extract::offsets(&common, &config);
    let placed = vec![Placed {
        format: if json { "jsonl" } else { "text" }.to_owned(),
        path: place(&common.output, json),
    }];
    let values = [
        ("pattern", source.into()),
        ("max_steps", max_steps.into()),
        ("json", json.into()),
    ];
    let described = Described {
        identity: values
            .map(|(name, value): (&str, serde_json::Value)| (name.to_owned(), value))
            .into_iter()
            .collect(),
        placed,
        duplicates: duplicates::Settings::OFF,
    };
    let (stats, took) = extract::drive(registry, &common, &config, &pipeline, described, || {
        let encoder: Box<dyn Encoder> = if json {
            Box::new(Lines { offsets })
        } else {
            Box::new(Paragraphs)
        };
        let target = extract::target(place(&common.output, json))?;
        Ok(Writing {
            encoders: vec![encoder],
            sink: Box::new(StreamSink::new(target)?),
        })
    })?;
    let short = stats.layer(<CutShort as dateline_core::Layer>::NAME);
    if short > 0 {
        tracing::warn!(
            "{} may have more matches: over {max_steps} steps (see --max-steps), or over {} matches an article",
            summary::counted(short, "sentence"),
            dateline_semgrex::MAX_MATCHES
        );
    }
    if !common.quiet {
        let found = stats.layer(<Matches as dateline_core::Layer>::NAME);
        let error_file = extract::error_file(&common).filter(|_| stats.faulty() > 0);
        eprintln!(
            "{} in {}",
            summary::counted(found, "matche"),
            summary::line(&stats, took, &common.output, error_file.as_deref())
        );
    }
    Ok(extract::ending(&stats))
}

/// The file of `-o`, under a name of its own where that is a folder; `None` for standard output.
fn place(output: &str, json: bool) -> Option<PathBuf> {
    if output == "-" {
        return None;
    }
    let path = Path::new(output);
    if output.ends_with(['/', MAIN_SEPARATOR]) || path.is_dir() {
        return Some(path.join(if json { "matches.jsonl" } else { "matches.txt" }));
    }
    Some(path.to_owned())
}
