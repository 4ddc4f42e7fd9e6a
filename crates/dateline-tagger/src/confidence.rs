//! From how sure models and rules say they are to how often they are right: curves from `data/confidence.tsv`.
//!
//! The thresholds of the stage's rules stand on the sureness that the model and the rules give themselves; only
//! what is written to users goes through the curves, last of all. A curve is non-decreasing and is measured on
//! texts that the model has not learned from, see `cargo xtask train confidence`.

use crate::error::DataError;
use crate::proposal::Proposal;
use dateline_core::layers::Label;

/// Who proposed the names of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    /// The stage's own model alone.
    Alone,
    /// Together with the fast tier's network.
    Fast,
    /// Together with the accurate tier's network.
    Accurate,
}

impl Tier {
    /// All, by their numbers.
    pub(crate) const ALL: [Self; 3] = [Self::Alone, Self::Fast, Self::Accurate];

    /// What it is called in data files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Fast => "fast",
            Self::Accurate => "accurate",
        }
    }

    /// The tier of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

/// The coarse types that corpora of names agree on, with their names in the file.
const TYPES: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// The type of a label; `None` for those that no corpus of names annotates.
const fn coarse(label: Label) -> Option<usize> {
    match label {
        Label::Person => Some(0),
        Label::Org => Some(1),
        Label::Gpe | Label::Loc | Label::Fac => Some(2),
        Label::Norp | Label::Event | Label::Law | Label::Product | Label::WorkOfArt | Label::Language => {
            Some(3)
        }
        _ => None,
    }
}

/// The curve of one tier, type and rule.
struct Curve {
    tier: Tier,
    kind: usize,
    /// The rule that found or settled the name; `*` for those that have no curve of their own.
    rule: String,
    /// Points, sureness and confidence, both in 0 to 1 and rising.
    points: Vec<(f32, f32)>,
}

/// All curves; without any, confidences stay as they are.
#[derive(Default)]
pub(crate) struct Curves(Vec<Curve>);

impl Curves {
    /// The curves that come with the crate.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub(crate) fn built_in() -> Result<Self, DataError> {
        Self::parse("confidence.tsv", include_str!("../data/confidence.tsv"))
    }

    pub(crate) fn parse(file: &str, content: &str) -> Result<Self, DataError> {
        let mut curves = Vec::new();
        for (number, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |reason: &str| DataError::at_line(file, number + 1, reason.to_owned());
            let mut cells = line.split('\t');
            let tier = cells
                .next()
                .and_then(Tier::from_name)
                .ok_or_else(|| bad("the tier is “alone”, “fast” or “accurate”"))?;
            let kind = cells
                .next()
                .and_then(|name| TYPES.iter().position(|known| *known == name))
                .ok_or_else(|| bad("the type is PER, ORG, LOC or MISC"))?;
            let rule = cells.next().ok_or_else(|| bad("names no rule"))?;
            let points = cells
                .map(|cell| {
                    let (sure, right) = cell.split_once('=')?;
                    Some((sure.parse().ok()?, right.parse().ok()?))
                })
                .collect::<Option<Vec<(f32, f32)>>>()
                .filter(|points| {
                    let sound = |(sure, right): &(f32, f32)| {
                        (0.0..=1.0).contains(sure) && (0.0..=1.0).contains(right)
                    };
                    let rises = points
                        .windows(2)
                        .all(|two| two[0].0 < two[1].0 && two[0].1 <= two[1].1);
                    !points.is_empty() && points.iter().all(sound) && rises
                })
                .ok_or_else(|| bad("points are “sureness=confidence”, in 0 to 1 and rising"))?;
            curves.push(Curve {
                tier,
                kind,
                rule: rule.to_owned(),
                points,
            });
        }
        Ok(Self(curves))
    }

    /// How often names like this one are right.
    pub(crate) fn of(&self, tier: Tier, proposal: &Proposal) -> f32 {
        let Some(kind) = coarse(proposal.label) else {
            return proposal.confidence;
        };
        let mut like = self
            .0
            .iter()
            .filter(|curve| curve.tier == tier && curve.kind == kind);
        let own = like.clone().find(|curve| curve.rule == proposal.rule);
        own.or_else(|| like.find(|curve| curve.rule == "*"))
            .map_or(proposal.confidence, |curve| {
                along(&curve.points, proposal.confidence)
            })
    }
}

/// The curve's value: straight between points, level beyond the ends.
fn along(points: &[(f32, f32)], at: f32) -> f32 {
    let next = points.partition_point(|(sure, _)| *sure < at);
    let after = points.get(next);
    let before = next.checked_sub(1).and_then(|place| points.get(place));
    match (before, after) {
        (Some(before), Some(after)) => {
            let part = (at - before.0) / (after.0 - before.0);
            before.1 + part * (after.1 - before.1)
        }
        (Some(only), None) | (None, Some(only)) => only.1,
        (None, None) => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(label: Label, rule: &'static str, confidence: f32) -> Proposal {
        Proposal {
            first: 0,
            end: 1,
            label,
            confidence,
            rule,
        }
    }

    #[test]
    fn a_rule_without_a_curve_goes_by_the_common_one() {
        let curves = Curves::parse(
            "x.tsv",
            "# c\nfast\tPER\t*\t0.2=0.4\t0.6=0.8\nfast\tPER\tmodel\t0.5=0.5\n",
        )
        .unwrap();
        let of = |label, rule, sure| curves.of(Tier::Fast, &proposal(label, rule, sure));
        assert!((of(Label::Person, "repeated", 0.4) - 0.6).abs() < 1e-6);
        assert_eq!(of(Label::Person, "repeated", 0.1), 0.4);
        assert_eq!(of(Label::Person, "repeated", 0.9), 0.8);
        assert_eq!(of(Label::Person, "model", 0.9), 0.5);
        assert_eq!(of(Label::Org, "model", 0.9), 0.9);
        assert_eq!(of(Label::Title, "model", 0.3), 0.3);
    }

    #[test]
    fn lines_that_are_none_are_named() {
        for line in [
            "slow\tPER\t*\t0.1=0.2",
            "fast\tXYZ\t*\t0.1=0.2",
            "fast\tPER",
            "fast\tPER\t*",
            "fast\tPER\t*\t0.1",
            "fast\tPER\t*\t0.1=2",
            "fast\tPER\t*\t0.1=0.5\t0.2=0.4",
        ] {
            let error = Curves::parse("x.tsv", line).err().map(|error| error.to_string());
            assert!(
                error.is_some_and(|error| error.starts_with("x.tsv: line 1: ")),
                "{line}"
            );
        }
    }

    #[test]
    fn every_tier_has_curves_for_persons_organizations_and_places() {
        let curves = Curves::built_in().unwrap();
        for tier in Tier::ALL {
            for kind in 0..3 {
                assert!(
                    curves
                        .0
                        .iter()
                        .any(|curve| curve.tier == tier && curve.kind == kind && curve.rule == "*"),
                    "{tier:?} {kind}"
                );
            }
        }
    }
}
