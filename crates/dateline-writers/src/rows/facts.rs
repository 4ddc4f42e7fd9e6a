//! The tables of entities and facts.

use super::{indexed, json};
use crate::article::Article;
use crate::columns::row;
use crate::records::{Ids, Links, Qualifiers, Roles, Surfaces, TermRecord, confidence, polarity};
use crate::table::Cells;
use dateline_core::layers::{Entities, Evidence, Mentions, Term};
use dateline_core::{Error, Id};

row! {
    pub(super) struct EntityRow<'d> {
        article_id: &'d str,
        index: u32,
        name: &'d str,
        label: &'d str,
        mentions: String,
        link: String,
    }
}

pub(super) fn entities(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, entity) in indexed(article.entities().unwrap_or_default()) {
        cells.row(&EntityRow {
            article_id: &article.doc.meta().id,
            index,
            name: article.doc.get(entity.name),
            label: article.label(entity.label),
            mentions: json(&Ids(&entity.mentions))?,
            link: json(&Links(article, entity))?,
        })?;
    }
    Ok(())
}

/// Evidence as columns.
#[derive(Default)]
struct EvidenceCells<'d> {
    sentence: Option<u32>,
    spans: String,
    rule: Option<&'d str>,
}

fn evidence<'d>(article: &Article<'d>, evidence: &Evidence) -> Result<EvidenceCells<'d>, Error> {
    Ok(EvidenceCells {
        sentence: evidence.sentence.map(Id::raw),
        spans: json(&Surfaces(article, &evidence.spans))?,
        rule: article.some(evidence.rule),
    })
}

/// The words of a mention, also where the mentions are not written.
fn words<'d>(article: &Article<'d>, mention: Id<Mentions>) -> &'d str {
    article
        .doc
        .item(mention)
        .map_or("", |mention| article.slice(mention.span))
}

/// The names of entities as JSON.
fn entity_names(article: &Article<'_>, ids: &[Id<Entities>]) -> Result<String, Error> {
    let name = |id: &Id<Entities>| article.doc.item(*id).map_or("", |it| article.doc.get(it.name));
    json(&ids.iter().map(name).collect::<Vec<_>>())
}

row! {
    pub(super) struct RelationRow<'d> {
        article_id: &'d str,
        index: u32,
        relation: &'d str,
        subject: u32,
        subject_text: &'d str,
        object: String,
        object_text: &'d str,
        qualifiers: String,
        evidence_sentence: Option<u32>,
        evidence_spans: String,
        confidence: f64,
        rule: Option<&'d str>,
    }
}

pub(super) fn relations(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, relation) in indexed(article.relations().unwrap_or_default()) {
        let evidence = evidence(article, &relation.evidence)?;
        let object: TermRecord<'_> = article.term(relation.object);
        cells.row(&RelationRow {
            article_id: &article.doc.meta().id,
            index,
            relation: article.doc.get(relation.relation),
            subject: relation.subject.raw(),
            subject_text: words(article, relation.subject),
            object: json(&object)?,
            object_text: match relation.object {
                Term::Mention(id) => words(article, id),
                Term::Text(span) => article.slice(span),
            },
            qualifiers: json(&Qualifiers(article, &relation.qualifiers))?,
            evidence_sentence: evidence.sentence,
            evidence_spans: evidence.spans,
            confidence: confidence(relation.confidence),
            rule: evidence.rule,
        })?;
    }
    Ok(())
}

row! {
    pub(super) struct EventRow<'d> {
        article_id: &'d str,
        index: u32,
        code: &'d str,
        plover: Option<&'d str>,
        trigger: &'d str,
        trigger_start: u32,
        trigger_end: u32,
        source: String,
        source_names: String,
        target: String,
        target_names: String,
        source_code: Option<&'d str>,
        target_code: Option<&'d str>,
        date: Option<&'d str>,
        location: Option<u32>,
        location_name: Option<&'d str>,
        status: &'d str,
        reported_by: Option<u32>,
        evidence_sentence: Option<u32>,
        evidence_spans: String,
        confidence: f64,
        rule: Option<&'d str>,
    }
}

