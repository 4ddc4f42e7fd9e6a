//! Which word governs which: scores of all pairs, the best heads, and a tree of them.
//!
//! `score(word, head) = query(word) · key(head) + distance(head - word)`, with the root as one more head that has a
//! learned key. Each word takes its best head; where these make no tree with one root, `tree.rs`
//! finds the best one that is.

use crate::forward::{ROOT, part};
use crate::network::{DISTANCE, Network};
use crate::tree::Trees;
use dateline_model::{Job, LANES, Lanes, Level, Matrix, argmax, floats, floats_mut};
use std::ops::Range;

/// Words that are scored at once, and vectors of heads.
const ROWS: usize = 4;
const VECTORS: usize = 2;

/// Scratch for one sentence.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    /// Keys: for each number of a key, that of all heads.
    keys: Vec<Lanes>,
    /// Scores by distance, for every distance from the sentence's length backward on.
    distances: Vec<f32>,
    pub(crate) scores: Matrix,
    pub(crate) roots: Vec<f32>,
    best: Vec<u32>,
    trees: Trees,
}

impl Arcs {
    /// Appends the heads of a sentence's words to `out`.
    pub(crate) fn choose(
        &mut self,
        level: Level,
        network: &Network<'_>,
        queries: &Matrix,
        keys: (&Matrix, Range<usize>),
        sentence: Range<usize>,
        out: &mut Vec<u32>,
    ) {
        let offset = sentence.start as u32;
        level.run(Score {
            network,
            queries,
            keys,
            sentence,
            arcs: self,
        });
        if !self.trees.is_tree(&self.best) {
            self.trees.best(&self.scores, &self.roots, &mut self.best);
        }
        out.extend(
            self.best
                .iter()
                .map(|head| if *head == ROOT { ROOT } else { head + offset }),
        );
    }
}

/// Scores all pairs and finds each word's best head.
struct Score<'a, 'b> {
    network: &'a Network<'b>,
    queries: &'a Matrix,
    keys: (&'a Matrix, Range<usize>),
    sentence: Range<usize>,
    arcs: &'a mut Arcs,
}

impl Job for Score<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let arcs = self.arcs;
        let words = self.sentence.len();
        let start = self.sentence.start;
        let vectors = words.div_ceil(LANES).next_multiple_of(VECTORS);
        let width = self.queries.stride() * LANES;

        arcs.keys.clear();
        arcs.keys.resize(width * vectors, Lanes::ZERO);
        let flat = floats_mut(&mut arcs.keys);
        for word in 0..words {
            let key = part(self.keys.0.row(start + word), &self.keys.1);
            for (column, number) in flat.chunks_exact_mut(vectors * LANES).zip(floats(key)) {
                column[word] = if *number > 0.0 { *number } else { 0.0 };
            }
        }

        arcs.scores.shape(words, vectors * LANES);
        for row in (0..words).step_by(ROWS) {
            let queries: [&[f32]; ROWS] =
                std::array::from_fn(|at| self.queries.floats(start + (row + at).min(words - 1)));
            for vector in (0..vectors).step_by(VECTORS) {
                let mut sums = [[Lanes::ZERO; VECTORS]; ROWS];
                for (number, keys) in arcs.keys.chunks_exact(vectors).enumerate() {
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
                    if let Some(place) = arcs.scores.row_mut(row + at).get_mut(vector..vector + VECTORS) {
                        place.copy_from_slice(sums);
                    }
                }
            }
        }

        arcs.distances.clear();
        let reach = words as isize;
        let edge = DISTANCE as isize;
        let all = -reach..(vectors * LANES) as isize;
        arcs.distances
            .extend(all.map(|away| self.network.distances[(away.clamp(-edge, edge) + edge) as usize]));

        arcs.roots.clear();
        arcs.best.clear();
        for word in 0..words {
            let mut root = Lanes::ZERO;
            for (query, key) in self.queries.row(start + word).iter().zip(&self.network.root) {
                root = root + *query * *key;
            }
            let root = root.sum() + self.network.root_bias;
            let scores = arcs.scores.row_mut(word);
            let distances = arcs.distances.get(words - word..).unwrap_or_default();
            let flat = floats_mut(scores);
            for (score, distance) in flat.iter_mut().zip(distances) {
                *score += distance;
            }
            flat[word] = f32::NEG_INFINITY;
            flat[words..].fill(f32::NEG_INFINITY);
            let best = argmax(arcs.scores.row(word));
            let score = arcs.scores.floats(word)[best];
            arcs.best.push(if score > root { best as u32 } else { ROOT });
            arcs.roots.push(root);
        }
    }
}
