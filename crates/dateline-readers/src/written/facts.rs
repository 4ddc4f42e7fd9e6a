//! The facts of a line: relations, events, quotes, propositions.

use super::layers::{Writer, one_of};
use super::line::{Event, Evidence, Proposition, Quote, Relation, Term};
use super::unfit;
use dateline_core::layers::{
    self as core, ArgumentRole, Entities, EventStatus, Events, Mentions, Polarity, Propositions, Qualifier,
    QuoteKind, Quotes, Relations, Sentences,
};
use dateline_core::{Error, Id};

/// Writes the facts that the line has.
pub(super) fn insert(writer: &mut Writer<'_, '_, '_>) -> Result<(), Error> {
    let line = writer.line;
    if let Some(relations) = &line.relations {
        writer.out.layer::<Relations>();
        for relation in relations {
            let made = writer.relation(relation)?;
            writer.out.layer::<Relations>().push(made);
        }
    }
    if let Some(events) = &line.events {
        writer.out.layer::<Events>();
        for event in events {
            let made = writer.event(event)?;
            writer.out.layer::<Events>().push(made);
        }
    }
    if let Some(quotes) = &line.quotes {
        writer.out.layer::<Quotes>();
        for quote in quotes {
            let made = writer.quote(quote)?;
            writer.out.layer::<Quotes>().push(made);
        }
    }
    if let Some(propositions) = &line.propositions {
        writer.out.layer::<Propositions>();
        for proposition in propositions {
            let made = writer.proposition(proposition)?;
            writer.out.layer::<Propositions>().push(made);
        }
    }
    Ok(())
}

impl<'r> Writer<'r, '_, '_> {
    fn mention(&self, index: u32) -> Result<Id<Mentions>, Error> {
        self.id(index, self.line.mentions.as_ref().map(Vec::len))
    }

    fn entity(&self, index: u32) -> Result<Id<Entities>, Error> {
        self.id(index, self.line.entities.as_ref().map(Vec::len))
    }

    fn evidence(&mut self, evidence: &'r Evidence<'r>) -> Result<core::Evidence, Error> {
        let sentences = self.line.sentences.as_ref().map(Vec::len);
        let sentence = match (evidence.sentence, sentences) {
            // Without the sentences the number says little, and does no harm.
            (Some(sentence), None) => Some(Id::new(sentence)),
            (Some(sentence), count) => Some(self.id::<Sentences>(sentence, count)?),
            (None, _) => None,
        };
        Ok(core::Evidence {
            sentence,
            spans: self.surfaces(&evidence.spans)?,
            rule: self.keep_some(evidence.rule.as_ref()),
        })
    }

    /// A term; `None` for a qualifier that says all by its key.
    fn term(&self, term: &Term<'_>) -> Result<Option<core::Term>, Error> {
        Ok(match term {
            Term::Mention(index) => Some(core::Term::Mention(self.mention(*index)?)),
            Term::Text(surface) => Some(core::Term::Text(self.surface(surface)?)),
            Term::Bare(true) => None,
            Term::Bare(false) => return Err(unfit("what is not so is not written")),
        })
    }

    fn relation(&mut self, relation: &'r Relation<'r>) -> Result<core::Relation, Error> {
        let object = self.term(&relation.object)?;
        let mut qualifiers = Vec::with_capacity(relation.qualifiers.0.len());
        for (key, value) in &relation.qualifiers.0 {
            qualifiers.push(Qualifier {
                key: self.keep(key),
                value: self.term(value)?,
            });
        }
        Ok(core::Relation {
            relation: self.keep(&relation.relation),
            subject: self.mention(relation.subject)?,
            object: object.ok_or_else(|| unfit("the object of a relation is no mention and no words"))?,
            qualifiers,
            evidence: self.evidence(&relation.evidence)?,
            confidence: relation.confidence,
        })
    }

    fn event(&mut self, event: &'r Event<'r>) -> Result<core::Event, Error> {
        let entities = |indices: &[u32]| indices.iter().map(|index| self.entity(*index)).collect();
        let (source, target): (Result<_, _>, Result<_, _>) =
            (entities(&event.source), entities(&event.target));
        let status = one_of(
            "status of an event",
            &event.status,
            &[
                ("actual", EventStatus::Actual),
                ("planned", EventStatus::Planned),
                ("possible", EventStatus::Possible),
                ("denied", EventStatus::Denied),
                ("conditional", EventStatus::Conditional),
            ],
        )?;
        Ok(core::Event {
            code: self.keep(&event.code),
            plover: self.keep_some(event.plover.as_ref()),
            trigger: self.surface(&event.trigger)?,
            source: source?,
            target: target?,
            source_code: self.keep_some(event.source_code.as_ref()),
            target_code: self.keep_some(event.target_code.as_ref()),
            date: self.keep_some(event.date.as_ref()),
            location: event.location.map(|it| self.entity(it)).transpose()?,
            status,
            reported_by: event.reported_by.map(|it| self.mention(it)).transpose()?,
            evidence: self.evidence(&event.evidence)?,
            confidence: event.confidence,
        })
    }

    fn quote(&mut self, quote: &'r Quote<'r>) -> Result<core::Quote, Error> {
        let kind = one_of(
            "kind of quote",
            &quote.kind,
            &[
                ("direct", QuoteKind::Direct),
                ("indirect", QuoteKind::Indirect),
                ("mixed", QuoteKind::Mixed),
            ],
        )?;
        Ok(core::Quote {
            kind,
            content: self.surfaces(&quote.content)?,
            cue: quote.cue.as_ref().map(|it| self.surface(it)).transpose()?,
            speaker: quote.speaker.map(|it| self.mention(it)).transpose()?,
            addressee: quote.addressee.map(|it| self.mention(it)).transpose()?,
            rule: self.keep_some(quote.rule.as_ref()),
            confidence: quote.confidence,
        })
    }

    fn proposition(&mut self, proposition: &'r Proposition<'r>) -> Result<core::Proposition, Error> {
        let polarity = one_of(
            "polarity",
            &proposition.polarity,
            &[("positive", Polarity::Positive), ("negative", Polarity::Negative)],
        )?;
        let attribution = proposition.attribution.as_ref();
        let known = ArgumentRole::ALL.map(|role| (role.name(), role));
        let role = |name| one_of("role of an argument", name, &known);
        let subject = self.surface(&proposition.subject)?;
        let objects = self.surfaces(&proposition.objects)?;
        // Lines of earlier versions have the complete arguments alone.
        let minimal_subject = proposition.minimal_subject.as_ref().map(|it| self.surface(it));
        let minimal_objects = proposition.minimal_objects.as_ref().map(|it| self.surfaces(it));
        Ok(core::Proposition {
            subject,
            minimal_subject: minimal_subject.unwrap_or(Ok(subject))?,
            predicate: self.surfaces(&proposition.predicate)?,
            implied: self.keep_some(proposition.implied.as_ref()),
            minimal_objects: minimal_objects.unwrap_or_else(|| Ok(objects.clone()))?,
            objects,
            roles: proposition
                .roles
                .iter()
                .map(|name| role(name))
                .collect::<Result<_, _>>()?,
            polarity,
            modality: self.keep_some(proposition.modality.as_ref()),
            attribution: attribution.map(|it| self.surface(it)).transpose()?,
            evidence: self.evidence(&proposition.evidence)?,
            confidence: proposition.confidence,
        })
    }
}
