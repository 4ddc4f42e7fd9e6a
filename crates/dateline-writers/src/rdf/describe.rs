//! An article as triples: what it is, its text, strings, mentions and entities. All three formats write
//! what is said here, and nothing else.

use super::names::{Name, TYPE, class_of, dl, its, nif, oa, prov, schema, xsd};
use super::term::{Node, Object, Triples};
use crate::article::Article;
use crate::records::{Value, confidence, identifies};
use dateline_core::{Id, Span};
use std::collections::HashSet;

/// How many characters before and after a string its quotation selector tells.
const AROUND: usize = 32;

/// Says an article in triples.
pub(super) struct Describer<'a, 'd, T> {
    pub(super) article: &'a Article<'d>,
    pub(super) out: &'a mut T,
    /// Strings that were described already.
    strings: HashSet<Span>,
    /// Strings whose selectors were described already.
    selected: HashSet<Span>,
}

impl<'a, 'd, T: Triples> Describer<'a, 'd, T> {
    pub(super) fn new(article: &'a Article<'d>, out: &'a mut T) -> Self {
        Self {
            article,
            out,
            strings: HashSet::new(),
            selected: HashSet::new(),
        }
    }

    /// Says all that is to be written.
    pub(super) fn all(&mut self) {
        self.about();
        self.context();
        self.sentences();
        self.tokens();
        self.mentions();
        self.entities();
        self.relations();
        self.events();
        self.quotes();
        self.propositions();
        self.credits();
        self.passages();
    }

    pub(super) fn node(&mut self, predicate: Name<'_>, node: Node) {
        self.out.add(predicate, Object::Node(node));
    }

