//! Coreference chains as the CoNLL shared tasks score them: MUC, B³ and CEAFe, and the mean of their F1s.
//!
//! The measures are those of Vilain et al. 1995 (MUC), Bagga and Baldwin 1998 (B³) and Luo 2005 (CEAFe, the
//! similarity φ4), over system mentions as Pradhan et al. 2014, “Scoring Coreference Partitions of Predicted
//! Mentions”, define them: a mention that only one side has is never right and always counts. Numerators and
//! denominators add up over documents; the ratio is taken once. Chains of one mention are left out on both
//! sides, as in CoNLL-2012.

use std::collections::HashMap;

/// A mention: start and end in any unit that gold and system share.
pub type Place = (u32, u32);

/// Sums of one measure: numerator and denominator of recall, then of precision.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    recall: (f64, f64),
    precision: (f64, f64),
}

impl Ratio {
    /// Recall in percent; 0 where the gold has nothing.
    #[must_use]
    pub fn recall(self) -> f64 {
        percent(self.recall)
    }

    /// Precision in percent; 0 where the system has nothing.
    #[must_use]
    pub fn precision(self) -> f64 {
        percent(self.precision)
    }

    /// The harmonic mean of both, in percent.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (recall, precision) = (self.recall(), self.precision());
        if recall + precision > 0.0 {
            2.0 * recall * precision / (recall + precision)
        } else {
            0.0
        }
    }

    fn add(&mut self, recall: (f64, f64), precision: (f64, f64)) {
        for (sum, part) in [(&mut self.recall, recall), (&mut self.precision, precision)] {
            sum.0 += part.0;
            sum.1 += part.1;
        }
    }
}

fn percent((part, whole): (f64, f64)) -> f64 {
    if whole > 0.0 { 100.0 * part / whole } else { 0.0 }
}

/// The measures over any number of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ChainScores {
    /// Mentions found, by exact place, those in chains of one left out.
    pub mentions: Ratio,
    /// Links between mentions.
    pub muc: Ratio,
    /// Mentions with the rest of their chain.
    pub b_cubed: Ratio,
    /// Chains in their best assignment to one another.
    pub ceaf_e: Ratio,
}

impl ChainScores {
    /// The mean of the three measures' F1, in percent.
    #[must_use]
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf_e.f1()) / 3.0
    }

    /// Adds one document. A place that stands in several chains counts for the first.
    pub fn add(&mut self, gold: &[Vec<Place>], system: &[Vec<Place>]) {
        let (gold, system) = (clean(gold), clean(system));
        let (in_gold, in_system) = (index(&gold), index(&system));
        let common = in_gold
            .keys()
            .filter(|place| in_system.contains_key(*place))
            .count() as f64;
        self.mentions
            .add((common, in_gold.len() as f64), (common, in_system.len() as f64));
        self.muc.add(muc(&gold, &in_system), muc(&system, &in_gold));
        self.b_cubed.add(
            b_cubed(&gold, &system, &in_system),
            b_cubed(&system, &gold, &in_gold),
        );
        let similarity = similarity(&gold, &system, &in_system);
        self.ceaf_e
            .add((similarity, gold.len() as f64), (similarity, system.len() as f64));
    }
}

/// Chains without repeated places and without chains of one.
fn clean(chains: &[Vec<Place>]) -> Vec<Vec<Place>> {
    let mut seen = std::collections::HashSet::new();
    let mut kept: Vec<Vec<Place>> = Vec::new();
    for chain in chains {
        let chain: Vec<Place> = chain
            .iter()
            .copied()
            .filter(|place| seen.insert(*place))
            .collect();
        if chain.len() > 1 {
            kept.push(chain);
        }
    }
    kept
}

/// The chain of each place.
fn index(chains: &[Vec<Place>]) -> HashMap<Place, usize> {
    let mut index = HashMap::new();
    for (number, chain) in chains.iter().enumerate() {
        for place in chain {
            index.insert(*place, number);
        }
    }
    index
}

/// How many of the links that hold each chain together the other side has too, and how many there are. A
/// mention that the other side lacks is a part of its own.
fn muc(chains: &[Vec<Place>], other: &HashMap<Place, usize>) -> (f64, f64) {
    let (mut kept, mut all) = (0, 0);
    for chain in chains {
        let mut parts: Vec<usize> = chain
            .iter()
            .filter_map(|place| other.get(place).copied())
            .collect();
        let lacking = chain.len() - parts.len();
        parts.sort_unstable();
        parts.dedup();
        kept += chain.len() - parts.len() - lacking;
        all += chain.len() - 1;
    }
    (kept as f64, all as f64)
}

/// For each mention, how much of its chain is in its chain on the other side; and the number of mentions.
fn b_cubed(chains: &[Vec<Place>], others: &[Vec<Place>], other: &HashMap<Place, usize>) -> (f64, f64) {
    let (mut sum, mut all) = (0.0, 0.0);
    for chain in chains {
        let mut shared = vec![0_u32; others.len()];
        for place in chain {
            if let Some(count) = other.get(place).and_then(|number| shared.get_mut(*number)) {
                *count += 1;
            }
        }
        let squares: f64 = shared
            .iter()
            .map(|count| f64::from(*count) * f64::from(*count))
            .sum();
        sum += squares / chain.len() as f64;
        all += chain.len() as f64;
    }
    (sum, all)
}

