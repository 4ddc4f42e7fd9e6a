//! Suite "carb": propositions on CaRB's development set, with CaRB's metric.
//!
//! The tuples are [`Proposition::tuple`](dateline_core::layers::Proposition::tuple)'s, nothing added or left out.
//! CaRB's area under the curve closes it with the point of precision 1 and recall 0, which flatters systems with few
//! different confidences; `carb_dev_auc_measured` is the area without that: what was measured, and nothing beyond the
//! highest confidence.

use super::Setup;
use crate::data::carb::{self, Extractor};
use anyhow::{Context, Result};
use dateline_core::Document;
use dateline_core::layers::Proposition;
use dateline_eval::{CarbSentence, Metrics, carb_precisions, score_carb};
use dateline_relations::PropositionStage;
use std::collections::BTreeMap;

/// Scores the shipped stages.
///
/// # Errors
/// Data that is not there, or a stage's.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let gold = carb::read(&setup.data.join("openie/carb/dev.tsv"))?;
    let syntax = setup.syntax()?;
    let propositions = PropositionStage::new()?;
    let mut extractor = Extractor::new(&*syntax, &propositions)?;
    let mut sentences: Vec<CarbSentence> = Vec::new();
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for gold in &gold {
        let name = |doc: &Document, it: &Proposition| doc.get(it.evidence.rule).to_owned();
        let (sentence, names) = extractor.score(gold, name)?;
        for ((name, tuple), precision) in names.iter().zip(&sentence.system).zip(carb_precisions(&sentence)) {
            let rule = rules.entry(name.clone()).or_default();
            rule.count += 1;
            rule.confidence += tuple.confidence;
            rule.precision += precision;
        }
        if setup.show {
            print(&gold.text, &sentence);
        }
        sentences.push(sentence);
    }
    let scores = score_carb(&sentences);
    let best = scores.best.context("no propositions")?;
    let closing = (scores.curve.last()).map_or(0.0, |last| last.recall * (last.precision + 1.0) / 2.0);
    println!(
        "{:<26} {:>6} {:>10} {:>11}",
        "rule", "count", "precision", "confidence"
    );
    for (name, rule) in &rules {
        let mean = |sum: f64| sum / f64::from(rule.count);
        let (precision, confidence) = (mean(rule.precision), mean(rule.confidence));
        println!(
            "{name:<26} {:>6} {precision:>10.3} {confidence:>11.3}",
            rule.count
        );
    }
    let mut metrics = Metrics::new();
    metrics.add("carb_dev_precision", 100.0 * best.precision);
    metrics.add("carb_dev_recall", 100.0 * best.recall);
    metrics.add("carb_dev_f1", 100.0 * best.f1());
    metrics.add("carb_dev_auc", 100.0 * scores.area);
    metrics.add("carb_dev_auc_measured", 100.0 * (scores.area - closing));
    metrics.add("carb_dev_confidence_of_best", best.confidence);
    let tuples: usize = sentences.iter().map(|sentence| sentence.system.len()).sum();
    metrics.add("carb_dev_tuples", tuples as f64);
    Ok(metrics)
}

/// What one rule found.
#[derive(Default)]
struct Rule {
    count: u32,
    precision: f64,
    confidence: f64,
}

/// Prints a sentence's tuples: the gold's, and the system's with their precision and confidence.
fn print(text: &str, sentence: &CarbSentence) {
    println!("{text}");
    for tuple in &sentence.gold {
        println!(
            "  gold          {} | {}",
            tuple.relation,
            tuple.arguments.join(" | ")
        );
    }
    for (tuple, precision) in sentence.system.iter().zip(carb_precisions(sentence)) {
        let arguments = tuple.arguments.join(" | ");
        println!(
            "  {precision:.2} at {:.3}  {} | {arguments}",
            tuple.confidence, tuple.relation
        );
    }
}
