//! Relations as pairs of places in the text, for sets that annotate spans and not keys.
//!
//! A thing is the spans of all its mentions; two things are the same where a span of one overlaps a span of the
//! other, which forgives the edges of names (KnowledgeNet's `span_overlap`). What is found and what is right are
//! counted apart, because a set may tell one fact by several mentions.

use crate::Counts;

/// Half-open stretches of bytes: the places of one thing.
pub type Places = Vec<(u32, u32)>;

/// Whether two things share a place.
#[must_use]
pub fn overlap(a: &[(u32, u32)], b: &[(u32, u32)]) -> bool {
    a.iter()
        .any(|(start, end)| b.iter().any(|(from, to)| start < to && from < end))
}

/// One fact: the places of its two ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The first end.
    pub subject: Places,
    /// The second end.
    pub object: Places,
}

impl Pair {
    /// Whether both ends are the same.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        overlap(&self.subject, &other.subject) && overlap(&self.object, &other.object)
    }

    /// The same fact told from its other end.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self {
            subject: self.object.clone(),
            object: self.subject.clone(),
        }
    }
}

/// How many facts each side has, and how many of each side the other has as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// In the gold.
    pub gold: u64,
    /// In the gold and found.
    pub found: u64,
    /// Told by the system.
    pub system: u64,
    /// Told by the system and in the gold.
    pub right: u64,
}

impl PairCounts {
    /// Right of what the system tells, in percent; 0 where it tells nothing.
    #[must_use]
    pub fn precision(self) -> f64 {
        let counts = Counts {
            correct: self.right,
            system: self.system,
            gold: 0,
        };
        counts.precision()
    }

    /// Found of the gold, in percent; 0 where there is none.
    #[must_use]
    pub fn recall(self) -> f64 {
        let counts = Counts {
            correct: self.found,
            gold: self.gold,
            system: 0,
        };
        counts.recall()
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }
}

impl std::ops::AddAssign for PairCounts {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.system += other.system;
        self.right += other.right;
    }
}

/// Scores the facts of one relation in one text; with `either` the order of the ends does not matter. Gives the
/// counts, and which of the system's facts are wrong and which of the gold's are missed, by index.
#[must_use]
pub fn score_pairs(gold: &[Pair], system: &[Pair], either: bool) -> (PairCounts, Vec<usize>, Vec<usize>) {
    let same = |a: &Pair, b: &Pair| a.is(b) || either && a.is(&b.turned());
    let without = |these: &[Pair], those: &[Pair]| -> Vec<usize> {
        let lacks = |one: &Pair| !those.iter().any(|other| same(one, other));
        let numbered = these.iter().enumerate();
        numbered
            .filter(|(_, one)| lacks(one))
            .map(|(index, _)| index)
            .collect()
    };
    let (wrong, missed) = (without(system, gold), without(gold, system));
    let counts = PairCounts {
        gold: gold.len() as u64,
        found: (gold.len() - missed.len()) as u64,
        system: system.len() as u64,
        right: (system.len() - wrong.len()) as u64,
    };
    (counts, wrong, missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(subject: (u32, u32), object: (u32, u32)) -> Pair {
        Pair {
            subject: vec![subject],
            object: vec![object],
        }
    }

    #[test]
    fn ends_that_overlap_are_the_same_and_order_counts_unless_either_will_do() {
        let gold = [pair((0, 5), (10, 14)), pair((20, 25), (30, 34))];
        let system = [
            pair((2, 9), (11, 12)),
            pair((30, 34), (20, 25)),
            pair((5, 9), (10, 14)),
        ];
        let (counts, wrong, missed) = score_pairs(&gold, &system, false);
        assert_eq!(
            (counts.gold, counts.found, counts.system, counts.right),
            (2, 1, 3, 1)
        );
        assert_eq!((wrong, missed), (vec![1, 2], vec![1]));
        let (counts, wrong, missed) = score_pairs(&gold, &system, true);
        assert_eq!((counts.found, counts.right), (2, 2));
        assert_eq!((wrong, missed), (vec![2], vec![]));
        assert!((counts.recall() - 100.0).abs() < 1e-9 && (counts.precision() - 200.0 / 3.0).abs() < 1e-9);
    }
}
