//! `dateline convert`: what was written in one format into others, without running the pipeline.
//!
//! Only jsonl holds all that Dateline knows of an article, so it alone is converted into everything. CoNLL-U
//! holds text, words, tags, trees and names, and is converted into what can do with these. The other formats
//! leave out what would be needed, and are refused with what that is.

use crate::app::Ending;
use crate::cli::ConvertArgs;
use crate::keeping::Described;
use crate::outputs::Outputs;
use crate::{duplicates, extract, summary, targets};
use anyhow::{Result, bail};
use dateline_core::{EncodeOptions, Registry, Setting};
use dateline_pipeline::Pipeline;
use serde_json::json;

/// The reader of jsonl that Dateline has written.
pub(crate) const WRITTEN: &str = "dateline";

/// What CoNLL-U brings along, by the names of `--keep`.
const FROM_CONLLU: [&str; 5] = ["tokens", "sentences", "tags", "parse", "mentions"];

/// Endings of what Dateline writes and cannot convert, each with the reason.
const REFUSED: &[(&str, &str)] = &[
    (
        ".csv",
        "tables say neither paragraphs nor, by default, tokens, and lie in several files",
    ),
    (
        ".parquet",
        "tables say neither paragraphs nor, by default, tokens, and lie in several files",
    ),
    (".sqlite", "tables say neither paragraphs nor, by default, tokens"),
    (
        ".sqlite3",
        "tables say neither paragraphs nor, by default, tokens",
    ),
    (".db", "tables say neither paragraphs nor, by default, tokens"),
    (
        ".nt",
        "triples have no order, in which an article's things are numbered",
    ),
    (
        ".ttl",
        "triples have no order, in which an article's things are numbered",
    ),
    (
        ".jsonld",
        "triples have no order, in which an article's things are numbered",
    ),
    (
        ".graphml",
        "a graph holds neither the articles' texts nor their mentions",
    ),
    (
        ".html",
        "pages are for reading: they hold no normal forms, rules or confidences",
    ),
    (
        ".htm",
        "pages are for reading: they hold no normal forms, rules or confidences",
    ),
    (
        ".ann",
        "standoff annotation holds no titles, dates, links or confidences",
    ),
];

/// Converts the input.
pub(crate) fn run(registry: &Registry, args: ConvertArgs) -> Result<Ending> {
    let ConvertArgs {
        mut common,
        format,
        layers,
        shard_size,
        input_offsets,
    } = args;
    let input = input_format(common.input_format.as_deref(), &common.inputs)?;
    let placed = targets::place(registry, &common.output, &format)?;
    let writes = |name: &str| placed.iter().any(|it| it.format == name);
    let mut config = extract::load(registry, &common)?;
    if input == WRITTEN {
        let mut settings = written_settings();
        if let Some(unit) = input_offsets {
            settings.push(("offsets", Setting::Str(unit.name().to_owned())));
        }
        if writes("conllu") {
            settings.push(("words", Setting::Bool(true)));
        }
        config.set_input(WRITTEN, settings);
        config.leave_finished();
    } else {
        for (format, what) in [("graphml", "a graph"), ("daily", "a table of events by the day")] {
            if writes(format) {
                bail!(
                    "{what} is made of entities and facts, which CoNLL-U does not hold: convert jsonl, or extract"
                );
            }
        }
        config.keep = FROM_CONLLU.map(str::to_owned).to_vec();
    }
    common.input_format = Some(input.to_owned());
    let outputs = Outputs {
        output: &common.output,
        formats: &format,
        options: EncodeOptions {
            offsets: extract::offsets(&common, &config),
            layers: Some(layers)
                .filter(|layers| !layers.is_empty())
                .or_else(|| config.layers.clone()),
        },
        shard_size,
    };
    let pipeline = Pipeline::default();
    let values = [
        (
            "formats",
            json!(placed.iter().map(|it| it.format.as_str()).collect::<Vec<_>>()),
        ),
        ("layers", json!(outputs.options.layers)),
        ("shard_size", json!(shard_size)),
    ];
    let described = Described {
        identity: values
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect(),
        placed,
        duplicates: duplicates::Settings::OFF,
    };
    let (stats, took) = extract::drive(registry, &common, &config, &pipeline, described, || {
        outputs.open(registry)
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

/// Settings of the reader: a line with all its tokens is many times as long as its text.
pub(crate) fn written_settings() -> Vec<(&'static str, Setting)> {
    let most = i64::try_from(dateline_core::Document::MAX_BYTES).unwrap_or(i64::MAX);
    vec![("max_record_bytes", Setting::Int(most))]
}

/// The reader for the inputs: as they were said to be, or by their endings.
fn input_format(named: Option<&str>, inputs: &[String]) -> Result<&'static str> {
    match named {
        Some("jsonl" | WRITTEN) => return Ok(WRITTEN),
        Some("conllu") => return Ok("conllu"),
        None | Some("auto") => {}
        Some(other) => bail!("convert reads jsonl and conllu; “{other}” is no format that holds annotation"),
    }
    let (mut conllu, mut count) = (0, 0);
    for input in inputs.iter().flat_map(|input| files_of(input)) {
        count += 1;
        let name = input.to_lowercase();
        let name = [".gz", ".zst"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending))
            .unwrap_or(&name);
        if let Some((ending, why)) = REFUSED.iter().find(|(ending, _)| name.ends_with(ending)) {
            bail!("{input}: {ending} cannot be converted: {why}. Convert jsonl, which holds everything");
        }
        conllu += usize::from(name.ends_with(".conllu") || name.ends_with(".conll"));
    }
    match conllu {
        0 => Ok(WRITTEN),
        _ if conllu == count => Ok("conllu"),
        _ => bail!("jsonl and CoNLL-U are converted one at a time; say --input-format if both are one"),
    }
}

/// The input itself, or, of a folder, the files that lie in it: formats that are folders are told by what these are.
fn files_of(input: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(input) else {
        return vec![input.to_owned()];
    };
    let files = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_string_lossy();
        let ours = name.ends_with(".manifest.json") || name.ends_with(".errors.jsonl");
        (path.is_file() && !ours && !name.starts_with('.')).then(|| path.to_string_lossy().into_owned())
    });
    let mut files: Vec<String> = files.collect();
    files.sort_unstable();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_by_their_endings() {
        for (named, inputs, expected) in [
            (None, &["out.jsonl"][..], "dateline"),
            (None, &["-"], "dateline"),
            (None, &["a.conllu", "B.CONLLU.gz"], "conllu"),
            (None, &["a.conllu", "b.jsonl"], "one at a time"),
            (None, &["x/mentions.csv"], "tables say neither paragraphs"),
            (None, &["x.ttl.zst"], "triples have no order"),
            (Some("conllu"), &["x.txt"], "conllu"),
            (Some("jsonl"), &["x.csv"], "dateline"),
            (Some("text"), &["x.txt"], "no format that holds annotation"),
        ] {
            let inputs: Vec<String> = inputs.iter().map(|&input| input.to_owned()).collect();
            let told = match input_format(named, &inputs) {
                Ok(format) => format.to_owned(),
                Err(error) => error.to_string(),
            };
            assert!(told.contains(expected), "{inputs:?}: {told}");
        }
    }
}
