//! The keys of a line.

use super::columns::Columns;
use super::reading::{Credit, Passage};
use super::reasons::Why;
use dateline_core::{Document, Origin};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// A string that is a part of the line where it has no escapes. (`Cow` alone is copied wherever it stands in
/// an option or a list, and each token has five.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text<'r>(Cow<'r, str>);

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'r, 'r> Deserialize<'de> for Text<'r> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings<'r>(PhantomData<&'r ()>);

        impl<'de: 'r, 'r> Visitor<'de> for Strings<'r> {
            type Value = Text<'r>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, string: &'de str) -> Result<Text<'r>, E> {
                Ok(Text(Cow::Borrowed(string)))
            }

            fn visit_str<E>(self, string: &str) -> Result<Text<'r>, E> {
                Ok(Text(Cow::Owned(string.to_owned())))
            }

            fn visit_string<E>(self, string: String) -> Result<Text<'r>, E> {
                Ok(Text(Cow::Owned(string)))
            }
        }

        deserializer.deserialize_str(Strings(PhantomData))
    }
}

/// A whole line. A layer that was not made is `None`.
#[derive(Deserialize)]
pub(super) struct Line<'r> {
    #[serde(borrow)]
    pub(super) schema: Text<'r>,
    #[serde(borrow)]
    id: Text<'r>,
    title: Option<String>,
    published: Option<String>,
    language: Option<String>,
    byline: Option<String>,
    url: Option<String>,
    source: Option<Source>,
    publisher: Option<String>,
    #[serde(borrow)]
    pub(super) text: Text<'r>,
    pub(super) sentences: Option<Vec<Sentence>>,
    #[serde(borrow)]
    pub(super) tokens: Option<Vec<Token<'r>>>,
    #[serde(borrow)]
    pub(super) compact: Option<Columns<'r>>,
    #[serde(borrow)]
    pub(super) mentions: Option<Vec<Mention<'r>>>,
    #[serde(borrow)]
    pub(super) entities: Option<Vec<Entity<'r>>>,
    #[serde(borrow)]
    pub(super) relations: Option<Vec<Relation<'r>>>,
    #[serde(borrow)]
    pub(super) events: Option<Vec<Event<'r>>>,
    #[serde(borrow)]
    pub(super) quotes: Option<Vec<Quote<'r>>>,
    #[serde(borrow)]
    pub(super) propositions: Option<Vec<Proposition<'r>>>,
    #[serde(borrow)]
    pub(super) credits: Option<Vec<Credit<'r>>>,
    pub(super) passages: Option<Vec<Passage>>,
    pub(super) duplicate_of: Option<String>,
    pub(super) similarity: Option<f64>,
}

#[derive(Deserialize)]
struct Source {
    path: String,
    record: u64,
}

#[derive(Clone, Copy, Deserialize)]
pub(super) struct Bounds {
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Deserialize)]
pub(super) struct Sentence {
    pub(super) start: u32,
    pub(super) end: u32,
    #[serde(default)]
    pub(super) paragraph: bool,
}

#[derive(Deserialize)]
pub(super) struct Token<'r> {
    pub(super) start: u32,
    pub(super) end: u32,
    #[serde(borrow)]
    pub(super) lemma: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) upos: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) xpos: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) feats: Option<Text<'r>>,
    pub(super) head: Option<u32>,
    #[serde(borrow)]
    pub(super) deprel: Option<Text<'r>>,
    #[serde(default)]
    pub(super) joined: bool,
    /// Whether the lemma is the token itself, which only columns say.
    #[serde(skip)]
    pub(super) own: bool,
}

impl Token<'_> {
    /// A token of which nothing is known but its place.
    pub(super) const fn at(start: u32, end: u32) -> Self {
        Self {
            start,
            end,
            lemma: None,
            upos: None,
            xpos: None,
            feats: None,
            head: None,
            deprel: None,
            joined: false,
            own: false,
        }
    }
}

/// A place with the words there.
#[derive(Deserialize)]
pub(super) struct Surface<'r> {
    pub(super) start: u32,
    pub(super) end: u32,
    #[serde(borrow)]
    pub(super) text: Text<'r>,
}

#[derive(Deserialize)]
pub(super) struct Value<'r> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'r>,
    #[serde(borrow)]
    pub(super) value: Text<'r>,
    #[serde(borrow, rename = "mod")]
    pub(super) modifier: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) amount: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) currency: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) unit: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) si_amount: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) si_unit: Option<Text<'r>>,
    pub(super) converts: Option<Bounds>,
    #[serde(borrow)]
    pub(super) alpha2: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) subdivision: Option<Text<'r>>,
    pub(super) metonym: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Mention<'r> {
    pub(super) start: u32,
    pub(super) end: u32,
    #[serde(borrow)]
    pub(super) text: Text<'r>,
    #[serde(borrow)]
    pub(super) label: Text<'r>,
    #[serde(borrow)]
    pub(super) kind: Text<'r>,
    pub(super) entity: Option<u32>,
    #[serde(borrow)]
    pub(super) value: Option<Value<'r>>,
    pub(super) confidence: f32,
    #[serde(borrow)]
    pub(super) rule: Option<Text<'r>>,
}

#[derive(Deserialize)]
pub(super) struct Entity<'r> {
    #[serde(borrow)]
    pub(super) name: Text<'r>,
    #[serde(borrow)]
    pub(super) label: Text<'r>,
    pub(super) mentions: Vec<u32>,
    #[serde(borrow)]
    pub(super) link: Pairs<'r, Text<'r>>,
}

