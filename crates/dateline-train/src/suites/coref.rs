//! The suite `coref`: chains on GUM dev, pronouns on GAP development.
//!
//! GUM: tokens and sentences are given, as in CoNLL-2012; tags, trees, names, values and mentions are our own.
//! A mention counts by the exact span of its phrase, which the parse gives
//! ([`Phrases`]); chains of one are left out. GUM marks no relative pronouns, so ours are
//! left out as well. `named` scores chains of those mentions alone whose head is a proper noun and no time, by
//! either side's own tags. GAP: the raw snippet goes through the whole pipeline; a name is found where the pronoun's
//! entity has a name that overlaps it. The snippets are short of titles and links, and no pair is told to
//! the system (the paper's snippet context with system mentions).

use super::Setup;
use super::coref_oracle::Oracle;
use crate::data::{conllu, entity, gap};
use anyhow::{Context, Result, anyhow};
use dateline_core::layers::{
    Entities, Label, Mention, MentionKind, Mentions, Names, Sentences, Tag, Tags, Tokens, Upos, tokens_within,
};
use dateline_core::{Annotator, Document, Registry, Settings, Span};
use dateline_coref::{Coref, Phrases};
use dateline_eval::{ChainScores, Counts, Metrics, Place};
use std::collections::BTreeMap;

/// Scores coreference.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let stages = Stages::new(setup.syntax()?)?;
    let mut metrics = Metrics::new();
    let docs = conllu::read(&setup.data.join("ud/gum/dev.conllu"))?;
    gum(&stages, &docs, setup.show, &mut metrics)?;
    pronouns(&stages, setup, &mut metrics)?;
    Ok(metrics)
}

/// The stages before coreference, and coreference.
pub(crate) struct Stages {
    tokenizer: Box<dyn Annotator>,
    before: [Box<dyn Annotator>; 3],
    pub(super) coref: Coref,
}

impl Stages {
    /// The stages that follow `syntax`, which is of one tier or the other.
    pub(crate) fn new(syntax: Box<dyn Annotator>) -> Result<Self> {
        let mut registry = Registry::new();
        dateline_tokenizer::plugin(&mut registry)?;
        dateline_tagger::plugin(&mut registry)?;
        dateline_values::plugin(&mut registry)?;
        let build = |name: &str| -> Result<Box<dyn Annotator>> {
            Ok((registry.find_stage(name)?.build)(Settings::default())?)
        };
        Ok(Self {
            tokenizer: build("tokenizer")?,
            before: [syntax, build("tagger")?, build("values")?],
            coref: Coref::new()?,
        })
    }

    /// A document of GUM with everything that goes before coreference.
    pub(crate) fn prepare(&self, gold: &conllu::Doc) -> Result<Document> {
        let mut doc = Document::from_text(&gold.text)?;
        doc.insert(|_, out| {
            out.layer::<Tokens>().extend_from_slice(&gold.tokens);
            out.layer::<Sentences>().extend_from_slice(&gold.sentences);
            Ok(())
        })?;
        for stage in &self.before {
            doc.apply(&**stage)?;
        }
        Ok(doc)
    }

    /// The same, with these names in the place of the tagger's.
    pub(crate) fn with_names(&self, gold: &conllu::Doc, names: &[Mention]) -> Result<Document> {
        let mut doc = Document::from_text(&gold.text)?;
        let [syntax, _, values] = &self.before;
        doc.insert(|_, out| {
            out.layer::<Tokens>().extend_from_slice(&gold.tokens);
            out.layer::<Sentences>().extend_from_slice(&gold.sentences);
            out.layer::<Names>().extend_from_slice(names);
            Ok(())
        })?;
        doc.apply(&**syntax)?;
        doc.apply(&**values)?;
        Ok(doc)
    }

    /// Joins the mentions of a document that has been made ready.
    pub(crate) fn resolve(&self, doc: &mut Document) -> Result<()> {
        doc.apply(&self.coref)?;
        Ok(())
    }

