//! How much opinions weigh: what the stage's own model and a network's chances of names say together is a logarithmic opinion pool (Heskes 1998,
//! "Selecting Weighting Factors in Logarithmic Opinion Pools"), in which each opinion's scores count by its weight.
//!
//! The model has labels for the last token of a name and for its only one, the chances have none: beginning there means
//! beginning or standing alone here, going on there means to stand inside or last.

use crate::confidence::Tier;
use crate::error::DataError;
use crate::model::labels::{COUNT, OUTSIDE, Place, TYPES, label};
use dateline_core::layers::{NameChance, NameKind};

const FILE: &str = "pool.tsv";

/// How much each opinion weighs, from `data/pool.tsv`. All together tell how sure the pool is of itself: where they are
/// doubled, the same names are found, surer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool {
    /// By what the model's scores, those of transitions too, are multiplied; above zero.
    pub model: f32,
    /// By what the logarithms of the chances are multiplied; not below zero.
    pub chances: f32,
    /// By what the logarithms of what a word is thought to be in its other places are multiplied; not below zero.
    pub again: f32,
}

impl Pool {
    /// The weights that come with the crate for the network of this tier.
    ///
    /// # Errors
    /// [`DataError`] where the embedded data is broken, which a test excludes.
    pub(crate) fn built_in(tier: Tier) -> Result<Self, DataError> {
        Self::parse(FILE, include_str!("../data/pool.tsv"), tier)
    }

    fn parse(file: &str, content: &str, tier: Tier) -> Result<Self, DataError> {
        let tier = tier.name();
        let lines = content.lines().filter(|line| !line.starts_with('#'));
        let mut found = lines.filter_map(|line| {
            let (name, weights) = line.split_once('\t')?;
            (name == tier).then_some(weights)
        });
        let pool = found.next().and_then(|weights| {
            let mut weights = weights.split('\t').map(str::parse);
            let [model, chances, again] = [
                weights.next()?.ok()?,
                weights.next()?.ok()?,
                weights.next()?.ok()?,
            ];
            weights.next().is_none().then_some(Self {
                model,
                chances,
                again,
            })
        });
        let sound = |pool: &Self| {
            let finite = [pool.model, pool.chances, pool.again]
                .iter()
                .all(|weight| weight.is_finite());
            finite && pool.model > 0.0 && pool.chances >= 0.0 && pool.again >= 0.0
        };
        let wrong = || {
            DataError::new(
                file,
                format!("has to have one line for “{tier}” with three weights"),
            )
        };
        pool.filter(|pool| sound(pool) && found.next().is_none())
            .ok_or_else(wrong)
    }

    /// Joins what a network thinks of one token, if it was asked, to the model's scores of its labels.
    pub(crate) fn join(&self, scores: &mut [f32; COUNT], chance: Option<&NameChance>) {
        for score in scores.iter_mut() {
            *score *= self.model;
        }
        let Some(chance) = chance else { return };
        scores[OUTSIDE] += self.chances * chance.outside;
        for (kind, name_kind) in KINDS.into_iter().enumerate() {
            let begins = self.chances * chance.begins[name_kind as usize];
            let goes_on = self.chances * chance.goes_on[name_kind as usize];
            scores[label(kind, Place::Begin)] += begins;
            scores[label(kind, Place::Unit)] += begins;
            scores[label(kind, Place::Inside)] += goes_on;
            scores[label(kind, Place::Last)] += goes_on;
        }
    }
}

/// What the model's types are called in the chances.
const KINDS: [NameKind; TYPES.len()] = [NameKind::Person, NameKind::Org, NameKind::Place, NameKind::Other];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Decoder, Segment, Transitions};

    fn token(begins: [f32; 4], goes_on: [f32; 4]) -> NameChance {
        let rest = 1.0 - begins.iter().chain(&goes_on).sum::<f32>();
        NameChance {
            outside: rest.ln(),
            begins: begins.map(|chance| chance.max(1e-6).ln()),
            goes_on: goes_on.map(|chance| chance.max(1e-6).ln()),
        }
    }

    /// The names of a sentence of which the model knows nothing.
    fn found(pool: Pool, chances: &[NameChance]) -> Vec<Segment> {
        let mut decoder = Decoder::default();
        for chance in chances {
            let mut scores = [0.0; COUNT];
            pool.join(&mut scores, Some(chance));
            decoder.push(scores);
        }
        let mut found = Vec::new();
        decoder.decode(&Transitions::new([[0.0; COUNT]; COUNT]), |name| found.push(name));
        found
    }

    #[test]
    fn where_the_model_says_nothing_the_chances_decide() {
        let pool = Pool {
            model: 1.0,
            chances: 1.0,
            again: 0.0,
        };
        let one = token([0.0, 0.0, 0.9, 0.0], [0.0; 4]);
        let (first, last) = (
            token([0.8, 0.1, 0.0, 0.0], [0.0; 4]),
            token([0.0; 4], [0.9, 0.0, 0.0, 0.0]),
        );
        let none = token([0.0; 4], [0.0; 4]);
        let names = found(pool, &[one, none, first, last]);
        let shown: Vec<_> = names
            .iter()
            .map(|name| (name.first, name.end, name.kind))
            .collect();
        assert_eq!(shown, [(0, 1, 2), (2, 4, 0)]);
        // A name alone is as probable as its chance; of two tokens, as all that both may be makes it: 0.8 × 0.9 in 0.8 × 0.9 +
        // 0.8 × 0.1 (the first alone) + 0.1 × 0.1 (of another kind) + 0.1 × 0.1 (no name).
        assert!((names[0].probability - 0.9).abs() < 1e-3, "{names:?}");
        assert!((names[1].probability - 0.72 / 0.82).abs() < 1e-3, "{names:?}");
    }

    #[test]
    fn weights_make_it_surer() {
        let pool = Pool {
            model: 1.0,
            chances: 2.0,
            again: 0.0,
        };
        let unsure = [token([0.55, 0.0, 0.0, 0.0], [0.0; 4])];
        let squared = 0.55_f32.powi(2) / (0.55_f32.powi(2) + 0.45_f32.powi(2));
        assert!((found(pool, &unsure)[0].probability - squared).abs() < 1e-3);
    }

    #[test]
    fn files_that_are_none_are_refused() {
        for tier in Tier::ALL {
            assert!(Pool::built_in(tier).is_ok());
        }
        for content in [
            "",
            "fast\t1\t1",
            "accurate\t1\t1\t1",
            "fast\t1\tx\t1",
            "fast\t0\t1\t1",
            "fast\t1\t1\t1\t1",
            "fast\t1\t1\t1\nfast\t1\t1\t1",
            "fast\t1\t-1\t1",
            "fast\t1\tNaN\t1",
            "fast\t1\t1\t-1",
            "#fast\t1\t1\t1",
        ] {
            assert!(Pool::parse("x.tsv", content, Tier::Fast).is_err(), "{content}");
        }
    }
}
