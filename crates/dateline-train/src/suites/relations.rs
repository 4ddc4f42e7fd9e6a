//! The suite `relations`: our relations on three foreign sets, by relation.
//!
//! KnowledgeNet's fold 4 says for every passage and property whether and where the property is told, so what we
//! tell beside that is wrong. Re-DocRED's development part knows what Wikidata knows of the entities that it
//! marks: there only facts between two marked entities count, and recall is of facts that no sentence need tell.
//! re3d has few relations of ours, told of what need have no name (“soldiers”, “the base”); it is counted like that.
//! With `--show` the errors are those of KnowledgeNet's fold 1, which is there to learn from; fold 4 only measures.
//! How the sets' properties map onto our relations stands in `data/relations/`.

use super::{Setup, stages::Stages};
use crate::data::mapping::{Mapping, Order, Told};
use crate::data::{knowledgenet, re3d, redocred};
use anyhow::Result;
use dateline_core::layers::{Relation, Relations, Term};
use dateline_core::{Document, Setting};
use dateline_eval::{Metrics, Pair, PairCounts, Places, overlap, score_pairs};
use std::collections::BTreeMap;

pub(crate) const KNOWLEDGENET: &str = include_str!("../../data/relations/knowledgenet.tsv");
const REDOCRED: &str = include_str!("../../data/relations/redocred.tsv");
const RE3D: &str = include_str!("../../data/relations/re3d.tsv");

/// Scores the relations.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let stages = Stages::shipped()?;
    let mut metrics = Metrics::new();
    let mapping = Mapping::parse(KNOWLEDGENET)?;
    let mut sum = Sum::default();
    for page in knowledgenet::read(setup.data, if setup.show { 1 } else { 4 })? {
        let doc = document(&stages, &page.text, &format!("knowledgenet-{}", page.id))?;
        let told = told(&doc, &mapping);
        for passage in &page.passages {
            on_passage(&doc, passage, &told, &mapping, &mut sum, setup.show);
        }
    }
    sum.report(
        if setup.show {
            "knowledgenet_fold1"
        } else {
            "knowledgenet"
        },
        &mut metrics,
    );
    if setup.show {
        return Ok(metrics);
    }
    for (set, mapping, articles) in [
        ("redocred", REDOCRED, redocred::read(setup.data)?),
        ("re3d", RE3D, re3d::read(setup.data)?),
    ] {
        let mapping = Mapping::parse(mapping)?;
        let mut sum = Sum::default();
        for article in articles {
            let doc = document(&stages, &article.text, &article.title)?;
            on_article(&doc, &article, &mapping, &mut sum, false);
        }
        sum.report(set, &mut metrics);
    }
    Ok(metrics)
}

/// A text with all layers.
pub(crate) fn document(stages: &Stages, text: &str, id: &str) -> Result<Document> {
    let mut doc = Document::from_text(text)?;
    id.clone_into(&mut doc.meta_mut().id);
    stages.apply(&mut doc)?;
    Ok(doc)
}

/// How often a rule's facts are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shares {
    /// Facts that the set can judge.
    pub(crate) told: u32,
    /// Those of them that it has.
    pub(crate) right: u32,
}

/// All stages, with rules alone for relations, by the confidences of their own files.
///
/// # Errors
/// A stage that cannot be built.
pub(crate) fn rules_alone() -> Result<Stages> {
    let off = ["measured", "learned"].map(|name| (name.to_owned(), Setting::Bool(false)));
    Stages::with("relations", BTreeMap::from(off), |_| Ok(String::new()))
}

/// By rule, how often it is right on folds of KnowledgeNet, among rules with the confidences of their own files: what
/// was counted before has no say in which rule tells a fact.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub(crate) fn shares(data: &std::path::Path, folds: &[u32]) -> Result<BTreeMap<String, Shares>> {
    let stages = rules_alone()?;
    let mapping = Mapping::parse(KNOWLEDGENET)?;
    let mut by: BTreeMap<String, Shares> = BTreeMap::new();
    for fold in folds {
        for page in knowledgenet::read(data, *fold)? {
            let doc = document(&stages, &page.text, &format!("knowledgenet-{}", page.id))?;
            let told = told(&doc, &mapping);
            for passage in &page.passages {
                for (gold, here, either) in judged(passage, &told, &mapping) {
                    for it in here {
                        let (_, wrong, _) = score_pairs(&gold, std::slice::from_ref(&it.pair), either);
                        let share = by.entry(it.rule.clone()).or_default();
                        share.told += 1;
                        share.right += u32::from(wrong.is_empty());
                    }
                }
            }
        }
    }
    Ok(by)
}

