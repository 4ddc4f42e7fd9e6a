//! Where finished articles go: encoders that make bytes of documents, and sinks that place the bytes.
//!
//! | format | what it is | target |
//! |---|---|---|
//! | `jsonl` | one JSON object an article: [`Jsonl`] | file or stream |
//! | `conllu` | CoNLL-U with names and coreference in MISC: [`Conllu`] | file or stream |
//! | `csv` | a table for each kind of thing, keyed by the article's id | folder |
//! | `parquet` | the same tables as Parquet files with zstd (feature `parquet`) | folder |
//! | `sqlite` | the same tables in one database (feature `sqlite`) | file |
//! | `ntriples`, `turtle`, `jsonld` | RDF, the same triples in three forms; `docs/rdf.md` has the vocabulary | file or stream |
//! | `graphml` | entities as nodes, relations and events as edges | folder; `.graphml` file or stream: the run in one graph |
//! | `daily` | csv of events, each once a day over the whole run | file or stream |
//! | `brat` | standoff annotation to look at and correct: [`BratText`], [`BratAnnotations`] | folder |
//! | `html` | pages to read, with an index: [`Html`] | folder; `.html` file or stream: all in one page |
//!
//! [`plugin`] registers them. Each format is a few small files of its own: an [`Encoder`] that several
//! threads call, and a sink. Formats that are one stream of articles share [`StreamSink`], those that are a
//! table for each encoder share [`TableSink`]. Articles that were lost go to the [`ErrorFile`], which the
//! program feeds; no format writes them.
//!
//! # Files
//! A file or folder appears under its name when the run is finished, whole; a run that fails or is dropped
//! leaves what was there before. Until then it grows beside it under a temporary name that ends in
//! `.partial`, which a killed process leaves behind. From its first checkpoint on a sink leaves it too where it
//! fails, so that a run can be taken up: streams (`jsonl`, `conllu`, `daily`, the error file) and tables can go on from
//! a checkpoint ([`dateline_core::Sink::resume`]); `brat` and `html` cannot and start over. In a folder that exists already (temporary files then
//! lie inside it), files of the same names are replaced and others stay. Files named after an article take
//! the letters and digits of its id; where two articles would share a name, the later one's number in the
//! run goes into it. No id leads out of the folder.
//!
//! # Tables
//! The columns of `csv`, `parquet` and `sqlite` are the keys of `jsonl`. Every table but `articles` begins with `article_id` and
//! `index`, the row's number within its article, which is what `subject`, `speaker` (rows of `mentions`),
//! `source`, `entity` (rows of `entities`) and the like point to. Lists stand as JSON in one cell; unknown
//! values are empty cells; `tokens` is written where the layers to write are named and it is among them. A
//! table whose layer was not made is absent, an empty one has its header alone. Cells hold the data as it
//! is: whoever opens tables of untrusted articles in a spreadsheet program should import them as text,
//! since such programs take a cell that begins with `=`, `+`, `-` or `@` for a formula.
//!
//! In `parquet` and `sqlite` columns have types: text, whole numbers of 64 bits, floating-point numbers,
//! truth values (0 and 1 in SQLite); what csv leaves empty is null. A Parquet file's metadata and the
//! database's table `about` tell schema and unit of offsets (`dateline.schema`, `dateline.offsets`). Rows
//! wait for their row group in memory, 64 MiB in all tables together; SQLite's pages take 32 MiB. The
//! database has keys on `id` and on `article_id` and `index`, unique if the ids of the articles are.
//!
//! # Runs
//! What runs are, how they end and how one that was killed is taken up again: `docs/runs.md`.
//!
//! Core's document types are not serializable; the records that are live here and nowhere else. What a
//! stranger's crate puts into a layer of its own is written by that crate's own format.
//!
//! ```
//! use dateline_core::{Document, EncodeOptions, Outcome, Registry, Target};
//!
//! let mut registry = Registry::new();
//! dateline_writers::plugin(&mut registry)?;
//! let jsonl = registry.find_format("jsonl")?;
//! let target = Target::Stream(Box::new(std::io::sink()));
//! let mut writing = (jsonl.open)(&EncodeOptions::default(), target)?;
//!
//! let doc = Document::from_text("It rained.")?;
//! let mut buffers = vec![Vec::new(); writing.encoders.len()];
//! for (encoder, buffer) in writing.encoders.iter().zip(&mut buffers) {
//!     encoder.encode(&doc, buffer)?;
//! }
//! writing.sink.accept(0, Outcome::Done(&doc, &buffers))?;
//! writing.sink.finish()?;
//! # Ok::<(), dateline_core::Error>(())
//! ```
//!
//! [`Encoder`]: dateline_core::Encoder
#![allow(clippy::disallowed_methods, reason = "this crate writes files")]

mod about;
mod article;
mod atomic;
mod brat;
#[cfg_attr(
    not(any(feature = "parquet", feature = "sqlite")),
    allow(dead_code, reason = "tables with types alone need it")
)]
mod columns;
mod compact;
mod conllu;
mod daily;
mod errors;
mod framed;
mod graphml;
mod html;
mod json;
mod jsonl;
mod masks;
mod merged;
mod names;
mod offsets;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod party;
mod places;
mod rdf;
mod records;
#[cfg(feature = "sqlite")]
mod replace;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod staging;
mod stream;
mod table;
#[cfg(test)]
mod tests;

pub use article::LAYERS;
pub use brat::{BratAnnotations, BratText};
pub use conllu::Conllu;
pub use errors::ErrorFile;
pub use html::Html;
pub use jsonl::{Jsonl, SCHEMA};
pub use merged::{Copies, MERGED_FORMATS, merge};
pub use offsets::OffsetMap;
pub use stream::StreamSink;
pub use table::{TableFile, TableSink};

use dateline_core::{Error, Registry};

/// Registers this crate's formats.
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where one of their names is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.format("jsonl", jsonl::spec())?;
    registry.format("compact", compact::spec())?;
    registry.format("conllu", conllu::spec())?;
    registry.format("csv", table::spec())?;
    #[cfg(feature = "parquet")]
    registry.format("parquet", parquet::spec())?;
    #[cfg(feature = "sqlite")]
    registry.format("sqlite", sqlite::spec())?;
    registry.format("ntriples", rdf::ntriples())?;
    registry.format("turtle", rdf::turtle())?;
    registry.format("jsonld", rdf::jsonld())?;
    registry.format("graphml", graphml::spec())?;
    registry.format("daily", daily::spec())?;
    registry.format("brat", brat::spec())?;
    registry.format("html", html::spec())
}
