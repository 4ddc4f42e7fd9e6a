//! The net: a linear part and one hidden layer over hashed features, and how it is trained.
//!
//! Logistic loss, stochastic gradient descent with AdaGrad's step sizes that shrink to a fifth; features and
//! units are dropped at random (Srivastava and others 2014), and the weights of the second half of the epochs
//! are averaged. All chance comes from a generator with a fixed seed, so that the same data gives the same
//! bytes.

use super::Example;
use super::chance::Chance;
use dateline_tokenizer::training::Asked;
use dateline_tokenizer::training::shape::{FULL, LINEAR_SCALE, MAGIC, NEAR, ROWS, UNITS, WEIGHTS};

const EPOCHS: usize = 12;
/// Step size of the linear part.
const RATE: f32 = 0.1;
/// Step size of the rows.
const ROW_RATE: f32 = 0.05;
/// The same for what is not hashed: the units' biases and outputs.
const UNIT_RATE: f32 = 0.05;
/// Step size of the score's bias, which has no step sizes of its own.
const BIAS_RATE: f32 = 0.002;
/// Where the sums of squares begin. Far above zero, so that rare features learn slowly: they would else take
/// all of an example's error on themselves and leave nothing to learn to those that generalize.
const CAUTION: f32 = 1.0;
/// How many features, and how many units, are dropped.
const DROPPED: f32 = 0.2;
/// Ends are rarer than other places, and a missed one costs as much as a false one.
const WEIGHT_OF_ENDS: f32 = 1.5;
/// What a unit begins with, and the width of the range of a row's first values.
const FIRST: (f32, f32) = (0.3, 0.1);
/// How many steps of a weight's byte make one logit.
const STEPS: f32 = 64.0;

type Units = [f32; UNITS];

/// The weights.
#[derive(Clone)]
pub(super) struct Net {
    weights: Vec<f32>,
    rows: Vec<Units>,
    biases: Units,
    outputs: Units,
    bias: f32,
}

impl Net {
    fn new(chance: &mut Chance) -> Self {
        let (bias, width) = FIRST;
        let row = |chance: &mut Chance| std::array::from_fn(|_| (chance.unit() - 0.5) * width);
        Self {
            weights: vec![0.0; WEIGHTS],
            rows: (0..ROWS).map(|_| row(chance)).collect(),
            biases: [bias; UNITS],
            // Half of the units speak for an end, half against.
            outputs: std::array::from_fn(|unit| if unit % 2 == 0 { 1.0 } else { -1.0 }),
            bias: 0.0,
        }
    }

    fn filled(value: f32) -> Self {
        Self {
            weights: vec![value; WEIGHTS],
            rows: vec![[value; UNITS]; ROWS],
            biases: [value; UNITS],
            outputs: [value; UNITS],
            bias: value,
        }
    }

    /// The score in logits.
    pub(super) fn score(&self, asked: &Asked) -> f32 {
        self.sum(&asked.linear, &asked.hidden)
    }

    /// The score of what is near alone.
    pub(super) fn near(&self, asked: &Asked) -> f32 {
        self.sum(&asked.linear[..NEAR.0], &asked.hidden[..NEAR.1])
    }

    fn sum(&self, linear: &[u32], hidden: &[u32]) -> f32 {
        let linear: f32 = linear.iter().map(|feature| self.weights[*feature as usize]).sum();
        let units = self.units(hidden, 1.0);
        let hidden = units.iter().zip(&self.outputs);
        self.bias
            + linear
            + hidden
                .map(|(unit, output)| unit.clamp(0.0, 1.0) * output)
                .sum::<f32>()
    }

    fn units(&self, features: &[u32], scale: f32) -> Units {
        let mut units = self.biases;
        for feature in features {
            for (unit, weight) in units.iter_mut().zip(&self.rows[*feature as usize % ROWS]) {
                *unit += weight * scale;
            }
        }
        units
    }

    /// Learns the examples.
    pub(super) fn train(mut examples: Vec<&Example>) -> Self {
        let mut chance = Chance::new(0x2545_f491_4f6c_dd1d);
        let mut net = Self::new(&mut chance);
        let mut squares = Self::filled(CAUTION);
        let mut sum = Self::filled(0.0);
        let averaged = EPOCHS - EPOCHS / 2;
        for epoch in 0..EPOCHS {
            chance.shuffle(&mut examples);
            let pace = 1.0 - 0.8 * epoch as f32 / EPOCHS as f32;
            for example in &examples {
                net.learn(example, &mut squares, pace, &mut chance);
            }
            if epoch + averaged >= EPOCHS {
                sum.add(&net, 1.0 / averaged as f32);
            }
        }
        sum
    }

