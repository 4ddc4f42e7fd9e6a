//! Mentions with their normal forms, and entities with their links.

use super::{Bounds, Ids, Surface, confidence};
use crate::article::Article;
use dateline_core::Id;
use dateline_core::layers::{Entity, Mention, Mentions, Normal};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::fmt;

/// Two strings with a space between them, or the first alone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Joined<'d>(pub(crate) &'d str, pub(crate) &'d str);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        match (self.0, self.1) {
            (_, "") => Ok(()),
            // "Multi-million dollars": a currency whose amount nobody knows.
            ("", unit) => f.write_str(unit),
            (_, unit) => write!(f, " {unit}"),
        }
    }
}

impl Serialize for Joined<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A mention's normal form with its parts.
#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct Value<'d> {
    #[serde(rename = "type")]
    pub(crate) kind: &'d str,
    pub(crate) value: Joined<'d>,
    #[serde(rename = "mod", skip_serializing_if = "Option::is_none")]
    pub(crate) modifier: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) currency: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) si_amount: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) si_unit: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) converts: Option<Bounds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alpha2: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subdivision: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metonym: Option<bool>,
}

/// One mention.
#[derive(Serialize)]
pub(crate) struct MentionRecord<'d> {
    start: u32,
    end: u32,
    text: &'d str,
    label: &'d str,
    kind: &'static str,
    entity: Option<u32>,
    value: Option<Value<'d>>,
    confidence: f64,
    rule: Option<&'d str>,
}

/// One entity.
#[derive(Serialize)]
pub(crate) struct EntityRecord<'d> {
    name: &'d str,
    label: &'d str,
    mentions: Ids<'d, Mentions>,
    link: Links<'d>,
}

/// What links say of a thing beside naming it: where it lies, how that was found, that the article's dateline says it.
const ASIDES: [&str; 4] = ["area", "state", "reason", "dateline"];

/// Whether links of this scheme name a thing, so that two with the same are one.
pub(crate) fn identifies(scheme: &str) -> bool {
    !ASIDES.contains(&scheme)
}

/// An entity's links as an object, scheme to identifier; of two in one scheme the first counts.
pub(crate) struct Links<'d>(pub(crate) &'d Article<'d>, pub(crate) &'d Entity);

impl Serialize for Links<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(article, entity) = self;
        let mut map = serializer.serialize_map(None)?;
        for (scheme, id) in article.links(entity) {
            map.serialize_entry(scheme, id)?;
        }
        map.end()
    }
}

impl<'d> Article<'d> {
    /// An entity's links, scheme and identifier.
    pub(crate) fn links(&self, entity: &'d Entity) -> impl Iterator<Item = (&'d str, &'d str)> {
        let doc = self.doc;
        entity.links.iter().enumerate().filter_map(move |(index, link)| {
            let scheme = doc.get(link.scheme);
            let known = entity
                .links
                .iter()
                .take(index)
                .any(|earlier| doc.get(earlier.scheme) == scheme);
            (!known).then(|| (scheme, doc.get(link.id)))
        })
    }

    /// A normal form with its parts; `None` for a kind that this crate does not know yet.
    pub(crate) fn value(&self, normal: Normal) -> Option<Value<'d>> {
        let get = |text| self.doc.get(text);
        let number = |kind, amount| Value {
            kind,
            value: Joined(get(amount), ""),
            ..Value::default()
        };
        Some(match normal {
            Normal::Timex(timex) => Value {
                kind: timex.kind.name(),
                value: Joined(get(timex.value), ""),
                modifier: self.some(timex.modifier),
                ..Value::default()
            },
            Normal::Money { amount, currency } => Value {
                kind: "MONEY",
                value: Joined(get(amount), get(currency)),
                amount: self.some(amount),
                currency: self.some(currency),
                ..Value::default()
            },
            Normal::Quantity {
                amount,
                unit,
                si_amount,
                si_unit,
                converts,
            } => Value {
                kind: "QUANTITY",
                value: Joined(get(amount), get(unit)),
                amount: self.some(amount),
                unit: self.some(unit),
                si_amount: self.some(si_amount),
                si_unit: self.some(si_unit),
                converts: converts.map(|span| self.bounds(span)),
                ..Value::default()
            },
            Normal::Percent { amount } => number("PERCENT", amount),
            Normal::Cardinal { amount } => number("CARDINAL", amount),
            Normal::Ordinal { amount } => number("ORDINAL", amount),
            Normal::Place(place) => {
                let subdivision = self.some(place.subdivision);
                Value {
                    kind: place.kind.name(),
                    value: Joined(self.some(place.alpha3).or(subdivision).unwrap_or_default(), ""),
                    alpha2: self.some(place.alpha2),
                    subdivision,
                    metonym: place.metonym.then_some(true),
                    ..Value::default()
                }
            }
            Normal::Other { kind, value } => Value {
                kind: get(kind),
                value: Joined(get(value), ""),
                ..Value::default()
            },
            _ => return None,
        })
    }

    pub(crate) fn mention(&self, mention: &Mention) -> MentionRecord<'d> {
        let Surface { start, end, text } = self.surface(mention.span);
        MentionRecord {
            start,
            end,
            text,
            label: self.label(mention.label),
            kind: mention.kind.name(),
            entity: mention.entity.map(Id::raw),
            value: mention.normal.and_then(|normal| self.value(normal)),
            confidence: confidence(mention.confidence),
            rule: self.some(mention.rule),
        }
    }

    pub(crate) fn entity(&'d self, entity: &'d Entity) -> EntityRecord<'d> {
        EntityRecord {
            name: self.doc.get(entity.name),
            label: self.label(entity.label),
            mentions: Ids(&entity.mentions),
            link: Links(self, entity),
        }
    }
}
