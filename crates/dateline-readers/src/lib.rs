//! Where articles come from: text, JSON, tables, web pages, web archives, news XML and CoNLL-U, in files,
//! folders, globs and standard input, read through gzip and Zstandard.
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
//! | `max_expansion` | how many times its stored size a compressed file may have decompressed, once that is over 64 MiB; beyond is a fault | 200 |
//! | `max_record_bytes` | the most bytes that one article's record may have, decompressed; a longer one is a fault | 64 MiB |
//!
//! # Formats
//! | format | an article is | told by | settings of its own |
//! |---|---|---|---|
//! | `text` | a file | `.txt`; no NUL byte | |
//! | `jsonl` | an object, a line each or in an array | `.jsonl` `.ndjson` `.json`; `{"` | names of fields |
//! | `csv` | a row below a header | `.csv` `.tsv` `.tab`; a header that names a text | names of columns, `delimiter`, `quoting` |
//! | `parquet` | a row | `.parquet` `.pq`; `PAR1` | names of columns |
//! | `html` | a page | `.html` `.htm`; a doctype, `<html` | `malformed` |
//! | `warc` | a page in an archive | `.warc` `.wet`; `WARC/` | `malformed`, `published_from_fetch` |
//! | `nitf` | an `nitf` element | `.nitf`; `<nitf` | |
//! | `newsml-g2` | a `newsItem` of text | `.newsml`; `<newsMessage`, `<newsItem` | |
//! | `conllu` | a document | `.conllu`; its comments | `keep` |
//!
//! Names of fields and columns: `id`, `title`, `text`, `published`, `language`, `byline`, `url` and `publisher`
//! each take the name that holds it, or a list of names, the preferred first, with dots for nested objects (`text =
//! ["article.body", "content"]`). Unset, the names of schema.org, news-please and the usual collections are known
//! (`data/fields.tsv`). `keep` lists the layers to be taken from CoNLL-U as they are: `tokens`, `sentences`, `tags`,
//! `parse`, `mentions`. What the others mean stands in each format's file. Without the cargo feature `parquet`
//! that format is not there.
//!
//! # Every article
//! Whatever its format, an article's dateline and by-line are looked for in its text ([`Inputs::find_credits`]) and
//! its language is told ([`Inputs::tell_language`]).
//!
//! `dateline` is what Dateline itself writes as jsonl, read back with all its layers; it has to be asked for
//! by name. `[input.dateline]` takes `offsets`, what the file's offsets count (`chars`, `bytes`, `utf16`), and
//! `words`, which refuses articles that do not say which tokens are parts of one word.
//!
//! # What cannot be read
//! A missing file, a broken archive, a line that is no JSON: each is a [`dateline_core::Fault`] at its place
//! among the articles, with path, record, byte and reason, and reading goes on behind it where it can.
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
mod bombs;
mod classes;
mod columns;
mod conllu;
#[cfg(test)]
mod conllu_tests;
mod credits;
mod csv;
mod dates;
mod encoding;
mod error;
mod faults;
mod fields;
mod filling;
mod finishing;
mod flat;
mod html;
mod inputs;
#[cfg(test)]
mod inputs_tests;
mod json_values;
mod jsonl;
#[cfg(test)]
mod jsonl_tests;
mod language;
mod lines;
mod members;
mod opening;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod testing;
mod text;
mod walk;
mod warc;
mod written;
#[cfg(test)]
mod written_tests;
mod xml;

pub use dates::normalize_date;
pub use error::{Error, ErrorKind};
pub use inputs::{DEFAULT_MAX_RECORD_BYTES, InputSource, Inputs, Listed};

use dateline_core::Registry;

/// Registers the formats: `conllu`, `warc`, `parquet` (a cargo feature), `newsml-g2`, `nitf`, `html`, `jsonl`, `csv`,
/// `dateline`, `text`.
///
/// Where an ending says nothing the formats are asked in this order whether the first bytes look like
/// theirs; text takes whatever has no NUL byte and stands last.
///
/// # Errors
/// [`dateline_core::ErrorKind::Registry`] where one of the names is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), dateline_core::Error> {
    registry.reader("conllu", conllu::spec())?;
    registry.reader("warc", warc::spec())?;
    #[cfg(feature = "parquet")]
    registry.reader("parquet", parquet::spec())?;
    registry.reader("newsml-g2", xml::newsml::spec())?;
    registry.reader("nitf", xml::nitf::spec())?;
    registry.reader("html", html::spec())?;
    registry.reader("jsonl", jsonl::spec())?;
    registry.reader("csv", csv::spec())?;
    registry.reader("dateline", written::spec())?;
    registry.reader("text", text::spec())
}