    pub(super) fn text(&mut self, predicate: Name<'_>, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.out.add(predicate, Object::Text(text));
        }
    }

    pub(super) fn types(&mut self, types: &[Name<'_>]) {
        for name in types {
            self.out.add(TYPE, Object::Name(*name));
        }
    }

    pub(super) fn decimal(&mut self, predicate: Name<'_>, value: f32) {
        self.out.add(predicate, Object::Decimal(confidence(value)));
    }

    fn about(&mut self) {
        let meta = self.article.doc.meta();
        self.out.subject(Node::Article);
        self.types(&[prov("Entity"), schema("NewsArticle")]);
        self.text(schema("identifier"), Some(&meta.id));
        self.text(schema("headline"), Some(&meta.title));
        if let Some(date) = meta.published.as_deref() {
            let object = date_type(date).map_or(Object::Text(date), |kind| Object::Typed(date, kind));
            self.out.add(schema("datePublished"), object);
        }
        self.text(schema("inLanguage"), meta.language.as_deref());
        self.text(schema("author"), meta.byline.as_deref());
        self.text(schema("publisher"), meta.publisher.as_deref());
        if let Some(url) = meta.url.as_deref() {
            // As a value: not every address that articles come with is an IRI.
            self.out.add(schema("url"), Object::Typed(url, xsd("anyURI")));
        }
        self.text(dl("sourcePath"), Some(&meta.origin.path));
        if let Ok(record @ 1..) = u32::try_from(meta.origin.record) {
            self.out.add(dl("sourceRecord"), Object::Number(record));
        }
        if let Some(duplicate) = &meta.duplicate {
            if !duplicate.of.is_empty() {
                let other = Object::Iri("urn:dateline:article:", &duplicate.of);
                self.out.add(dl("duplicateOf"), other);
            }
            let similarity = f64::from(duplicate.similarity) / 1000.0;
            self.out.add(dl("similarity"), Object::Decimal(similarity));
        }
    }

    fn context(&mut self) {
        let text = self.article.doc.text();
        let end = self
            .article
            .offsets
            .at(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.out.subject(Node::Text);
        self.types(&[nif("Context"), nif("OffsetBasedString")]);
        self.out.add(nif("beginIndex"), Object::Number(0));
        self.out.add(nif("endIndex"), Object::Number(end));
        self.out.add(nif("isString"), Object::Text(text));
        self.node(nif("sourceUrl"), Node::Article);
    }

    /// The node of a string.
    pub(super) fn place(&self, span: Span) -> Node {
        let (start, end) = self.article.offsets.span(span);
        Node::Span(start, end)
    }

    /// Describes a string, once; what follows may be about anything.
    pub(super) fn string(&mut self, span: Span) {
        if !self.strings.insert(span) {
            return;
        }
        let (start, end) = self.article.offsets.span(span);
        self.out.subject(Node::Span(start, end));
        self.types(&[nif("OffsetBasedString")]);
        self.node(nif("referenceContext"), Node::Text);
        self.out.add(nif("beginIndex"), Object::Number(start));
        self.out.add(nif("endIndex"), Object::Number(end));
        self.out
            .add(nif("anchorOf"), Object::Text(self.article.slice(span)));
    }

    /// Describes a string as what an annotation points to: with its place, and with the words around it.
    pub(super) fn target(&mut self, span: Span) {
        self.string(span);
        if !self.selected.insert(span) {
            return;
        }
        let (start, end) = self.article.offsets.span(span);
        let (position, quotation) = (Node::Position(start, end), Node::Quotation(start, end));
        self.out.subject(Node::Span(start, end));
        self.types(&[oa("SpecificResource")]);
        self.node(oa("hasSource"), Node::Article);
        self.node(oa("hasSelector"), position);
        self.node(oa("hasSelector"), quotation);
        self.out.subject(position);
        self.types(&[oa("TextPositionSelector")]);
        self.out.add(oa("start"), Object::Number(start));
        self.out.add(oa("end"), Object::Number(end));
        let (before, after) = around(self.article.doc.text(), span);
        self.out.subject(quotation);
        self.types(&[oa("TextQuoteSelector")]);
        self.out.add(oa("exact"), Object::Text(self.article.slice(span)));
        self.text(oa("prefix"), Some(before));
        self.text(oa("suffix"), Some(after));
    }

    fn sentences(&mut self) {
        for sentence in self.article.sentences().unwrap_or_default() {
            self.string(sentence.span);
            self.out.subject(self.place(sentence.span));
            self.types(&[nif("Sentence")]);
        }
    }

    /// Tokens are most of the triples and seldom wanted: only who names them gets them.
    fn tokens(&mut self) {
        if self.article.options.layers.is_none() {
            return;
        }
        let article = self.article;
        let tokens = article.tokens().unwrap_or_default();
        for (index, token) in tokens.iter().enumerate() {
            self.string(token.span);
            self.out.subject(self.place(token.span));
            self.types(&[nif("Word")]);
            if let Some(tag) = article.tags().and_then(|tags| tags.get(index)) {
                self.text(nif("lemma"), article.some(tag.lemma));
                self.text(nif("posTag"), article.some(tag.xpos));
                self.text(dl("upos"), Some(tag.upos.name()));
                self.text(dl("feats"), article.some(tag.feats));
            }
            if let Some(dependency) = article.parse().and_then(|parse| parse.get(index)) {
                if let Some(head) = dependency.head.and_then(|head| tokens.get(head.index())) {
                    self.node(dl("head"), self.place(head.span));
                }
                let relation = dependency.deprel.relation.name();
                match article.some(dependency.deprel.subtype) {
                    Some(subtype) => self.text(dl("deprel"), Some(&format!("{relation}:{subtype}"))),
                    None => self.text(dl("deprel"), Some(relation)),
                }
            }
        }
    }

    fn mentions(&mut self) {
        let article = self.article;
        for (index, mention) in (0..).zip(article.mentions.as_deref().unwrap_or_default()) {
            self.string(mention.span);
            let entity = mention.entity.filter(|_| article.entities().is_some());
            if let Some(entity) = entity {
                self.out.subject(self.place(mention.span));
                self.node(its("taIdentRef"), Node::Item("entity", entity.raw()));
            }
            self.out.subject(Node::Item("mention", index));
            self.types(&[dl("Mention")]);
            self.node(dl("span"), self.place(mention.span));
            self.text(dl("label"), Some(article.label(mention.label)));
            self.text(dl("kind"), Some(mention.kind.name()));
            if let Some(entity) = entity {
                self.node(dl("entity"), Node::Item("entity", entity.raw()));
            }
            if let Some(value) = mention.normal.and_then(|normal| article.value(normal)) {
                self.value(&value);
            }
            self.decimal(dl("confidence"), mention.confidence);
            self.rule(article.some(mention.rule));
        }
    }

    fn value(&mut self, value: &Value<'_>) {
        self.text(dl("valueType"), Some(value.kind));
        self.text(dl("value"), Some(&value.value.to_string()));
        for (name, part) in [
            ("mod", value.modifier),
            ("amount", value.amount),
            ("currency", value.currency),
            ("unit", value.unit),
            ("siAmount", value.si_amount),
            ("siUnit", value.si_unit),
            ("alpha2", value.alpha2),
            ("subdivision", value.subdivision),
        ] {
            self.text(dl(name), part);
        }
        if value.metonym == Some(true) {
            self.out.add(dl("metonym"), Object::Typed("true", xsd("boolean")));
        }
    }

    /// The rule or model that found something.
    pub(super) fn rule(&mut self, rule: Option<&str>) {
        if let Some(rule) = rule {
            self.out
                .add(prov("wasAttributedTo"), Object::Iri("urn:dateline:rule:", rule));
        }
    }

    fn entities(&mut self) {
        let article = self.article;
        for (index, entity) in (0..).zip(article.entities().unwrap_or_default()) {
            let label = article.label(entity.label);
            self.out.subject(Node::Item("entity", index));
            self.types(&[dl("Entity")]);
            if let Some(class) = class_of(label) {
                self.types(&[class]);
            }
            self.text(schema("name"), Some(article.doc.get(entity.name)));
            self.text(dl("label"), Some(label));
            for (scheme, id) in article.links(entity) {
                if scheme != "wikidata" && identifies(scheme) {
                    self.text(schema("identifier"), Some(&format!("{scheme}:{id}")));
                }
            }
            for (_, id) in article.links(entity).filter(|(scheme, _)| *scheme == "wikidata") {
                let item = Object::Iri("http://www.wikidata.org/entity/", id);
                self.out.add(schema("sameAs"), item);
            }
            for (scheme, said) in article.links(entity).filter(|(scheme, _)| !identifies(scheme)) {
                self.text(dl(scheme), Some(said));
            }
            if article.mentions.is_some() {
                for mention in entity.mentions.iter().copied().map(Id::raw) {
                    self.node(dl("mention"), Node::Item("mention", mention));
                }
            }
        }
    }
}

/// The type of a publication date; `None` for one that is neither a day nor a moment.
fn date_type(date: &str) -> Option<Name<'static>> {
    let shape: String = date
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let (day, time) = shape.split_at_checked(10)?;
    if day != "0000-00-00" {
        return None;
    }
    if time.is_empty() {
        return Some(xsd("date"));
    }
    let rest = time.strip_prefix("T00:00:00")?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with('0') => fraction.trim_start_matches('0'),
        Some(_) => return None,
        None => rest,
    };
    matches!(zone, "" | "Z" | "+00:00" | "-00:00").then(|| xsd("dateTime"))
}

