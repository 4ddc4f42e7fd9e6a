//! Which word governs which: scores of all pairs of a sentence, each word's best head, and a tree of them.
//!
//! `score(word, head) = query(word) · key(head)`, with the root as one more head that has a key of its own. Where the
//! best heads make no tree with one root, `tree.rs` finds the best one that is.

use crate::forward::{ROOT, part};
use crate::tree::Trees;
use dateline_model::{Job, LANES, Lanes, Level, Matrix, argmax, floats, floats_mut};
use std::ops::Range;

/// Words that are scored at once, and vectors of heads.
const ROWS: usize = 4;
const VECTORS: usize = 2;

/// Scratch for one sentence.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Keys: for each number of a key, that of all heads.
    keys: Vec<Lanes>,
    scores: Matrix,
    roots: Vec<f32>,
    best: Vec<u32>,
    trees: Trees,
}

impl Pairs {
    /// Appends the heads of a sentence's words to `out`.
    pub(super) fn choose(
        &mut self,
        level: Level,
        queries: &Matrix,
        keys: (&Matrix, Range<usize>),
        root: &[Lanes],
        sentence: Range<usize>,
        out: &mut Vec<u32>,
    ) {
        let offset = sentence.start as u32;
        level.run(Score {
            queries,
            keys,
            root,
            sentence,
            pairs: self,
        });
        if !self.trees.is_tree(&self.best) {
            self.trees.best(&self.scores, &self.roots, &mut self.best);
        }
        let moved = |head: &u32| if *head == ROOT { ROOT } else { head + offset };
        out.extend(self.best.iter().map(moved));
    }
}

/// Scores all pairs and finds each word's best head.
struct Score<'a> {
    queries: &'a Matrix,
    keys: (&'a Matrix, Range<usize>),
    root: &'a [Lanes],
    sentence: Range<usize>,
    pairs: &'a mut Pairs,
}

impl Job for Score<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Pairs {
            keys,
            scores,
            roots,
            best,
            ..
        } = self.pairs;
        let (words, start) = (self.sentence.len(), self.sentence.start);
        let vectors = words.div_ceil(LANES).next_multiple_of(VECTORS);
        keys.clear();
        keys.resize(self.root.len() * LANES * vectors, Lanes::ZERO);
        let flat = floats_mut(keys);
        for word in 0..words {
            let key = floats(part(self.keys.0.row(start + word), &self.keys.1));
            for (column, number) in flat.chunks_exact_mut(vectors * LANES).zip(key) {
                column[word] = *number;
            }
        }
        scores.shape(words, vectors * LANES);
        for row in (0..words).step_by(ROWS) {
            let queries: [&[f32]; ROWS] =
                std::array::from_fn(|at| self.queries.floats(start + (row + at).min(words - 1)));
            for vector in (0..vectors).step_by(VECTORS) {
                let mut sums = [[Lanes::ZERO; VECTORS]; ROWS];
                for (number, keys) in keys.chunks_exact(vectors).enumerate() {
                    let Some(&[one, two]) = keys.get(vector..vector + VECTORS) else {
                        continue;
                    };
                    for (sums, query) in sums.iter_mut().zip(queries) {
                        let query = Lanes::splat(query[number]);
                        sums[0] = sums[0] + query * one;
                        sums[1] = sums[1] + query * two;
                    }
                }
                for (at, sums) in sums.iter().enumerate().take(words - row) {
                    if let Some(place) = scores.row_mut(row + at).get_mut(vector..vector + VECTORS) {
                        place.copy_from_slice(sums);
                    }
                }
            }
        }
        roots.clear();
        best.clear();
        for word in 0..words {
            let mut root = Lanes::ZERO;
            for (query, key) in self.queries.row(start + word).iter().zip(self.root) {
                root = root + *query * *key;
            }
            let root = root.sum();
            let row = scores.row_mut(word);
            let flat = floats_mut(row);
            flat[word] = f32::NEG_INFINITY;
            flat[words..].fill(f32::NEG_INFINITY);
            let head = argmax(row);
            let better = floats(row)[head] > root;
            best.push(if better { head as u32 } else { ROOT });
            roots.push(root);
        }
    }
}
