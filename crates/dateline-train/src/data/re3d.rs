//! Reader of re3d: texts on defence and security with entities and the relations between them.
//!
//! Its folders are sources of texts, each with files of one JSON object a line. An entity is one place in a text, so
//! what is said twice of somebody are two facts; the same place may stand there under two types.

use super::redocred::{Article, Fact, Vertex};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

/// The least share of the annotators' votes, as the set gives it, for a relation to count.
const SURE: f64 = 0.5;

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entity {
    document_id: String,
    begin: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relation {
    document_id: String,
    source_begin: usize,
    source_end: usize,
    target_begin: usize,
    target_end: usize,
    #[serde(rename = "type")]
    kind: String,
    confidence: f64,
}

/// All texts, by source and then as they stand there.
///
/// # Errors
/// A file that cannot be read or is not the set's format.
pub fn read(data: &Path) -> Result<Vec<Article>> {
    let root = data.join("relations/re3d");
    let folders = fs::read_dir(&root).with_context(|| root.display().to_string())?;
    let mut folders: Vec<_> = folders
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let mut all = Vec::new();
    for folder in folders {
        let texts: Vec<Text> = lines(&folder.join("documents.json"))?;
        let entities: Vec<Entity> = lines(&folder.join("entities.json"))?;
        let relations: Vec<Relation> = lines(&folder.join("relations.json"))?;
        all.extend(texts.into_iter().map(|text| article(text, &entities, &relations)));
    }
    Ok(all)
}

/// A file of one JSON object a line.
fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = content.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).with_context(|| path.display().to_string()))
        .collect()
}

fn article(text: Text, entities: &[Entity], relations: &[Relation]) -> Article {
    // Offsets of the set count characters.
    let mut bytes: Vec<u32> = text.text.char_indices().map(|(at, _)| at as u32).collect();
    bytes.push(text.text.len() as u32);
    let at = |chars: usize| bytes.get(chars).copied().unwrap_or(text.text.len() as u32);
    let mut vertices: Vec<Vertex> = Vec::new();
    let mut known: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for it in entities.iter().filter(|it| it.document_id == text.id) {
        known.entry((it.begin, it.end)).or_default().push(vertices.len());
        vertices.push(Vertex {
            kind: it.kind.clone(),
            places: vec![(at(it.begin), at(it.end))],
        });
    }
    let mut told: HashSet<(&str, usize, usize)> = HashSet::new();
    let mut facts = Vec::new();
    let sure = |it: &&Relation| it.document_id == text.id && it.confidence >= SURE;
    for it in relations.iter().filter(sure) {
        let ends = |place: (usize, usize)| known.get(&place).map_or(&[][..], Vec::as_slice);
        for head in ends((it.source_begin, it.source_end)) {
            for tail in ends((it.target_begin, it.target_end)) {
                if told.insert((&it.kind, *head, *tail)) {
                    facts.push(Fact {
                        property: it.kind.clone(),
                        head: *head,
                        tail: *tail,
                    });
                }
            }
        }
    }
    Article {
        title: text.id,
        text: text.text,
        vertices,
        facts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_vertices_and_doubtful_relations_are_left_out() {
        let text = Text {
            id: "a".to_owned(),
            text: "Élise leads Acme.".to_owned(),
        };
        let entity = |begin, end, kind: &str| Entity {
            document_id: "a".to_owned(),
            begin,
            end,
            kind: kind.to_owned(),
        };
        let relation = |kind: &str, confidence| Relation {
            document_id: "a".to_owned(),
            source_begin: 0,
            source_end: 5,
            target_begin: 12,
            target_end: 16,
            kind: kind.to_owned(),
            confidence,
        };
        let article = article(
            text,
            &[entity(0, 5, "Person"), entity(12, 16, "Organisation")],
            &[
                relation("InChargeOf", 0.9),
                relation("InChargeOf", 1.0),
                relation("Likes", 0.1),
            ],
        );
        assert_eq!(article.vertices[1].places, [(13, 17)]);
        assert_eq!(article.facts.len(), 1);
        assert_eq!((article.facts[0].head, article.facts[0].tail), (0, 1));
    }
}