    /// A text with everything that goes before coreference.
    pub(crate) fn read(&self, text: &str) -> Result<Document> {
        let mut doc = Document::from_text(text)?;
        for stage in std::iter::once(&self.tokenizer).chain(&self.before) {
            doc.apply(&**stage)?;
        }
        Ok(doc)
    }
}

/// Chains by what they are made of.
#[derive(Default)]
pub(super) struct Chains {
    pub(super) all: Vec<Vec<Place>>,
    pub(super) named: Vec<Vec<Place>>,
    /// The same as `named`, each with its head.
    pub(super) named_heads: Vec<Vec<(Place, usize)>>,
}

fn gum(stages: &Stages, docs: &[conllu::Doc], show: bool, metrics: &mut Metrics) -> Result<()> {
    let (mut all, mut named) = (ChainScores::default(), ChainScores::default());
    let mut genres: BTreeMap<String, ChainScores> = BTreeMap::new();
    let mut oracle = Oracle::default();
    for gold in docs {
        let mut doc = stages.prepare(gold)?;
        doc.apply(&stages.coref)?;
        let (theirs, ours) = (gold_chains(gold)?, system_chains(stages, &doc)?);
        all.add(&theirs.all, &ours.all);
        named.add(&theirs.named, &ours.named);
        oracle.add(stages, gold, &doc)?;
        let genre = gold.id.split('_').nth(1).unwrap_or("").to_owned();
        genres.entry(genre).or_default().add(&theirs.all, &ours.all);
        if show {
            differences(gold, &theirs.all, &ours.all);
            println!("  names of {}", gold.id);
            differences(gold, &theirs.named, &ours.named);
        }
    }
    for (name, scores) in [("gum_dev", all), ("gum_dev_named", named)] {
        for (part, ratio) in [
            ("mentions", scores.mentions),
            ("muc", scores.muc),
            ("b3", scores.b_cubed),
            ("ceafe", scores.ceaf_e),
        ] {
            metrics.add(format!("{name}_{part}_precision"), ratio.precision());
            metrics.add(format!("{name}_{part}_recall"), ratio.recall());
            metrics.add(format!("{name}_{part}_f1"), ratio.f1());
        }
        metrics.add(format!("{name}_conll_f1"), scores.conll());
    }
    oracle.write(metrics);
    for (genre, scores) in genres {
        metrics.add(format!("gum_dev_{genre}_conll_f1"), scores.conll());
    }
    Ok(())
}

pub(super) fn gold_chains(gold: &conllu::Doc) -> Result<Chains> {
    let (mut all, mut named) = (
        BTreeMap::<u32, Vec<Place>>::new(),
        BTreeMap::<u32, Vec<(Place, usize)>>::new(),
    );
    for mention in entity::mentions(gold)? {
        let place = (mention.tokens.start as u32, mention.tokens.end as u32);
        all.entry(mention.chain).or_default().push(place);
        let proper = gold
            .words
            .get(mention.head(gold))
            .is_some_and(|word| word.upos == "PROPN");
        if proper && mention.kind != "time" {
            let head = mention.head(gold);
            named.entry(mention.chain).or_default().push((place, head));
        }
    }
    let named_heads: Vec<Vec<(Place, usize)>> = named.into_values().collect();
    Ok(Chains {
        all: all.into_values().collect(),
        named: without_heads(&named_heads),
        named_heads,
    })
}