pub(super) fn events(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    let doc = article.doc;
    for (index, event) in indexed(article.events().unwrap_or_default()) {
        let evidence = evidence(article, &event.evidence)?;
        let trigger = article.surface(event.trigger);
        let location = event.location.and_then(|id| doc.item(id));
        cells.row(&EventRow {
            article_id: &doc.meta().id,
            index,
            code: doc.get(event.code),
            plover: article.some(event.plover),
            trigger: trigger.text,
            trigger_start: trigger.start,
            trigger_end: trigger.end,
            source: json(&Ids(&event.source))?,
            source_names: entity_names(article, &event.source)?,
            target: json(&Ids(&event.target))?,
            target_names: entity_names(article, &event.target)?,
            source_code: article.some(event.source_code),
            target_code: article.some(event.target_code),
            date: article.some(event.date),
            location: event.location.map(Id::raw),
            location_name: location.map(|entity| doc.get(entity.name)),
            status: event.status.name(),
            reported_by: event.reported_by.map(Id::raw),
            evidence_sentence: evidence.sentence,
            evidence_spans: evidence.spans,
            confidence: confidence(event.confidence),
            rule: evidence.rule,
        })?;
    }
    Ok(())
}

row! {
    pub(super) struct QuoteRow<'d> {
        article_id: &'d str,
        index: u32,
        kind: &'d str,
        content: String,
        cue: Option<&'d str>,
        cue_start: Option<u32>,
        cue_end: Option<u32>,
        speaker: Option<u32>,
        speaker_text: Option<&'d str>,
        speaker_entity: Option<u32>,
        addressee: Option<u32>,
        addressee_text: Option<&'d str>,
        confidence: f64,
        rule: Option<&'d str>,
    }
}

pub(super) fn quotes(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, quote) in indexed(article.quotes().unwrap_or_default()) {
        let cue = quote.cue.map(|span| article.surface(span));
        cells.row(&QuoteRow {
            article_id: &article.doc.meta().id,
            index,
            kind: quote.kind.name(),
            content: json(&Surfaces(article, &quote.content))?,
            cue: cue.map(|cue| cue.text),
            cue_start: cue.map(|cue| cue.start),
            cue_end: cue.map(|cue| cue.end),
            speaker: quote.speaker.map(Id::raw),
            speaker_text: quote.speaker.map(|id| words(article, id)),
            speaker_entity: article.speaker_entity(quote),
            addressee: quote.addressee.map(Id::raw),
            addressee_text: quote.addressee.map(|id| words(article, id)),
            confidence: confidence(quote.confidence),
            rule: article.some(quote.rule),
        })?;
    }
    Ok(())
}

row! {
    pub(super) struct PropositionRow<'d> {
        article_id: &'d str,
        index: u32,
        subject: String,
        predicate: String,
        objects: String,
        polarity: &'d str,
        modality: Option<&'d str>,
        attribution: Option<String>,
        evidence_sentence: Option<u32>,
        evidence_spans: String,
        confidence: f64,
        rule: Option<&'d str>,
        relation: String,
        implied: &'d str,
        minimal_subject: String,
        minimal_objects: String,
        roles: String,
        subject_entity: Option<u32>,
        object_entities: String,
        attribution_entity: Option<u32>,
    }
}

pub(super) fn propositions(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, proposition) in indexed(article.propositions().unwrap_or_default()) {
        let evidence = evidence(article, &proposition.evidence)?;
        let attribution = proposition.attribution.map(|span| json(&article.surface(span)));
        cells.row(&PropositionRow {
            article_id: &article.doc.meta().id,
            index,
            subject: json(&article.surface(proposition.subject))?,
            predicate: json(&Surfaces(article, &proposition.predicate))?,
            objects: json(&Surfaces(article, &proposition.objects))?,
            polarity: polarity(proposition.polarity),
            modality: article.some(proposition.modality),
            attribution: attribution.transpose()?,
            evidence_sentence: evidence.sentence,
            evidence_spans: evidence.spans,
            confidence: confidence(proposition.confidence),
            rule: evidence.rule,
            relation: proposition.relation(article.doc),
            implied: article.doc.get(proposition.implied),
            minimal_subject: json(&article.surface(proposition.minimal_subject))?,
            minimal_objects: json(&Surfaces(article, &proposition.minimal_objects))?,
            roles: json(&Roles(&proposition.roles))?,
            subject_entity: article.argument_entity(proposition.minimal_subject),
            object_entities: json(&article.object_entities(proposition))?,
            attribution_entity: proposition
                .attribution
                .and_then(|span| article.argument_entity(span)),
        })?;
    }
    Ok(())
}
