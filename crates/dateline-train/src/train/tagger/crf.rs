//! The gradient of a linear-chain conditional random field with partial labels, and AdaGrad on it.

use super::corpus::{Corpus, Line};
use dateline_tagger::model::labels::{COUNT, may_end, may_follow, may_start};

type Row = [f32; COUNT];

/// Learned weights.
#[derive(Clone)]
pub(crate) struct Weights {
    pub(crate) rows: Vec<Row>,
    pub(crate) transitions: [Row; COUNT],
}

/// The step of AdaGrad.
const RATE: f32 = 0.05;
/// Pull towards zero on every step of a weight.
const DECAY: f32 = 2e-5;
/// Part of the features that are left out at each sight of a token, so that none is relied on alone.
const DROPPED: f32 = 0.4;

/// The learners whose weights are averaged, by the seeds of their chance: the likelihood has one peak, about which each
/// stops somewhere else, so that the mean of several is nearer to it.
const SEEDS: [u64; 3] = [42, 43, 44];

/// Learns the weights of so many features.
pub(crate) fn train(corpus: &Corpus, epochs: usize) -> Weights {
    let zero = Weights {
        rows: vec![[0.0; COUNT]; corpus.features()],
        transitions: [[0.0; COUNT]; COUNT],
    };
    let mut sum = zero.clone();
    let averaged = epochs.div_ceil(3);
    for seed in SEEDS {
        let mut learner = Learner {
            squares: zero.clone(),
            weights: zero.clone(),
            random: Random(seed),
            ..Learner::default()
        };
        let mut order: Vec<Line> = corpus.lines.clone();
        for epoch in 0..epochs {
            learner.random.shuffle(&mut order);
            for line in &order {
                learner.sentence(corpus, *line);
            }
            if epoch + averaged >= epochs {
                let part = 1.0 / (averaged * SEEDS.len()) as f32;
                add(&mut sum, &learner.weights, part);
            }
            println!("seed {seed}: round {} of {epochs}", epoch + 1);
        }
    }
    // What a feature gave in training it gave only when it was not left out.
    for weight in sum.rows.iter_mut().flatten() {
        *weight *= 1.0 - DROPPED;
    }
    sum
}

fn add(sum: &mut Weights, more: &Weights, part: f32) {
    let cells = |weights: &mut Weights, other: &Weights| {
        for (to, from) in weights.rows.iter_mut().flatten().zip(other.rows.iter().flatten()) {
            *to += from * part;
        }
        for (to, from) in weights
            .transitions
            .iter_mut()
            .flatten()
            .zip(other.transitions.iter().flatten())
        {
            *to += from * part;
        }
    };
    cells(sum, more);
}

/// Xorshift: all the chance that training has.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

struct Learner {
    weights: Weights,
    squares: Weights,
    random: Random,
    kept: Vec<u32>,
    starts: Vec<usize>,
    scores: Vec<Row>,
    free: Sums,
    bound: Sums,
}

impl Default for Learner {
    fn default() -> Self {
        let none = Weights {
            rows: Vec::new(),
            transitions: [[0.0; COUNT]; COUNT],
        };
        Self {
            weights: none.clone(),
            squares: none,
            random: Random(1),
            kept: Vec::new(),
            starts: Vec::new(),
            scores: Vec::new(),
            free: Sums::default(),
            bound: Sums::default(),
        }
    }
}

impl Learner {
    fn sentence(&mut self, corpus: &Corpus, line: Line) {
        let tokens = line.first as usize..line.end as usize;
        self.kept.clear();
        self.starts.clear();
        self.scores.clear();
        let limit = (DROPPED * u32::MAX as f32) as u64;
        for token in tokens.clone() {
            self.starts.push(self.kept.len());
            let mut row = [0.0; COUNT];
            for id in corpus.token(token) {
                if self.random.next() & 0xffff_ffff < limit {
                    continue;
                }
                self.kept.push(*id);
                for (sum, weight) in row.iter_mut().zip(&self.weights.rows[*id as usize]) {
                    *sum += weight;
                }
            }
            let most = row.iter().copied().fold(f32::MIN, f32::max);
            row.iter_mut()
                .for_each(|score| *score = (*score - most).exp().max(1e-30));
            self.scores.push(row);
        }
        self.starts.push(self.kept.len());
        let mut weight = [[0.0; COUNT]; COUNT];
        for (from, row) in weight.iter_mut().enumerate() {
            for (to, cell) in row.iter_mut().enumerate() {
                if may_follow(from, to) {
                    *cell = self.weights.transitions[from][to].exp();
                }
            }
        }
        let all = (1_u32 << COUNT) - 1;
        self.free.run(&self.scores, &weight, |_| all);
        self.bound
            .run(&self.scores, &weight, |at| corpus.labels[tokens.start + at]);
        self.update(line.weight);
    }

