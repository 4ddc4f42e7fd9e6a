//! From scores of name labels to names: the best labelling of a sentence, and how sure each name is.
//!
//! The labels are BIO: `B-` begins a name of a kind, `I-` goes on one of that kind, `O` is outside. The best labelling is
//! found by Viterbi's algorithm over the network's scores, in which only those that go on what is not there are forbidden.

use dateline_core::layers::NameKind;
use dateline_model::{Error, Lanes, Matrix, floats, soften};
use std::ops::Range;

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name {
    /// The kind's number among the kinds.
    kind: usize,
    goes_on: bool,
}

/// The labels of the network's outputs.
#[derive(Debug)]
pub(super) struct NameLabels {
    /// `None` outside.
    labels: Vec<Option<Name>>,
    /// What each kind counts as; `None` for those that are no names to us.
    kinds: Vec<Option<NameKind>>,
    /// For each kind the labels that begin it and that go on it.
    pairs: Vec<[usize; 2]>,
    outside: usize,
}

impl NameLabels {
    /// Reads labels, a line each.
    ///
    /// # Errors
    /// Labels that are not `O`, `B-KIND` and `I-KIND` for each kind, once each.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let wrong = |line: &str| super::sections::misfit(&format!("the name label “{line}” cannot be"));
        let mut kinds: Vec<&str> = Vec::new();
        let mut labels = Vec::new();
        for line in text.lines() {
            let label = match line.split_once('-') {
                None if line == "O" => None,
                Some((place @ ("B" | "I"), kind)) => {
                    let known = kinds.iter().position(|known| *known == kind);
                    let kind = known.unwrap_or_else(|| {
                        kinds.push(kind);
                        kinds.len() - 1
                    });
                    Some(Name {
                        kind,
                        goes_on: place == "I",
                    })
                }
                _ => return Err(wrong(line)),
            };
            if labels.contains(&label) {
                return Err(wrong(line));
            }
            labels.push(label);
        }
        let find = |label: Option<Name>| {
            let place = labels.iter().position(|known| *known == label);
            place.ok_or_else(|| wrong("O, B- or I-"))
        };
        let pair = |kind| {
            let of = |goes_on| find(Some(Name { kind, goes_on }));
            Ok([of(false)?, of(true)?])
        };
        Ok(Self {
            outside: find(None)?,
            pairs: (0..kinds.len()).map(pair).collect::<Result<_, Error>>()?,
            kinds: kinds
                .iter()
                .map(|kind| match *kind {
                    "PER" => Some(NameKind::Person),
                    "ORG" => Some(NameKind::Org),
                    "LOC" => Some(NameKind::Place),
                    // Dates and times are values, which another stage finds.
                    "TIME" => None,
                    _ => Some(NameKind::Other),
                })
                .collect(),
            labels,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }
}

/// A name that was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Its words.
    pub(super) words: Range<usize>,
    pub(super) kind: NameKind,
    /// In 0 to 1.
    pub(super) confidence: f32,
}

/// Scratch for one sentence.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The best path's score to each label of the word at hand.
    paths: Vec<f32>,
    next: Vec<f32>,
    /// For each word and label, the label before.
    back: Vec<u8>,
    path: Vec<u8>,
    chances: Vec<Lanes>,
}

impl Decoder {
    /// Appends the names of a sentence, whose words have their scores in the rows `words` of `scores`.
    pub(super) fn names(
        &mut self,
        labels: &NameLabels,
        scores: &Matrix,
        words: Range<usize>,
        out: &mut Vec<Found>,
    ) {
        let best = |word: usize| first_largest(scores.floats(word).get(..labels.len()).unwrap_or_default());
        if words.clone().all(|word| best(word) == labels.outside) {
            return;
        }
        self.search(labels, scores, words.clone());
        let mut at = 0;
        while let Some(label) = self.label(labels, at) {
            let Some(Name { kind, .. }) = label else {
                at += 1;
                continue;
            };
            let goes_on = Some(Some(Name { kind, goes_on: true }));
            let end = (at + 1..).find(|next| self.label(labels, *next) != goes_on);
            let end = end.unwrap_or(at + 1);
            if let Some(Some(kept)) = labels.kinds.get(kind) {
                let name = words.start + at..words.start + end;
                out.push(Found {
                    confidence: self.chance(labels, scores, name.clone(), kind, words.end),
                    words: name,
                    kind: *kept,
                });
            }
            at = end;
        }
    }

    fn label(&self, labels: &NameLabels, at: usize) -> Option<Option<Name>> {
        self.path
            .get(at)
            .and_then(|label| labels.labels.get(usize::from(*label)).copied())
    }

