//! `cargo xtask train pool`: how much the tagger's model, the network of either tier, and what a word is thought to be in its
//! other places weigh, in `crates/dateline-tagger/data/pool.tsv`.
//!
//! Weights are tried, rules and all, on the documents of the development sets that things are fitted to
//! (`is_fitted_to`). Which names are found hangs on what the two weigh beside each other, and is judged by F1; how
//! sure they are, on what they weigh together, their temperature (Guo and others, 2017), and is judged by the log loss of
//! sureness, before any curve. What other places say is weighed last, by F1, beside the model alone too. To be run again when either model has changed, before `train confidence-pooled`.

use super::development::{Looked, Network, is_fitted_to, look};
use crate::data::coarse::TitlesInside;
use anyhow::{Context, Result};
use dateline_eval::{Labelled, MentionCounts};
use dateline_tagger::{Pool, Tagger};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FILE: &str = "crates/dateline-tagger/data/pool.tsv";

/// What the network weighs for each one of the model's.
const RATIOS: [f32; 6] = [0.35, 0.5, 0.7, 1.0, 1.4, 2.0];
/// What the model weighs.
const SCALES: [f32; 5] = [0.2, 0.3, 0.4, 0.55, 0.75];

/// What a word's other places weigh.
const AGAIN: [f32; 7] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4];
/// The model without a network.
const ALONE: Pool = Pool {
    model: 1.0,
    chances: 0.0,
    again: 0.0,
};

/// Half of a set's documents.
#[derive(Default)]
struct Half {
    counts: MentionCounts,
    /// The sum of log losses, and of how many names.
    loss: f64,
    names: f64,
}

/// By set, the half that weights are fitted to and that between.
type Halves = BTreeMap<&'static str, [Half; 2]>;

/// Chooses the weights, shows how they do, and writes them.
///
/// # Errors
/// Data or a network that is not there, or a file that cannot be written.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let mut lines = String::new();
    for network in std::iter::once(None).chain(Network::ALL.map(Some)) {
        let name = network.map_or("alone", Network::name);
        println!("{name}");
        let docs = look(data, network)?;
        let pool = match network {
            Some(_) => choose(&docs)?,
            None => ALONE,
        };
        let Pool {
            model,
            chances,
            again,
        } = choose_again(&docs, pool)?;
        lines.push_str(&format!("{name}\t{model:.2}\t{chances:.2}\t{again:.2}\n"));
    }
    write(&root.join(FILE), &lines)
}

/// Chooses the weights beside one network.
fn choose(docs: &[Looked]) -> Result<Pool> {
    let titles = TitlesInside::new()?;
    let mut tagger = Tagger::new().map_err(anyhow::Error::new)?.without_curves();
    let mut found = [0.0; RATIOS.len()];
    let mut losses = [[0.0; SCALES.len()]; RATIOS.len()];
    for (at, ratio) in RATIOS.into_iter().enumerate() {
        for (place, scale) in SCALES.into_iter().enumerate() {
            let pool = pool(ratio, scale);
            tagger = tagger.with_pool(pool);
            let halves = score(docs, &tagger, &titles)?;
            show(pool, &halves);
            found[at] += mean(&halves, |half| half.counts.total(|_| true).f1()) / SCALES.len() as f64;
            losses[at][place] = mean(&halves, |half| half.loss / half.names.max(1.0));
        }
    }
    let ratio = best(&smooth(&found));
    let scale = best(&losses[ratio].map(|loss| -loss));
    let pool = pool(RATIOS[ratio], SCALES[scale]);
    println!("chosen: model {:.2}, chances {:.2}", pool.model, pool.chances);
    Ok(pool)
}

/// Chooses what a word's other places weigh beside the rest of `pool`.
fn choose_again(docs: &[Looked], pool: Pool) -> Result<Pool> {
    let titles = TitlesInside::new()?;
    let mut tagger = Tagger::new().map_err(anyhow::Error::new)?.without_curves();
    let mut found = [0.0; AGAIN.len()];
    for (f1, again) in found.iter_mut().zip(AGAIN) {
        let pool = Pool { again, ..pool };
        tagger = tagger.with_pool(pool);
        let halves = score(docs, &tagger, &titles)?;
        show(pool, &halves);
        *f1 = mean(&halves, |half| half.counts.total(|_| true).f1());
    }
    let again = AGAIN[best(&smooth(&found))];
    println!("chosen: again {again:.2}");
    Ok(Pool { again, ..pool })
}

const fn pool(ratio: f32, scale: f32) -> Pool {
    Pool {
        model: scale,
        chances: ratio * scale,
        again: 0.0,
    }
}

fn score(docs: &[Looked], tagger: &Tagger, titles: &TitlesInside) -> Result<Halves> {
    let mut all = Halves::new();
    for doc in docs {
        let half = &mut all.entry(doc.set).or_default()[usize::from(!is_fitted_to(doc.number))];
        doc.names(tagger, titles, |gold, ours| {
            let system: Vec<Labelled<'_>> = ours.iter().map(|name| name.it).collect();
            let wrong = half.counts.add(gold, &system).spurious;
            for (index, name) in ours.iter().enumerate() {
                let sure = f64::from(name.confidence).clamp(1e-3, 1.0 - 1e-3);
                let right = wrong.binary_search(&index).is_err();
                half.loss -= if right { sure.ln() } else { (1.0 - sure).ln() };
                half.names += 1.0;
            }
        })?;
    }
    Ok(all)
}

/// The mean over the sets, of the half that is fitted to.
fn mean(halves: &Halves, of: impl Fn(&Half) -> f64) -> f64 {
    halves.values().map(|[fitted, _]| of(fitted)).sum::<f64>() / halves.len().max(1) as f64
}

fn show(pool: Pool, halves: &Halves) {
    let Pool {
        model,
        chances,
        again,
    } = pool;
    print!("model {model:.2}, chances {chances:.2}, again {again:.2}: F1, loss;");
    for (set, both) in halves {
        print!(" {set}");
        for (name, half) in ["fitted", "between"].into_iter().zip(both) {
            let f1 = half.counts.total(|_| true).f1();
            print!(" {name} {f1:.1}, {:.3};", half.loss / half.names.max(1.0));
        }
    }
    println!();
}

/// Each value with half of those beside it: neighbours find nearly the same names, and differ by chance.
fn smooth<const COUNT: usize>(values: &[f64; COUNT]) -> [f64; COUNT] {
    std::array::from_fn(|at| {
        let beside = [at.checked_sub(1), Some(at + 1)];
        let beside = beside.into_iter().flatten().filter_map(|at| values.get(at));
        let (sum, count) = beside.fold((values[at], 1.0), |(sum, count), value| {
            (sum + value / 2.0, count + 0.5)
        });
        sum / count
    })
}

fn best(values: &[f64]) -> usize {
    let places = values.iter().enumerate();
    places.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at)
}

/// Puts the weights' lines in the place of those that are there.
fn write(path: &Path, lines: &str) -> Result<()> {
    let old = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let head = old.lines().filter(|line| line.starts_with('#'));
    let mut text: String = head.flat_map(|line| [line, "\n"]).collect();
    text.push_str(lines);
    fs::write(path, text).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ridge_is_better_than_a_peak() {
        assert_eq!(best(&[72.0, 70.0, 71.5, 71.6, 71.4]), 0);
        let smoothed = smooth(&[72.0, 70.0, 71.5, 71.6, 71.4]);
        assert_eq!(best(&smoothed), 3);
        assert!((smoothed[0] - (72.0 + 35.0) / 1.5).abs() < 1e-9);
    }
}
