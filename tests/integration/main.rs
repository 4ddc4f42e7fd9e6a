//! Integration tests: the program as a user runs it, and the library as a stranger's program uses it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::semicolon_if_nothing_returned,
    reason = "a test fails by panicking, in its helpers too; these run the program over files of their own"
)]

mod accurate;
mod anything;
mod bench;
mod convert;
mod convert_read;
#[cfg(unix)]
mod disasters;
mod duplicates;
mod formats;
mod merge;
mod news;
mod outputs;
mod parsed_events;
mod parsed_rules;
mod petrarch;
mod program;
mod quotes;
mod resume;
mod search;
mod strangers;
mod support;
mod tagger;
