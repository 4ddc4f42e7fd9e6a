//! What tests share: a fixture language, a suite that every stage must pass, and things that fail on
//! purpose.
//!
//! - [`Fixture`] and [`check_spans`]: article text with carets beneath the spans.
//! - [`Conformance`]: runs any stage over [texts that break stages](nasty_texts).
//! - [`FromTexts`], [`FailingAfter`]: sources without files. [`PanicEvery`], [`ErrorEvery`], [`Delay`],
//!   [`WhiteSpace`]: stages. [`Collect`], [`Everything`], [`BadEncoder`]: sinks and encoders.
//! - [`CountingAllocator`]: how often a warm thing still asks for memory.
//!
//! Only tests depend on this crate, and it depends on `dateline-core` alone, so that a stranger's stage
//! can be tested with it too. What it does not do: measure time; a stage that is quadratic shows here
//! only by taking long.
//!
//! ```
//! use dateline_core::layers::Tokens;
//! use dateline_core::Document;
//! use dateline_testkit::{Conformance, WhiteSpace, check_spans};
//!
//! // What the stage shall find in one text.
//! check_spans(
//!     "
//!     He said so.
//!     ^^ TOKEN
//!        ^^^^ TOKEN
//!             ^^^ TOKEN
//!     ",
//!     |text| {
//!         let mut doc = Document::from_text(text).unwrap();
//!         doc.apply(&WhiteSpace).unwrap();
//!         let tokens = doc.layer::<Tokens>().unwrap_or_default();
//!         tokens.iter().map(|token| (token.span, "TOKEN".to_owned())).collect()
//!     },
//! );
//! // And what it shall do on any.
//! Conformance::of(&WhiteSpace).run();
//! ```
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and this crate is for tests alone"
)]

mod allocations;
mod conformance;
#[cfg(test)]
mod conformance_tests;
mod fixture;
mod nasty;
mod sinks;
mod sources;
mod stages;

pub use allocations::CountingAllocator;
pub use conformance::Conformance;
pub use fixture::{Fixture, Mark, check_spans};
pub use nasty::nasty_texts;
pub use sinks::{BadEncoder, Collect, Collected, Everything, Got};
pub use sources::{FailingAfter, Failure, FromTexts, PATH, TextDecoder};
pub use stages::{Delay, ErrorEvery, PanicEvery, WhiteSpace};
