//! Development tools: the data sets, the suites of `cargo xtask eval` and the trainers of `cargo xtask train`.
//!
//! Nothing here is linked into the program. A suite is one file in `suites/`, with one function from the
//! folder of the data to [`Metrics`](dateline_eval::Metrics); a data set's reader is one file in `data/`; a trainer is one in `train/`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a development tool: it reads data sets, writes models and talks to people"
)]

pub mod data;
pub mod suites;
pub mod train;