    /// Finds the best labelling.
    fn search(&mut self, labels: &NameLabels, scores: &Matrix, words: Range<usize>) {
        let count = labels.len();
        self.back.clear();
        self.paths.clear();
        for word in words.clone() {
            let scores = scores.floats(word);
            let any = first_largest(&self.paths);
            self.next.clear();
            for (label, score) in labels.labels.iter().zip(scores) {
                let before = match label {
                    Some(Name { kind, goes_on: true }) => {
                        let [begins, on] = labels.pairs.get(*kind).copied().unwrap_or_default();
                        let better = self.paths.get(on) > self.paths.get(begins);
                        if better { on } else { begins }
                    }
                    _ => any,
                };
                let path = match label {
                    // Nothing is there to go on.
                    Some(Name { goes_on: true, .. }) if word == words.start => f32::MIN,
                    _ if word == words.start => 0.0,
                    _ => self.paths.get(before).copied().unwrap_or(f32::MIN),
                };
                self.next.push(path + score);
                self.back.push(before as u8);
            }
            std::mem::swap(&mut self.paths, &mut self.next);
        }
        self.path.clear();
        let mut label = first_largest(&self.paths);
        for back in self.back.chunks_exact(count).rev() {
            self.path.push(label as u8);
            label = back.get(label).copied().unwrap_or(0).into();
        }
        self.path.reverse();
    }

    /// How probable a name is: that each of its words is in it, taken by itself, and that the next is not.
    fn chance(
        &mut self,
        labels: &NameLabels,
        scores: &Matrix,
        name: Range<usize>,
        kind: usize,
        end: usize,
    ) -> f32 {
        let [begins, on] = labels.pairs.get(kind).copied().unwrap_or_default();
        let mut all = 1.0;
        for word in name.start..(name.end + 1).min(end) {
            self.chances.clear();
            self.chances.extend_from_slice(scores.row(word));
            let total = soften(&mut self.chances, labels.len());
            let chance = |label: usize| floats(&self.chances).get(label).copied().unwrap_or(0.0) / total;
            all *= match word {
                _ if word == name.start => chance(begins),
                _ if word < name.end => chance(on),
                _ => 1.0 - chance(on),
            };
        }
        all.clamp(0.0, 1.0)
    }
}

fn first_largest(numbers: &[f32]) -> usize {
    let mut best = 0;
    for (at, number) in numbers.iter().enumerate() {
        if numbers.get(best).is_some_and(|largest| number > largest) {
            best = at;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_model::floats_mut;

    const LABELS: &str = "O\nB-PER\nI-PER\nB-TIME\nI-TIME\nB-LOC\nI-LOC";

    fn names(best: &[(usize, f32)]) -> Vec<Found> {
        let labels = NameLabels::read(LABELS).unwrap();
        let mut scores = Matrix::default();
        scores.shape(best.len(), labels.len());
        for (word, (label, score)) in best.iter().enumerate() {
            let row = floats_mut(scores.row_mut(word));
            row.fill(0.0);
            row[*label] = *score;
        }
        let mut found = Vec::new();
        Decoder::default().names(&labels, &scores, 0..best.len(), &mut found);
        found
    }

    #[test]
    fn names_are_read_off_the_best_path() {
        let found = names(&[(1, 9.0), (2, 9.0), (0, 9.0), (5, 9.0), (5, 9.0), (3, 9.0)]);
        let shown: Vec<_> = found.iter().map(|it| (it.words.clone(), it.kind)).collect();
        assert_eq!(
            shown,
            [
                (0..2, NameKind::Person),
                (3..4, NameKind::Place),
                (4..5, NameKind::Place)
            ]
        );
        assert!(found.iter().all(|it| it.confidence > 0.99));
    }

    #[test]
    fn what_goes_on_nothing_begins_or_is_left_out() {
        // The end of a name is surer than that nothing is there: its beginning is found.
        assert_eq!(names(&[(0, 0.5), (2, 9.0)])[0].words, 0..2);
        // It is less sure than what stands before it.
        assert!(names(&[(0, 9.0), (2, 0.5)]).is_empty());
        assert!(names(&[]).is_empty());
        let found = names(&[(1, 2.0)]);
        assert!(
            found[0].confidence > 0.3 && found[0].confidence < 0.6,
            "{found:?}"
        );
    }

    #[test]
    fn labels_that_are_none_are_refused() {
        for text in ["", "O\nB-PER", "B-PER\nI-PER", "O\nB-PER\nI-PER\nO", "O\nX-PER"] {
            assert!(NameLabels::read(text).is_err(), "{text}");
        }
    }
}
