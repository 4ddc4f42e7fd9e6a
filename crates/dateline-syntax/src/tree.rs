//! The best tree over a sentence: the Chu-Liu-Edmonds algorithm with a single root.
//!
//! Chu and Liu 1965, "On the Shortest Arborescence of a Directed Graph"; Edmonds 1967, "Optimum Branchings". The
//! search grows a path backwards along best arcs and contracts each cycle as it closes (Gabow et al. 1986), which
//! takes time quadratic in the sentence's length. That only one word hangs from the root comes from a penalty on
//! arcs from the root that outweighs all other scores together.

use crate::forward::ROOT;
use dateline_model::Matrix;

/// A penalty that no sum of scores of a sentence can make good, and that leaves 64-bit floats more digits than
/// 32-bit scores have.
const PENALTY: f64 = 1e6;
/// Scores are cut to this magnitude, so that [`PENALTY`] outweighs a sentence's.
const BOUND: f64 = 1e3;

/// A possible arc into a node that may be contracted: its score there, and the words that it joins.
#[derive(Clone, Copy, Debug, Default)]
struct Arc {
    score: f64,
    from: u32,
    to: u32,
}

/// Scratch for searching trees.
#[derive(Debug, Default)]
pub(crate) struct Trees {
    marks: Vec<u32>,
    /// Arcs between the nodes that are left: `arcs[to * nodes + from]`. Node 0 is the root, word `i` node `i + 1`.
    arcs: Vec<Arc>,
    /// For each node, original or contracted: the node that it was contracted into.
    parents: Vec<u32>,
    /// For each node, the arc that was chosen to enter it.
    entering: Vec<Arc>,
    /// For each row of `arcs`, the node that it stands for.
    names: Vec<u32>,
    /// Whether a row is still in use.
    alive: Vec<bool>,
    path: Vec<u32>,
    state: Vec<u8>,
}

const NONE: u32 = u32::MAX;
/// States of a row: not seen, on the path, joined to the root.
const NEW: u8 = 0;
const OPEN: u8 = 1;
const DONE: u8 = 2;

impl Trees {
    /// Whether heads make a tree with one root.
    pub(crate) fn is_tree(&mut self, heads: &[u32]) -> bool {
        if heads.iter().filter(|head| **head == ROOT).count() != 1 {
            return false;
        }
        // The number of the walk that came by; 0 for none.
        self.marks.clear();
        self.marks.resize(heads.len(), 0);
        for (walk, start) in (1u32..).zip(0..heads.len()) {
            let mut at = start as u32;
            while at != ROOT {
                let Some(mark) = self.marks.get_mut(at as usize) else {
                    return false;
                };
                match *mark {
                    0 => *mark = walk,
                    mark if mark == walk => return false,
                    _ => break,
                }
                at = heads[at as usize];
            }
        }
        true
    }

    /// Writes the heads of the best tree. `scores` has a row for each word with a score for each head, `roots` the
    /// root's scores. Among equal arcs the one from the first node is taken.
    pub(crate) fn best(&mut self, scores: &Matrix, roots: &[f32], heads: &mut Vec<u32>) {
        let words = roots.len();
        let nodes = words + 1;
        self.begin(scores, roots);
        for start in 1..nodes {
            if self.state[start] != NEW || !self.alive[start] {
                continue;
            }
            self.path.clear();
            let mut row = start;
            loop {
                self.state[row] = OPEN;
                self.path.push(row as u32);
                let (from, arc) = self.best_into(row, nodes);
                self.entering[self.names[row] as usize] = arc;
                match self.state[from] {
                    NEW => row = from,
                    OPEN => row = self.contract(from, nodes),
                    _ => break,
                }
            }
            for row in &self.path {
                self.state[*row as usize] = DONE;
            }
        }
        self.expand(words, heads);
    }

    fn begin(&mut self, scores: &Matrix, roots: &[f32]) {
        let nodes = roots.len() + 1;
        self.arcs.clear();
        self.arcs.resize(nodes * nodes, Arc::default());
        for (word, root) in roots.iter().enumerate() {
            let to = word as u32;
            let row = &mut self.arcs[(word + 1) * nodes..(word + 2) * nodes];
            let cut = |score: f32| f64::from(score).clamp(-BOUND, BOUND);
            row[0] = Arc {
                score: cut(*root) - PENALTY,
                from: ROOT,
                to,
            };
            for ((from, arc), score) in (0u32..).zip(&mut row[1..]).zip(scores.floats(word)) {
                *arc = Arc {
                    score: cut(*score),
                    from,
                    to,
                };
            }
        }
        self.parents.clear();
        self.parents.resize(nodes, NONE);
        self.entering.clear();
        self.entering.resize(nodes, Arc::default());
        self.names.clear();
        self.names.extend(0..nodes as u32);
        self.alive.clear();
        self.alive.resize(nodes, true);
        self.state.clear();
        self.state.resize(nodes, NEW);
        self.state[0] = DONE;
    }

    /// The best arc into a row, and the row that it comes from.
    fn best_into(&self, row: usize, nodes: usize) -> (usize, Arc) {
        let mut best: Option<(usize, Arc)> = None;
        let arcs = &self.arcs[row * nodes..(row + 1) * nodes];
        for (from, (arc, alive)) in arcs.iter().zip(&self.alive).enumerate() {
            if from != row && *alive && best.is_none_or(|(_, best)| arc.score > best.score) {
                best = Some((from, *arc));
            }
        }
        // The root is always there.
        best.unwrap_or_default()
    }