    fn learn(&mut self, example: &Example, squares: &mut Self, pace: f32, chance: &mut Chance) {
        let scale = 1.0 / (1.0 - DROPPED);
        let mut kept = |features: &[u32]| -> Vec<u32> {
            let kept = features.iter().filter(|_| chance.unit() >= DROPPED);
            kept.copied().collect()
        };
        let (linear, hidden) = (kept(&example.asked.linear), kept(&example.asked.hidden));
        let on: Units = std::array::from_fn(|_| if chance.unit() < DROPPED { 0.0 } else { scale });
        let units = self.units(&hidden, scale);
        let mut score = self.bias;
        score += linear
            .iter()
            .map(|feature| self.weights[*feature as usize] * scale)
            .sum::<f32>();
        for unit in 0..UNITS {
            score += self.outputs[unit] * units[unit].clamp(0.0, 1.0) * on[unit];
        }
        let probability = 1.0 / (1.0 + (-score).exp());
        let error = if example.ends {
            example.weight * WEIGHT_OF_ENDS * (1.0 - probability)
        } else {
            -example.weight * probability
        };
        let step = |weight: &mut f32, square: &mut f32, gradient: f32, rate: f32| {
            *square += gradient * gradient;
            *weight += pace * rate * gradient / square.sqrt();
        };
        for feature in linear {
            let at = feature as usize;
            step(&mut self.weights[at], &mut squares.weights[at], error, RATE);
        }
        let mut back = [0.0; UNITS];
        for unit in 0..UNITS {
            let value = units[unit];
            if value > 0.0 && value < 1.0 {
                back[unit] = error * self.outputs[unit] * on[unit];
            }
            let gradient = error * value.clamp(0.0, 1.0) * on[unit];
            step(
                &mut self.outputs[unit],
                &mut squares.outputs[unit],
                gradient,
                UNIT_RATE,
            );
            step(
                &mut self.biases[unit],
                &mut squares.biases[unit],
                back[unit],
                UNIT_RATE,
            );
        }
        for feature in hidden {
            let at = feature as usize % ROWS;
            let (row, squares) = (&mut self.rows[at], &mut squares.rows[at]);
            for unit in 0..UNITS {
                step(&mut row[unit], &mut squares[unit], back[unit], ROW_RATE);
            }
        }
        self.bias += pace * BIAS_RATE * error;
    }

    fn add(&mut self, other: &Self, share: f32) {
        let add = |to: &mut f32, from: &f32| *to += from * share;
        let pairs = self.weights.iter_mut().zip(&other.weights);
        pairs.for_each(|(to, from)| add(to, from));
        let (to, from) = (self.rows.iter_mut().flatten(), other.rows.iter().flatten());
        to.zip(from).for_each(|(to, from)| add(to, from));
        for unit in 0..UNITS {
            add(&mut self.biases[unit], &other.biases[unit]);
            add(&mut self.outputs[unit], &other.outputs[unit]);
        }
        add(&mut self.bias, &other.bias);
    }

    /// The model's file up to its tables: see `dateline-tokenizer`'s `sentence/model.rs`.
    pub(super) fn file(&self, leaning: f32, sure: f32) -> Vec<u8> {
        let byte = |value: f32| value.round().clamp(-127.0, 127.0) as i8;
        let short = |value: f32| value.round().clamp(-32_767.0, 32_767.0) as i16;
        let full = f32::from(FULL);
        let whole = STEPS * LINEAR_SCALE as f32;
        let mut file = MAGIC.to_vec();
        file.extend(
            self.weights
                .iter()
                .map(|weight| byte(weight * STEPS).cast_unsigned()),
        );
        file.extend(
            self.rows
                .iter()
                .flatten()
                .map(|weight| byte(weight * full).cast_unsigned()),
        );
        file.extend(
            self.biases
                .iter()
                .flat_map(|bias| short(bias * full).to_le_bytes()),
        );
        let outputs = self.outputs.iter();
        file.extend(outputs.flat_map(|output| short(output * whole / full).to_le_bytes()));
        file.extend((((self.bias - leaning) * whole).round() as i32).to_le_bytes());
        file.extend(((sure * whole).round() as i32).to_le_bytes());
        file
    }
}
