//! Trainer "confidence-pooled": the curves in `crates/dateline-tagger/data/confidence.tsv` for names that the tagger finds
//! together with the network of either tier, for whatever models and pools are there, in seconds.
//!
//! The networks have learned from all training data, so that curves are fitted to the development sets. These are few
//! names: a curve is a logistic regression of seven numbers, and how strongly it is held where sureness is taken at its word
//! is chosen by cross-validation. Calibration errors are printed by cross-fitting: the names of each quarter of the documents
//! go through curves that are fitted to the other three; the curves that are written are fitted to all.

use super::confidence::replace;
use super::development::{Network, look};
use super::logistic::{self, Case, Logistic};
use crate::data::coarse::TitlesInside;
use anyhow::Result;
use dateline_eval::{Calibration, Labelled, MentionCounts};
use dateline_tagger::Tagger;
use std::collections::BTreeMap;
use std::path::Path;

/// The types that the lines tell apart.
const TYPES: [&str; logistic::KINDS] = ["PER", "ORG", "LOC", "MISC"];
/// Where curves are told.
const POINTS: [f64; 16] = [
    0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.985, 0.995, 0.999,
];
/// Documents are cut in so many parts to choose how strongly curves are held.
const PARTS: usize = 4;

/// Makes both tiers' curves anew.
///
/// # Errors
/// Data or a network that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    for network in Network::ALL {
        let sets = cases(data, network)?;
        let cases: Vec<Case> = sets.values().flatten().copied().collect();
        let ridge = Logistic::choose(&cases, PARTS);
        println!("{} names, held by {ridge}", cases.len());
        for (set, error) in errors(&sets, &cases, ridge) {
            println!("  {set}: calibration error {error:.3}");
        }
        replace(
            root,
            network.name(),
            &lines(network, &Logistic::fit(&cases, ridge)),
        )?;
    }
    Ok(())
}

/// The names of all documents, by set. Sets weigh alike, however large they are.
fn cases(data: &Path, network: Network) -> Result<BTreeMap<&'static str, Vec<Case>>> {
    let tagger = Tagger::new().map_err(anyhow::Error::new)?.without_curves();
    let titles = TitlesInside::new()?;
    let mut sets: BTreeMap<&'static str, Vec<Case>> = BTreeMap::new();
    for doc in look(data, Some(network))? {
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
                            by_rule: name.rule != network.rule(),
                            part: doc.number % PARTS,
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
    Ok(sets)
}

/// For each set the calibration error of names that go through curves of which they have no part.
fn errors<'s>(sets: &BTreeMap<&'s str, Vec<Case>>, cases: &[Case], ridge: f64) -> Vec<(&'s str, f64)> {
    let fitted: Vec<Logistic> = (0..PARTS)
        .map(|part| {
            let rest: Vec<Case> = cases.iter().filter(|case| case.part != part).copied().collect();
            Logistic::fit(&rest, ridge)
        })
        .collect();
    let error = |cases: &Vec<Case>| {
        let mut sure = Calibration::default();
        for case in cases {
            if let Some(fitted) = fitted.get(case.part) {
                let chance = fitted.chance(case.sure.into(), case.kind, case.by_rule);
                sure.add(chance as f32, case.right);
            }
        }
        sure.expected_error()
    };
    sets.iter().map(|(set, cases)| (*set, error(cases))).collect()
}

fn lines(network: Network, fitted: &Logistic) -> String {
    let pooled = network.rule();
    let mut lines = String::new();
    for (kind, label) in TYPES.iter().enumerate() {
        for rule in ["*", pooled] {
            lines.push_str(&format!("{}\t{label}\t{rule}", network.name()));
            for sure in POINTS {
                let chance = fitted.chance(sure, kind, rule != pooled);
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
        let lines = lines(Network::Fast, &Logistic::fit(&[], 5.0));
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
