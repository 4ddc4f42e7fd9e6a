//! What decides places at a glance: logistic regression over a few features, and from where on it is sure.
//!
//! Where that is, is told by places that the weights did not learn from: half of the places are scored by weights
//! learned from the other half, and the sums at which hardly any is wrong are the bounds.

use super::Example;
use dateline_tokenizer::training::shape::GLANCE_WEIGHTS;

const EPOCHS: usize = 8;
const RATE: f32 = 0.2;
/// How many steps of a weight's byte make one logit.
const STEPS: f32 = 12.0;
/// Of so many places below the lower bound, one may be an end; of so many above the upper bound, one may be none.
const PURE: usize = 100;

/// What is learned.
pub(super) struct Glance {
    pub(super) weights: Vec<i8>,
    pub(super) low: i32,
    pub(super) high: i32,
}

impl Glance {
    /// What sees nothing.
    pub(super) fn blind() -> Self {
        Self {
            weights: Vec::new(),
            low: i32::MIN,
            high: i32::MAX,
        }
    }

    /// Learns the examples.
    pub(super) fn train(examples: &[Example]) -> Self {
        let half = |odd: bool| {
            let part = examples.iter().enumerate();
            part.filter(move |(at, _)| (at / 64 % 2 == 1) == odd)
                .map(|(_, example)| example)
        };
        let mut sums: Vec<(i32, bool)> = Vec::new();
        for odd in [false, true] {
            let weights = learn(half(!odd));
            sums.extend(half(odd).map(|example| (sum(&weights, example), example.ends)));
        }
        sums.sort_unstable();
        let low = bound(&sums, true);
        sums.reverse();
        let high = bound(&sums, false);
        Self {
            weights: learn(examples.iter()),
            low,
            high,
        }
    }

    /// The file's part.
    pub(super) fn file(&self) -> Vec<u8> {
        let mut file = Vec::new();
        file.extend(self.low.to_le_bytes());
        file.extend(self.high.to_le_bytes());
        file.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
        file
    }
}

fn sum(weights: &[i8], example: &Example) -> i32 {
    let weights = example.seen.iter().map(|place| weights[usize::from(*place)]);
    weights.map(i32::from).sum()
}

/// The last of the sums, in their order, up to which hardly any place is the `odd` one out.
fn bound(sums: &[(i32, bool)], odd: bool) -> i32 {
    let mut bound = if odd { i32::MIN } else { i32::MAX };
    let mut wrong = 0;
    for (at, (sum, ends)) in sums.iter().enumerate() {
        wrong += usize::from(*ends == odd);
        // Places with the same sum fall together.
        let last = sums.get(at + 1).is_none_or(|(next, _)| next != sum);
        if last && wrong * PURE <= at + 1 {
            bound = *sum;
        }
    }
    bound
}

fn learn<'e>(examples: impl Iterator<Item = &'e Example> + Clone) -> Vec<i8> {
    let mut weights = vec![0.0f32; GLANCE_WEIGHTS];
    let mut squares = vec![1.0f32; GLANCE_WEIGHTS];
    for epoch in 0..EPOCHS {
        let pace = 1.0 - 0.8 * epoch as f32 / EPOCHS as f32;
        for example in examples.clone() {
            let score: f32 = example
                .seen
                .iter()
                .map(|place| weights[usize::from(*place)])
                .sum();
            let error = f32::from(u8::from(example.ends)) - 1.0 / (1.0 + (-score).exp());
            for place in &example.seen {
                let place = usize::from(*place);
                squares[place] += error * error;
                weights[place] += pace * RATE * error / squares[place].sqrt();
            }
        }
    }
    weights
        .iter()
        .map(|weight| (weight * STEPS).round().clamp(-127.0, 127.0) as i8)
        .collect()
}
