//! Trainer "confidence": the curves in `crates/dateline-tagger/data/confidence.tsv`.
//!
//! Those of the tagger's model alone: names on a third of the training documents are looked at, found by a model that has
//! learned from the rest. The curves of names that a network has a word in are fitted otherwise, by "confidence-pooled", which
//! this calls last.
//!
//! A curve is an isotonic regression (Barlow and others, 1972): names are sorted by sureness and put into
//! bins, and neighbours that are not in order are pooled. Sets weigh alike, however large they are.

use super::confidence_pooled;
use super::tagger::{HeldOut, each_held};
use crate::data::coarse;
use anyhow::{Context, Result};
use dateline_eval::MentionCounts;
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

    /// The curves' lines.
    fn curves(&self, tier: &str) -> String {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for ((set, ..), names) in &self.seen {
            *sizes.entry(set).or_default() += names.len();
        }
        let mut curves: BTreeMap<(&str, &str), Vec<Seen>> = BTreeMap::new();
        for ((set, label, rule), names) in &self.seen {
            let weight = 1000.0 / sizes.get(set.as_str()).copied().unwrap_or(1).max(1) as f64;
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

/// The part of the training documents that is held out: one holds names enough.
const PART: usize = 0;

/// Makes all curves anew.
///
/// # Errors
/// Data that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let mut names = Names::default();
    each_held(data, PART, |held| names.note_held(held))?;
    replace(root, "alone", &names.curves("alone"))?;
    confidence_pooled::train(data, root)
}

/// Puts a tier's lines in the place of those that are there.
pub(super) fn replace(root: &Path, tier: &str, lines: &str) -> Result<()> {
    let path = root.join(FILE);
    let old = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut all: Vec<&str> = old
        .lines()
        .filter(|line| !line.starts_with(&format!("{tier}\t")))
        .chain(lines.lines())
        .collect();
    // The head stays where it is, and the tiers in their order.
    all.sort_by_key(|line| {
        let starts = |start: &&str| line.starts_with(*start);
        ["#", "alone\t", "fast\t"].iter().position(starts).unwrap_or(3)
    });
    fs::write(&path, all.join("\n") + "\n").with_context(|| path.display().to_string())?;
    println!(
        "{}: {} curves of names found {tier}",
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
