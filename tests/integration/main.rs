//! Integration tests: the program as a user runs it, and the library as a stranger's program uses it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod anything;
mod news;
mod outputs;
mod program;
mod strangers;
mod support;
