//! The regression behind the scorer of relations: AdaGrad (Duchi and others 2011) over hashed features, one weight
//! after another in one order, so that the same pairs give the same bytes.

use super::relation_pairs::Example;
use dateline_model::hash_bytes;
use dateline_relations::training::BITS;

/// Times that every pair is seen.
const ROUNDS: u64 = 6;
/// The length of steps.
const RATE: f32 = 0.2;
/// What a pair of unannotated news counts.
const NEWS: f32 = 0.3;
/// Pairs that are told so well already teach nothing more.
const ENOUGH: f32 = 1e-3;

/// Learns weights from pairs.
pub(super) fn learn<'e>(examples: impl Iterator<Item = &'e Example>) -> Vec<f32> {
    let examples: Vec<&Example> = examples.collect();
    let mut weights = vec![0.0f32; 1 << BITS];
    let mut squares = vec![1e-6f32; 1 << BITS];
    for round in 0..ROUNDS {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        order.sort_by_cached_key(|at| hash_bytes(round, &(*at as u64).to_le_bytes()));
        for example in order.iter().filter_map(|at| examples.get(*at)) {
            let counts = if example.fold == 0 { NEWS } else { 1.0 };
            let wanted = if example.right { 1.0 } else { 0.0 };
            let slope = (chance(&weights, example) - wanted) * counts;
            if slope.abs() < ENOUGH {
                continue;
            }
            for row in &example.rows {
                let (Some(weight), Some(square)) =
                    (weights.get_mut(*row as usize), squares.get_mut(*row as usize))
                else {
                    continue;
                };
                *square += slope * slope;
                *weight -= RATE * slope / square.sqrt();
            }
        }
    }
    weights
}

/// What weights say of a pair.
pub(super) fn chance(weights: &[f32], example: &Example) -> f32 {
    let sum: f32 = example
        .rows
        .iter()
        .filter_map(|row| weights.get(*row as usize))
        .sum();
    1.0 / (1.0 + (-sum).exp())
}
