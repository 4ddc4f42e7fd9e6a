//! The best labelling of a sentence (Viterbi) and how probable its names are (forward and backward sums).

use super::labels::{COUNT, OUTSIDE, Place, TYPES, label, may_end, may_start, parts};
use super::transitions::{ALLOWED, Transitions};

/// A name that the model found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// First token, counted from the sentence's first.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Its type, an index into [`super::labels::TYPES`].
    pub kind: usize,
    /// Its probability under the model.
    pub probability: f32,
}

/// How probable it is that a token is part of a name of each of the types, and last, of none.
pub(crate) type Shares = [f32; SHARES];
pub(crate) const SHARES: usize = TYPES.len() + 1;

/// Decodes sentences; its buffers serve one after another.
#[derive(Default)]
pub struct Decoder {
    scores: Vec<[f32; COUNT]>,
    back: Vec<[u8; COUNT]>,
    forward: Vec<[f32; COUNT]>,
    backward: Vec<[f32; COUNT]>,
    path: Vec<u8>,
}

/// A score that no path recovers from.
const NEVER: f32 = -1e9;

impl Decoder {
    /// Begins a sentence.
    pub fn clear(&mut self) {
        self.scores.clear();
    }

    /// Adds a token with the score of each label.
    pub fn push(&mut self, scores: [f32; COUNT]) {
        self.scores.push(scores);
    }

    /// Finds the best labelling and shows its names from the left.
    pub fn decode(&mut self, transitions: &Transitions, mut found: impl FnMut(Segment)) {
        self.best(transitions);
        if self.path.iter().all(|label| usize::from(*label) == OUTSIDE) {
            return;
        }
        self.sums(transitions);
        let mut at = 0;
        while let Some(label) = self.path.get(at) {
            let Some((kind, place)) = parts(usize::from(*label)) else {
                at += 1;
                continue;
            };
            let mut end = at + 1;
            if place != Place::Unit {
                while self
                    .path
                    .get(end)
                    .and_then(|label| parts(usize::from(*label)))
                    .is_some_and(|(_, place)| place == Place::Inside)
                {
                    end += 1;
                }
                end = (end + 1).min(self.path.len());
            }
            let probability = self.probability(transitions, at, end, kind);
            found(Segment {
                first: at,
                end,
                kind,
                probability,
            });
            at = end;
        }
    }

    /// Sums over all labellings of a sentence, for [`Decoder::shares`]. Its tokens must be added anew to be decoded.
    pub(crate) fn look(&mut self, transitions: &Transitions) {
        self.sums(transitions);
    }

    /// What a token of a sentence that was looked at may be.
    pub(crate) fn shares(&self, token: usize) -> Shares {
        let mut shares = [0.0; SHARES];
        let cells = self.forward.get(token).zip(self.backward.get(token));
        for (label, (before, after)) in cells.into_iter().flat_map(|(a, b)| a.iter().zip(b)).enumerate() {
            shares[parts(label).map_or(SHARES - 1, |(kind, _)| kind)] += before * after;
        }
        let sum = shares.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        shares.map(|share| share / sum)
    }

    fn best(&mut self, transitions: &Transitions) {
        let transitions = transitions.scores();
        self.back.clear();
        self.path.clear();
        let mut before = [NEVER; COUNT];
        for (index, scores) in self.scores.iter().enumerate() {
            let mut now = [NEVER; COUNT];
            let mut from = [0_u8; COUNT];
            for (next, (slot, back)) in now.iter_mut().zip(&mut from).enumerate() {
                if index == 0 {
                    *slot = if may_start(next) { 0.0 } else { NEVER };
                } else {
                    for (last, score) in before.iter().enumerate() {
                        if ALLOWED[last][next] && score + transitions[last][next] > *slot {
                            (*slot, *back) = (score + transitions[last][next], last as u8);
                        }
                    }
                }
                *slot += scores[next];
            }
            self.back.push(from);
            before = now;
        }
        let ends = before.iter().enumerate().filter(|(label, _)| may_end(*label));
        let Some((mut label, _)) = ends.max_by(|a, b| a.1.total_cmp(b.1)) else {
            return;
        };
        for from in self.back.iter().rev() {
            self.path.push(label as u8);
            label = usize::from(from[label]);
        }
        self.path.reverse();
    }

    /// Scaled forward and backward sums.
    fn sums(&mut self, transitions: &Transitions) {
        let weight = transitions.factors();
        self.forward.clear();
        self.backward.clear();
        for scores in &mut self.scores {
            let most = scores.iter().fold(NEVER, |most, score| most.max(*score));
            for score in scores.iter_mut() {
                *score = (*score - most).exp();
            }
        }
        let mut before = [0.0_f32; COUNT];
        for (index, scores) in self.scores.iter().enumerate() {
            let mut now = [0.0_f32; COUNT];
            for (next, slot) in now.iter_mut().enumerate() {
                *slot = if index == 0 {
                    f32::from(u8::from(may_start(next)))
                } else {
                    (0..COUNT).map(|last| before[last] * weight[last][next]).sum()
                } * scores[next];
            }
            normalize(&mut now);
            self.forward.push(now);
            before = now;
        }
        let mut after = [0.0_f32; COUNT];
        for (slot, label) in after.iter_mut().zip(0..) {
            *slot = f32::from(u8::from(may_end(label)));
        }
        for scores in self.scores.iter().rev() {
            self.backward.push(after);
            let mut now = [0.0_f32; COUNT];
            for (last, slot) in now.iter_mut().enumerate() {
                *slot = (0..COUNT)
                    .map(|next| weight[last][next] * scores[next] * after[next])
                    .sum();
            }
            normalize(&mut now);
            after = now;
        }
        self.backward.reverse();
    }

    /// The probability of one name: the mass of the paths through it over the mass of all.
    fn probability(&self, transitions: &Transitions, first: usize, end: usize, kind: usize) -> f32 {
        let weight = transitions.factors();
        let Some(start) = self.forward.get(first) else {
            return 0.0;
        };
        let unit = end == first + 1;
        let begin = label(kind, if unit { Place::Unit } else { Place::Begin });
        // Mass at each token of the name is renewed from the start's, so that scales cancel.
        let mut through = [0.0_f32; COUNT];
        through[begin] = start[begin];
        let mut all = *start;
        for at in first + 1..end {
            let Some(scores) = self.scores.get(at) else {
                return 0.0;
            };
            let here = label(kind, if at + 1 == end { Place::Last } else { Place::Inside });
            let mut now = [0.0_f32; COUNT];
            now[here] = (0..COUNT)
                .map(|last| through[last] * weight[last][here])
                .sum::<f32>()
                * scores[here];
            let mut next_all = [0.0_f32; COUNT];
            for (next, slot) in next_all.iter_mut().enumerate() {
                *slot = (0..COUNT).map(|last| all[last] * weight[last][next]).sum::<f32>() * scores[next];
            }
            let sum = next_all.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            now.iter_mut().chain(&mut next_all).for_each(|cell| *cell /= sum);
            (through, all) = (now, next_all);
        }
        let Some(after) = self.backward.get(end - 1) else {
            return 0.0;
        };
        let mass = |cells: &[f32; COUNT]| cells.iter().zip(after).map(|(a, b)| a * b).sum::<f32>();
        (mass(&through) / mass(&all).max(f32::MIN_POSITIVE)).clamp(0.0, 1.0)
    }
}

fn normalize(cells: &mut [f32; COUNT]) {
    let sum = cells.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    cells.iter_mut().for_each(|cell| *cell /= sum);
}
