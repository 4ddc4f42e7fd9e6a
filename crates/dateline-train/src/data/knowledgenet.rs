//! Reader of KnowledgeNet: facts with spans in passages of web pages.
//!
//! The set gives passages with their places in a page and not the page; here the passages of one page stand at
//! their places in one text, with white space for what is not there, so that pronouns find their names.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Line {
    fold: u32,
    doc: u64,
    passage: [usize; 2],
    subject: End,
    object: End,
    property: String,
    text: String,
}

#[derive(Deserialize)]
struct End {
    span: [Option<usize>; 2],
    uri: Option<String>,
}

/// A fact: a property and the bytes of both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The property (`DATE_OF_BIRTH`).
    pub property: String,
    /// Where the subject stands.
    pub subject: (u32, u32),
    /// Where the object stands.
    pub object: (u32, u32),
}

/// A passage: what was looked for in it, and what is there.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// Its bytes.
    pub span: (u32, u32),
    /// The properties it was annotated for, completely.
    pub properties: BTreeSet<String>,
    /// Its facts.
    pub facts: Vec<Fact>,
}

/// A page as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The set's number for it.
    pub id: u64,
    /// The passages at their places.
    pub text: String,
    /// The passages in text order.
    pub passages: Vec<Passage>,
    /// Places whose thing in Wikidata is known, with its address; a place may stand here more than once.
    pub things: Vec<((u32, u32), String)>,
}

/// The pages of one fold (1 to 4).
///
/// # Errors
/// A file that cannot be read or is not the set's format.
pub fn read(data: &Path, fold: u32) -> Result<Vec<Page>> {
    let path = data.join("relations/knowledgenet/train_from_html.jsonl");
    let content = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut pages: BTreeMap<u64, Vec<Line>> = BTreeMap::new();
    for line in content.lines() {
        let line: Line = serde_json::from_str(line).context("knowledgenet")?;
        if line.fold == fold {
            pages.entry(line.doc).or_default().push(line);
        }
    }
    Ok(pages.into_iter().map(|(id, lines)| page(id, &lines)).collect())
}

fn page(id: u64, lines: &[Line]) -> Page {
    let length = lines.iter().map(|line| line.passage[1]).max().unwrap_or(0);
    let mut chars = vec!['\n'; length];
    let mut passages: BTreeMap<[usize; 2], Passage> = BTreeMap::new();
    for line in lines {
        let places = chars.iter_mut().skip(line.passage[0]);
        for (place, c) in places.zip(line.text.chars()) {
            *place = c;
        }
    }
    // Offsets of the set count characters.
    let mut bytes: Vec<u32> = Vec::with_capacity(length + 1);
    let mut text = String::with_capacity(length);
    for c in chars {
        bytes.push(text.len() as u32);
        text.push(c);
    }
    bytes.push(text.len() as u32);
    let at = |chars: usize| bytes.get(chars).copied().unwrap_or(text.len() as u32);
    let span = |end: &End| match end.span {
        [Some(from), Some(to)] if from < to => Some((at(from), at(to))),
        _ => None,
    };
    let mut things = Vec::new();
    for line in lines {
        for end in [&line.subject, &line.object] {
            if let (Some(span), Some(uri)) = (span(end), &end.uri) {
                things.push((span, uri.clone()));
            }
        }
        let passage = passages.entry(line.passage).or_default();
        passage.span = (at(line.passage[0]), at(line.passage[1]));
        passage.properties.insert(line.property.clone());
        if let (Some(subject), Some(object)) = (span(&line.subject), span(&line.object)) {
            let property = line.property.clone();
            passage.facts.push(Fact {
                property,
                subject,
                object,
            });
        }
    }
    let passages = passages.into_values().collect();
    Page {
        id,
        text,
        passages,
        things,
    }
}
