//! What the ranker of coreference learns of “he” and “she” from texts that tell only a part of their chains.
//!
//! KnowledgeNet gives for many pronouns the thing in Wikidata that they mean, and for names as well; a pronoun whose
//! thing has been named before is a choice with a known answer. And wherever the people who have been named differ
//! in gender, gender decides; with the genders hidden such a choice teaches what decides where gender does not.

use crate::data::{conllu, gap, knowledgenet};
use crate::suites::coref::Stages;
use anyhow::{Context, Result};
use dateline_core::layers::Tokens;
use dateline_core::{Document, Span};
use dateline_coref::Coref;
use dateline_coref::training::{self, Verdicts};
use dateline_model::hash_bytes;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

/// The folds of KnowledgeNet that are for training.
const FOLDS: std::ops::RangeInclusive<u32> = 1..=3;
/// Words of a run by which texts are known again.
const RUN: usize = 8;
/// The most bytes of a text that is looked at for choices that gender decides.
const PARAGRAPH: usize = 8_000;

#[derive(Deserialize)]
struct Article {
    text: String,
}

/// Shows every choice to `found`, with which of its candidates are right.
///
/// # Errors
/// Where data cannot be read or a stage fails.
pub(crate) fn gather(
    stages: &Stages,
    coref: &Coref,
    data: &Path,
    found: &mut dyn FnMut(Verdicts),
) -> Result<()> {
    let (mut pages, mut genders) = (0, 0);
    // What is measured on is not learned from: a few pages stand in both sets.
    let measured: HashSet<u64> = gap::read(&data.join("coref/gap-development.tsv"))?
        .iter()
        .flat_map(|example| runs(&example.text).collect::<Vec<u64>>())
        .collect();
    for fold in FOLDS {
        for page in knowledgenet::read(data, fold)? {
            if !has_pronoun(&page.text) || runs(&page.text).any(|run| measured.contains(&run)) {
                continue;
            }
            let mut doc = stages.read(&page.text)?;
            let keys = keys(coref, &mut doc, &page)?;
            doc.insert(|view, _| {
                for hidden in [false, true] {
                    for verdicts in training::partly_known(coref, view, &keys, hidden) {
                        pages += usize::from(!hidden);
                        found(verdicts);
                    }
                }
                if names_both(coref, &page.text) {
                    for verdicts in training::decided_by_gender(coref, view) {
                        genders += 1;
                        found(verdicts);
                    }
                }
                Ok(())
            })?;
        }
    }
    for text in paragraphs(coref, data)? {
        if runs(&text).any(|run| measured.contains(&run)) {
            continue;
        }
        let mut doc = stages.read(&text)?;
        doc.insert(|view, _| {
            for verdicts in training::decided_by_gender(coref, view) {
                genders += 1;
                found(verdicts);
            }
            Ok(())
        })?;
    }
    println!("{pages} choices of pronouns from KnowledgeNet, {genders} that gender decides");
    Ok(())
}

/// A number for each run of eight words.
fn runs(text: &str) -> impl Iterator<Item = u64> {
    let words: Vec<u64> = words(text)
        .filter(|word| !word.is_empty())
        .map(|word| hash_bytes(0, word.to_lowercase().as_bytes()))
        .collect();
    let starts = 0..words.len().saturating_sub(RUN - 1);
    starts.map(move |start| {
        let run = words.get(start..start + RUN).unwrap_or_default();
        run.iter().fold(0_u64, |sum, word| sum.rotate_left(7) ^ word)
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
}

fn has_pronoun(text: &str) -> bool {
    words(text).any(|word| {
        ["he", "his", "him", "she", "her"]
            .iter()
            .any(|pronoun| word.eq_ignore_ascii_case(pronoun))
    })
}

/// For each markable the number of its thing, where the page tells it.
fn keys(coref: &Coref, doc: &mut Document, page: &knowledgenet::Page) -> Result<Vec<Option<u32>>> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut places: Vec<(Span, u32)> = Vec::new();
    for ((start, end), thing) in &page.things {
        let next = numbers.len() as u32;
        let number = *numbers.entry(thing).or_insert(next);
        places.push((Span::new(*start, *end), number));
    }
    let mut markables = Vec::new();
    doc.insert(|view, _| {
        markables = training::markables(coref, view);
        Ok(())
    })?;
    let tokens = doc.layer::<Tokens>().context("no tokens")?;
    Ok(markables
        .iter()
        .map(|it| {
            let head = tokens.get(it.head)?.span;
            let place = places.iter().find(|(span, _)| span.overlaps(head))?;
            Some(place.1)
        })
        .collect())
}

/// The paragraphs of free news text in which “he” or “she” stands and people of both genders may be named.
fn paragraphs(coref: &Coref, data: &Path) -> Result<Vec<String>> {
    let read = |name: &str| {
        let path = data.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let mut found: Vec<String> = read("raw/wp_current_events_2002_2026.txt")?
        .lines()
        .map(str::to_owned)
        .collect();
    for line in read("raw/wikinews_2019_2020.jsonl")?.lines() {
        let article: Article = serde_json::from_str(line).context("wikinews")?;
        found.push(article.text);
    }
    for doc in conllu::read(&data.join("ud/ewt/train.conllu"))? {
        found.push(doc.text);
    }
    found.retain(|text| text.len() <= PARAGRAPH && has_pronoun(text) && names_both(coref, text));
    Ok(found)
}

/// Whether given names of both genders stand in a text.
fn names_both(coref: &Coref, text: &str) -> bool {
    let (mut women, mut men) = (false, false);
    for word in words(text).filter(|word| word.starts_with(char::is_uppercase)) {
        match training::is_womans_name(coref, word) {
            Some(true) => women = true,
            Some(false) => men = true,
            None => {}
        }
    }
    women && men
}
