//! Facts as triples: relations, events, quotes and propositions, each with its evidence.

use super::describe::Describer;
use super::names::{Name, dl, oa, prov, rdf, schema, xsd};
use super::term::{Node, Object, Triples};
use dateline_core::layers::{ArgumentRole, Evidence, Mentions, Polarity, Proposition, Quote, Relation, Term};
use dateline_core::{Id, Span};

/// What a term of a fact stands for: an entity, a mention of none, or words.
#[derive(Clone, Copy)]
enum Meant {
    Node(Node),
    Words(Span),
}

impl<T: Triples> Describer<'_, '_, T> {
    /// The entity of a mention, or else the mention itself.
    fn meant(&self, mention: Id<Mentions>) -> Node {
        let entity = self.article.doc.item(mention).and_then(|mention| mention.entity);
        entity.map_or(Node::Item("mention", mention.raw()), |entity| {
            Node::Item("entity", entity.raw())
        })
    }

    fn term(&self, term: Term) -> Meant {
        match term {
            Term::Mention(id) => Meant::Node(self.meant(id)),
            Term::Text(span) => Meant::Words(span),
        }
    }

    fn put(&mut self, predicate: Name<'_>, meant: Meant) {
        match meant {
            Meant::Node(node) => self.node(predicate, node),
            Meant::Words(span) => self.text(predicate, Some(self.article.slice(span))),
        }
    }

    /// What every fact has: where it comes from, who found it, how sure that is.
    fn found(&mut self, rule: Option<&str>, confidence: f32) {
        self.node(prov("wasDerivedFrom"), Node::Article);
        self.rule(rule);
        self.decimal(dl("confidence"), confidence);
    }

    /// The annotation that ties a fact to the words it rests on.
    fn annotation(&mut self, layer: &'static str, index: u32, name: &'static str, spans: &[Span]) {
        for span in spans {
            self.target(*span);
        }
        if spans.is_empty() {
            return;
        }
        self.out.subject(Node::Item(name, index));
        self.types(&[oa("Annotation")]);
        self.node(oa("hasBody"), Node::Item(layer, index));
        for span in distinct(spans) {
            self.node(oa("hasTarget"), self.place(span));
        }
    }

    fn sentence(&mut self, evidence: &Evidence) {
        let sentence = evidence.sentence.and_then(|id| self.article.doc.item(id));
        if let Some(span) = sentence.map(|it| it.span) {
            self.node(dl("sentence"), self.place(span));
        }
    }

    pub(super) fn relations(&mut self) {
        for (index, relation) in (0..).zip(self.article.relations().unwrap_or_default()) {
            self.relation(index, relation);
            let spans = &relation.evidence.spans;
            self.annotation("relation", index, "relation-evidence", spans);
        }
    }

    fn relation(&mut self, index: u32, relation: &Relation) {
        let article = self.article;
        let name = dl(article.doc.get(relation.relation));
        let (subject, object) = (self.meant(relation.subject), self.term(relation.object));
        self.out.subject(Node::Item("relation", index));
        self.types(&[dl("Relation"), rdf("Statement")]);
        self.node(rdf("subject"), subject);
        self.out.add(rdf("predicate"), Object::Name(name));
        self.put(rdf("object"), object);
        self.node(
            dl("subjectMention"),
            Node::Item("mention", relation.subject.raw()),
        );
        if let Term::Mention(id) = relation.object {
            self.node(dl("objectMention"), Node::Item("mention", id.raw()));
        }
        for (nth, qualifier) in relation.qualifiers.iter().enumerate() {
            let key = article.doc.get(qualifier.key);
            let earlier = relation.qualifiers.iter().take(nth);
            if earlier.clone().any(|it| article.doc.get(it.key) == key) {
                continue;
            }
            let local = format!("qualifier_{key}");
            match qualifier.value.map(|term| self.term(term)) {
                Some(meant) => self.put(dl(&local), meant),
                None => self.out.add(dl(&local), Object::Typed("true", xsd("boolean"))),
            }
        }
        self.sentence(&relation.evidence);
        self.found(article.some(relation.evidence.rule), relation.confidence);
        // The statement itself, for queries that do not ask who says so.
        self.out.subject(subject);
        self.put(name, object);
    }

