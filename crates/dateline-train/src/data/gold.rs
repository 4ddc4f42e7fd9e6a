//! Reader of the gold articles: everything a careful reader would mark, offsets turned into bytes.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// One article with its annotation.
#[derive(Clone, Debug, Deserialize)]
pub struct Article {
    /// Its id.
    pub id: String,
    /// Its headline, which is not part of the text.
    pub title: Option<String>,
    /// The day it was published, ISO 8601.
    pub published: Option<String>,
    /// The text.
    pub text: String,
    /// Names, titles and values.
    pub mentions: Vec<GoldMention>,
    /// Relations by entity key.
    pub relations: Vec<GoldRelation>,
    /// Events by entity key.
    pub events: Vec<GoldEvent>,
    /// Quotations.
    pub quotes: Vec<GoldQuote>,
}

/// A stretch of the text.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Stretch {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The surface, which proves the offsets.
    #[serde(default)]
    pub text: String,
}

/// A mention.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldMention {
    /// Where it stands.
    #[serde(flatten)]
    pub at: Stretch,
    /// Its label.
    pub label: String,
    /// Its entity's key, or a value's normal form.
    pub entity: Option<String>,
    /// Whether it neither helps nor hurts a score.
    #[serde(default)]
    pub optional: bool,
}

/// A relation.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldRelation {
    /// The subject's key.
    pub subject: String,
    /// The relation's name.
    pub relation: String,
    /// The object's key.
    pub object: String,
    /// Whether it neither helps nor hurts a score.
    #[serde(default)]
    pub optional: bool,
}

/// An event.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldEvent {
    /// Keys of who acts; any one of them counts.
    pub source: Vec<String>,
    /// Keys of whom it is done to.
    pub target: Vec<String>,
    /// The CAMEO code.
    pub cameo: String,
    /// The words that say it.
    pub trigger: Option<Stretch>,
    /// Actual, planned, possible, denied or conditional.
    pub status: Option<String>,
    /// When, ISO 8601.
    pub date: Option<String>,
    /// The key of where.
    pub location: Option<String>,
    /// Whether both sides act alike.
    #[serde(default)]
    pub symmetric: bool,
    /// Whether it neither helps nor hurts a score.
    #[serde(default)]
    pub optional: bool,
}

/// A quotation.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldQuote {
    /// Direct, indirect or mixed.
    pub kind: String,
    /// The speaker's key, if the speaker has a name in the article.
    pub speaker: Option<String>,
    /// The words of saying.
    pub cue: Option<Stretch>,
    /// What is said.
    pub content: Vec<Stretch>,
    /// Whether it neither helps nor hurts a score.
    #[serde(default)]
    pub optional: bool,
}

/// All gold articles: `seed.json` and the files in `dev/`, in the order of their names.
///
/// # Errors
/// What keeps a file from being read, and a stretch whose surface is not what stands there.
pub fn read(folder: &Path) -> Result<Vec<Article>> {
    let mut paths = vec![folder.join("seed.json")];
    let dev = folder.join("dev");
    let listed = fs::read_dir(&dev).with_context(|| dev.display().to_string())?;
    let mut more: Vec<_> = listed
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    more.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    more.sort();
    paths.extend(more);
    paths
        .iter()
        .map(|path| {
            let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            parse(&content).with_context(|| path.display().to_string())
        })
        .collect()
}

fn parse(content: &str) -> Result<Article> {
    let mut article: Article = serde_json::from_str(content)?;
    let mut bytes: Vec<usize> = article.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(article.text.len());
    let text = std::mem::take(&mut article.text);
    for stretch in article.stretches() {
        let (Some(start), Some(end)) = (bytes.get(stretch.start), bytes.get(stretch.end)) else {
            bail!("{stretch:?} lies outside the text");
        };
        (stretch.start, stretch.end) = (*start, *end);
        let surface = text.get(stretch.start..stretch.end).unwrap_or("");
        if !stretch.text.is_empty() && surface != stretch.text {
            bail!("{stretch:?} reads “{surface}”");
        }
    }
    article.text = text;
    Ok(article)
}

impl Article {
    fn stretches(&mut self) -> impl Iterator<Item = &mut Stretch> {
        let mentions = self.mentions.iter_mut().map(|mention| &mut mention.at);
        let triggers = self.events.iter_mut().filter_map(|event| event.trigger.as_mut());
        let quotes = self
            .quotes
            .iter_mut()
            .flat_map(|quote| quote.cue.iter_mut().chain(&mut quote.content));
        mentions.chain(triggers).chain(quotes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_bytes_and_are_proved() {
        let article = |text: &str| {
            format!(
                r#"{{"id":"x","text":"Né à Kep","relations":[],"events":[],"quotes":[],
                "mentions":[{{"start":5,"end":8,"text":"{text}","label":"GPE","entity":"Kep"}}]}}"#
            )
        };
        let read = parse(&article("Kep")).unwrap();
        assert_eq!((read.mentions[0].at.start, read.mentions[0].at.end), (7, 10));
        assert!(parse(&article("Pek")).is_err());
    }
}
