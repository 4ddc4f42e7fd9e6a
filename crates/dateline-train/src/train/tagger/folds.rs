//! The tagger on documents that its model has not learned from, by cross-validation over the training data.
//!
//! Features and settings are judged here, as the development sets only measure, and confidences are fitted here.

use super::corpus::{Held, SOURCES, Source};
use super::learn;
use crate::data::bio;
use crate::data::coarse::{self, Ours, TitlesInside};
use anyhow::Result;
use dateline_eval::{Calibration, Labelled, MentionCounts};
use dateline_tagger::Tagger;
use std::collections::BTreeMap;
use std::path::Path;

/// In how many parts the documents are cut.
const FOLDS: usize = 3;

/// One held-out document, as the tagger has it whose model does not know it.
pub(crate) struct HeldOut<'a> {
    /// The source's file.
    pub(crate) source: &'static str,
    /// The source's names.
    pub(crate) gold: Vec<Labelled<'static>>,
    /// Ours, with titles joined where the source keeps them inside names, and confidences without curves.
    pub(crate) ours: Vec<Ours<'a>>,
}

/// Learns without the documents of part `rest`, and shows these.
///
/// # Errors
/// Data that is not there.
pub(crate) fn each_held(data: &Path, rest: usize, mut see: impl FnMut(&HeldOut<'_>)) -> Result<()> {
    let titles = TitlesInside::new()?;
    let held = Held::Part { rest, of: FOLDS };
    let model = learn(data, held)?;
    // The tagger borrows its model for as long as a program runs; a few of them do no harm to a trainer.
    let tagger = Tagger::with_model(Vec::leak(model))
        .map_err(anyhow::Error::new)?
        .without_curves();
    for source in SOURCES {
        for piece in documents(data, source, held)? {
            let mut doc = piece.document()?;
            doc.apply(&tagger)?;
            let misc = source.has_all_kinds();
            let mut ours = coarse::ours(&doc, &piece, misc);
            if source.keeps_titles() {
                titles.join(&doc, &piece, &mut ours);
            }
            see(&HeldOut {
                source: source.name,
                gold: coarse::gold(&piece, misc),
                ours,
            });
        }
    }
    Ok(())
}

fn documents(data: &Path, source: &Source, held: Held) -> Result<Vec<bio::Doc>> {
    if !source.is_scored {
        return Ok(Vec::new());
    }
    let docs = bio::source(data, source.name)?.into_iter().enumerate();
    let held = docs.filter(|(number, _)| held.holds(source, *number));
    Ok(held.map(|(_, doc)| doc).collect())
}

/// Prints F1 and calibration of the tagger, rules included, on held-out parts of the training data.
///
/// # Errors
/// Data that is not there.
pub fn folds(data: &Path, _root: &Path) -> Result<()> {
    let mut all: BTreeMap<&str, (MentionCounts, Calibration)> = BTreeMap::new();
    for rest in 0..FOLDS {
        each_held(data, rest, |held| {
            let (counts, sure) = all.entry(held.source).or_default();
            let system: Vec<Labelled<'_>> = held.ours.iter().map(|name| name.it).collect();
            let wrong = counts.add(&held.gold, &system).spurious;
            for (index, name) in held.ours.iter().enumerate() {
                sure.add(name.confidence, wrong.binary_search(&index).is_err());
            }
        })?;
        println!("after part {} of {FOLDS}", rest + 1);
        show(&all);
    }
    Ok(())
}

fn show(all: &BTreeMap<&str, (MentionCounts, Calibration)>) {
    for (source, (counts, sure)) in all {
        let total = counts.total(|_| true);
        print!(
            "{source}: F1 {:.2} (precision {:.2}, recall {:.2})",
            total.f1(),
            total.precision(),
            total.recall()
        );
        for (label, counts) in counts.labels() {
            print!(", {label} {:.2}", counts.f1());
        }
        println!(
            "; confidence is {:.3} off, {:+.3} in the mean",
            sure.expected_error(),
            sure.excess()
        );
    }
}
