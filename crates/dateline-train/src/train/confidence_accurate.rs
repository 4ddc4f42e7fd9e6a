//! Trainer "confidence-accurate": the accurate tier's curves in `crates/dateline-tagger/data/confidence.tsv`, for whatever
//! models and pool are there, in seconds.
//!
//! They are fitted to every other document of the development sets (`is_fitted_to`), and `xtask eval entities` measures
//! on the documents between. These are few names, so that a curve is a logistic regression; how strongly it is held where sureness
//! is taken at its word is chosen by cross-validation over the documents that are fitted to.

use super::confidence::replace;
use super::development::{is_fitted_to, look};
use super::logistic::{self, Case, Logistic};
use crate::data::coarse::TitlesInside;
use anyhow::Result;
use dateline_eval::{Labelled, MentionCounts};
use dateline_tagger::Tagger;
use std::collections::BTreeMap;
use std::path::Path;

/// The types that the lines tell apart.
const TYPES: [&str; logistic::KINDS] = ["PER", "ORG", "LOC", "MISC"];
/// What the tagger calls what it found together with the network.
const POOLED: &str = "accurate";
/// Where curves are told.
const POINTS: [f64; 16] = [
    0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.985, 0.995, 0.999,
];
/// Documents are cut in so many parts to choose how strongly curves are held.
const PARTS: usize = 4;

/// Makes the accurate tier's curves anew.
///
/// # Errors
/// Data or a network that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let cases = cases(data)?;
    let ridge = Logistic::choose(&cases, PARTS);
    println!("{} names, held by {ridge}", cases.len());
    replace(root, "accurate", &lines(&Logistic::fit(&cases, ridge)))
}

/// The names of the documents that curves are fitted to. Sets weigh alike, however large they are.
fn cases(data: &Path) -> Result<Vec<Case>> {
    let tagger = Tagger::new().map_err(anyhow::Error::new)?.without_curves();
    let titles = TitlesInside::new()?;
    let mut sets: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for doc in look(data)?.iter().filter(|doc| is_fitted_to(doc.number)) {
        let cases = sets.entry(doc.set).or_default();
        doc.names(&tagger, &titles, |gold, ours| {
            let system: Vec<Labelled<'_>> = ours.iter().map(|name| name.it).collect();
            let wrong = MentionCounts::new().add(gold, &system).spurious;
            for (index, name) in ours.iter().enumerate() {
                cases.extend(
                    TYPES
                        .iter()
                        .position(|known| *known == name.it.2)
                        .map(|kind| Case {
                            sure: name.confidence,
                            right: wrong.binary_search(&index).is_err(),
                            weight: 1.0,
                            kind,
                            by_rule: name.rule != POOLED,
                            part: doc.number / 2 % PARTS,
                        }),
                );
            }
        })?;
    }
    let mean = sets.values().map(Vec::len).sum::<usize>() as f64 / sets.len().max(1) as f64;
    for cases in sets.values_mut() {
        let weight = mean / cases.len().max(1) as f64;
        cases.iter_mut().for_each(|case| case.weight = weight);
    }
    Ok(sets.into_values().flatten().collect())
}

fn lines(fitted: &Logistic) -> String {
    let mut lines = String::new();
    for (kind, label) in TYPES.iter().enumerate() {
        for rule in ["*", POOLED] {
            lines.push_str(&format!("accurate\t{label}\t{rule}"));
            for sure in POINTS {
                let chance = fitted.chance(sure, kind, rule != POOLED);
                lines.push_str(&format!("\t{sure:.3}={chance:.3}"));
            }
            lines.push('\n');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_two_lines_that_rise() {
        let lines = lines(&Logistic::fit(&[], 5.0));
        assert_eq!(lines.lines().count(), 2 * TYPES.len());
        for line in lines.lines() {
            let points: Vec<f64> = line
                .split('\t')
                .skip(3)
                .filter_map(|point| point.split_once('=')?.1.parse().ok())
                .collect();
            assert_eq!(points, POINTS);
        }
    }
}
