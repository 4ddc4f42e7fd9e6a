//! Mentions by exact span and label, as in CoNLL-2003: a mention counts when both are right.

use crate::Counts;
use std::collections::BTreeMap;

/// Counts a label and over all, gathered over any number of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MentionCounts {
    by_label: BTreeMap<String, Counts>,
}

/// A mention for scoring: start, end, label, in any unit that gold and system share.
pub type Labelled<'a> = (u32, u32, &'a str);

/// How one text's mentions compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// In the gold only, by index into it.
    pub missed: Vec<usize>,
    /// In the system's output only, by index into it.
    pub spurious: Vec<usize>,
}

impl MentionCounts {
    /// No text yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one text and says what differed. A mention that is listed twice counts once for each time that
    /// the other side lists it too.
    pub fn add(&mut self, gold: &[Labelled<'_>], system: &[Labelled<'_>]) -> Comparison {
        let mut comparison = Comparison::default();
        let mut free: BTreeMap<Labelled<'_>, Vec<usize>> = BTreeMap::new();
        for (index, mention) in gold.iter().enumerate() {
            free.entry(*mention).or_default().push(index);
            self.counts(mention.2).gold += 1;
        }
        for (index, mention) in system.iter().enumerate() {
            self.counts(mention.2).system += 1;
            if free.get_mut(mention).and_then(Vec::pop).is_some() {
                self.counts(mention.2).correct += 1;
            } else {
                comparison.spurious.push(index);
            }
        }
        comparison.missed = free.into_values().flatten().collect();
        comparison.missed.sort_unstable();
        comparison
    }

    fn counts(&mut self, label: &str) -> &mut Counts {
        self.by_label.entry(label.to_owned()).or_default()
    }

    /// The counts of each label, in the labels' order.
    pub fn labels(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.by_label
            .iter()
            .map(|(label, counts)| (label.as_str(), *counts))
    }

    /// The counts over the labels that `wanted` lets pass.
    #[must_use]
    pub fn total(&self, wanted: impl Fn(&str) -> bool) -> Counts {
        let mut sum = Counts::default();
        for (_, counts) in self.labels().filter(|(label, _)| wanted(label)) {
            sum += counts;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_and_label_must_both_be_right() {
        let gold = [(0, 5, "PER"), (8, 9, "LOC"), (10, 12, "ORG")];
        let system = [(0, 5, "PER"), (8, 9, "ORG"), (10, 13, "ORG"), (0, 5, "PER")];
        let mut counts = MentionCounts::new();
        let comparison = counts.add(&gold, &system);
        assert_eq!(
            comparison,
            Comparison {
                missed: vec![1, 2],
                spurious: vec![1, 2, 3]
            }
        );
        assert_eq!(
            counts.total(|_| true),
            Counts {
                gold: 3,
                system: 4,
                correct: 1
            }
        );
        assert_eq!(
            counts.total(|label| label == "ORG"),
            Counts {
                gold: 1,
                system: 2,
                correct: 0
            }
        );
    }

    #[test]
    fn texts_add_up() {
        let mut counts = MentionCounts::new();
        counts.add(&[(0, 1, "PER")], &[(0, 1, "PER")]);
        counts.add(&[(0, 1, "PER")], &[]);
        assert!((counts.total(|_| true).f1() - 200.0 / 3.0).abs() < 1e-9);
    }
}