    fn update(&mut self, scale: f32) {
        for at in 0..self.scores.len() {
            let mut gradient = [0.0; COUNT];
            let mut most = 0.0_f32;
            for (label, cell) in gradient.iter_mut().enumerate() {
                *cell = (self.free.unary[at][label] - self.bound.unary[at][label]) * scale;
                most = most.max(cell.abs());
            }
            if most < 0.002 {
                continue;
            }
            for id in &self.kept[self.starts[at]..self.starts[at + 1]] {
                step(
                    &mut self.weights.rows[*id as usize],
                    &mut self.squares.rows[*id as usize],
                    &gradient,
                );
            }
        }
        for from in 0..COUNT {
            let mut gradient = [0.0; COUNT];
            for (to, cell) in gradient.iter_mut().enumerate() {
                *cell = (self.free.pairs[from][to] - self.bound.pairs[from][to]) * scale;
            }
            step(
                &mut self.weights.transitions[from],
                &mut self.squares.transitions[from],
                &gradient,
            );
        }
    }
}

fn step(weights: &mut Row, squares: &mut Row, gradient: &Row) {
    for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(gradient) {
        let slope = slope + DECAY * *weight;
        *square += slope * slope;
        *weight -= RATE * slope / (square.sqrt() + 1e-3);
    }
}

/// Expectations over the labellings of a sentence.
#[derive(Default)]
struct Sums {
    forward: Vec<Row>,
    unary: Vec<Row>,
    pairs: [Row; COUNT],
}

impl Sums {
    fn run(&mut self, scores: &[Row], weight: &[Row; COUNT], allowed: impl Fn(usize) -> u32) {
        self.forward.clear();
        self.unary.clear();
        self.unary.resize(scores.len(), [0.0; COUNT]);
        self.pairs = [[0.0; COUNT]; COUNT];
        let mut turned = [[0.0; COUNT]; COUNT];
        for (last, row) in weight.iter().enumerate() {
            for (next, cell) in row.iter().enumerate() {
                turned[next][last] = *cell;
            }
        }
        let mut before = [0.0; COUNT];
        for (at, row) in scores.iter().enumerate() {
            let mask = allowed(at);
            let mut now = [0.0; COUNT];
            if at == 0 {
                for (next, cell) in now.iter_mut().enumerate() {
                    *cell = f32::from(u8::from(may_start(next)));
                }
            } else {
                add_rows(&mut now, &before, weight);
            }
            for (next, (cell, score)) in now.iter_mut().zip(row).enumerate() {
                *cell = if mask >> next & 1 == 1 { *cell * score } else { 0.0 };
            }
            scale(&mut now);
            self.forward.push(now);
            before = now;
        }
        let mut after = [0.0; COUNT];
        for (label, cell) in after.iter_mut().enumerate() {
            *cell = f32::from(u8::from(may_end(label)));
        }
        for at in (0..scores.len()).rev() {
            let mut here = [0.0; COUNT];
            for label in 0..COUNT {
                here[label] = self.forward[at][label] * after[label];
            }
            scale(&mut here);
            self.unary[at] = here;
            if at == 0 {
                break;
            }
            let mask = allowed(at);
            let mut inner = [0.0; COUNT];
            for next in (0..COUNT).filter(|next| mask >> next & 1 == 1) {
                inner[next] = scores[at][next] * after[next];
            }
            let mut now = [0.0; COUNT];
            add_rows(&mut now, &inner, &turned);
            let total: f32 = self.forward[at - 1].iter().zip(&now).map(|(a, b)| a * b).sum();
            if total > 0.0 {
                let lefts = self.forward[at - 1].iter().map(|mass| mass / total);
                let rows = self.pairs.iter_mut().zip(lefts).zip(weight);
                for ((pairs, left), weight) in rows.filter(|((_, left), _)| *left != 0.0) {
                    for ((pair, weight), inner) in pairs.iter_mut().zip(weight).zip(&inner) {
                        *pair += left * weight * inner;
                    }
                }
            }
            scale(&mut now);
            after = now;
        }
    }
}

/// Adds the rows of a matrix, each times its mass; most masses are zero where labels are known.
fn add_rows(sums: &mut Row, masses: &Row, rows: &[Row; COUNT]) {
    for (mass, row) in masses.iter().zip(rows).filter(|(mass, _)| **mass != 0.0) {
        for (sum, cell) in sums.iter_mut().zip(row) {
            *sum += mass * cell;
        }
    }
}

fn scale(cells: &mut Row) {
    let sum: f32 = cells.iter().sum();
    if sum > 0.0 {
        cells.iter_mut().for_each(|cell| *cell /= sum);
    }
}
