//! Corpora and measures that the benches share.
//!
//! A bench here answers three things at once: how fast a stage is on several kinds of news text
//! ([`Kind`]), whether its answer was right while it was timed ([`Bench::case`] compares it in every
//! round), and what that speed means on this machine ([`floor::read_once`] reads the same bytes and
//! does nothing with them). The numbers go to `target/dateline/bench/NAME.json`, a flat object whose
//! metric names carry their units; `cargo xtask bench` shows them as a table.
//!
//! What the corpora are not: real articles by the megabyte. The repository ships sixteen, and a
//! stage that is timed over sixteen articles again and again is timed over a branch predictor that
//! knows them by heart. [`corpus()`] therefore grows new text out of them, word by word.
//!
//! ```
//! use dateline_bench::{Kind, corpus};
//!
//! let corpus = corpus(Kind::Ascii, 100_000, 1)?;
//! assert!(corpus.text().is_ascii() && corpus.text().len() >= 100_000);
//! # Ok::<(), anyhow::Error>(())
//! ```
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "benches read corpora, measure time and write their metrics"
)]

mod articles;
mod corpora;
pub mod floor;
mod growth;
mod harness;
pub mod hostile;
mod metrics;
#[cfg(feature = "peers")]
pub mod peers;
mod typography;

pub use corpora::{Corpus, Kind, corpus, wikinews};
pub use harness::{Bench, smoke};
pub use metrics::Metrics;
