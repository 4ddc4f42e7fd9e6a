//! The records that JSON is made of: borrowed from the document, offsets already in the unit asked for.
//!
//! Keys stand in the order in which they are written; what is new goes to the end of its record.

use crate::article::Article;
use dateline_core::layers::{
    Entity, Event, Evidence, Mention, Normal, Polarity, Proposition, Qualifier, Quote, Relation, Term,
};
use dateline_core::{Id, Layer, Span};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::fmt;

/// A JSON array of whatever an iterator yields, without a list in between.
pub(crate) struct Each<I>(pub(crate) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// The ids of a layer as an array of indices.
pub(crate) struct Ids<'d, L: Layer>(pub(crate) &'d [Id<L>]);

impl<L: Layer> Serialize for Ids<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|id| id.raw()))
    }
}

/// A confidence in 0 to 1 with four decimals: the float's last bits are nobody's business, and bytes that
/// depend on them differ between machines.
pub(crate) fn confidence(value: f32) -> f64 {
    if value.is_nan() {
        return 0.0;
    }
    (f64::from(value.clamp(0.0, 1.0)) * 1e4).round() / 1e4
}

/// A polarity's name in output.
pub(crate) const fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Positive => "positive",
        Polarity::Negative => "negative",
    }
}

/// Start and end.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Bounds {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// Start, end and the words there.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Surface<'d> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) text: &'d str,
}

/// Two strings with a space between them, or the first alone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Joined<'d>(pub(crate) &'d str, pub(crate) &'d str);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        if !self.1.is_empty() {
            write!(f, " {}", self.1)?;
        }
        Ok(())
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
    mentions: Ids<'d, dateline_core::layers::Mentions>,
    link: Links<'d>,
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

/// One end of a relation: an index into the mentions, or words.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(crate) enum TermRecord<'d> {
    Mention(u32),
    Text(Surface<'d>),
    /// A qualifier that says all by its key.
    Bare(bool),
}

/// A relation's qualifiers as an object; of two with one key the first counts.
pub(crate) struct Qualifiers<'d>(pub(crate) &'d Article<'d>, pub(crate) &'d [Qualifier]);

impl Serialize for Qualifiers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(article, qualifiers) = self;
        let mut map = serializer.serialize_map(None)?;
        for (index, qualifier) in qualifiers.iter().enumerate() {
            let key = article.doc.get(qualifier.key);
            if qualifiers
                .iter()
                .take(index)
                .any(|earlier| article.doc.get(earlier.key) == key)
            {
                continue;
            }
            let value = qualifier
                .value
                .map_or(TermRecord::Bare(true), |term| article.term(term));
            map.serialize_entry(key, &value)?;
        }
        map.end()
    }
}

/// Where a fact stands.
#[derive(Serialize)]
pub(crate) struct EvidenceRecord<'d> {
    sentence: Option<u32>,
    spans: Surfaces<'d>,
    rule: Option<&'d str>,
}

/// Spans as an array of surfaces.
pub(crate) struct Surfaces<'d>(pub(crate) &'d Article<'d>, pub(crate) &'d [Span]);

impl Serialize for Surfaces<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|span| self.0.surface(*span)))
    }
}

/// One relation.
#[derive(Serialize)]
pub(crate) struct RelationRecord<'d> {
    relation: &'d str,
    subject: u32,
    object: TermRecord<'d>,
    qualifiers: Qualifiers<'d>,
    evidence: EvidenceRecord<'d>,
    confidence: f64,
}

/// One event.
#[derive(Serialize)]
pub(crate) struct EventRecord<'d> {
    code: &'d str,
    plover: Option<&'d str>,
    trigger: Surface<'d>,
    source: Ids<'d, dateline_core::layers::Entities>,
    target: Ids<'d, dateline_core::layers::Entities>,
    source_code: Option<&'d str>,
    target_code: Option<&'d str>,
    date: Option<&'d str>,
    location: Option<u32>,
    status: &'static str,
    evidence: EvidenceRecord<'d>,
    confidence: f64,
    reported_by: Option<u32>,
}

