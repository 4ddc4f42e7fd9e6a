//! Trainers "confidence" and "confidence-accurate": the curves in `crates/dateline-tagger/data/confidence.tsv`.
//!
//! Of the fast tier, names on a third of the training documents are looked at, found by a model that has learned from the
//! rest. The accurate tier's network has learned from all of that, and training it anew takes hours; so its
//! curves are fitted to every other document of the development sets, and `xtask eval` measures on the documents
//! between them. "confidence" makes the curves of both, "confidence-accurate" those of the accurate tier alone, in
//! seconds, for whatever network and pool are there.
//!
//! A curve of the fast tier is an isotonic regression (Barlow and others, 1972): names are sorted by sureness and put into
//! bins, and neighbours that are not in order are pooled. The accurate tier has a tenth as many names, and a
//! [`Logistic`]. Sets weigh alike, however large they are.

use super::development::{is_fitted_to, look};
use super::logistic::{self, Case, Logistic};
use super::tagger::{HeldOut, each_held};
use crate::data::coarse::{self, TitlesInside};
use anyhow::{Context, Result};
use dateline_eval::MentionCounts;
use dateline_tagger::Tagger;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FILE: &str = "crates/dateline-tagger/data/confidence.tsv";

/// Names that a bin holds at least.
const BIN: usize = 50;
/// Names that a curve is fitted to at least. A rule with fewer goes by the curve of all, and where all are fewer,
/// sureness stays as it is: a bin or two measure nothing.
const LEAST: usize = 200;

/// One name: how sure its rule was, whether it was right, and how much it weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    sure: f32,
    right: bool,
    weight: f64,
}

/// Names by set, coarse label and rule.
#[derive(Default)]
struct Names {
    seen: BTreeMap<(String, String, String), Vec<(f32, bool)>>,
}

impl Names {
    fn note(&mut self, set: &str, gold: &[dateline_eval::Labelled<'_>], ours: &[coarse::Ours<'_>]) {
        let system: Vec<_> = ours.iter().map(|name| name.it).collect();
        let wrong = MentionCounts::new().add(gold, &system).spurious;
        for (index, name) in ours.iter().enumerate() {
            let key = (set.to_owned(), name.it.2.to_owned(), name.rule.to_owned());
            let right = wrong.binary_search(&index).is_err();
            self.seen.entry(key).or_default().push((name.confidence, right));
        }
    }

    fn note_held(&mut self, held: &HeldOut<'_>) {
        self.note(held.source, &held.gold, &held.ours);
    }

    /// What a name of each set weighs, 1000 for all of them together.
    fn weights(&self) -> BTreeMap<&str, f64> {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for ((set, ..), names) in &self.seen {
            *sizes.entry(set).or_default() += names.len();
        }
        let weight = |size: usize| 1000.0 / size.max(1) as f64;
        sizes.into_iter().map(|(set, size)| (set, weight(size))).collect()
    }

    /// The fast tier's lines.
    fn curves(&self, tier: &str) -> String {
        let weights = self.weights();
        let mut curves: BTreeMap<(&str, &str), Vec<Seen>> = BTreeMap::new();
        for ((set, label, rule), names) in &self.seen {
            let weight = weights.get(set.as_str()).copied().unwrap_or(0.0);
            let seen = names.iter().map(|(sure, right)| Seen {
                sure: *sure,
                right: *right,
                weight,
            });
            curves.entry((label, rule)).or_default().extend(seen.clone());
            curves.entry((label, "*")).or_default().extend(seen);
        }
        let mut lines = String::new();
        for ((label, rule), mut seen) in curves {
            if seen.len() < LEAST {
                continue;
            }
            lines.push_str(&format!("{tier}\t{label}\t{rule}"));
            for (sure, right) in curve(&mut seen) {
                lines.push_str(&format!("\t{sure:.3}={right:.3}"));
            }
            lines.push('\n');
        }
        lines
    }
}

/// The types that the lines of the accurate tier tell apart.
const TYPES: [&str; logistic::KINDS] = ["PER", "ORG", "LOC", "MISC"];
/// What the tagger calls what it found together with the network.
const POOLED: &str = "accurate";
/// Where curves are told.
const POINTS: [f64; 16] = [
    0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.985, 0.995, 0.999,
];

impl Names {
    /// The accurate tier's lines.
    fn smooth_curves(&self, tier: &str) -> String {
        let weights = self.weights();
        let mut cases = Vec::new();
        for ((set, label, rule), names) in &self.seen {
            let Some(kind) = TYPES.iter().position(|known| known == label) else {
                continue;
            };
            cases.extend(names.iter().map(|(sure, right)| Case {
                sure: *sure,
                right: *right,
                weight: weights.get(set.as_str()).copied().unwrap_or(0.0),
                kind,
                by_rule: rule != POOLED,
            }));
        }
        let mean = cases.iter().map(|case| case.weight).sum::<f64>() / cases.len().max(1) as f64;
        for case in &mut cases {
            case.weight /= mean;
        }
        let fitted = Logistic::fit(&cases);
        let mut lines = String::new();
        for (kind, label) in TYPES.iter().enumerate() {
            for rule in ["*", POOLED] {
                lines.push_str(&format!("{tier}\t{label}\t{rule}"));
                for sure in POINTS {
                    let chance = fitted.chance(sure, kind, rule != POOLED);
                    lines.push_str(&format!("\t{sure:.3}={chance:.3}"));
                }
                lines.push('\n');
            }
        }
        lines
    }
}

