//! The suite `entities`: names on the development sets with given tokens, and on the gold articles.
//!
//! On the sets with coarse labels GPE, LOC and FAC count as LOC, and, where MISC is scored, everything that
//! is no person, organization or place as MISC. GUM, which keeps titles and courtesy inside persons' names, is scored
//! twice: as the ontology has them, and, as `gum_clean_dev_titles_joined`, translated into GUM's convention by
//! [`TitlesInside`]; its calibration error is that of the translation, since a confidence speaks of a name and not of a
//! convention. The curves of names found together with a network are fitted to these sets, so that their calibration errors
//! are a little too good; `train confidence-pooled` prints cross-fitted ones. In the fast tier it is scored
//! once more alone, without the chances of names that the stage `syntax` gives, as `SET_alone`.

use super::Setup;
use crate::data::coarse::{self, TitlesInside};
use crate::data::{bio, gold};
use crate::train::development::Network;
use anyhow::{Context, Result, anyhow};
use dateline_core::layers::{Label, Mention, Names};
use dateline_core::{Annotator, Document, Registry, Settings};
use dateline_eval::{Calibration, Labelled, MentionCounts, Metrics};
use dateline_tagger::Tagger;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Scores the tagger, in the accurate tier together with that network.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut registry = Registry::new();
    dateline_tokenizer::plugin(&mut registry)?;
    let tokenizer = (registry.find_stage("tokenizer")?.build)(Settings::default())?;
    let tagger: Box<dyn Annotator> = Box::new(tagger(setup.tagger)?);
    let network = match setup.accurate {
        true => Network::Accurate,
        false => Network::Fast,
    };
    let before = network.stage()?;
    let stages: [&dyn Annotator; 2] = [&*before, &*tagger];
    let mut metrics = Metrics::new();
    for (set, misc) in SETS {
        let scored = given_tokens(setup, set, misc, &stages)?;
        metrics.add(format!("{set}_calibration_error"), scored.sure.expected_error());
        metrics.add(format!("{set}_confidence_excess"), scored.sure.excess());
        for (label, counts) in scored.counts.labels() {
            metrics.add(format!("{set}_{}_f1", label.to_lowercase()), counts.f1());
        }
        metrics.add_counts(set, scored.counts.total(|_| true));
        if !setup.accurate {
            let alone = given_tokens(setup, set, misc, &[&*tagger])?;
            metrics.add_counts(&format!("{set}_alone"), alone.counts.total(|_| true));
            let error = alone.sure.expected_error();
            metrics.add(format!("{set}_alone_calibration_error"), error);
        }
        if set == GUM {
            metrics.add_counts(&format!("{set}_titles_joined"), scored.joined.total(|_| true));
        }
    }
    let counts = articles(setup, &*tokenizer, &stages)?;
    for (label, counts) in counts.labels() {
        metrics.add(format!("gold_{}_f1", label.to_lowercase()), counts.f1());
    }
    metrics.add_counts("gold_names", counts.total(|_| true));
    Ok(metrics)
}

/// The tagger that is shipped, or with the model and the curves in a folder.
fn tagger(folder: Option<&Path>) -> Result<Tagger> {
    let Some(folder) = folder else {
        return Tagger::new().map_err(anyhow::Error::new);
    };
    let path = folder.join("tagger.bin");
    // The tagger borrows its model for as long as the program runs.
    let model = fs::read(&path)
        .with_context(|| path.display().to_string())?
        .leak();
    let path = folder.join("confidence.tsv");
    let curves = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let tagger = Tagger::with_model(model).and_then(|it| it.with_curves("confidence.tsv", &curves));
    tagger.map_err(anyhow::Error::new)
}

/// The sets with given tokens, and whether MISC is scored.
const SETS: [(&str, bool); 3] = [
    ("uner_ewt_dev", false),
    (GUM, false),
    ("crossner_politics_dev", true),
];

/// The set whose annotation keeps titles inside persons' names.
const GUM: &str = "gum_clean_dev";

/// How one set came out.
#[derive(Default)]
struct Scored {
    counts: MentionCounts,
    /// With titles and courtesy joined to the persons behind them.
    joined: MentionCounts,
    sure: Calibration,
}

