//! Dateline turns news into facts you can check: who did what to whom, where, when, and who said so.
//!
//! This crate is the facade: it gathers the parts ([`core`], [`pipeline`], the stages, readers and
//! writers), registers them ([`defaults`]) and is the command line ([`App`]). A program of your own with a
//! stage of your own is one line:
//!
//! ```no_run
//! # mod acme { pub fn plugin(_: &mut dateline::core::Registry) -> Result<(), dateline::core::Error> { Ok(()) } }
//! fn main() -> std::process::ExitCode {
//!     dateline::App::new().plugin(dateline::defaults).plugin(acme::plugin).main()
//! }
//! ```
//!
//! Without files and command line, stages run on a document directly:
//!
//! ```
//! use dateline::core::{Registry, Settings};
//! use dateline::core::layers::Names;
//!
//! let mut registry = Registry::new();
//! dateline::defaults(&mut registry)?;
//! let mut doc = dateline::core::Document::from_text("Talks were held in Phnom Penh, Cambodia.")?;
//! for name in ["tokenizer", "tagger"] {
//!     let stage = (registry.find_stage(name)?.build)(Settings::default())?;
//!     doc.apply(&*stage)?;
//! }
//! let names = doc.layer::<Names>().unwrap_or_default();
//! assert!(names.iter().any(|name| doc.slice(name.span) == "Cambodia"));
//! # Ok::<(), dateline::core::Error>(())
//! ```
//!
//! English only: articles in other languages get tokens and little that is right beyond that.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "the program: it reads configuration and the command line, measures time and talks to people"
)]

#[doc(hidden)]
pub use checking::try_configuration;
pub use dateline_core as core;
pub use dateline_coref as coref;
pub use dateline_pipeline as pipeline;
pub use dateline_readers as readers;
pub use dateline_relations as relations;
pub use dateline_semgrex as semgrex;
pub use dateline_syntax as syntax;
pub use dateline_tagger as tagger;
pub use dateline_tokenizer as tokenizer;
pub use dateline_values as values;
pub use dateline_writers as writers;

mod app;
mod bench;
mod checking;
mod cli;
mod config;
mod convert;
mod duplicates;
mod extract;
mod journal;
#[cfg(test)]
mod journal_tests;
mod keeping;
mod leftovers;
mod list;
mod manifest;
mod merge;
mod outputs;
mod overlap;
mod petrarch;
mod progress;
mod search;
mod search_writers;
mod shards;
mod summary;
mod targets;
mod tier;

pub use app::App;

use dateline_core::{Error, Registry};

/// The stages that `dateline extract` runs when none are named, in no particular order: the planner sorts
/// them and adds what they need.
pub const DEFAULT_STAGES: &[&str] = &[
    "tokenizer",
    "syntax",
    "tagger",
    "values",
    "coref",
    "relations",
    "events",
    "quotes",
    "propositions",
];

/// Registers every stage, reader and format that comes with Dateline.
///
/// # Errors
/// If `registry` has one of the names already.
pub fn defaults(registry: &mut Registry) -> Result<(), Error> {
    tokenizer::plugin(registry)?;
    syntax::plugin(registry)?;
    tagger::plugin(registry)?;
    values::plugin(registry)?;
    coref::plugin(registry)?;
    relations::plugin(registry)?;
    readers::plugin(registry)?;
    writers::plugin(registry)
}
