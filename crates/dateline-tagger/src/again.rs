//! A second look at an article's names: what its words are thought to be in all their places together.
//!
//! A word is mostly one thing throughout an article, and some of its places tell better than others what (Krishnan and
//! Manning 2006, "An Effective Two-Stage Model for Exploiting Non-Local Dependencies in Named Entity Recognition"). So
//! each place of a word with a capital hears, after a first look, how probable each type is on the mean of the word's
//! other places.

use crate::lexicon::HashedMap;
use crate::model::labels::{COUNT, parts};
use crate::model::{Decoder, SHARES, Shares, Transitions};
use crate::scan::{Line, Scan, Shape, Word};

/// Added to each share, so that what was never thought elsewhere is not ruled out here.
const FLOOR: f32 = 0.05;

/// What is known of an article between the two looks. Its buffers serve one article after another.
#[derive(Default)]
pub(crate) struct Again {
    /// The scores of all tokens.
    scores: Vec<[f32; COUNT]>,
    /// What the first look says of the tokens whose word stands elsewhere too.
    looked: Vec<Option<Shares>>,
    /// In how many places each word with a capital stands, and the sums of what they are thought to be.
    words: HashedMap<(f32, Shares)>,
}

impl Again {
    /// Begins an article.
    pub(crate) fn begin(&mut self, scan: &Scan) {
        self.scores.clear();
        self.looked.clear();
        self.words.clear();
        for word in scan.words.iter().filter(|word| is_written_large(word)) {
            self.words.entry(word.hash).or_default().0 += 1.0;
        }
    }

    /// Adds a token with the score of each label.
    pub(crate) fn push(&mut self, scores: [f32; COUNT]) {
        self.scores.push(scores);
        self.looked.push(None);
    }

    /// Looks at a sentence whose tokens were added.
    pub(crate) fn look(
        &mut self,
        scan: &Scan,
        line: &Line,
        decoder: &mut Decoder,
        transitions: &Transitions,
    ) {
        let tokens = line.first as usize..line.end as usize;
        let (Some(words), Some(scores), Some(looked)) = (
            scan.words.get(tokens.clone()),
            self.scores.get(tokens.clone()),
            self.looked.get_mut(tokens),
        ) else {
            return;
        };
        let stands_elsewhere = |words: &HashedMap<(f32, Shares)>, word: &Word| {
            is_written_large(word) && words.get(&word.hash).is_some_and(|(places, _)| *places > 1.0)
        };
        if !words.iter().any(|word| stands_elsewhere(&self.words, word)) {
            return;
        }
        decoder.clear();
        scores.iter().for_each(|scores| decoder.push(*scores));
        decoder.look(transitions);
        for (at, (word, looked)) in words.iter().zip(looked).enumerate() {
            if stands_elsewhere(&self.words, word)
                && let Some((_, sums)) = self.words.get_mut(&word.hash)
            {
                let shares = decoder.shares(at);
                for (sum, share) in sums.iter_mut().zip(shares) {
                    *sum += share;
                }
                *looked = Some(shares);
            }
        }
    }

    /// A token's scores with what is thought of its word's other places, which counts by `weight`.
    pub(crate) fn scores(&self, scan: &Scan, token: usize, weight: f32) -> [f32; COUNT] {
        let mut scores = self.scores.get(token).copied().unwrap_or_default();
        let looked = self.looked.get(token).and_then(Option::as_ref);
        let word = scan.words.get(token).and_then(|word| self.words.get(&word.hash));
        if let (Some(own), Some((places, sums))) = (looked, word) {
            let more: Shares = std::array::from_fn(|kind| {
                let elsewhere = (sums[kind] - own[kind]).max(0.0) / (places - 1.0);
                weight * (elsewhere + FLOOR).ln()
            });
            for (label, score) in scores.iter_mut().enumerate() {
                *score += more[parts(label).map_or(SHARES - 1, |(kind, _)| kind)];
            }
        }
        scores
    }
}

fn is_written_large(word: &Word) -> bool {
    word.shape.any(Shape::NAMELIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::labels::{OUTSIDE, Place, label};
    use dateline_core::Span;

    fn word(hash: u64, sentence: u32, text: &str) -> Word {
        Word {
            span: Span::default(),
            class: dateline_core::layers::TokenClass::Word,
            hash,
            shape: Shape::of(text),
            roles: crate::lexicon::Roles::default(),
            facts: crate::kinds::Facts::default(),
            sentence,
            spaced: true,
            company: crate::clusters::Class::default(),
        }
    }

    #[test]
    fn a_word_hears_of_its_other_places_alone() {
        let line = |first| Line {
            first,
            end: first + 1,
            headline: false,
            capitals: false,
        };
        let scan = Scan {
            words: vec![
                word(1, 0, "Sow"),
                word(1, 1, "Sow"),
                word(2, 2, "Corn"),
                word(1, 3, "sow"),
            ],
            sentences: (0..4).map(line).collect(),
            ..Scan::default()
        };
        let (person, none) = (label(0, Place::Unit), [0.0; COUNT]);
        let mut sure = none;
        sure[person] = 9.0;
        let transitions = Transitions::new([[0.0; COUNT]; COUNT]);
        let (mut again, mut decoder) = (Again::default(), Decoder::default());
        for _ in 0..2 {
            again.begin(&scan);
            for scores in [sure, none, none, none] {
                again.push(scores);
            }
            for line in &scan.sentences {
                again.look(&scan, line, &mut decoder, &transitions);
            }
            let second = again.scores(&scan, 1, 0.5);
            assert!(
                (second[person] - 0.5 * (1.0 + FLOOR).ln()).abs() < 1e-2,
                "{second:?}"
            );
            assert!((second[OUTSIDE] - 0.5 * FLOOR.ln()).abs() < 1e-2, "{second:?}");
            // Of the first, the second place knows nothing.
            let first = again.scores(&scan, 0, 0.5);
            assert!((first[person] - 9.0 - first[OUTSIDE]).abs() < 1e-3, "{first:?}");
            // A word that stands nowhere else, and one that is written small.
            assert_eq!(again.scores(&scan, 2, 0.5), none);
            assert_eq!(again.scores(&scan, 3, 0.5), none);
        }
    }
}