/// The part of the training documents that is held out: one holds names enough.
const PART: usize = 0;

/// Makes all curves anew.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let mut names = Names::default();
    each_held(data, PART, |held| names.note_held(held))?;
    replace(root, "fast", &names.curves("fast"))?;
    train_accurate(data, root)
}

/// Makes the accurate tier's curves anew.
///
/// # Errors
/// As [`train`]'s.
pub fn train_accurate(data: &Path, root: &Path) -> Result<()> {
    let tagger = Tagger::new().map_err(anyhow::Error::new)?.without_curves();
    let titles = TitlesInside::new()?;
    let mut names = Names::default();
    for doc in look(data)?.iter().filter(|doc| is_fitted_to(doc.number)) {
        doc.names(&tagger, &titles, |gold, ours| names.note(doc.set, gold, ours))?;
    }
    replace(root, "accurate", &names.smooth_curves("accurate"))
}

/// Puts a tier's lines in the place of those that are there.
fn replace(root: &Path, tier: &str, lines: &str) -> Result<()> {
    let path = root.join(FILE);
    let old = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut all: Vec<&str> = old
        .lines()
        .filter(|line| !line.starts_with(&format!("{tier}\t")))
        .chain(lines.lines())
        .collect();
    // The head stays where it is, the fast tier before the accurate one.
    all.sort_by_key(|line| (!line.starts_with('#'), !line.starts_with("fast")));
    fs::write(&path, all.join("\n") + "\n").with_context(|| path.display().to_string())?;
    println!(
        "{}: {} curves of the {tier} tier",
        path.display(),
        lines.lines().count()
    );
    Ok(())
}

/// A non-decreasing curve through what was seen: points of sureness and how many were right.
fn curve(seen: &mut [Seen]) -> Vec<(f32, f64)> {
    seen.sort_by(|a, b| a.sure.total_cmp(&b.sure));
    let bins = (seen.len() / BIN).clamp(1, 12);
    let mut pools: Vec<Pool> = Vec::new();
    let mut rest = &*seen;
    for bin in 0..bins {
        let (part, after) = rest.split_at(rest.len() / (bins - bin));
        rest = after;
        pools.push(Pool::of(part));
        while let [.., before, last] = pools.as_mut_slice() {
            if before.right() < last.right() && before.sure() < last.sure() {
                break;
            }
            before.join(last);
            pools.pop();
        }
    }
    pools.iter().map(|pool| (pool.sure(), pool.right())).collect()
}

/// Names that are told one confidence.
struct Pool {
    weight: f64,
    sure: f64,
    right: f64,
}

impl Pool {
    fn of(seen: &[Seen]) -> Self {
        let sum = |of: fn(&Seen) -> f64| seen.iter().map(|seen| seen.weight * of(seen)).sum::<f64>();
        Self {
            weight: sum(|_| 1.0),
            sure: sum(|seen| f64::from(seen.sure)),
            right: sum(|seen| f64::from(u8::from(seen.right))),
        }
    }

    fn join(&mut self, other: &Self) {
        self.weight += other.weight;
        self.sure += other.sure;
        self.right += other.right;
    }

    /// The mean sureness, to three digits as it is written.
    fn sure(&self) -> f32 {
        (self.sure / self.weight.max(f64::MIN_POSITIVE) * 1000.0).round() as f32 / 1000.0
    }

    fn right(&self) -> f64 {
        self.right / self.weight.max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_rises_and_keeps_the_mean() {
        // Right in a part of all that falls between 0.3 and 0.5 and rises else.
        let part = |sure: f32| {
            if (0.3..0.5).contains(&sure) {
                0.6 - sure
            } else {
                sure
            }
        };
        let mut seen: Vec<Seen> = (0..1000)
            .map(|at| {
                let sure = at as f32 / 1000.0;
                let right = (at * 7919 % 1000) as f32 / 1000.0 < part(sure);
                Seen {
                    sure,
                    right,
                    weight: 1.0,
                }
            })
            .collect();
        let points = curve(&mut seen);
        assert!(
            points
                .windows(2)
                .all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1)
        );
        assert!(points.len() > 5 && points.len() < 12, "{points:?}");
        let last = points.last().unwrap();
        assert!((last.1 - f64::from(last.0)).abs() < 0.1, "{points:?}");
    }

    #[test]
    fn few_names_make_one_point() {
        let of = |sure, right| Seen {
            sure,
            right,
            weight: 2.0,
        };
        assert_eq!(curve(&mut [of(0.5, true), of(0.7, false)]), [(0.6, 0.5)]);
    }
}
