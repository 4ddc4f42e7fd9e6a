//! How well one label stands behind another.

use super::labels::{COUNT, may_follow};

/// Scores of transitions, row: from, column: to, and what they count as factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    scores: [[f32; COUNT]; COUNT],
    factors: [[f32; COUNT]; COUNT],
}

impl Transitions {
    /// Transitions of these scores; what may not follow does not, whatever its score.
    #[must_use]
    pub fn new(scores: [[f32; COUNT]; COUNT]) -> Self {
        let mut factors = [[0.0; COUNT]; COUNT];
        for (from, (row, scores)) in factors.iter_mut().zip(&scores).enumerate() {
            for (to, (factor, score)) in row.iter_mut().zip(scores).enumerate() {
                if ALLOWED[from][to] {
                    *factor = score.exp();
                }
            }
        }
        Self { scores, factors }
    }

    /// The same transitions, whose scores count `by` times as much.
    #[must_use]
    pub fn scaled(&self, by: f32) -> Self {
        Self::new(self.scores.map(|row| row.map(|score| score * by)))
    }

    /// The scores.
    #[must_use]
    pub const fn scores(&self) -> &[[f32; COUNT]; COUNT] {
        &self.scores
    }

    /// `e^score`, and zero for what may not follow.
    pub(super) const fn factors(&self) -> &[[f32; COUNT]; COUNT] {
        &self.factors
    }
}

/// Which label may follow which.
pub(super) static ALLOWED: [[bool; COUNT]; COUNT] = {
    let mut table = [[false; COUNT]; COUNT];
    let mut from = 0;
    while from < COUNT {
        let mut to = 0;
        while to < COUNT {
            table[from][to] = may_follow(from, to);
            to += 1;
        }
        from += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::super::labels::OUTSIDE;
    use super::*;

    #[test]
    fn factors_are_those_of_what_may_follow() {
        let transitions = Transitions::new([[1.0; COUNT]; COUNT]).scaled(0.5);
        for (from, row) in transitions.factors().iter().enumerate() {
            for (to, factor) in row.iter().enumerate() {
                let wanted = if may_follow(from, to) { 0.5_f32.exp() } else { 0.0 };
                assert_eq!(*factor, wanted, "{from} {to}");
            }
        }
        assert_eq!(transitions.scores()[OUTSIDE][OUTSIDE], 0.5);
    }
}