/// One end of a relation, or a qualifier's value.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Term<'r> {
    Mention(u32),
    #[serde(borrow)]
    Text(Surface<'r>),
    /// A qualifier that says all by its key.
    Bare(bool),
}

#[derive(Deserialize)]
pub(super) struct Evidence<'r> {
    pub(super) sentence: Option<u32>,
    #[serde(borrow)]
    pub(super) spans: Vec<Surface<'r>>,
    #[serde(borrow)]
    pub(super) rule: Option<Text<'r>>,
}

#[derive(Deserialize)]
pub(super) struct Relation<'r> {
    #[serde(borrow)]
    pub(super) relation: Text<'r>,
    pub(super) subject: u32,
    #[serde(borrow)]
    pub(super) object: Term<'r>,
    #[serde(borrow)]
    pub(super) qualifiers: Pairs<'r, Term<'r>>,
    #[serde(borrow)]
    pub(super) evidence: Evidence<'r>,
    pub(super) confidence: f32,
    #[serde(borrow)]
    pub(super) why: Option<Why<'r>>,
}

#[derive(Deserialize)]
pub(super) struct Event<'r> {
    #[serde(borrow)]
    pub(super) code: Text<'r>,
    #[serde(borrow)]
    pub(super) plover: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) trigger: Surface<'r>,
    pub(super) source: Vec<u32>,
    pub(super) target: Vec<u32>,
    #[serde(borrow)]
    pub(super) source_code: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) target_code: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) date: Option<Text<'r>>,
    pub(super) location: Option<u32>,
    #[serde(borrow)]
    pub(super) status: Text<'r>,
    #[serde(borrow)]
    pub(super) evidence: Evidence<'r>,
    pub(super) confidence: f32,
    pub(super) reported_by: Option<u32>,
    #[serde(borrow)]
    pub(super) why: Option<Why<'r>>,
}

#[derive(Deserialize)]
pub(super) struct Quote<'r> {
    #[serde(borrow)]
    pub(super) kind: Text<'r>,
    #[serde(borrow)]
    pub(super) content: Vec<Surface<'r>>,
    #[serde(borrow)]
    pub(super) cue: Option<Surface<'r>>,
    pub(super) speaker: Option<u32>,
    pub(super) addressee: Option<u32>,
    pub(super) confidence: f32,
    #[serde(borrow)]
    pub(super) rule: Option<Text<'r>>,
}

#[derive(Deserialize)]
pub(super) struct Proposition<'r> {
    #[serde(borrow)]
    pub(super) subject: Surface<'r>,
    #[serde(borrow)]
    pub(super) predicate: Vec<Surface<'r>>,
    #[serde(borrow)]
    pub(super) objects: Vec<Surface<'r>>,
    #[serde(borrow)]
    pub(super) polarity: Text<'r>,
    #[serde(borrow)]
    pub(super) modality: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) attribution: Option<Surface<'r>>,
    #[serde(borrow)]
    pub(super) evidence: Evidence<'r>,
    pub(super) confidence: f32,
    #[serde(borrow, default)]
    pub(super) implied: Option<Text<'r>>,
    #[serde(borrow)]
    pub(super) minimal_subject: Option<Surface<'r>>,
    #[serde(borrow)]
    pub(super) minimal_objects: Option<Vec<Surface<'r>>>,
    #[serde(borrow, default)]
    pub(super) roles: Vec<Text<'r>>,
}

/// The entries of an object in their order, which a map would lose.
pub(super) struct Pairs<'r, V>(pub(super) Vec<(Text<'r>, V)>);

impl<'de: 'r, 'r, V: Deserialize<'de>> Deserialize<'de> for Pairs<'r, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<'r, V>(PhantomData<(&'r (), V)>);

        impl<'de: 'r, 'r, V: Deserialize<'de>> Visitor<'de> for Entries<'r, V> {
            type Value = Pairs<'r, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'r>, V>()? {
                    entries.push((key, value));
                }
                Ok(Pairs(entries))
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

impl Line<'_> {
    /// Sets what is known about the article, its own place in the input included.
    pub(super) fn meta(&self, doc: &mut Document) {
        let meta = doc.meta_mut();
        self.id.as_ref().clone_into(&mut meta.id);
        meta.title = self.title.clone().unwrap_or_default();
        meta.published.clone_from(&self.published);
        meta.language.clone_from(&self.language);
        meta.byline.clone_from(&self.byline);
        meta.url.clone_from(&self.url);
        meta.publisher.clone_from(&self.publisher);
        if let Some(source) = &self.source {
            meta.origin = Origin {
                path: Arc::from(source.path.as_str()),
                record: source.record,
                byte: None,
            };
        }
    }

    /// Whether the line has tokens that nobody has put into sentences, or whose sentences were not written.
    pub(super) fn lacks_sentences(&self) -> bool {
        self.sentences.is_none() && self.tokens.as_ref().is_some_and(|tokens| !tokens.is_empty())
    }

    /// Whether the line has tokens and sentences and does not tell what CoNLL-U needs of them: the first
    /// sentence begins a paragraph in every line that tells it.
    pub(super) fn hides_words(&self) -> bool {
        let tokens = self.tokens.as_deref().unwrap_or_default();
        let first = self.sentences.as_deref().unwrap_or_default().first();
        !tokens.is_empty() && !first.is_some_and(|sentence| sentence.paragraph)
    }
}