/// The similarity φ4 of gold and system chains in their best one-to-one assignment.
fn similarity(gold: &[Vec<Place>], system: &[Vec<Place>], in_system: &HashMap<Place, usize>) -> f64 {
    if gold.is_empty() || system.is_empty() {
        return 0.0;
    }
    let mut table = vec![vec![0.0; system.len()]; gold.len()];
    for (row, chain) in table.iter_mut().zip(gold) {
        for place in chain {
            if let Some(cell) = in_system.get(place).and_then(|number| row.get_mut(*number)) {
                *cell += 2.0;
            }
        }
        for (cell, other) in row.iter_mut().zip(system) {
            *cell /= (chain.len() + other.len()) as f64;
        }
    }
    best_assignment(&table)
}

/// The largest sum of cells, no two of them in one row or column: the Hungarian method with potentials, in
/// time cubic in the number of chains.
fn best_assignment(table: &[Vec<f64>]) -> f64 {
    let size = table.len().max(table.first().map_or(0, Vec::len));
    let value = |row: usize, column: usize| {
        table
            .get(row)
            .and_then(|cells| cells.get(column))
            .copied()
            .unwrap_or(0.0)
    };
    // Rows and columns from 1; column 0 holds the row that looks for its column.
    let (mut of_row, mut of_column) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut matched = vec![0_usize; size + 1];
    let mut way = vec![0_usize; size + 1];
    for row in 1..=size {
        matched[0] = row;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; size + 1];
        let mut used = vec![false; size + 1];
        loop {
            used[column] = true;
            let from = matched[column];
            let (mut step, mut next) = (f64::INFINITY, 0);
            for to in 1..=size {
                if used[to] {
                    continue;
                }
                let cost = -value(from - 1, to - 1) - of_row[from] - of_column[to];
                if cost < least[to] {
                    least[to] = cost;
                    way[to] = column;
                }
                if least[to] < step {
                    step = least[to];
                    next = to;
                }
            }
            for to in 0..=size {
                if used[to] {
                    of_row[matched[to]] += step;
                    of_column[to] -= step;
                } else {
                    least[to] -= step;
                }
            }
            column = next;
            if matched[column] == 0 {
                break;
            }
        }
        while column != 0 {
            let before = way[column];
            matched[column] = matched[before];
            column = before;
        }
    }
    (1..=size)
        .map(|column| value(matched[column] - 1, column - 1))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chains(lists: &[&[u32]]) -> Vec<Vec<Place>> {
        lists
            .iter()
            .map(|list| list.iter().map(|it| (*it, *it + 1)).collect())
            .collect()
    }

    #[track_caller]
    fn check(ratio: Ratio, recall: f64, precision: f64) {
        let near = |a: f64, b: f64| (a - 100.0 * b).abs() < 1e-9;
        assert!(
            near(ratio.recall(), recall) && near(ratio.precision(), precision),
            "{ratio:?}"
        );
    }

    /// Gold {1 2 3} {4 5 6 7}, system {1 2} {3 4 5} {6 7}, counted by hand.
    #[test]
    fn every_mention_found() {
        let mut scores = ChainScores::default();
        scores.add(
            &chains(&[&[1, 2, 3], &[4, 5, 6, 7]]),
            &chains(&[&[1, 2], &[3, 4, 5], &[6, 7]]),
        );
        check(scores.mentions, 1.0, 1.0);
        // Gold chains fall into 2 and 2 parts: (1 + 2) of (2 + 3). System chains into 1, 2, 1: (1 + 1 + 1) of 4.
        check(scores.muc, 3.0 / 5.0, 3.0 / 4.0);
        // Recall: (4 + 1) / 3 + (4 + 4) / 4 over 7. Precision: 2 + (1 + 4) / 3 + 2 over 7.
        check(
            scores.b_cubed,
            (5.0 / 3.0 + 2.0) / 7.0,
            (2.0 + 5.0 / 3.0 + 2.0) / 7.0,
        );
        // Best: {1 2 3}~{1 2} 4/5 and {4 5 6 7}~{6 7} 4/6, as good as any.
        let best = 4.0 / 5.0 + 4.0 / 6.0;
        check(scores.ceaf_e, best / 2.0, best / 3.0);
        let mean = (scores.muc.f1() + scores.b_cubed.f1() + scores.ceaf_e.f1()) / 3.0;
        assert!((scores.conll() - mean).abs() < 1e-9);
    }

    /// The system lacks mention 3 and has a mention 9 of its own; chains of one do not count.
    #[test]
    fn mentions_of_one_side() {
        let mut scores = ChainScores::default();
        scores.add(&chains(&[&[1, 2, 3], &[8]]), &chains(&[&[1, 2, 9], &[3]]));
        check(scores.mentions, 2.0 / 3.0, 2.0 / 3.0);
        check(scores.muc, 1.0 / 2.0, 1.0 / 2.0);
        check(scores.b_cubed, 4.0 / 9.0, 4.0 / 9.0);
        check(scores.ceaf_e, 4.0 / 6.0, 4.0 / 6.0);
    }

    #[test]
    fn documents_add_up_and_nothing_is_nothing() {
        let mut scores = ChainScores::default();
        scores.add(&[], &[]);
        assert_eq!(scores.conll(), 0.0);
        scores.add(&chains(&[&[1, 2]]), &chains(&[&[1, 2]]));
        scores.add(&chains(&[&[1, 2]]), &[]);
        check(scores.muc, 0.5, 1.0);
        check(scores.ceaf_e, 0.5, 1.0);
    }

    /// The greedy choice, 0.9 first, would give 1.0.
    #[test]
    fn the_assignment_is_the_best() {
        let table = [vec![0.9, 0.8, 0.0], vec![0.8, 0.1, 0.0]];
        assert!((best_assignment(&table) - 1.6).abs() < 1e-9);
    }
}
