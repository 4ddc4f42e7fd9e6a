//! Scorers for every layer, on plain data: they know no stage, no file and no pipeline.
//!
//! [`Metrics`] is what every suite of `cargo xtask eval` returns.

mod metrics;

pub use metrics::{Counts, Metrics};