pub(super) fn system_chains(stages: &Stages, doc: &Document) -> Result<Chains> {
    let phrases = Phrases::read(&stages.coref, doc.view()).ok_or_else(|| anyhow!("there is no parse"))?;
    let mentions = doc.layer::<Mentions>().context("no mentions")?;
    let tags: &[Tag] = doc.layer::<Tags>().unwrap_or_default();
    let mut chains = Chains::default();
    for entity in doc.layer::<Entities>().context("no entities")? {
        let (mut all, mut named) = (Vec::new(), Vec::new());
        for mention in entity.mentions.iter().filter_map(|id| mentions.get(id.index())) {
            if doc.get(mention.rule) == "coref/relative" {
                continue;
            }
            let (head, tokens) = phrases.of(doc.view(), mention.span);
            let place = (tokens.start as u32, tokens.end as u32);
            all.push(place);
            let proper = tags.get(head).is_some_and(|tag| tag.upos == Upos::Propn);
            if proper && !matches!(mention.label, Label::Date | Label::Time) {
                named.push((place, head));
            }
        }
        chains.all.push(all);
        chains.named_heads.push(named);
    }
    chains.named = without_heads(&chains.named_heads);
    Ok(chains)
}

fn without_heads(chains: &[Vec<(Place, usize)>]) -> Vec<Vec<Place>> {
    let places = |chain: &Vec<(Place, usize)>| chain.iter().map(|(place, _)| *place).collect();
    chains.iter().map(places).collect()
}

/// Prints each chain of the gold with what became of its mentions.
fn differences(gold: &conllu::Doc, theirs: &[Vec<Place>], ours: &[Vec<Place>]) {
    let index = |chains: &[Vec<Place>]| -> BTreeMap<Place, usize> {
        let numbered = chains.iter().enumerate().filter(|(_, chain)| chain.len() > 1);
        numbered
            .flat_map(|(number, chain)| chain.iter().map(move |place| (*place, number)))
            .collect()
    };
    let text = |place: Place| {
        let tokens = gold
            .tokens
            .get(place.0 as usize..place.1 as usize)
            .unwrap_or_default();
        let span = tokens
            .first()
            .zip(tokens.last())
            .map(|(a, b)| a.span.join(b.span));
        span.and_then(|span| gold.text.get(span.range()))
            .unwrap_or("")
            .to_owned()
    };
    let short = |place: Place| {
        let text = text(place);
        let cut = text.char_indices().nth(50).map_or(text.len(), |(at, _)| at);
        format!("{}@{}", text.get(..cut).unwrap_or(""), place.0)
    };
    println!("{}", gold.id);
    let (in_theirs, in_ours) = (index(theirs), index(ours));
    for chain in theirs.iter().filter(|chain| chain.len() > 1) {
        let line: Vec<String> = chain
            .iter()
            .map(|place| match in_ours.get(place) {
                Some(number) => format!("{}={number}", short(*place)),
                None => format!("{}=MISSED", short(*place)),
            })
            .collect();
        println!("  gold {}", line.join(" | "));
    }
    for (number, chain) in ours.iter().enumerate().filter(|(_, chain)| chain.len() > 1) {
        let line: Vec<String> = chain
            .iter()
            .map(|place| match in_theirs.get(place) {
                Some(gold) => format!("{}={gold}", short(*place)),
                None => format!("{}=SPURIOUS", short(*place)),
            })
            .collect();
        println!("  ours {number}: {}", line.join(" | "));
    }
}

