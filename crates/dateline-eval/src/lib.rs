//! Scorers for every layer, on plain data: they know no stage, no file and no pipeline.
//!
//! [`Metrics`] is what every suite of `cargo xtask eval` returns.

mod calibration;
mod carb;
mod chains;
mod conll18;
mod facts;
mod mentions;
mod metrics;
mod pairs;
mod quotes;
mod values;

pub use calibration::Calibration;
pub use carb::{CarbPoint, CarbScores, CarbSentence, CarbTuple, carb_precisions, score_carb};
pub use chains::{ChainScores, Place, Ratio};
pub use conll18::{Analysis, Scores, WordTags, score as score_conll18};
pub use facts::{
    Errors as FactErrors, GoldEvent, GoldRelation, Keys, SystemEvent, SystemRelation, match_lists,
    score_events, score_relations,
};
pub use mentions::{Comparison, Labelled, MentionCounts};
pub use metrics::{Counts, Metrics};
pub use pairs::{Pair, PairCounts, Places, overlap, score_pairs};
pub use quotes::{GoldQuote, QuoteCounts, SAME_CONTENT, SystemQuote, score_quotes, token_f1};
pub use values::{Days, is_located, same_date};
