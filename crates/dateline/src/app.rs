//! The command line as a library: plugins in, exit status out.

use crate::cli::{Cli, Command};
use crate::duplicates::Duplicates;
use crate::{bench, convert, extract, list, merge, search};
use clap::Parser;
use dateline_core::{Plugin, Registry};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::filter::LevelFilter;

/// Everything was done.
const DONE: u8 = 0;
/// Nothing could be done, or bad input where there was no error file to carry on past it.
const FAILED: u8 = 1;
/// Wrong use; clap's own status.
const MISUSE: u8 = 2;
/// Done, but some articles went to the error file.
const SOME_LOST: u8 = 3;
/// Ended early by the user (128 + SIGINT, as shells have it).
const INTERRUPTED: u8 = 130;

/// How a command ended, beyond errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All articles done.
    Done,
    /// Some articles went to the error file.
    SomeLost,
    /// There were articles, and all of them failed.
    NothingDone,
    /// The user ended it.
    Interrupted,
}

/// A program around the pipeline: the stages, readers and formats of its plugins under Dateline's command
/// line.
#[derive(Default)]
pub struct App {
    plugins: Vec<Box<dyn Plugin>>,
}

impl App {
    /// A program that can do nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what a plugin registers. Dateline's own parts are a plugin too: [`crate::defaults`].
    #[must_use]
    pub fn plugin(mut self, plugin: impl Plugin + 'static) -> Self {
        self.plugins.push(Box::new(plugin));
        self
    }

    /// Runs with the arguments of this process.
    #[must_use]
    pub fn main(self) -> ExitCode {
        ExitCode::from(self.run(std::env::args_os()))
    }

    /// Runs with the given arguments, the program's name first, and gives the exit status: 0 all articles
    /// done; 1 nothing could be done, or bad input without an error file; 2 wrong use; 3 done, but some
    /// articles went to the error file; 130 interrupted.
    pub fn run(self, args: impl IntoIterator<Item = OsString>) -> u8 {
        let cli = match Cli::try_parse_from(args) {
            Ok(cli) => cli,
            Err(error) => {
                // Help and version are "errors" too: clap knows which stream and status each takes.
                let _ = error.print();
                return u8::try_from(error.exit_code()).unwrap_or(MISUSE);
            }
        };
        set_up_logging(cli.command.verbosity());
        let mut registry = Registry::new();
        let registered = self
            .plugins
            .iter()
            .try_for_each(|plugin| plugin.register(&mut registry));
        let result = registered.map_err(Into::into).and_then(|()| match cli.command {
            Command::Extract(args) => extract::run(&registry, args, crate::DEFAULT_STAGES, Duplicates::Mark),
            // Tokens are made as fast as the disk is, of each article by itself.
            Command::Tokenize(args) => extract::run(&registry, args, &["tokenizer"], Duplicates::Off),
            Command::Bench(args) => bench::run(&registry, &args, crate::DEFAULT_STAGES),
            Command::Search(args) => search::run(&mut registry, *args),
            Command::Convert(args) => convert::run(&registry, *args),
            Command::Merge(args) => merge::run(&registry, *args),
            Command::Stages(args) => list::stages(&registry, args.json).map(|()| Ending::Done),
            Command::Labels(args) => list::labels(&registry, args.json).map(|()| Ending::Done),
            Command::Formats(args) => list::formats(&registry, args.json).map(|()| Ending::Done),
        });
        match result {
            Ok(Ending::Done) => DONE,
            Ok(Ending::SomeLost) => SOME_LOST,
            Ok(Ending::NothingDone) => FAILED,
            Ok(Ending::Interrupted) => INTERRUPTED,
            Err(error) => {
                eprintln!("dateline: {}", whole(&error));
                FAILED
            }
        }
    }
}

/// An error with its causes, each once: some say in their own words what their cause says.
fn whole(error: &anyhow::Error) -> String {
    let mut whole = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !whole.ends_with(&cause) {
            whole.push_str(": ");
            whole.push_str(&cause);
        }
    }
    whole
}

/// Words for people go to standard error: warnings by default, more with each `-v`, errors alone with `-q`.
fn set_up_logging(verbosity: i8) {
    let level = match verbosity {
        ..0 => LevelFilter::ERROR,
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        3.. => LevelFilter::TRACE,
    };
    // A second program run in one process (tests) keeps the first one's logging.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init();
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn causes_are_told_once() {
        let cause = || anyhow!("unknown key");
        assert_eq!(whole(&cause().context("c.toml")), "c.toml: unknown key");
        assert_eq!(
            whole(&cause().context("c.toml: unknown key").context("no stage")),
            "no stage: c.toml: unknown key"
        );
    }
}