/// One of our relations as it is compared.
pub(crate) struct Ours<'d> {
    pub(crate) relation: String,
    rule: String,
    pub(crate) pair: Pair,
    /// Where it is told.
    place: (u32, u32),
    /// The rule and its words, for people.
    shown: String,
    doc: &'d Document,
}

/// Our relations, under the names that the mapping compares.
pub(crate) fn told<'d>(doc: &'d Document, mapping: &Mapping) -> Vec<Ours<'d>> {
    let relations = doc.layer::<Relations>().unwrap_or_default();
    relations.iter().map(|it| ours(doc, it, mapping)).collect()
}

fn ours<'d>(doc: &'d Document, it: &Relation, mapping: &Mapping) -> Ours<'d> {
    let (relation, turned) = mapping.ours(doc.get(it.relation));
    let pair = Pair {
        subject: places(doc, Term::Mention(it.subject)),
        object: places(doc, it.object),
    };
    let span = it.evidence.spans.first().copied().unwrap_or_default();
    let (rule, words) = (doc.get(it.evidence.rule), doc.slice(span));
    let surface = |term: Term| match term {
        Term::Mention(id) => doc.item(id).map_or("", |mention| doc.slice(mention.span)),
        Term::Text(span) => doc.slice(span),
    };
    let (subject, object) = (surface(Term::Mention(it.subject)), surface(it.object));
    Ours {
        relation: relation.to_owned(),
        rule: rule.to_owned(),
        pair: if turned { pair.turned() } else { pair },
        place: (span.start(), span.end()),
        shown: format!("{relation}({subject}, {object})  [{rule}: {words}]"),
        doc,
    }
}

/// Where a thing stands: all mentions of its entity, or its own words.
pub(crate) fn places(doc: &Document, term: Term) -> Places {
    let id = match term {
        Term::Text(span) => return vec![(span.start(), span.end())],
        Term::Mention(id) => id,
    };
    let Some(mention) = doc.item(id) else {
        return Places::new();
    };
    let own = (mention.span.start(), mention.span.end());
    let Some(entity) = mention.entity.and_then(|entity| doc.item(entity)) else {
        return vec![own];
    };
    let all = entity.mentions.iter().filter_map(|id| doc.item(*id));
    all.map(|it| (it.span.start(), it.span.end())).collect()
}

fn on_passage(
    doc: &Document,
    passage: &knowledgenet::Passage,
    told: &[Ours<'_>],
    mapping: &Mapping,
    sum: &mut Sum,
    show: bool,
) {
    for property in &passage.properties {
        for one in mapping.told(property) {
            let (gold, here, either) = judge(passage, property, one, told);
            sum.add(&one.relation, &gold, &here, either, show.then_some(doc));
        }
    }
}

/// What a passage says of a property, what we tell of it there, and whether the ends may change places.
type Judged<'t, 'd> = (Vec<Pair>, Vec<&'t Ours<'d>>, bool);

/// The same for all properties that a passage was annotated for.
fn judged<'t, 'd>(
    passage: &'t knowledgenet::Passage,
    told: &'t [Ours<'d>],
    mapping: &'t Mapping,
) -> impl Iterator<Item = Judged<'t, 'd>> {
    passage.properties.iter().flat_map(move |property| {
        let all = mapping.told(property).iter();
        all.map(move |one| judge(passage, property, one, told))
    })
}

fn judge<'t, 'd>(
    passage: &knowledgenet::Passage,
    property: &str,
    one: &Told,
    told: &'t [Ours<'d>],
) -> Judged<'t, 'd> {
    let facts = passage.facts.iter().filter(|fact| fact.property == property);
    let gold = facts.map(|fact| {
        let pair = Pair {
            subject: vec![fact.subject],
            object: vec![fact.object],
        };
        if one.order == Order::Turned {
            pair.turned()
        } else {
            pair
        }
    });
    let here = told
        .iter()
        .filter(|it| it.relation == one.relation && overlap(&[it.place], &[passage.span]));
    (gold.collect(), here.collect(), one.order == Order::Either)
}

