//! What the scorer of relations learns from: pairs of names, and whether a text tells that they belong together.
//!
//! KnowledgeNet says of every passage and property what is told. Its passages were chosen for what they tell, so that
//! nearly all who are named in one belong together; running news, which nobody has annotated, gives pairs that are
//! nothing to each other. What a rule tells there is left out, and all else taken to be wrong.

use crate::data::knowledgenet;
use crate::data::mapping::{Mapping, Order};
use crate::suites::relations::{KNOWLEDGENET, Ours, document, places, told};
use crate::suites::stages::Stages;
use anyhow::{Context, Result};
use dateline_core::Document;
use dateline_core::layers::Term;
use dateline_eval::{Pair, overlap};
use dateline_relations::training::{Candidate, Pairs};
use serde::Deserialize;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// Of the dated items of current events every such one is looked at.
const ITEMS: usize = 23;
/// Shorter texts tell of no pair.
const SHORT: usize = 40;

/// A pair.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// The relation that is asked for.
    pub(super) relation: String,
    /// The rows of its features.
    pub(super) rows: Vec<u32>,
    /// The least chance at which the scorer tells it.
    pub(super) least: f32,
    /// Whether the text tells it.
    pub(super) right: bool,
    /// Whether a rule tells something of the pair.
    pub(super) told: bool,
    /// The fold of KnowledgeNet, or 0 for news.
    pub(super) fold: u32,
    /// The page, and where its two things are named first.
    pub(super) fact: (u64, (u32, u32), (u32, u32)),
}

/// The pairs of a fold of KnowledgeNet that its passages were annotated for.
///
/// # Errors
/// Data that cannot be read, or a stage that fails.
pub(super) fn annotated(stages: &Stages, data: &Path, fold: u32, found: &mut Vec<Example>) -> Result<()> {
    let (mapping, pairs) = (Mapping::parse(KNOWLEDGENET)?, Pairs::new()?);
    for page in knowledgenet::read(data, fold)? {
        let mut doc = document(stages, &page.text, &format!("knowledgenet-{}", page.id))?;
        let all = candidates(&pairs, &mut doc)?;
        let ours = told(&doc, &mapping);
        for it in all {
            let pair = ends(&doc, &it);
            if let Some(right) = verdict(&doc, &page, &mapping, &it, &pair) {
                found.push(example(&ours, it, &pair, right, (fold, page.id)));
            }
        }
    }
    Ok(())
}

/// Whether a passage that was annotated for a pair's relation tells it; nothing where none was.
fn verdict(
    doc: &Document,
    page: &knowledgenet::Page,
    mapping: &Mapping,
    it: &Candidate,
    pair: &Pair,
) -> Option<bool> {
    let inside = |passage: &&knowledgenet::Passage| {
        [it.subject, it.object].iter().all(|end| {
            let place = doc.item(*end).map(|it| (it.span.start(), it.span.end()));
            place.is_some_and(|place| overlap(&[place], &[passage.span]))
        })
    };
    let mut verdict = None;
    for passage in page.passages.iter().filter(inside) {
        for property in &passage.properties {
            let asked = mapping
                .told(property)
                .iter()
                .find(|one| one.relation == it.relation);
            let Some(one) = asked else { continue };
            let right = passage
                .facts
                .iter()
                .filter(|fact| fact.property == *property)
                .any(|fact| {
                    let same = |subject, object| {
                        overlap(&pair.subject, &[subject]) && overlap(&pair.object, &[object])
                    };
                    match one.order {
                        Order::Same => same(fact.subject, fact.object),
                        Order::Turned => same(fact.object, fact.subject),
                        Order::Either => same(fact.subject, fact.object) || same(fact.object, fact.subject),
                    }
                });
            verdict = Some(verdict.unwrap_or(false) || right);
        }
    }
    verdict
}

#[derive(Deserialize)]
struct Article {
    title: String,
    #[serde(default)]
    text: String,
}

/// The pairs of running news of which no rule tells anything. Articles of the gold are left out.
///
/// # Errors
/// Data that cannot be read, or a stage that fails.
pub(super) fn running(stages: &Stages, data: &Path, found: &mut Vec<Example>) -> Result<()> {
    let (mapping, pairs) = (Mapping::parse(KNOWLEDGENET)?, Pairs::new()?);
    let measured = titles(&data.join("../gold/dev"))?;
    let mut texts: Vec<String> = Vec::new();
    for line in read(&data.join("raw/wikinews_2019_2020.jsonl"))?.lines() {
        let article: Article = serde_json::from_str(line).context("wikinews")?;
        if !measured.contains(&article.title) {
            texts.push(article.text);
        }
    }
    let events = read(&data.join("raw/wp_current_events_2002_2026.txt"))?;
    let items = events.lines().step_by(ITEMS).filter(|line| line.len() >= SHORT);
    texts.extend(items.map(str::to_owned));
    for (number, text) in texts.iter().enumerate() {
        let mut doc = document(stages, text, &format!("news-{number}"))?;
        let all = candidates(&pairs, &mut doc)?;
        let ours = told(&doc, &mapping);
        for it in all {
            let pair = ends(&doc, &it);
            let one = example(&ours, it, &pair, false, (0, number as u64));
            if !one.told {
                found.push(one);
            }
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// The titles of the articles in a folder; none where there is no folder.
fn titles(folder: &Path) -> Result<HashSet<String>> {
    let mut all = HashSet::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let article: Article = serde_json::from_str(&read(&entry?.path())?).context("gold")?;
            all.insert(article.title);
        }
    }
    Ok(all)
}

fn candidates(pairs: &Pairs, doc: &mut Document) -> Result<Vec<Candidate>> {
    let mut found = Vec::new();
    doc.insert(|view, _| {
        found = pairs.of(view);
        Ok(())
    })?;
    Ok(found)
}

fn ends(doc: &Document, it: &Candidate) -> Pair {
    Pair {
        subject: places(doc, Term::Mention(it.subject)),
        object: places(doc, Term::Mention(it.object)),
    }
}

fn example(ours: &[Ours<'_>], it: Candidate, pair: &Pair, right: bool, (fold, page): (u32, u64)) -> Example {
    let same = |other: &Pair| overlap(&other.subject, &pair.subject) && overlap(&other.object, &pair.object);
    let first = |places: &[(u32, u32)]| places.first().copied().unwrap_or_default();
    Example {
        told: ours
            .iter()
            .any(|ours| same(&ours.pair) || same(&ours.pair.turned())),
        fact: (page, first(&pair.subject), first(&pair.object)),
        relation: it.relation,
        rows: it.rows,
        least: it.least,
        right,
        fold,
    }
}
