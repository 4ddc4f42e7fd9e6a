//! Trainer "propositions": the weights of confidences, in `crates/dateline-relations/data/propositions/confidence.tsv`.
//!
//! A ridge regression of each proposition's precision on CaRB's development set, which is all of CaRB that is at
//! hand, on the pattern that found it and its shape: twenty weights, drawn to the mean of all propositions. Before
//! it writes, it tells what CaRB's metric gives if each half of the sentences gets the weights of the other half.

use crate::data::carb::{self, Extractor};
use anyhow::{Context, Result};
use dateline_core::layers::{Proposition, Sentences, Tokens, tokens_within};
use dateline_core::{Document, Span};
use dateline_eval::{CarbSentence, carb_precisions, score_carb};
use dateline_relations::PropositionStage;
use dateline_syntax::Syntax;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FILE: &str = "crates/dateline-relations/data/propositions/confidence.tsv";

/// How strongly weights are drawn to where they start.
const RIDGE: f64 = 3.0;

/// What a proposition has of each named weight.
type Features = BTreeMap<String, f64>;

/// Fits the weights.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let gold = carb::read(&data.join("openie/carb/dev.tsv"))?;
    let (syntax, propositions) = (Syntax::shipped()?, PropositionStage::new()?);
    let mut extractor = Extractor::new(&syntax, &propositions)?;
    let mut all: Vec<(CarbSentence, Vec<Features>)> = Vec::new();
    for gold in &gold {
        all.push(extractor.score(gold, features)?);
    }
    let half = |which: usize| all.iter().enumerate().filter(move |(at, _)| at % 2 == which);
    let mut crossed = Vec::new();
    for which in 0..2 {
        let weights = fit(half(1 - which).map(|(_, one)| one));
        crossed.extend(half(which).map(|(_, (sentence, features))| {
            let mut sentence = sentence.clone();
            for (tuple, features) in sentence.system.iter_mut().zip(features) {
                tuple.confidence = (confidence(&weights, features) * 1000.0).round() / 1000.0;
            }
            sentence
        }));
    }
    let scores = score_carb(&crossed);
    let best = scores.best.context("no propositions")?;
    println!(
        "weights of the other half: F1 {:.2}, AUC {:.2}",
        100.0 * best.f1(),
        100.0 * scores.area
    );
    let weights = fit(all.iter());
    let path = root.join(FILE);
    let old = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut new: String = old
        .lines()
        .filter(|line| line.starts_with('#'))
        .fold(String::new(), |all, line| all + line + "\n");
    for (name, weight) in &weights {
        new.push_str(&format!("{name}\t{weight:.3}\n"));
    }
    fs::write(&path, new).with_context(|| path.display().to_string())?;
    println!("{}: {} weights", path.display(), weights.len());
    Ok(())
}

/// What a proposition has of each weight, as the head of the file says.
fn features(doc: &Document, proposition: &Proposition) -> Features {
    let tokens = doc.layer::<Tokens>().unwrap_or_default();
    let words = |span: Span| tokens_within(tokens, span).len();
    let tens = |count: usize, free: usize, most: usize| count.saturating_sub(free).min(most) as f64 / 10.0;
    let rule = doc.get(proposition.evidence.rule);
    let pattern = rule.rsplit('/').next().unwrap_or(rule);
    let sentence = (proposition.evidence.sentence)
        .and_then(|id| doc.layer::<Sentences>()?.get(id.index()))
        .map_or(0, |sentence| sentence.tokens().len());
    let longest = proposition.objects.iter().map(|span| words(*span)).max();
    let mut features = Features::from([
        (pattern.to_owned(), 1.0),
        ("sentence".to_owned(), tens(sentence, 0, 60)),
        ("subject".to_owned(), tens(words(proposition.subject), 4, 12)),
        ("longest".to_owned(), tens(longest.unwrap_or(0), 12, 30)),
    ]);
    // One argument is where the others are measured from; nouns have always one.
    let count = proposition.objects.len().min(3);
    if CLAUSES.contains(&pattern) && count != 1 {
        features.insert(format!("arguments {count}"), 1.0);
    }
    features
}

/// The patterns of clauses.
const CLAUSES: [&str; 8] = [
    "verb",
    "copula",
    "joined",
    "controlled",
    "adverbial",
    "participle",
    "relative",
    "shared",
];

/// Weights that begin at the mean of all; the others begin at 0.
fn is_pattern(name: &str) -> bool {
    !matches!(name, "sentence" | "subject" | "longest") && !name.starts_with("arguments")
}

fn confidence(weights: &BTreeMap<String, f64>, features: &Features) -> f64 {
    let sum: f64 = (features.iter())
        .map(|(name, value)| weights.get(name).copied().unwrap_or(0.0) * value)
        .sum();
    sum.clamp(0.02, 0.98)
}

fn fit<'a>(all: impl Iterator<Item = &'a (CarbSentence, Vec<Features>)>) -> BTreeMap<String, f64> {
    let mut rows: Vec<(&Features, f64)> = Vec::new();
    for (sentence, features) in all {
        rows.extend(features.iter().zip(carb_precisions(sentence)));
    }
    let mean = rows.iter().map(|(_, precision)| precision).sum::<f64>() / rows.len().max(1) as f64;
    let names: Vec<&String> = {
        let mut names: Vec<&String> = rows.iter().flat_map(|(features, _)| features.keys()).collect();
        names.sort();
        names.dedup();
        names
    };
    let start: Vec<f64> = names
        .iter()
        .map(|name| if is_pattern(name) { mean } else { 0.0 })
        .collect();
    let place = |name: &String| names.binary_search(&name).unwrap_or(0);
    // The normal equations, for what is left once the start has had its part.
    let size = names.len();
    let mut matrix = vec![vec![0.0; size + 1]; size];
    for (at, row) in matrix.iter_mut().enumerate() {
        row[at] = RIDGE;
    }
    for (features, precision) in &rows {
        let begun: f64 = features
            .iter()
            .map(|(name, value)| start[place(name)] * value)
            .sum();
        for (name, value) in *features {
            let row = &mut matrix[place(name)];
            for (other, more) in *features {
                row[place(other)] += value * more;
            }
            row[size] += value * (precision - begun);
        }
    }
    let moved = solve(matrix);
    let weights = start.iter().zip(moved).map(|(start, moved)| start + moved);
    names.into_iter().cloned().zip(weights).collect()
}

/// Solves a symmetric, positive definite system, its right side the last column, by Gauss's elimination.
fn solve(mut matrix: Vec<Vec<f64>>) -> Vec<f64> {
    let size = matrix.len();
    for at in 0..size {
        let pivot = matrix[at].clone();
        for row in matrix.iter_mut().skip(at + 1) {
            let factor = row[at] / pivot[at];
            for (cell, above) in row.iter_mut().zip(&pivot).skip(at) {
                *cell -= factor * above;
            }
        }
    }
    let mut solution = vec![0.0; size];
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size)
            .map(|other| matrix[at][other] * solution[other])
            .sum();
        solution[at] = (matrix[at][size] - known) / matrix[at][at];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn a_small_system_is_solved() {
        // 4x + y = 1, x + 3y = 2.
        let found = solve(vec![vec![4.0, 1.0, 1.0], vec![1.0, 3.0, 2.0]]);
        assert!((found[0] - 1.0 / 11.0).abs() < 1e-12 && (found[1] - 7.0 / 11.0).abs() < 1e-12);
    }
}