    pub(super) fn events(&mut self) {
        let article = self.article;
        for (index, event) in (0..).zip(article.events().unwrap_or_default()) {
            self.string(event.trigger);
            self.out.subject(Node::Item("event", index));
            self.types(&[dl("Event"), schema("Event")]);
            self.text(dl("cameo"), article.some(event.code));
            self.text(dl("plover"), article.some(event.plover));
            self.node(dl("trigger"), self.place(event.trigger));
            for entity in &event.source {
                self.node(dl("source"), Node::Item("entity", entity.raw()));
            }
            for entity in &event.target {
                self.node(dl("target"), Node::Item("entity", entity.raw()));
            }
            self.text(dl("sourceCode"), article.some(event.source_code));
            self.text(dl("targetCode"), article.some(event.target_code));
            self.text(dl("date"), article.some(event.date));
            if let Some(location) = event.location {
                self.node(schema("location"), Node::Item("entity", location.raw()));
            }
            self.text(dl("status"), Some(event.status.name()));
            if let Some(mention) = event.reported_by {
                self.node(dl("reportedBy"), self.meant(mention));
            }
            self.sentence(&event.evidence);
            self.found(article.some(event.evidence.rule), event.confidence);
            self.annotation("event", index, "event-evidence", &event.evidence.spans);
        }
    }

    pub(super) fn quotes(&mut self) {
        for (index, quote) in (0..).zip(self.article.quotes().unwrap_or_default()) {
            self.quote(index, quote);
            self.annotation("quote", index, "quote-evidence", &quote.content);
        }
    }

    fn quote(&mut self, index: u32, quote: &Quote) {
        let article = self.article;
        if let Some(cue) = quote.cue {
            self.string(cue);
        }
        let words: Vec<&str> = quote.content.iter().map(|span| article.slice(*span)).collect();
        self.out.subject(Node::Item("quote", index));
        self.types(&[dl("Quote"), schema("Quotation")]);
        self.text(schema("text"), Some(&words.join(" ")));
        self.text(dl("kind"), Some(quote.kind.name()));
        if let Some(speaker) = quote.speaker {
            self.node(schema("spokenByCharacter"), self.meant(speaker));
            self.node(dl("speakerMention"), Node::Item("mention", speaker.raw()));
        }
        if let Some(addressee) = quote.addressee {
            self.node(dl("addressee"), self.meant(addressee));
        }
        if let Some(cue) = quote.cue {
            self.node(dl("cue"), self.place(cue));
        }
        self.found(article.some(quote.rule), quote.confidence);
    }

    pub(super) fn propositions(&mut self) {
        for (index, proposition) in (0..).zip(self.article.propositions().unwrap_or_default()) {
            self.proposition(index, proposition);
            let spans = &proposition.evidence.spans;
            self.annotation("proposition", index, "proposition-evidence", spans);
        }
    }

    fn proposition(&mut self, index: u32, proposition: &Proposition) {
        let article = self.article;
        let Proposition {
            subject,
            predicate,
            objects,
            attribution,
            minimal_subject,
            minimal_objects,
            ..
        } = proposition;
        let subjects = [*subject, *minimal_subject].into_iter();
        let parts = subjects.chain(predicate.iter().chain(objects).chain(minimal_objects).copied());
        for span in parts.chain(*attribution) {
            self.string(span);
        }
        self.out.subject(Node::Item("proposition", index));
        self.types(&[dl("Proposition")]);
        self.node(dl("argument0"), self.place(*subject));
        for span in distinct(predicate) {
            self.node(dl("predicate"), self.place(span));
        }
        for span in distinct(objects) {
            self.node(dl("argument"), self.place(span));
        }
        self.text(dl("relationText"), Some(&proposition.relation(article.doc)));
        self.text(dl("implied"), article.some(proposition.implied));
        self.node(dl("minimalArgument0"), self.place(*minimal_subject));
        for span in distinct(minimal_objects) {
            self.node(dl("minimalArgument"), self.place(span));
        }
        for role in ArgumentRole::ALL {
            let named = objects.iter().zip(&proposition.roles);
            let spans: Vec<Span> = named.filter(|it| *it.1 == role).map(|it| *it.0).collect();
            let predicate = format!("argument_{}", role.name());
            for span in distinct(&spans) {
                self.node(dl(&predicate), self.place(span));
            }
        }
        let polarity = match proposition.polarity {
            Polarity::Positive => "positive",
            Polarity::Negative => "negative",
        };
        self.text(dl("polarity"), Some(polarity));
        self.text(dl("modality"), article.some(proposition.modality));
        if let Some(span) = *attribution {
            self.node(dl("attribution"), self.place(span));
        }
        self.sentence(&proposition.evidence);
        self.found(article.some(proposition.evidence.rule), proposition.confidence);
    }
}

/// Spans without repetitions, in their order.
fn distinct(spans: &[Span]) -> impl Iterator<Item = Span> {
    let again = |at: usize, span: &Span| spans.iter().take(at).any(|earlier| earlier == span);
    spans
        .iter()
        .enumerate()
        .filter(move |(at, span)| !again(*at, span))
        .map(|(_, span)| *span)
}
