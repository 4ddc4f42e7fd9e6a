//! Where finished articles go: encoders that make bytes of documents, and sinks that place the bytes.
//!
//! | format | what it is | target |
//! |---|---|---|
//! | `jsonl` | one JSON object an article: [`Jsonl`] | file or stream |
//!
//! [`plugin`] registers them. Each format is one small file of its own: an [`Encoder`] that several
//! threads call, and the sink it shares with others of its shape: [`StreamSink`] for one stream of articles.
//! Files appear under their names only once they are complete. Articles that were lost go to the
//! [`ErrorFile`], which the program feeds.
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

mod article;
mod atomic;
mod brat;
mod conllu;
mod errors;
mod html;
mod json;
mod jsonl;
mod names;
mod offsets;
mod records;
mod rows;
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
    registry.format("conllu", conllu::spec())?;
    registry.format("csv", table::spec())?;
    registry.format("brat", brat::spec())?;
    registry.format("html", html::spec())
}
