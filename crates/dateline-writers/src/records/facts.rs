//! Relations, events, quotes and propositions.

use super::{Ids, Surface, Surfaces, WhyRecord, confidence};
use crate::article::Article;
use dateline_core::layers::{
    ArgumentRole, Entities, Event, Evidence, Polarity, Proposition, Qualifier, Quote, Relation, Term,
    argument_mention,
};
use dateline_core::{Id, Span};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A polarity's name in output.
pub(crate) const fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Positive => "positive",
        Polarity::Negative => "negative",
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

/// One relation.
#[derive(Serialize)]
pub(crate) struct RelationRecord<'d> {
    relation: &'d str,
    subject: u32,
    object: TermRecord<'d>,
    qualifiers: Qualifiers<'d>,
    evidence: EvidenceRecord<'d>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyRecord<'d>>,
}

/// One event.
#[derive(Serialize)]
pub(crate) struct EventRecord<'d> {
    code: &'d str,
    plover: Option<&'d str>,
    trigger: Surface<'d>,
    source: Ids<'d, Entities>,
    target: Ids<'d, Entities>,
    source_code: Option<&'d str>,
    target_code: Option<&'d str>,
    date: Option<&'d str>,
    location: Option<u32>,
    status: &'static str,
    evidence: EvidenceRecord<'d>,
    confidence: f64,
    reported_by: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyRecord<'d>>,
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

/// What arguments are to their predicate, by name.
pub(crate) struct Roles<'d>(pub(crate) &'d [ArgumentRole]);

impl Serialize for Roles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|role| role.name()))
    }
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
    relation: String,
    implied: Option<&'d str>,
    minimal_subject: Surface<'d>,
    minimal_objects: Surfaces<'d>,
    roles: Roles<'d>,
    subject_entity: Option<u32>,
    object_entities: Vec<Option<u32>>,
    attribution_entity: Option<u32>,
}

impl<'d> Article<'d> {
    pub(crate) fn term(&self, term: Term) -> TermRecord<'d> {
        match term {
            Term::Mention(id) => TermRecord::Mention(id.raw()),
            Term::Text(span) => TermRecord::Text(self.surface(span)),
        }
    }

    pub(crate) fn evidence(&'d self, evidence: &'d Evidence) -> EvidenceRecord<'d> {
        EvidenceRecord {
            sentence: evidence.sentence.map(Id::raw),
            spans: Surfaces(self, &evidence.spans),
            rule: self.some(evidence.rule),
        }
    }

    pub(crate) fn relation(&'d self, index: usize, relation: &'d Relation) -> RelationRecord<'d> {
        RelationRecord {
            relation: self.doc.get(relation.relation),
            subject: relation.subject.raw(),
            object: self.term(relation.object),
            qualifiers: Qualifiers(self, &relation.qualifiers),
            evidence: self.evidence(&relation.evidence),
            confidence: confidence(relation.confidence),
            why: self.relation_why(index),
        }
    }

    pub(crate) fn event(&'d self, index: usize, event: &'d Event) -> EventRecord<'d> {
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
            why: self.event_why(index),
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
            relation: proposition.relation(self.doc),
            implied: self.some(proposition.implied),
            minimal_subject: self.surface(proposition.minimal_subject),
            minimal_objects: Surfaces(self, &proposition.minimal_objects),
            roles: Roles(&proposition.roles),
            subject_entity: self.argument_entity(proposition.minimal_subject),
            object_entities: self.object_entities(proposition),
            attribution_entity: proposition
                .attribution
                .and_then(|span| self.argument_entity(span)),
        }
    }

    /// The entity that a proposition's argument stands for, by coreference, given its shortest form; `None` where
    /// mentions are not written, so that a conversion of what is written says the same.
    pub(crate) fn argument_entity(&self, minimal: Span) -> Option<u32> {
        let mentions = self.mentions.as_deref()?;
        let id = argument_mention(mentions, minimal)?;
        Some(mentions.get(id.index())?.entity?.raw())
    }

    /// The entities of a proposition's objects, one for each.
    pub(crate) fn object_entities(&self, proposition: &Proposition) -> Vec<Option<u32>> {
        let objects = proposition.minimal_objects.iter();
        objects.map(|minimal| self.argument_entity(*minimal)).collect()
    }
}
