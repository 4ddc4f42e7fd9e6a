//! What each source of annotation says of a feature for itself, so that the shared weights stay clean.
//!
//! After Daumé (2007, "Frustratingly Easy Domain Adaptation"): a feature that is frequent enough in a source has a twin
//! there, a weight of its own that is learned beside the shared one, and what a source means by a name goes into
//! its twins. Which source an article is like nobody says at run time: one mixture of the sources' twins is added
//! to the shared weights once and for all, and the model that is shipped is as small and fast as one without.

use super::corpus::{Annotators, Corpus};
use super::crf::Weights;
use std::ops::Range;

/// How often a feature is seen in a source that has a twin of it.
const LEAST: u32 = 100;

/// The sources whose understanding of names the model goes by, with their parts: those that annotate all of running text,
/// and the one that annotates news' matter, politics. Of those that were tried on held-out parts of the training data,
/// CrossNER's share costs the two others a point and gives its own text ten.
const MIXTURE: [(Annotators, f32); 3] = [
    (Annotators::Uner, 0.2),
    (Annotators::Gum, 0.2),
    (Annotators::Crossner, 0.6),
];

/// The twins of a corpus.
pub(super) struct Twins {
    /// For each twin, in the order of their numbers, the annotators and the feature that it is one of.
    of: Vec<(Annotators, u32)>,
    /// Number of features that are no twins.
    shared: usize,
}

/// No twin.
const NONE: u32 = u32::MAX;

impl Twins {
    /// Gives the corpus's tokens their twins as further features.
    pub(super) fn add(corpus: &mut Corpus) -> Self {
        let shared = corpus.features();
        let mut numbers: Vec<[u32; Annotators::COUNT]> = vec![[0; Annotators::COUNT]; shared];
        for line in &corpus.lines {
            for token in line.first..line.end {
                for id in corpus.token(token as usize) {
                    numbers[*id as usize][line.annotators as usize] += 1;
                }
            }
        }
        let mut of = Vec::new();
        for (id, counts) in numbers.iter_mut().enumerate() {
            for (annotators, count) in Annotators::ALL.into_iter().zip(counts) {
                *count = if *count < LEAST {
                    NONE
                } else {
                    of.push((annotators, id as u32));
                    (shared + of.len() - 1) as u32
                };
            }
        }
        let (mut ids, mut starts) = (Vec::with_capacity(corpus.ids.len()), Vec::new());
        for line in &corpus.lines {
            for token in line.first..line.end {
                let own = corpus.token(token as usize);
                starts.push(ids.len() as u32);
                ids.extend_from_slice(own);
                let twin = |id: &u32| numbers[*id as usize][line.annotators as usize];
                ids.extend(own.iter().map(twin).filter(|twin| *twin != NONE));
            }
        }
        starts.push(ids.len() as u32);
        (corpus.ids, corpus.starts) = (ids, starts);
        Self { of, shared }
    }

    /// Their numbers.
    pub(super) const fn numbers(&self) -> Range<usize> {
        self.shared..self.shared + self.of.len()
    }

    /// Adds the twins of the mixture to the weights that they are twins of, and takes them all away.
    pub(super) fn fold(&self, weights: &mut Weights) {
        let twins = weights.rows.split_off(self.shared);
        for ((annotators, id), twin) in self.of.iter().zip(&twins) {
            let part = MIXTURE.iter().find(|(known, _)| known == annotators);
            if let (Some((_, part)), Some(row)) = (part, weights.rows.get_mut(*id as usize)) {
                for (weight, more) in row.iter_mut().zip(twin) {
                    *weight += part * more;
                }
            }
        }
    }
}
