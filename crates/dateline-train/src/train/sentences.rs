//! Trainer "sentences": the model of sentence ends in `dateline-tokenizer`.
//!
//! Logistic regression over the places where the tokenizer lets the model decide, on the training parts of
//! EWT and GUM, by stochastic gradient descent with AdaGrad's step sizes; then each weight becomes one byte.
//! The order of the examples comes from a generator with a fixed seed, so the same data gives the same bytes.

use crate::data::conllu;
use anyhow::{Context, Result};
use dateline_tokenizer::training::{WEIGHTS, each_decision, write};
use dateline_tokenizer::{Conventions, Scratch, Tokenizer};
use std::collections::HashSet;
use std::fs;
use std::path::Path;

const EPOCHS: usize = 12;
const RATE: f32 = 0.1;
/// How strongly weights are drawn to zero.
const DECAY: f32 = 1e-5;
/// Ends are rarer than other places, and a missed one costs as much as a false one.
const WEIGHT_OF_ENDS: f32 = 1.5;
/// Weights beyond this are cut: the range of a byte.
const RANGE: f32 = 3.0;

/// One place: its features, and whether a sentence ends there.
struct Example {
    features: Vec<u32>,
    ends: bool,
}

/// Trains `models/sentences.bin`.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn run(data: &Path, root: &Path) -> Result<()> {
    let mut examples = Vec::new();
    for (name, conventions) in [("ewt", Conventions::Ewt), ("gum", Conventions::Gum)] {
        let docs = conllu::read(&data.join("ud").join(name).join("train.conllu"))?;
        let tokenizer = Tokenizer::builder().conventions(conventions).build()?;
        let (mut tokens, mut scratch) = (Vec::new(), Scratch::new());
        for doc in &docs {
            tokenizer.tokens_into(&doc.text, &mut tokens, &mut scratch)?;
            let ends: HashSet<u32> = doc.sentences.iter().map(|sentence| sentence.span.end()).collect();
            each_decision(&doc.text, &tokens, conventions, |index, features| {
                let ends = tokens
                    .get(index)
                    .is_some_and(|token| ends.contains(&token.span.end()));
                if let Some(features) = features {
                    examples.push(Example {
                        features: features.to_vec(),
                        ends,
                    });
                }
                ends
            })?;
        }
    }
    let weights = descend(&examples);
    let scale = 127.0 / RANGE;
    let bytes: Vec<i8> = weights
        .iter()
        .map(|weight| (weight * scale).round().clamp(-127.0, 127.0) as i8)
        .collect();
    let path = root.join("models/sentences.bin");
    fs::write(&path, write(&bytes)).with_context(|| path.display().to_string())?;
    let positive = examples.iter().filter(|example| example.ends).count();
    println!("{}: {} places, {positive} ends", path.display(), examples.len());
    Ok(())
}

fn descend(examples: &[Example]) -> Vec<f32> {
    let mut weights = vec![0f32; WEIGHTS];
    let mut squares = vec![1e-2f32; WEIGHTS];
    let mut average = vec![0f64; WEIGHTS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for epoch in 0..EPOCHS {
        for index in (1..order.len()).rev() {
            // xorshift64*
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            let random = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
            order.swap(index, (random % (index as u64 + 1)) as usize);
        }
        for example in order.iter().filter_map(|index| examples.get(*index)) {
            let score: f32 = example
                .features
                .iter()
                .map(|feature| weights[*feature as usize])
                .sum();
            let chance = 1.0 / (1.0 + (-score).exp());
            let error = if example.ends {
                WEIGHT_OF_ENDS * (1.0 - chance)
            } else {
                -chance
            };
            for feature in &example.features {
                let at = *feature as usize;
                let gradient = error - DECAY * weights[at];
                squares[at] += gradient * gradient;
                weights[at] += RATE * gradient / squares[at].sqrt();
            }
        }
        if epoch >= EPOCHS / 2 {
            for (sum, weight) in average.iter_mut().zip(&weights) {
                *sum += f64::from(*weight);
            }
        }
    }
    let epochs = (EPOCHS - EPOCHS / 2) as f64;
    average.into_iter().map(|sum| (sum / epochs) as f32).collect()
}
