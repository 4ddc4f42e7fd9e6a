//! The learned scorer of relations: what no rule tells of two names of a sentence, where their words and the tree
//! between them make it likely enough.
//!
//! A logistic regression for each relation, over features of the pair ([`features`]), learned from KnowledgeNet, with
//! pairs of news articles as counterexamples; `LEARNED.md` says why, and how good it is. Which relations it may tell
//! stands in `data/relations/learned.tsv`.

mod features;
mod model;
mod pairs;

pub(crate) use features::features;
pub use model::{BITS, pack};
pub(crate) use model::{Scored, Weights};
pub(crate) use pairs::Names;