    /// Contracts the end of the path from row `first` on, a cycle, into a new node, which takes that row.
    fn contract(&mut self, first: usize, nodes: usize) -> usize {
        let name = self.parents.len() as u32;
        self.parents.push(NONE);
        self.entering.push(Arc::default());
        let begin = self
            .path
            .iter()
            .rposition(|row| *row as usize == first)
            .unwrap_or(0);
        // What an arc into the cycle gains over the one that it would take the place of.
        for row in &self.path[begin..] {
            let row = *row as usize;
            let old = self.names[row] as usize;
            self.parents[old] = name;
            let lost = self.entering[old].score;
            for arc in &mut self.arcs[row * nodes..(row + 1) * nodes] {
                arc.score -= lost;
            }
        }
        for at in begin + 1..self.path.len() {
            let row = self.path[at] as usize;
            self.alive[row] = false;
            for other in 0..nodes {
                if !self.alive[other] || other == first {
                    continue;
                }
                let (mine, its) = (self.arcs[first * nodes + other], self.arcs[row * nodes + other]);
                if its.score > mine.score {
                    self.arcs[first * nodes + other] = its;
                }
                let (mine, its) = (self.arcs[other * nodes + first], self.arcs[other * nodes + row]);
                if its.score > mine.score {
                    self.arcs[other * nodes + first] = its;
                }
            }
        }
        self.path.truncate(begin);
        self.names[first] = name;
        first
    }

    /// Opens contracted nodes again, the last first: the arc that enters one enters a word in it, and breaks
    /// the cycle there.
    fn expand(&mut self, words: usize, heads: &mut Vec<u32>) {
        for name in (words + 1..self.parents.len()).rev() {
            let arc = self.entering[name];
            // Up from the word to the part of this node that holds it.
            let mut part = arc.to + 1;
            while self.parents[part as usize] != name as u32 {
                part = self.parents[part as usize];
            }
            self.entering[part as usize] = arc;
        }
        heads.clear();
        heads.extend(self.entering[1..=words].iter().map(|arc| arc.from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matrix(scores: &[Vec<f32>]) -> Matrix {
        let mut matrix = Matrix::default();
        matrix.shape(scores.len(), scores.len());
        for (word, row) in scores.iter().enumerate() {
            let place = dateline_model::floats_mut(matrix.row_mut(word));
            place.fill(f32::NEG_INFINITY);
            place[..row.len()].copy_from_slice(row);
            place[word] = f32::NEG_INFINITY;
        }
        matrix
    }

    fn total(scores: &[Vec<f32>], roots: &[f32], heads: &[u32]) -> f64 {
        let of = |(word, head): (usize, &u32)| match *head {
            ROOT => f64::from(roots[word]),
            head => f64::from(scores[word][head as usize]),
        };
        heads.iter().enumerate().map(of).sum()
    }

    /// Tries all heads of all words.
    fn exhaustive(scores: &[Vec<f32>], roots: &[f32]) -> f64 {
        let words = roots.len();
        let mut best = f64::NEG_INFINITY;
        let mut trees = Trees::default();
        for mut code in 0..(words as u64 + 1).pow(words as u32) {
            let heads: Vec<u32> = (0..words)
                .map(|_| {
                    let head = code % (words as u64 + 1);
                    code /= words as u64 + 1;
                    if head == 0 { ROOT } else { head as u32 - 1 }
                })
                .collect();
            if trees.is_tree(&heads) {
                best = best.max(total(scores, roots, &heads));
            }
        }
        best
    }

    #[test]
    fn trees_are_told_from_others() {
        let mut trees = Trees::default();
        assert!(trees.is_tree(&[1, ROOT, 1]));
        assert!(!trees.is_tree(&[1, ROOT, ROOT]));
        assert!(!trees.is_tree(&[1, 0, ROOT]));
        assert!(!trees.is_tree(&[ROOT, 1]));
        assert!(!trees.is_tree(&[1, 2, 0]));
    }

    fn problem(most: usize) -> impl Strategy<Value = (Vec<Vec<f32>>, Vec<f32>)> {
        (1..=most).prop_flat_map(|words| {
            // Few different scores, so that there are ties and cycles in cycles.
            let score = (-4i8..5).prop_map(f32::from);
            let scores = prop::collection::vec(prop::collection::vec(score.clone(), words), words);
            (scores, prop::collection::vec(score, words))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn the_best_tree_is_found((scores, roots) in problem(5)) {
            let mut heads = Vec::new();
            let mut trees = Trees::default();
            trees.best(&matrix(&scores), &roots, &mut heads);
            prop_assert!(trees.is_tree(&heads), "{heads:?}");
            prop_assert_eq!(total(&scores, &roots, &heads), exhaustive(&scores, &roots));
        }

        #[test]
        fn long_sentences_get_trees((scores, roots) in problem(40)) {
            let mut heads = Vec::new();
            let mut trees = Trees::default();
            trees.best(&matrix(&scores), &roots, &mut heads);
            prop_assert!(trees.is_tree(&heads), "{heads:?}");
        }
    }
}
