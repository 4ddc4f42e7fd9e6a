//! What limits chains of proper names on GUM dev: the suite's figures once more, with one thing taken from the gold.
//!
//! `named_heads` compares mentions by their heads, so that where a phrase ends counts for nothing; `named_joined`
//! keeps our mentions and joins them as the gold does; `named_given` gives coreference the gold's names, the longest
//! of those that nest, in the tagger's place.

use super::coref::{Stages, gold_chains, system_chains};
use crate::data::{conllu, entity};
use anyhow::Result;
use dateline_core::layers::{Label, Mention, MentionKind};
use dateline_core::{Document, Span};
use dateline_eval::{ChainScores, Metrics, Place};
use std::collections::BTreeMap;

/// The scores with one thing given.
#[derive(Default)]
pub(crate) struct Oracle {
    heads: ChainScores,
    joined: ChainScores,
    given: ChainScores,
}

impl Oracle {
    /// Adds a document, as the stages have made it.
    ///
    /// # Errors
    /// A gold that cannot be read, a stage that fails.
    pub(crate) fn add(&mut self, stages: &Stages, gold: &conllu::Doc, ours: &Document) -> Result<()> {
        let (theirs, chains) = (gold_chains(gold)?, system_chains(ours)?);
        let heads = |chains: &[Vec<(Place, usize)>]| -> Vec<Vec<Place>> {
            let place = |(_, head): &(Place, usize)| (*head as u32, *head as u32 + 1);
            chains
                .iter()
                .map(|chain| chain.iter().map(place).collect())
                .collect()
        };
        self.heads
            .add(&heads(&theirs.named_heads), &heads(&chains.named_heads));
        let mut chain_of: BTreeMap<Place, usize> = BTreeMap::new();
        for (number, chain) in theirs.named.iter().enumerate() {
            chain_of.extend(chain.iter().map(|place| (*place, number)));
        }
        let mut joined: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for place in chains.named.iter().flatten() {
            if let Some(number) = chain_of.get(place) {
                joined.entry(*number).or_default().push(*place);
            }
        }
        let joined: Vec<Vec<Place>> = joined.into_values().collect();
        self.joined.add(&theirs.named, &joined);
        let mut doc = stages.with_names(gold, &names(gold)?)?;
        stages.resolve(&mut doc)?;
        self.given.add(&theirs.named, &system_chains(&doc)?.named);
        Ok(())
    }

    /// Writes the figures.
    pub(crate) fn write(&self, metrics: &mut Metrics) {
        for (name, scores) in [
            ("heads", &self.heads),
            ("joined", &self.joined),
            ("given", &self.given),
        ] {
            let name = format!("gum_dev_named_{name}");
            metrics.add(format!("{name}_mentions_f1"), scores.mentions.f1());
            metrics.add(format!("{name}_conll_f1"), scores.conll());
        }
    }
}

/// The gold's names as a tagger would give them: without determiners before them and “'s” behind.
fn names(gold: &conllu::Doc) -> Result<Vec<Mention>> {
    let mut spans: Vec<(usize, usize, Label)> = Vec::new();
    for mention in entity::mentions(gold)? {
        let head = mention.head(gold);
        let is = |at: usize, upos: &str| gold.words.get(at).is_some_and(|word| word.upos == upos);
        if !is(head, "PROPN") {
            continue;
        }
        let label = match mention.kind.as_str() {
            "person" | "animal" => Label::Person,
            "organization" => Label::Org,
            "place" => Label::Gpe,
            "event" => Label::Event,
            "time" => continue,
            _ => Label::Product,
        };
        // The name is the run of proper nouns and what binds them, around the head.
        let bound = |at: usize| is(at, "PROPN") || is(at, "ADP") || is(at, "NUM") || is(at, "ADJ");
        let mut range = (head, head + 1);
        while range.0 > mention.tokens.start && bound(range.0 - 1) {
            range.0 -= 1;
        }
        while range.1 < mention.tokens.end && bound(range.1) {
            range.1 += 1;
        }
        while range.0 < head && !is(range.0, "PROPN") {
            range.0 += 1;
        }
        while range.1 > head + 1 && !is(range.1 - 1, "PROPN") && !is(range.1 - 1, "NUM") {
            range.1 -= 1;
        }
        spans.push((range.0, range.1, label));
    }
    spans.sort_by_key(|(start, end, _)| (*start, usize::MAX - *end));
    let mut kept: Vec<Mention> = Vec::new();
    let mut over = 0;
    for (start, end, label) in spans {
        let (Some(first), Some(last)) = (gold.tokens.get(start), gold.tokens.get(end - 1)) else {
            continue;
        };
        if start >= over {
            let span = Span::new(first.span.start(), last.span.end());
            kept.push(Mention::new(span, label, MentionKind::Name));
            over = end;
        }
    }
    Ok(kept)
}
