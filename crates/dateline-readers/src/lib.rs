//! Where articles come from: plain text, JSON lines and CoNLL-U, in files, folders, globs and standard
//! input, read through gzip and Zstandard.
//!
//! [`Inputs`] takes what a user names on a command line and gives one [`dateline_core::Source`] over all of
//! it; [`plugin`] registers the formats. A format is one file here: a [`dateline_core::ReaderSpec`] with its
//! endings and a look at the first bytes, a source that finds where a record ends, and a decoder that makes a
//! document of it on a worker's thread.
//!
//! # What every format has
//! These settings stand in each format's table (`[input.jsonl]`) and are handled before the format's own
//! reader sees the bytes:
//!
//! | setting | meaning | default |
//! |---|---|---|
//! | `encoding` | an encoding by its WHATWG label (`windows-1252`, `shift_jis`), with `-lossy` behind it to write U+FFFD for what is malformed (`utf-8-lossy`) | UTF-8; UTF-16 where a byte order mark says so |
//! | `max_record_bytes` | the most bytes that one article's record may have, decompressed; a longer one is a fault | 64 MiB |
//!
//! Beside these, `[input.jsonl]` takes `id`, `title`, `text`, `published`, `language`, `byline`, `url` and
//! `publisher`: the name of the field that holds it, or a list of names, the preferred first, with dots for
//! nested objects (`text = ["article.body", "content"]`). Unset, the names of schema.org, news-please and the
//! usual collections are known (`data/fields.tsv`). `[input.conllu]` takes `keep`, the layers to be taken from the file as
//! they are: `tokens`, `sentences`, `tags`, `parse`, `mentions`.
//!
//! # What cannot be read
//! A missing file, a broken archive, a line that is no JSON: each is a [`dateline_core::Fault`] at its place
//! among the articles, with path, record, byte and reason, and reading goes on behind it where it can.
//!
//! # Not yet
//! csv, parquet, html, NITF, NewsML-G2 and WARC.
//!
//! ```
//! use dateline_core::{Document, Record, Registry, Source};
//! use dateline_readers::Inputs;
//!
//! # let folder = std::env::temp_dir().join(format!("dateline-readers-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! std::fs::write(folder.join("news.jsonl"), r#"{"id": "a1", "headline": "Talks", "body": "They met."}"#)?;
//! let mut registry = Registry::new();
//! dateline_readers::plugin(&mut registry)?;
//! let mut source = Inputs::new(&registry).argument(&folder).open()?;
//! let (mut record, mut doc) = (Record::default(), Document::default());
//! assert!(source.next(&mut record)?);
//! if let Some(decoder) = record.decoder.clone() {
//!     decoder.decode(&record, &mut doc)?;
//! }
//! assert_eq!((doc.meta().title.as_str(), doc.text()), ("Talks", "They met."));
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "this is the crate that reads files and walks folders"
)]

mod article;
mod conllu;
#[cfg(test)]
mod conllu_tests;
mod dates;
mod dating;
mod encoding;
mod error;
mod faults;
mod fields;
mod inputs;
#[cfg(test)]
mod inputs_tests;
mod json_values;
mod jsonl;
#[cfg(test)]
mod jsonl_tests;
mod lines;
mod opening;
#[cfg(test)]
mod testing;
mod text;
mod walk;

pub use dates::normalize_date;
pub use error::{Error, ErrorKind};
pub use inputs::{DEFAULT_MAX_RECORD_BYTES, InputSource, Inputs, Listed};

use dateline_core::Registry;

/// Registers the formats: `conllu`, `jsonl`, `text`.
///
/// Where an ending says nothing the formats are asked in this order whether the first bytes look like
/// theirs; text takes whatever has no NUL byte and stands last.
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where one of the names is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), dateline_core::Error> {
    registry.reader("conllu", conllu::spec())?;
    registry.reader("jsonl", jsonl::spec())?;
    registry.reader("text", text::spec())
}
