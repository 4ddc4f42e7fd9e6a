//! Scorers for every layer, on plain data: they know no stage, no file and no pipeline.
//!
//! [`Metrics`] is what every suite of `cargo xtask eval` returns.

mod conll18;
mod mentions;
mod metrics;
mod values;

pub use conll18::{Analysis, Scores, WordTags, score as score_conll18};
pub use mentions::{Comparison, Labelled, MentionCounts};
pub use metrics::{Counts, Metrics};
pub use values::{Days, is_located, same_date};
