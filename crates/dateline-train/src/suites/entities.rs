//! The suite `entities`: names on the development sets with given tokens, and on the gold articles.
//!
//! On the sets with coarse labels GPE, LOC and FAC count as LOC, and, where MISC is scored, everything that
//! is no person, organization or place as MISC.

use super::Setup;
use crate::data::{bio, gold};
use anyhow::{Result, anyhow};
use dateline_core::layers::{Label, Mention, Names, tokens_within};
use dateline_core::{Annotator, Document, Registry, Settings};
use dateline_eval::{Labelled, MentionCounts, Metrics};
use dateline_syntax::Accurate;
use std::collections::BTreeMap;

/// Scores the tagger, in the accurate tier on that network's candidates.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut registry = Registry::new();
    dateline_tokenizer::plugin(&mut registry)?;
    dateline_tagger::plugin(&mut registry)?;
    let build = |name: &str| -> Result<Box<dyn Annotator>> {
        Ok((registry.find_stage(name)?.build)(Settings::default())?)
    };
    let (tokenizer, tagger) = (build("tokenizer")?, build("tagger")?);
    let before: Option<Box<dyn Annotator>> = match setup.accurate {
        true => Some(Box::new(Accurate::shipped()?.parse(false))),
        false => None,
    };
    let stages: Vec<&dyn Annotator> = before.iter().chain([&tagger]).map(|stage| &**stage).collect();
    let mut metrics = Metrics::new();
    for (set, misc) in [
        ("uner_ewt_dev", false),
        ("gum_clean_dev", false),
        ("crossner_politics_dev", true),
    ] {
        let (counts, sure) = given_tokens(setup, set, misc, &stages)?;
        metrics.add(format!("{set}_calibration_error"), sure.expected_error());
        for (label, counts) in counts.labels() {
            metrics.add(format!("{set}_{}_f1", label.to_lowercase()), counts.f1());
        }
        metrics.add_counts(set, counts.total(|_| true));
    }
    let counts = articles(setup, &*tokenizer, &stages)?;
    for (label, counts) in counts.labels() {
        metrics.add(format!("gold_{}_f1", label.to_lowercase()), counts.f1());
    }
    metrics.add_counts("gold_names", counts.total(|_| true));
    Ok(metrics)
}

/// The coarse label of a fine one.
fn coarse(label: Label, misc: bool) -> Option<&'static str> {
    match label {
        Label::Person => Some("PER"),
        Label::Org => Some("ORG"),
        Label::Gpe | Label::Loc | Label::Fac => Some("LOC"),
        Label::Title | Label::Url | Label::Email | Label::Handle => None,
        _ => misc.then_some("MISC"),
    }
}

fn given_tokens(
    setup: Setup<'_>,
    set: &str,
    misc: bool,
    stages: &[&dyn Annotator],
) -> Result<(MentionCounts, Confidence)> {
    let mut counts = MentionCounts::new();
    let mut errors = Errors::default();
    let mut sure = Confidence::default();
    for piece in bio::source(setup.data, set)? {
        let mut doc = piece.document()?;
        for stage in stages {
            doc.apply(*stage)?;
        }
        let gold: Vec<Labelled<'_>> = piece
            .entities
            .iter()
            .filter_map(|entity| {
                let label = match entity.label.as_str() {
                    "PER" => "PER",
                    "ORG" => "ORG",
                    "LOC" => "LOC",
                    "MISC" | "EVENT" if misc => "MISC",
                    _ => return None,
                };
                Some((entity.first as u32, entity.end as u32, label))
            })
            .collect();
        let names = doc.layer::<Names>().unwrap_or_default();
        let (system, confidence): (Vec<Labelled<'_>>, Vec<f32>) = names
            .iter()
            .filter_map(|name| {
                let tokens = tokens_within(&piece.tokens, name.span);
                let it = (tokens.start as u32, tokens.end as u32, coarse(name.label, misc)?);
                Some((it, name.confidence))
            })
            .unzip();
        let comparison = counts.add(&gold, &system);
        for (index, confidence) in confidence.into_iter().enumerate() {
            sure.add(confidence, comparison.spurious.binary_search(&index).is_err());
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
    Ok((counts, sure))
}

/// Confidences in ten bins, each with how often they were right.
#[derive(Default)]
struct Confidence {
    /// Number, sum of the confidences, number of right ones.
    bins: [(f64, f64, f64); 10],
}

impl Confidence {
    fn add(&mut self, confidence: f32, right: bool) {
        let index = ((confidence * 10.0) as usize).min(9);
        if let Some((count, sum, correct)) = self.bins.get_mut(index) {
            *count += 1.0;
            *sum += f64::from(confidence);
            *correct += f64::from(u8::from(right));
        }
    }

    /// The expected calibration error: how far confidence and precision are apart, in 0 to 1.
    fn expected_error(&self) -> f64 {
        let all: f64 = self.bins.iter().map(|(count, ..)| count).sum();
        self.bins
            .iter()
            .map(|(_, sum, correct)| (sum - correct).abs())
            .sum::<f64>()
            / all.max(1.0)
    }
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
