//! The manifest of a run: what was read, with what, and what came of it, as JSON beside the output.
//!
//! | key | what it holds |
//! |---|---|
//! | `schema` | `dateline-manifest/1` |
//! | `version` | the program's |
//! | `configuration` | the command, and everything that the output depends on beside the input: stages, formats, layers, bounds, settings of the configuration file, the checksums of files that it names |
//! | `models` | for each model of the stages that ran its name and the CRC-32 of its bytes |
//! | `inputs` | each file in the order of reading, with its size as stored when the run began (null for standard input and what could not be reached) |
//! | `outputs` | each format, where it lies, and its bytes; with `--shard-size` also how many `pieces` |
//! | `counts` | `articles` (all), `done`, `lost` by kind, `duplicates` (marked), `dropped`, `languages`, `layers`, `record_bytes`, `text_bytes` |
//! | `end` | `complete`, `interrupted` (by the user), `stopped` (nobody read on), `source lost` |
//! | `run` | what is different each time: `started` (seconds since 1970), `seconds`, `threads`, `resumed_after` (articles that an earlier run had done, 0 if there was none) |
//!
//! All but `run` is the same for the same input and configuration, on any number of threads and however often the
//! run was cut short and taken up. A run to standard output or to what is no file writes none.

use crate::shards;
use crate::targets::Placed;
use anyhow::{Context, Result};
use dateline_core::{FormatSpec, Registry};
use dateline_pipeline::{End, Pipeline, RunStats};
use serde_json::{Map, Value, json};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The value of the key `schema`.
const SCHEMA: &str = "dateline-manifest/1";

/// What is different each time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion {
    pub(crate) started: u64,
    pub(crate) seconds: f64,
    pub(crate) threads: usize,
    pub(crate) resumed_after: u64,
}

/// Where the manifest of an output lies.
pub(crate) fn place(output: &str) -> PathBuf {
    let trimmed = output.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
    match trimmed {
        "" | "." | ".." => Path::new(output).join("manifest.json"),
        _ => PathBuf::from(format!("{trimmed}.manifest.json")),
    }
}

/// The checksums of the models that come with the stages of `pipeline`, those of either tier.
pub(crate) fn models(registry: &Registry, pipeline: &Pipeline) -> Value {
    let runs = |stage: &str| pipeline.stages().iter().any(|it| it.name() == stage);
    let used = registry.models().iter().filter(|model| runs(model.stage));
    used.map(|model| (model.name.to_owned(), checksum(model.bytes).into()))
        .collect::<Map<String, Value>>()
        .into()
}

/// The CRC-32 of `bytes` as eight hexadecimal digits.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

/// What a run did, in numbers.
fn counts(stats: &RunStats) -> Value {
    let lost: Map<String, Value> = stats
        .faults()
        .iter()
        .map(|(kind, count)| (kind.name().to_owned(), (*count).into()))
        .collect();
    let layers: Map<String, Value> = stats
        .layers()
        .iter()
        .map(|(name, count)| (name.to_string(), (*count).into()))
        .collect();
    let languages: Map<String, Value> = stats
        .languages()
        .iter()
        .map(|(name, count)| (name.clone(), (*count).into()))
        .collect();
    json!({
        "articles": stats.articles(),
        "done": stats.done,
        "lost": lost,
        "duplicates": stats.duplicates,
        "dropped": stats.dropped,
        "languages": languages,
        "layers": layers,
        "record_bytes": stats.record_bytes,
        "text_bytes": stats.text_bytes,
    })
}

const fn end(stats: &RunStats) -> &'static str {
    match stats.end {
        End::Complete => "complete",
        End::Interrupted => "interrupted",
        End::SinkStopped => "stopped",
        _ => "source lost",
    }
}

/// The bytes of a file, or of all files below a folder.
fn size(path: &Path) -> u64 {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return 0;
    };
    if !metadata.is_dir() {
        return fs::metadata(path).map_or(0, |it| it.len());
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| size(&entry.path())).sum()
}

/// What is told of an output: its format, place and bytes, and the number of its pieces where it is `sharded`. `None`
/// for one that is no file.
pub(crate) fn output(placed: &Placed, sharded: Option<&FormatSpec>) -> Option<Value> {
    let (format, path) = (&placed.format, placed.path.as_ref()?);
    let name = path.to_string_lossy();
    Some(match sharded {
        None => json!({"format": format, "path": name, "bytes": size(path)}),
        Some(spec) => {
            let (count, bytes) = shards::pieces(spec, path).fold((0_u64, 0), |(count, bytes), piece| {
                (count + 1, bytes + size(&piece))
            });
            json!({"format": format, "path": name, "bytes": bytes, "pieces": count})
        }
    })
}

/// A manifest that is being written: a key at a time, because the list of inputs may be as long as it likes.
pub(crate) struct Manifest {
    path: PathBuf,
    partial: PathBuf,
    out: BufWriter<File>,
    separator: &'static str,
}

impl Manifest {
    /// Begins the manifest that will lie at `path`.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let partial = path.with_file_name(format!(".{name}.partial"));
        let file = File::create(&partial).with_context(|| partial.display().to_string())?;
        let mut manifest = Self {
            path: path.to_owned(),
            partial,
            out: BufWriter::new(file),
            separator: "{",
        };
        manifest.key("schema", &SCHEMA.into())?;
        Ok(manifest)
    }

    /// Writes a key and its value.
    pub(crate) fn key(&mut self, key: &str, value: &Value) -> Result<()> {
        let separator = std::mem::replace(&mut self.separator, ",");
        let text = format!("{value:#}").replace('\n', "\n  ");
        self.write(&format!("{separator}\n  \"{key}\": {text}"))
    }

    /// Begins the list of inputs, of which [`Manifest::input`] writes one.
    pub(crate) fn open_inputs(&mut self) -> Result<()> {
        self.write(",\n  \"inputs\": [")?;
        self.separator = "";
        Ok(())
    }

    pub(crate) fn input(&mut self, input: &Value) -> Result<()> {
        let separator = std::mem::replace(&mut self.separator, ",");
        self.write(&format!("{separator}\n    {input}"))
    }

    pub(crate) fn close_inputs(&mut self) -> Result<()> {
        let end = if self.separator.is_empty() { "]" } else { "\n  ]" };
        self.separator = ",";
        self.write(end)
    }

    /// Writes what came of the run, and gives the file its name.
    pub(crate) fn finish(mut self, stats: &RunStats, outputs: Vec<Value>, occasion: Occasion) -> Result<()> {
        self.key("outputs", &outputs.into())?;
        self.key("counts", &counts(stats))?;
        self.key("end", &end(stats).into())?;
        self.key(
            "run",
            &json!({
                "started": occasion.started,
                "seconds": (occasion.seconds * 1e3).round() / 1e3,
                "threads": occasion.threads,
                "resumed_after": occasion.resumed_after,
            }),
        )?;
        self.write("\n}\n")?;
        let path = self.path.display().to_string();
        self.out.flush().with_context(|| path.clone())?;
        fs::rename(&self.partial, &self.path).with_context(|| path)
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.out
            .write_all(text.as_bytes())
            .with_context(|| self.path.display().to_string())
    }
}