/// What stands before and after a span, as far as a selector tells it.
fn around(text: &str, span: Span) -> (&str, &str) {
    let before = text.get(..span.start() as usize).unwrap_or_default();
    let after = text.get(span.end() as usize..).unwrap_or_default();
    let start = before.char_indices().rev().take(AROUND).last();
    let end = after.char_indices().nth(AROUND);
    (
        start.map_or("", |(at, _)| &before[at..]),
        end.map_or(after, |(at, _)| &after[..at]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_by_their_shape() {
        for (date, kind) in [
            ("2024-08-05", Some("date")),
            ("2024-08-05T09:30:00", Some("dateTime")),
            ("2024-08-05T09:30:00Z", Some("dateTime")),
            ("2024-08-05T09:30:00.125+02:00", Some("dateTime")),
            ("2024-08-05T09:30:00.Z", None),
            ("2024-08-05T09:30", None),
            ("2024-08", None),
            ("August", None),
            ("２０２４-08-05", None),
        ] {
            assert_eq!(date_type(date).map(|name| name.1), kind, "{date}");
        }
    }

    #[test]
    fn words_around_a_string() {
        let text = format!("{}é met ü{}", "a".repeat(40), "b".repeat(40));
        let start = text.find("met").unwrap();
        let (before, after) = around(&text, Span::at(start, 3));
        assert_eq!((before.chars().count(), after.chars().count()), (AROUND, AROUND));
        assert!(before.ends_with("aé ") && after.starts_with(" üb"));
        assert_eq!(around("met", Span::at(0, 3)), ("", ""));
    }
}
