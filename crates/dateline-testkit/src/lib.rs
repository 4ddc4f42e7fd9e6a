//! What tests share: a fixture language, a suite that every stage must pass, and things that fail on purpose.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a failed test panics; that is what this crate is for"
)]

mod sinks;
mod sources;
mod stages;

pub use sinks::{BadEncoder, Collect, Collected, Everything, Got};
pub use sources::{FailingAfter, Failure, FromTexts, PATH, TextDecoder};
pub use stages::{Delay, ErrorEvery, PanicEvery, WhiteSpace};
