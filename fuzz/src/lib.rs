//! What the fuzz targets run: whatever the bytes, nothing panics, and what comes out keeps its promises.
//!
//! Each target is one function over bytes, so that the stable compiler can run it as well: the tests here
//! feed all of them with input made up by mutating samples, which `cargo xtask ci` runs; `cargo xtask check fuzz` does so
//! for a minute each. Real fuzzing, with coverage, is
//!
//! ```text
//! cargo +nightly fuzz run tokenizer_offsets
//! ```
//!
//! A promise that does not hold is a panic; that is how a fuzzer hears of it.

mod checks;
mod config;
mod formats;
mod petrarch;
mod reading;
#[cfg(test)]
mod samples;
mod semgrex;
mod tokens;

pub use config::config;
pub use formats::{csv, html, newsml_g2, nitf, parquet, warc};
pub use petrarch::petrarch;
pub use reading::{conllu, jsonl, written};
pub use semgrex::semgrex;
pub use tokens::tokenizer_offsets;