/// One quote.
#[derive(Serialize)]
pub(crate) struct QuoteRecord<'d> {
    kind: &'static str,
    content: Surfaces<'d>,
    cue: Option<Surface<'d>>,
    speaker: Option<u32>,
    addressee: Option<u32>,
    confidence: f64,
    speaker_entity: Option<u32>,
    rule: Option<&'d str>,
}

/// One proposition.
#[derive(Serialize)]
pub(crate) struct PropositionRecord<'d> {
    subject: Surface<'d>,
    predicate: Surfaces<'d>,
    objects: Surfaces<'d>,
    polarity: &'static str,
    modality: Option<&'d str>,
    attribution: Option<Surface<'d>>,
    evidence: EvidenceRecord<'d>,
    confidence: f64,
}

impl<'d> Article<'d> {
    pub(crate) fn bounds(&self, span: Span) -> Bounds {
        let (start, end) = self.offsets.span(span);
        Bounds { start, end }
    }

    pub(crate) fn surface(&self, span: Span) -> Surface<'d> {
        let Bounds { start, end } = self.bounds(span);
        Surface {
            start,
            end,
            text: self.slice(span),
        }
    }

    pub(crate) fn term(&self, term: Term) -> TermRecord<'d> {
        match term {
            Term::Mention(id) => TermRecord::Mention(id.raw()),
            Term::Text(span) => TermRecord::Text(self.surface(span)),
        }
    }

    pub(crate) fn label(&self, label: dateline_core::layers::Label) -> &'d str {
        label.name(|name| self.doc.get(name))
    }

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
                    kind: if subdivision.is_some() {
                        "REGION"
                    } else {
                        "COUNTRY"
                    },
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

    pub(crate) fn evidence(&'d self, evidence: &'d Evidence) -> EvidenceRecord<'d> {
        EvidenceRecord {
            sentence: evidence.sentence.map(Id::raw),
            spans: Surfaces(self, &evidence.spans),
            rule: self.some(evidence.rule),
        }
    }

    pub(crate) fn relation(&'d self, relation: &'d Relation) -> RelationRecord<'d> {
        RelationRecord {
            relation: self.doc.get(relation.relation),
            subject: relation.subject.raw(),
            object: self.term(relation.object),
            qualifiers: Qualifiers(self, &relation.qualifiers),
            evidence: self.evidence(&relation.evidence),
            confidence: confidence(relation.confidence),
        }
    }

    pub(crate) fn event(&'d self, event: &'d Event) -> EventRecord<'d> {
        EventRecord {
            code: self.doc.get(event.code),
            plover: self.some(event.plover),
            trigger: self.surface(event.trigger),
            source: Ids(&event.source),
            target: Ids(&event.target),
            source_code: self.some(event.source_code),
            target_code: self.some(event.target_code),
            date: self.some(event.date),
            location: event.location.map(Id::raw),
            status: event.status.name(),
            evidence: self.evidence(&event.evidence),
            confidence: confidence(event.confidence),
            reported_by: event.reported_by.map(Id::raw),
        }
    }

    pub(crate) fn quote(&'d self, quote: &'d Quote) -> QuoteRecord<'d> {
        QuoteRecord {
            kind: quote.kind.name(),
            content: Surfaces(self, &quote.content),
            cue: quote.cue.map(|span| self.surface(span)),
            speaker: quote.speaker.map(Id::raw),
            addressee: quote.addressee.map(Id::raw),
            confidence: confidence(quote.confidence),
            speaker_entity: self.speaker_entity(quote),
            rule: self.some(quote.rule),
        }
    }

    /// The entity of a quote's speaker, also where the mentions themselves are not written.
    pub(crate) fn speaker_entity(&self, quote: &Quote) -> Option<u32> {
        let speaker = quote.speaker?;
        Some(self.doc.item(speaker)?.entity?.raw())
    }

    pub(crate) fn proposition(&'d self, proposition: &'d Proposition) -> PropositionRecord<'d> {
        PropositionRecord {
            subject: self.surface(proposition.subject),
            predicate: Surfaces(self, &proposition.predicate),
            objects: Surfaces(self, &proposition.objects),
            polarity: polarity(proposition.polarity),
            modality: self.some(proposition.modality),
            attribution: proposition.attribution.map(|span| self.surface(span)),
            evidence: self.evidence(&proposition.evidence),
            confidence: confidence(proposition.confidence),
        }
    }
}