fn given_tokens(setup: Setup<'_>, set: &str, misc: bool, stages: &[&dyn Annotator]) -> Result<Scored> {
    let mut scored = Scored::default();
    let mut errors = Errors::default();
    let titles = TitlesInside::new()?;
    for piece in bio::source(setup.data, set)? {
        let mut doc = piece.document()?;
        for stage in stages {
            doc.apply(*stage)?;
        }
        let gold = coarse::gold(&piece, misc);
        let mut ours = coarse::ours(&doc, &piece, misc);
        let system: Vec<Labelled<'_>> = ours.iter().map(|name| name.it).collect();
        let comparison = scored.counts.add(&gold, &system);
        titles.join(&doc, &piece, &mut ours);
        let joined: Vec<Labelled<'_>> = ours.iter().map(|name| name.it).collect();
        let as_joined = scored.joined.add(&gold, &joined);
        let wrong = if set == GUM { &as_joined } else { &comparison };
        for (index, name) in ours.iter().enumerate() {
            let right = wrong.spurious.binary_search(&index).is_err();
            scored.sure.add(name.confidence, right);
        }
        let surface = |it: &Labelled<'_>| {
            let tokens = piece.tokens.get(it.0 as usize..it.1 as usize).unwrap_or_default();
            let span = tokens
                .first()
                .zip(tokens.last())
                .map(|(first, last)| first.span.join(last.span));
            format!("{} {}", it.2, span.map_or("", |span| doc.slice(span)))
        };
        errors.note(
            "missed",
            comparison
                .missed
                .iter()
                .filter_map(|at| gold.get(*at))
                .map(surface),
        );
        errors.note(
            "spurious",
            comparison
                .spurious
                .iter()
                .filter_map(|at| system.get(*at))
                .map(surface),
        );
    }
    errors.show(setup, set);
    Ok(scored)
}

fn articles(setup: Setup<'_>, tokenizer: &dyn Annotator, stages: &[&dyn Annotator]) -> Result<MentionCounts> {
    let mut counts = MentionCounts::new();
    let mut errors = Errors::default();
    for article in gold::read(setup.gold)? {
        let mut doc = Document::from_text(&article.text)?;
        doc.apply(tokenizer)?;
        for stage in stages {
            doc.apply(*stage)?;
        }
        let names = doc.layer::<Names>().ok_or_else(|| anyhow!("no names"))?;
        let free = |start: u32, end: u32| {
            article.mentions.iter().any(|mention| {
                mention.optional && (mention.at.start as u32) < end && start < mention.at.end as u32
            })
        };
        let value = |label: &str| Label::from_name(label).is_some_and(Label::is_value);
        let gold: Vec<Labelled<'_>> = article
            .mentions
            .iter()
            .filter(|mention| !mention.optional && !value(&mention.label))
            .map(|mention| {
                (
                    mention.at.start as u32,
                    mention.at.end as u32,
                    mention.label.as_str(),
                )
            })
            .collect();
        let labelled = |name: &Mention| {
            (
                name.span.start(),
                name.span.end(),
                name.label.name(|text| doc.get(text)),
            )
        };
        let system: Vec<Labelled<'_>> = names
            .iter()
            .map(labelled)
            .filter(|it| !free(it.0, it.1))
            .collect();
        let comparison = counts.add(&gold, &system);
        let surface = |it: &Labelled<'_>| {
            let text = article.text.get(it.0 as usize..it.1 as usize).unwrap_or("");
            format!("{} {text}", it.2)
        };
        errors.note(
            "missed",
            comparison
                .missed
                .iter()
                .filter_map(|at| gold.get(*at))
                .map(surface),
        );
        errors.note(
            "spurious",
            comparison
                .spurious
                .iter()
                .filter_map(|at| system.get(*at))
                .map(surface),
        );
    }
    errors.show(setup, "gold");
    Ok(counts)
}

/// What went wrong, by kind and surface, with counts.
#[derive(Default)]
struct Errors {
    seen: BTreeMap<(&'static str, String), usize>,
}

impl Errors {
    fn note(&mut self, kind: &'static str, surfaces: impl Iterator<Item = String>) {
        for surface in surfaces {
            *self.seen.entry((kind, surface)).or_default() += 1;
        }
    }

    fn show(&self, setup: Setup<'_>, set: &str) {
        if !setup.show {
            return;
        }
        let mut worst: Vec<_> = self.seen.iter().collect();
        worst.sort_by_key(|(_, count)| usize::MAX - **count);
        println!("{set}: the most frequent errors");
        for ((kind, surface), count) in worst.iter().take(80) {
            println!("  {count:>3} {kind:<8} {surface}");
        }
    }
}
