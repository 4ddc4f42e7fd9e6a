//! From scores of name labels to chances of names, word by word, in both tiers.
//!
//! The labels are BIO: `B-` begins a name of a kind, `I-` goes on one of that kind, `O` is outside. The network knows
//! more kinds than are told: the chances of those that count as one are added, and what is no name to us is outside.

use dateline_core::layers::{NameChance, NameKind};
use dateline_model::{Error, ErrorKind, Job, Lanes, Matrix, floats, logarithm, soften};
use std::ops::Range;

/// Sums of chances: outside, then beginning and going on of each kind.
const SUMS: usize = 1 + 2 * NameKind::COUNT;

/// The labels of the network's outputs.
#[derive(Debug)]
pub(crate) struct NameLabels {
    /// For each label, to which sum its chance is added.
    sums: Vec<usize>,
}

impl NameLabels {
    /// Reads labels, a line each.
    ///
    /// # Errors
    /// Labels that are not `O`, `B-KIND` and `I-KIND` for each kind, once each.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let wrong = |line: &str| {
            let what = format!("the model’s name label “{line}” is missing or cannot be");
            Error::new(ErrorKind::Shape, what)
        };
        let lines: Vec<&str> = text.lines().collect();
        let has = |label: &str| lines.contains(&label);
        if !has("O") {
            return Err(wrong("O"));
        }
        let mut sums = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if lines.iter().take(at).any(|before| before == line) {
                return Err(wrong(line));
            }
            sums.push(match line.split_once('-') {
                None if *line == "O" => 0,
                Some(("B", kind)) if has(&format!("I-{kind}")) => sum_of(kind, 1),
                Some(("I", kind)) if has(&format!("B-{kind}")) => sum_of(kind, 2),
                _ => return Err(wrong(line)),
            });
        }
        Ok(Self { sums })
    }

    pub(crate) fn len(&self) -> usize {
        self.sums.len()
    }
}

/// To which sum the chance of a kind's label is added; `place` is 1 for the one that begins a name, 2 for the other.
fn sum_of(kind: &str, place: usize) -> usize {
    let kind = match kind {
        "PER" => NameKind::Person,
        "ORG" => NameKind::Org,
        "LOC" => NameKind::Place,
        // Dates and times are values, which another stage finds.
        "TIME" => return 0,
        _ => NameKind::Other,
    };
    2 * kind as usize + place
}

/// Turns a part of the rows of scores, which is spent, into chances, a word each.
pub(crate) struct Weigh<'a> {
    pub(crate) labels: &'a NameLabels,
    pub(crate) scores: &'a mut Matrix,
    /// Which part of a row, in [`Lanes`], has the labels' scores.
    pub(crate) place: Range<usize>,
    pub(crate) chances: &'a mut Vec<NameChance>,
}

impl Job for Weigh<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for word in 0..self.scores.rows() {
            let row: &mut [Lanes] = self.scores.row_mut(word);
            let row = row.get_mut(self.place.clone()).unwrap_or_default();
            let total = soften(row, self.labels.len());
            let mut sums = [0.0_f32; SUMS];
            for (sum, count) in self.labels.sums.iter().zip(floats(row)) {
                sums[*sum] += count;
            }
            // No sum is zero but that of a kind that the network does not know.
            let logs = sums.map(|sum| logarithm((sum / total).max(f32::MIN_POSITIVE)));
            self.chances.push(NameChance {
                outside: logs[0],
                begins: [logs[1], logs[3], logs[5], logs[7]],
                goes_on: [logs[2], logs[4], logs[6], logs[8]],
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::{Level, floats_mut};

    const LABELS: &str = "O\nB-PER\nI-PER\nB-TIME\nI-TIME\nB-LOC\nI-LOC\nB-MISC\nI-MISC\nB-EVENT\nI-EVENT";

    fn chances(words: &[[f32; 11]]) -> Vec<NameChance> {
        let labels = NameLabels::read(LABELS).unwrap();
        let mut scores = Matrix::default();
        scores.shape(words.len(), labels.len());
        for (word, row) in words.iter().enumerate() {
            floats_mut(scores.row_mut(word))[..row.len()].copy_from_slice(row);
        }
        let mut chances = Vec::new();
        Level::best().run(Weigh {
            labels: &labels,
            place: 0..scores.stride(),
            scores: &mut scores,
            chances: &mut chances,
        });
        chances
    }

    #[test]
    fn chances_of_kinds_that_count_as_one_are_added() {
        let mut certain = [0.0; 11];
        certain[6] = 200.0;
        let found = chances(&[[1.0; 11], certain]);
        let near = |log: f32, share: f32| (log.exp() - share).abs() < 1e-4;
        let even = found[0];
        assert!(near(even.outside, 3.0 / 11.0), "dates are outside: {even:?}");
        for (kind, share) in [(0, 1.0), (2, 1.0), (3, 2.0)] {
            assert!(near(even.begins[kind], share / 11.0) && near(even.goes_on[kind], share / 11.0));
        }
        let all = |it: &NameChance| [&[it.outside][..], &it.begins, &it.goes_on].concat();
        for it in &found {
            assert!(all(it).iter().all(|log| log.is_finite() && *log < 1e-5), "{it:?}");
            assert!((all(it).iter().map(|log| log.exp()).sum::<f32>() - 1.0).abs() < 1e-4);
        }
        assert!(near(found[1].goes_on[NameKind::Place as usize], 1.0));
    }

    #[test]
    fn labels_that_are_none_are_refused() {
        for text in ["", "O\nB-PER", "B-PER\nI-PER", "O\nB-PER\nI-PER\nO", "O\nX-PER"] {
            assert!(NameLabels::read(text).is_err(), "{text}");
        }
    }
}