fn pronouns(stages: &Stages, setup: Setup<'_>, metrics: &mut Metrics) -> Result<()> {
    let (mut masculine, mut feminine) = (Counts::default(), Counts::default());
    let (mut found, mut all) = (0_u32, 0_u32);
    let mut halves = [Counts::default(), Counts::default()];
    let examples = gap::read(&setup.data.join("coref/gap-development.tsv"))?;
    let middle = examples.len() / 2;
    for (number, example) in examples.iter().enumerate() {
        let mut doc = stages.read(&example.text)?;
        doc.apply(&stages.coref)?;
        let mut counts = Counts::default();
        let pronoun = Span::new(example.pronoun.0 as u32, example.pronoun.1 as u32);
        let entity = entity_of(&doc, pronoun);
        all += 1;
        found += u32::from(entity.is_some());
        let mut line = String::new();
        for name in &example.names {
            let span = Span::new(name.start as u32, name.end as u32);
            let joined = entity.is_some_and(|entity| has_name(&doc, entity, span));
            counts.gold += u64::from(name.refers);
            counts.system += u64::from(joined);
            counts.correct += u64::from(name.refers && joined);
            if name.refers != joined {
                line += &format!(
                    "  {} {} ({})",
                    if joined { "wrongly" } else { "missed" },
                    doc.slice(span),
                    known_as(&doc, span)
                );
            }
        }
        *(if example.feminine {
            &mut feminine
        } else {
            &mut masculine
        }) += counts;
        if let Some(half) = halves.get_mut(usize::from(number >= middle)) {
            *half += counts;
        }
        if setup.show && !line.is_empty() {
            let ours = entity.and_then(|entity| doc.layer::<Entities>()?.get(entity));
            let ours = ours.map_or("nothing", |entity| doc.get(entity.name));
            println!(
                "{} {}@{}: ours {ours};{line}\n    {}",
                example.id,
                doc.slice(pronoun),
                pronoun.start(),
                example.text
            );
        }
    }
    let mut sum = masculine;
    sum += feminine;
    metrics.add_counts("gap_dev_masculine", masculine);
    metrics.add_counts("gap_dev_feminine", feminine);
    metrics.add_counts("gap_dev", sum);
    let [first, second] = halves;
    metrics.add("gap_dev_first_half_f1", first.f1());
    metrics.add("gap_dev_second_half_f1", second.f1());
    metrics.add("gap_dev_bias", feminine.f1() / masculine.f1().max(1e-9));
    metrics.add(
        "gap_dev_resolved_percent",
        100.0 * f64::from(found) / f64::from(all.max(1)),
    );
    Ok(())
}

/// The entity of the pronoun at `span`.
fn entity_of(doc: &Document, span: Span) -> Option<usize> {
    let mentions = doc.layer::<Mentions>()?;
    let it = mentions
        .iter()
        .find(|it| it.kind == MentionKind::Pronoun && it.span.overlaps(span))?;
    it.entity.map(|id| id.index())
}

/// What the stages take the name at `span` for: its label, and how often its bearer is mentioned.
fn known_as(doc: &Document, span: Span) -> String {
    let mentions = doc.layer::<Mentions>().unwrap_or_default();
    let Some(it) = mentions
        .iter()
        .find(|it| it.kind == MentionKind::Name && it.span.overlaps(span))
    else {
        return "no name".to_owned();
    };
    let entities = doc.layer::<Entities>().unwrap_or_default();
    let entity = it.entity.and_then(|id| entities.get(id.index()));
    let count = entity.map_or(0, |entity| entity.mentions.len());
    format!(
        "{} {:.2}, {count} times",
        it.label.name(|it| doc.get(it)),
        it.confidence
    )
}

/// Whether an entity has a name at `span`.
fn has_name(doc: &Document, entity: usize, span: Span) -> bool {
    let (mentions, entities) = (
        doc.layer::<Mentions>().unwrap_or_default(),
        doc.layer::<Entities>().unwrap_or_default(),
    );
    let tokens = doc.layer::<Tokens>().unwrap_or_default();
    let wanted = tokens_within(tokens, span);
    entities.get(entity).is_some_and(|entity| {
        entity
            .mentions
            .iter()
            .filter_map(|id| mentions.get(id.index()))
            .filter(|it| it.kind != MentionKind::Pronoun)
            .any(|it| {
                let tokens = tokens_within(tokens, it.span);
                // One name, however its edges are drawn: what they share is most of the shorter.
                let common = tokens
                    .end
                    .min(wanted.end)
                    .saturating_sub(tokens.start.max(wanted.start));
                2 * common > tokens.len().min(wanted.len()) && tokens.len() <= 2 * wanted.len() + 1
            })
    })
}
