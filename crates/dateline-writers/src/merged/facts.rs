//! The facts of an article as entries, each under the key by which it meets the same fact elsewhere.

use super::Copies;
use super::entry::{Fact, Support, Witness, write};
use crate::article::Article;
use crate::json::to_json;
use crate::party::Party;
use crate::records::confidence;
use dateline_core::layers::{Event, Evidence, Relation};
use dateline_core::{Document, EncodeOptions, Encoder, Error, Span};
use serde::Serialize;
use serde::ser::SerializeMap;

/// Encodes a document as the entries of its facts, each with its length before it.
pub(super) struct Facts {
    pub(super) options: EncodeOptions,
    pub(super) copies: Copies,
}

impl Encoder for Facts {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let name = article.name();
        let meta = doc.meta();
        let of = meta.duplicate.as_ref().filter(|_| self.copies == Copies::Once);
        let witness = Witness {
            original: of.map_or(&*name, |it| &it.of),
            article: &name,
        };
        let told = Support {
            published: meta.published.clone().unwrap_or_default(),
            outlet: outlet(meta.publisher.as_deref(), meta.url.as_deref()),
            ..Support::default()
        };
        let mut entry = Vec::new();
        let mut put = |key: &str, fact: &Fact, evidence: &Evidence, trigger: Option<Span>, sure: f32| {
            let spans = evidence.spans.iter().copied().chain(trigger);
            let all = spans.reduce(Span::join).unwrap_or_default();
            let support = Support {
                confidence: confidence(sure),
                text: article.slice(all).to_owned(),
                ..told.clone()
            };
            entry.clear();
            write(
                &mut entry,
                key,
                witness,
                article.offsets.span(all),
                fact,
                &support,
            );
            out.extend_from_slice(&(entry.len() as u32).to_le_bytes());
            out.extend_from_slice(&entry);
        };
        for relation in article.relations().unwrap_or_default() {
            if let Some((key, fact)) = of_relation(&article, relation)? {
                put(&key, &fact, &relation.evidence, None, relation.confidence);
            }
        }
        for event in article.events().unwrap_or_default() {
            let (key, fact) = of_event(&article, event)?;
            put(
                &key,
                &fact,
                &event.evidence,
                Some(event.trigger),
                event.confidence,
            );
        }
        Ok(())
    }
}

/// A party in the output.
#[derive(Serialize)]
struct PartyRecord<'p> {
    name: &'p str,
    label: Option<&'p str>,
    link: Option<&'p str>,
}

impl<'p> PartyRecord<'p> {
    fn new(party: &'p Party<'_>) -> Self {
        let some = |text: &'p str| Some(text).filter(|text| !text.is_empty());
        Self {
            name: &party.name,
            label: some(party.label),
            link: some(&party.link),
        }
    }
}

/// Parties as JSON, and in words.
fn told(parties: &[Party<'_>]) -> Result<(String, String), Error> {
    let records: Vec<PartyRecord<'_>> = parties.iter().map(PartyRecord::new).collect();
    let names: Vec<&str> = parties.iter().map(|party| party.name.as_ref()).collect();
    Ok((json(&records)?, names.join("; ")))
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    to_json(&mut bytes, value)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a relation says, and its key; `None` where it points to nothing.
fn of_relation(article: &Article<'_>, relation: &Relation) -> Result<Option<(String, Fact)>, Error> {
    let (Some(subject), Some(object)) = (
        article.party_of_mention(relation.subject),
        article.party_of_term(relation.object),
    ) else {
        return Ok(None);
    };
    let name = article.doc.get(relation.relation);
    let mut qualifiers: Vec<(&str, Option<Party<'_>>)> = relation
        .qualifiers
        .iter()
        .map(|it| {
            let value = it.value.and_then(|term| article.party_of_term(term));
            (article.doc.get(it.key), value)
        })
        .collect();
    qualifiers.sort_by(|one, other| one.0.cmp(other.0));
    qualifiers.dedup_by(|later, first| later.0 == first.0);
    let mut key = format!("relation\u{1}{name}\u{1}{}\u{1}{}", subject.key, object.key);
    for (name, value) in &qualifiers {
        let value = value.as_ref().map_or("", |party| party.key.as_str());
        key.push_str(&format!("\u{1}{name}\u{2}{value}"));
    }
    let (subject, subject_text) = told(&[subject])?;
    let (object, object_text) = told(&[object])?;
    Ok(Some((
        key,
        Fact {
            kind: "relation".to_owned(),
            name: name.to_owned(),
            subject,
            subject_text,
            object,
            object_text,
            qualifiers: if qualifiers.is_empty() {
                String::new()
            } else {
                json(&QualifierRecord(&qualifiers))?
            },
            ..Fact::default()
        },
    )))
}

/// Qualifiers as an object; one that says all by its key is `true`.
struct QualifierRecord<'q, 'd>(&'q [(&'d str, Option<Party<'d>>)]);

impl Serialize for QualifierRecord<'_, '_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            match value {
                Some(party) => map.serialize_entry(name, &PartyRecord::new(party))?,
                None => map.serialize_entry(name, &true)?,
            }
        }
        map.end()
    }
}

/// What an event says, and its key.
fn of_event(article: &Article<'_>, event: &Event) -> Result<(String, Fact), Error> {
    let parties = |ids: &[dateline_core::Id<dateline_core::layers::Entities>]| {
        let mut parties: Vec<Party<'_>> = ids.iter().filter_map(|id| article.party(*id)).collect();
        parties.sort_by(|one, other| one.key.cmp(&other.key));
        parties.dedup_by(|later, first| later.key == first.key);
        parties
    };
    let (source, target) = (parties(&event.source), parties(&event.target));
    let keys = |parties: &[Party<'_>]| {
        let keys: Vec<&str> = parties.iter().map(|party| party.key.as_str()).collect();
        keys.join("\u{2}")
    };
    let (code, date) = (article.doc.get(event.code), article.doc.get(event.date));
    let key = format!(
        "event\u{1}{code}\u{1}{}\u{1}{}\u{1}{date}\u{1}{}",
        keys(&source),
        keys(&target),
        event.status.name()
    );
    let (subject, subject_text) = told(&source)?;
    let (object, object_text) = told(&target)?;
    Ok((
        key,
        Fact {
            kind: "event".to_owned(),
            name: code.to_owned(),
            plover: article.doc.get(event.plover).to_owned(),
            subject,
            subject_text,
            object,
            object_text,
            qualifiers: String::new(),
            date: date.to_owned(),
            status: event.status.name().to_owned(),
        },
    ))
}

/// Who has published an article: the publisher, or else the host of its address, in lower case; empty where
/// neither is known.
fn outlet(publisher: Option<&str>, url: Option<&str>) -> String {
    if let Some(publisher) = publisher.map(str::trim).filter(|name| !name.is_empty()) {
        return publisher.to_lowercase();
    }
    let Some((_, rest)) = url.and_then(|url| url.split_once("://")) else {
        return String::new();
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets() {
        for (publisher, url, expected) in [
            (Some(" The Wire "), Some("https://example.org/1"), "the wire"),
            (None, Some("https://www.Example.org:8080/1?a=b"), "example.org"),
            (Some(""), Some("http://user@news.example"), "news.example"),
            (None, Some("no address"), ""),
            (None, None, ""),
        ] {
            assert_eq!(outlet(publisher, url), expected, "{url:?}");
        }
    }
}