fn on_article(doc: &Document, article: &redocred::Article, mapping: &Mapping, sum: &mut Sum, show: bool) {
    let mut gold: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    for fact in &article.facts {
        let (Some(head), Some(tail)) = (article.vertices.get(fact.head), article.vertices.get(fact.tail))
        else {
            continue;
        };
        for one in mapping.told(&fact.property) {
            let is = |wanted: &str, kind: &str| wanted.is_empty() || wanted == kind;
            if !is(&one.subject, &head.kind) || !is(&one.object, &tail.kind) {
                continue;
            }
            let pair = Pair {
                subject: head.places.clone(),
                object: tail.places.clone(),
            };
            let pair = if one.order == Order::Turned {
                pair.turned()
            } else {
                pair
            };
            gold.entry(&one.relation).or_default().push(pair);
        }
    }
    let known = |places: &Places| article.vertices.iter().any(|it| overlap(places, &it.places));
    let told = told(doc, mapping);
    for relation in mapping.relations() {
        let here: Vec<&Ours<'_>> = told
            .iter()
            .filter(|it| it.relation == relation && known(&it.pair.subject) && known(&it.pair.object))
            .collect();
        let gold = gold.remove(relation).unwrap_or_default();
        sum.add(
            relation,
            &gold,
            &here,
            mapping.is_either(relation),
            show.then_some(doc),
        );
    }
}

/// Counts by relation.
#[derive(Default)]
struct Sum {
    by: BTreeMap<String, PairCounts>,
}

impl Sum {
    fn add(
        &mut self,
        relation: &str,
        gold: &[Pair],
        ours: &[&Ours<'_>],
        either: bool,
        show: Option<&Document>,
    ) {
        // “Hun Sen's son” and “his father” are one fact.
        let mut system: Vec<(Pair, &Ours<'_>)> = Vec::new();
        for it in ours {
            let known =
                |(pair, _): &(Pair, &Ours<'_>)| *pair == it.pair || either && *pair == it.pair.turned();
            if !system.iter().any(known) {
                system.push((it.pair.clone(), it));
            }
        }
        let pairs: Vec<Pair> = system.iter().map(|(pair, _)| pair.clone()).collect();
        let (counts, wrong, missed) = score_pairs(gold, &pairs, either);
        *self.by.entry(relation.to_owned()).or_default() += counts;
        let Some(doc) = show else { return };
        for (_, it) in wrong.iter().filter_map(|index| system.get(*index)) {
            println!("  spurious {}: {}", it.doc.meta().id, it.shown.replace('\n', " "));
        }
        for pair in missed.iter().filter_map(|index| gold.get(*index)) {
            let text = |places: &Places| {
                let place = places.first().copied().unwrap_or_default();
                doc.text().get(place.0 as usize..place.1 as usize).unwrap_or("")
            };
            let from = pair
                .subject
                .iter()
                .chain(&pair.object)
                .map(|it| it.0)
                .min()
                .unwrap_or(0);
            let to = pair
                .subject
                .iter()
                .chain(&pair.object)
                .map(|it| it.1)
                .max()
                .unwrap_or(0);
            let words = doc.text().get(from as usize..to as usize).unwrap_or("");
            let words: String = words.chars().take(160).collect();
            let (subject, object) = (text(&pair.subject), text(&pair.object));
            println!(
                "  missed {}: {relation}({subject}, {object})  {}",
                doc.meta().id,
                words.replace('\n', " ")
            );
        }
    }

    fn report(&self, set: &str, metrics: &mut Metrics) {
        let mut all = PairCounts::default();
        println!(
            "{set:<22}{:>8}{:>8}{:>8}{:>11}{:>9}",
            "gold", "told", "right", "precision", "recall"
        );
        let mut row = |name: &str, counts: PairCounts| {
            println!(
                "  {name:<20}{:>8}{:>8}{:>8}{:>11.1}{:>9.1}",
                counts.gold,
                counts.system,
                counts.right,
                counts.precision(),
                counts.recall()
            );
            metrics.add(format!("{set}_{name}_precision"), counts.precision());
            metrics.add(format!("{set}_{name}_recall"), counts.recall());
        };
        for (relation, counts) in &self.by {
            row(relation, *counts);
            all += *counts;
        }
        row("all", all);
        metrics.add(format!("{set}_all_f1"), all.f1());
    }
}
