//! Part of `cargo xtask train coref`: which dependents of a head belong to its phrase, learned from GUM train.
//!
//! Tags, trees and names are our own; the gold gives the spans. Of mentions with one head the shortest counts, which
//! is no coordination. Chains of one are left out: their spans are annotated with less care.

use super::coref::{Random, step};
use crate::data::{conllu, entity};
use crate::suites::coref::Stages;
use anyhow::Result;
use dateline_coref::training::{self, DEPENDENT_BITS};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Rounds over the data.
const ROUNDS: usize = 8;
/// The step of AdaGrad.
const RATE: f32 = 0.1;
/// Pull towards zero on every step of a weight.
const DECAY: f32 = 1e-4;
/// The part of features left out at each sight of an example.
const DROPPED: f32 = 0.2;
/// Documents are parted into so many parts, each told once by what the others teach.
const PARTS: usize = 4;

/// Whether a dependent belongs, and the rows that tell.
type Case = (bool, Vec<u32>);

/// The table, and what it is worth: what part of the dependents, in 100, is told rightly in documents held out.
///
/// # Errors
/// A gold that cannot be read, a stage that fails.
pub(super) fn learn(stages: &Stages, docs: &[conllu::Doc]) -> Result<(Vec<f32>, f32)> {
    let mut parts: Vec<Vec<Case>> = vec![Vec::new(); PARTS];
    for (number, gold) in docs.iter().enumerate() {
        if let Some(part) = parts.get_mut(number % PARTS) {
            part.extend(cases(stages, gold)?);
        }
    }
    let (mut right, mut all) = (0, 0);
    for (held, part) in parts.iter().enumerate() {
        let rest = parts.iter().enumerate().filter(|(number, _)| *number != held);
        let weights = fit(rest.flat_map(|(_, part)| part));
        all += part.len();
        right += part
            .iter()
            .filter(|(belongs, rows)| (score(&weights, rows.iter()) > 0.0) == *belongs)
            .count();
    }
    let worth = 100.0 * right as f32 / all.max(1) as f32;
    Ok((fit(parts.iter().flatten()), worth))
}

/// The dependents of a document's heads.
fn cases(stages: &Stages, gold: &conllu::Doc) -> Result<Vec<Case>> {
    let mentions = entity::mentions(gold)?;
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for mention in &mentions {
        *sizes.entry(mention.chain).or_default() += 1;
    }
    let mut phrases: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    for mention in mentions
        .iter()
        .filter(|it| sizes.get(&it.chain).is_some_and(|size| *size > 1))
    {
        let known = phrases
            .entry(mention.head(gold))
            .or_insert_with(|| mention.tokens.clone());
        if mention.tokens.len() < known.len() {
            *known = mention.tokens.clone();
        }
    }
    let phrases: Vec<(usize, Range<usize>)> = phrases.into_iter().collect();
    let mut found = Vec::new();
    stages.prepare(gold)?.insert(|view, _| {
        found = training::dependents(view, &phrases);
        Ok(())
    })?;
    Ok(found)
}

/// A logistic regression by gradient steps.
fn fit<'c>(cases: impl Iterator<Item = &'c Case>) -> Vec<f32> {
    let mut order: Vec<&Case> = cases.collect();
    let mut weights = vec![0.0_f32; 1 << DEPENDENT_BITS];
    let mut squares = vec![1e-6_f32; 1 << DEPENDENT_BITS];
    let mut random = Random(5);
    for _ in 0..ROUNDS {
        random.shuffle(&mut order);
        for (belongs, rows) in &order {
            let kept: Vec<&u32> = rows.iter().filter(|_| random.part() >= DROPPED).collect();
            let sure = 1.0 / (1.0 + (-score(&weights, kept.iter().copied())).exp());
            let gradient = sure - f32::from(u8::from(*belongs));
            for row in kept {
                let at = *row as usize;
                if let (Some(weight), Some(square)) = (weights.get_mut(at), squares.get_mut(at)) {
                    step(weight, square, gradient, RATE, DECAY);
                }
            }
        }
    }
    weights
}

fn score<'r>(weights: &[f32], rows: impl Iterator<Item = &'r u32>) -> f32 {
    rows.map(|row| weights.get(*row as usize).copied().unwrap_or(0.0))
        .sum()
}
