//! Reader of Re-DocRED: Wikipedia articles with entities and the Wikidata relations between them.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Raw {
    title: String,
    sents: Vec<Vec<String>>,
    #[serde(rename = "vertexSet")]
    vertices: Vec<Vec<RawMention>>,
    labels: Vec<RawLabel>,
}

#[derive(Deserialize)]
struct RawMention {
    pos: [usize; 2],
    sent_id: usize,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct RawLabel {
    r: String,
    h: usize,
    t: usize,
}

/// An entity: its type and the bytes of its mentions.
#[derive(Clone, Debug, Default)]
pub struct Vertex {
    /// PER, ORG, LOC, TIME, NUM or MISC.
    pub kind: String,
    /// Where it is mentioned.
    pub places: Vec<(u32, u32)>,
}

/// A relation between two entities, by index.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The Wikidata property (`P569`).
    pub property: String,
    /// The subject.
    pub head: usize,
    /// The object.
    pub tail: usize,
}

/// One document.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its title.
    pub title: String,
    /// Its text, made of the set's tokens.
    pub text: String,
    /// Its entities.
    pub vertices: Vec<Vertex>,
    /// Its relations.
    pub facts: Vec<Fact>,
}

/// Whether no space stands before the token, as people write.
fn closes(token: &str) -> bool {
    matches!(token, "," | "." | ";" | ":" | "?" | "!" | ")" | "]" | "%" | "n't") || token.starts_with('\'')
}

/// The development part.
///
/// # Errors
/// A file that cannot be read or is not the set's format.
pub fn read(data: &Path) -> Result<Vec<Article>> {
    let path = data.join("relations/redocred/dev_revised.json");
    let content = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let raw: Vec<Raw> = serde_json::from_str(&content).with_context(|| path.display().to_string())?;
    Ok(raw.into_iter().map(article).collect())
}

fn article(raw: Raw) -> Article {
    let mut text = String::new();
    let mut places: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut open = false;
    for sentence in &raw.sents {
        let mut row = Vec::new();
        for token in sentence {
            if !text.is_empty() && !open && !closes(token) {
                text.push(' ');
            }
            open = matches!(token.as_str(), "(" | "[" | "$");
            let start = text.len() as u32;
            text.push_str(token);
            row.push((start, text.len() as u32));
        }
        places.push(row);
    }
    let vertex = |mentions: &Vec<RawMention>| {
        let span = |mention: &RawMention| {
            let row = places.get(mention.sent_id)?;
            let first = row.get(mention.pos[0])?;
            let last = row.get(mention.pos[1].checked_sub(1)?)?;
            Some((first.0, last.1))
        };
        Vertex {
            kind: mentions.first().map(|it| it.kind.clone()).unwrap_or_default(),
            places: mentions.iter().filter_map(span).collect(),
        }
    };
    Article {
        title: raw.title,
        vertices: raw.vertices.iter().map(vertex).collect(),
        facts: raw
            .labels
            .into_iter()
            .map(|label| Fact {
                property: label.r,
                head: label.h,
                tail: label.t,
            })
            .collect(),
        text,
    }
}
