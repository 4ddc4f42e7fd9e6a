//! What limits chains of proper names on GUM dev: the suite's figures once more, with one thing taken from the gold.
//!
//! `named_heads` compares mentions by their heads, so that where a phrase ends counts for nothing; `named_joined`
//! keeps our mentions and joins them as the gold does; `named_given` gives coreference the gold's names, the longest
//! of those that nest, in the tagger's place; `named_outer` leaves the names inside other names (“Boston” in “Boston
//! Red Sox”) out of the gold, which the ontology has no mentions for.

use super::coref::{Stages, gold_chains, system_chains};
use crate::data::{conllu, entity};
use anyhow::Result;
use dateline_core::Document;
use dateline_core::layers::{Label, Mention, MentionKind};
use dateline_eval::{ChainScores, Metrics, Place};
use std::collections::BTreeMap;
use std::ops::Range;

/// The scores with one thing given.
#[derive(Default)]
pub(crate) struct Oracle {
    heads: ChainScores,
    joined: ChainScores,
    given: ChainScores,
    outer: ChainScores,
}

impl Oracle {
    /// Adds a document, as the stages have made it.
    ///
    /// # Errors
    /// A gold that cannot be read, a stage that fails.
    pub(crate) fn add(&mut self, stages: &Stages, gold: &conllu::Doc, ours: &Document) -> Result<()> {
        let (theirs, chains) = (gold_chains(gold)?, system_chains(stages, ours)?);
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
        let outer = outer_names(gold)?;
        let nested = |head: usize| {
            outer.iter().any(|it| it.tokens.contains(&head)) && outer.iter().all(|it| it.head != head)
        };
        let kept = |chain: &Vec<(Place, usize)>| -> Vec<Place> {
            let outer = chain.iter().filter(|(_, head)| !nested(*head));
            outer.map(|(place, _)| *place).collect()
        };
        let wanted: Vec<Vec<Place>> = theirs.named_heads.iter().map(kept).collect();
        self.outer.add(&wanted, &chains.named);
        let mut doc = stages.with_names(gold, &names(gold)?)?;
        stages.resolve(&mut doc)?;
        self.given.add(&theirs.named, &system_chains(stages, &doc)?.named);
        Ok(())
    }

    /// Writes the figures.
    pub(crate) fn write(&self, metrics: &mut Metrics) {
        for (name, scores) in [
            ("heads", &self.heads),
            ("joined", &self.joined),
            ("given", &self.given),
            ("outer", &self.outer),
        ] {
            let name = format!("gum_dev_named_{name}");
            metrics.add(format!("{name}_mentions_f1"), scores.mentions.f1());
            metrics.add(format!("{name}_conll_f1"), scores.conll());
        }
    }
}

/// A name of the gold: the longest of those that nest.
struct OuterName {
    tokens: Range<usize>,
    head: usize,
    label: Label,
}

/// The gold's names as a tagger would give them: without determiners before them and “'s” behind.
fn names(gold: &conllu::Doc) -> Result<Vec<Mention>> {
    let mention = |it: &OuterName| {
        let tokens = gold.tokens.get(it.tokens.clone())?;
        let span = tokens.first()?.span.join(tokens.last()?.span);
        Some(Mention::new(span, it.label, MentionKind::Name))
    };
    Ok(outer_names(gold)?.iter().filter_map(mention).collect())
}

/// The same, by their tokens.
fn outer_names(gold: &conllu::Doc) -> Result<Vec<OuterName>> {
    let mut found: Vec<OuterName> = Vec::new();
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
        found.push(OuterName {
            tokens: range.0..range.1,
            head,
            label,
        });
    }
    found.sort_by_key(|it| (it.tokens.start, usize::MAX - it.tokens.end));
    let mut over = 0;
    found.retain(|it| {
        let outer = it.tokens.start >= over;
        if outer {
            over = it.tokens.end;
        }
        outer
    });
    Ok(found)
}
