//! Plans stages by their contracts and runs articles through them in parallel, in order.
//!
//! A [`Planner`] takes the names of wanted stages from a [`dateline_core::Registry`], pulls in what they
//! require, and gives a [`Plan`]; built, it is a [`Pipeline`]. A [`Runner`] takes every article of a
//! source through the pipeline on a private pool of threads and hands the outcomes to a sink in the order
//! of the input: the bytes are the same whatever the number of threads. [`MultiSink`] writes several
//! formats in one run.
//!
//! What this crate does not know: files, formats, English, and what the stages do. What it does not do
//! yet: share one huge article among threads.
//!
//! ```
//! use dateline_core::layers::{Sentences, Tokens};
//! use dateline_core::{Contract, Registry, Settings};
//! use dateline_pipeline::{Planner, Runner};
//! use dateline_testkit::{Collect, Delay, Everything, FromTexts, WhiteSpace};
//!
//! // Two stages, one of which needs what the other makes.
//! let mut registry = Registry::new();
//! let makes = Contract::new().provides::<Tokens>().provides::<Sentences>();
//! registry.stage("words", "splits at white space", makes, |settings: Settings| {
//!     settings.finish()?;
//!     Ok(Box::new(WhiteSpace))
//! })?;
//! let needs = Contract::new().requires::<Tokens>();
//! registry.stage("rest", "waits a little", needs, |_| Ok(Box::new(Delay { seed: 1, max_micros: 50 })))?;
//!
//! // The one that is wanted brings along the one that it needs.
//! let plan = Planner::new(&registry).want(["rest"]).plan()?;
//! let names: Vec<&str> = plan.stages().map(|(name, _)| name).collect();
//! assert_eq!(names, ["words", "rest"]);
//!
//! let pipeline = plan.build(|_| Settings::default())?;
//! let mut source = FromTexts::new(["Who said so?", "He said so."]);
//! let (mut writing, collected) = Collect::writing(vec![Box::new(Everything)]);
//! let stats = Runner::new(&pipeline).threads(2).run(&mut source, &mut writing)?;
//! assert_eq!((stats.done, stats.layer("tokens")), (2, 6));
//! assert_eq!(collected.ids(), ["1", "2"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod desk;
mod error;
mod graph;
mod isolate;
mod join;
mod journal;
mod language;
mod limits;
mod parallel;
mod pipeline;
mod plan;
mod record;
mod runner;
mod screen;
mod slot;
mod stats;
mod work;

pub use error::{Error, ErrorKind};
pub use isolate::isolating;
pub use join::MultiSink;
pub use journal::Journal;
pub use pipeline::{Pipeline, PlannedStage};
pub use plan::{Plan, Planner, Reason};
pub use runner::Runner;
pub use screen::{Screen, Verdict};
pub use stats::{End, Progress, RunStats, Snapshot};

#[cfg(test)]
mod tests;
