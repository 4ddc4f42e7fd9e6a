//! What `dateline-train` needs to make `models/coref.bin`. Not part of the crate's promises.

use crate::rank::{Desk, Given};
use crate::stage::{Coref, Prepared};
use dateline_core::View;
use std::ops::Range;

pub use crate::classes::{CLASS_BITS, CLASSES, Class};
pub use crate::features::RANK_BITS;
pub use crate::model::pack;

/// One markable as the trainer sees it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its head's token.
    pub head: usize,
    /// The tokens of its phrase.
    pub tokens: Range<usize>,
    /// Rows of the class model; empty for pronouns.
    pub class_rows: Vec<u32>,
}

/// One choice of the ranker: antecedents' markables with their rows, the last stands alone.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The markable that chooses.
    pub markable: usize,
    /// The candidates: a markable before it, or [`None`].
    pub candidates: Vec<(Option<usize>, Vec<u32>)>,
}

/// The markables of a document that has tokens, sentences, tags, parse and names.
#[must_use]
pub fn markables(coref: &Coref, doc: View<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    coref.prepared(doc, &mut |it: &Prepared<'_>| {
        for markable in it.markables {
            let mut rows = Vec::new();
            if !markable.is_pronoun()
                && let Some(word) = it.tree.get(markable.head as usize)
            {
                crate::classes::features(markable, word, &mut rows);
            }
            found.push(Candidate {
                head: markable.head as usize,
                tokens: markable.tokens(),
                class_rows: rows,
            });
        }
    });
    found
}

/// The choices of a document, each with the chains before it as `gold` has them: a number for each of
/// [`markables`], the same for two that mention one thing.
#[must_use]
pub fn examples(coref: &Coref, doc: View<'_>, gold: &[Option<u32>]) -> Vec<Example> {
    let mut found = Vec::new();
    coref.prepared(doc, &mut |it: &Prepared<'_>| {
        let mut desk = Desk::default();
        let mut chains: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
        desk.clear();
        for (index, markable) in it.markables.iter().enumerate() {
            if desk.given(it.tree, markable, it.known) == Given::Nothing {
                desk.prepare(it.tree, it.markables, index, it.known);
                found.push(Example {
                    markable: index,
                    candidates: desk
                        .choice
                        .each()
                        .map(|(candidate, rows)| (candidate.map(|at| at as usize), rows.to_vec()))
                        .collect(),
                });
            }
            let key = gold.get(index).copied().flatten();
            let chain = key.and_then(|key| chains.get(&key)).copied();
            let entered = desk.enter(it.markables, index, chain, it.known);
            if let Some(key) = key {
                chains.insert(key, entered);
            }
        }
    });
    found
}
