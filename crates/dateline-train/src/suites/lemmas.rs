//! Suite "lemmas": lemmas and features of words whose tags are given, on the development parts.

use super::Setup;
use crate::data::tagged::{self, Word};
use crate::train::lemmas::score;
use anyhow::Result;
use dateline_eval::Metrics;
use dateline_syntax::lemma::Lemmas;
use std::collections::BTreeMap;

/// Scores the shipped lemmas and features: percent of all words.
///
/// # Errors
/// A data set that is not there or not CoNLL-U.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut metrics = Metrics::new();
    let lemmas = Lemmas::built_in()?;
    for name in ["ewt", "gum"] {
        let words = tagged::read(&setup.data.join("ud").join(name).join("dev.conllu"))?;
        let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
        let score = score(&lemmas, &words, &mut |word: &Word, lemma, _| {
            if setup.show && lemma != word.lemma {
                let what = format!(
                    "{} {} {} {lemma} for {}",
                    word.upos.name(),
                    word.xpos,
                    word.form,
                    word.lemma
                );
                *wrong.entry(what).or_default() += 1;
            }
        });
        let (right, feats) = score.percent();
        metrics.add(format!("{name}_dev_lemmas"), right);
        metrics.add(format!("{name}_dev_features"), feats);
        for (what, count) in wrong {
            println!("{name} {count} {what}");
        }
    }
    Ok(metrics)
}
