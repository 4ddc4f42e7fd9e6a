//! An article's part of a graph: its nodes and edges, not yet joined with those of other articles.

use super::xml::data;
use crate::article::{Article, check_options};
use crate::columns::Cell;
use crate::packed::{Unpacked, pack};
use crate::party::Party;
use crate::records::confidence;
use dateline_core::layers::{Event, Evidence, Relation};
use dateline_core::{Document, EncodeOptions, Encoder, Error, Span};
use std::collections::HashMap;

/// Encodes a document as nodes and edges in a form that the sink takes apart with [`nodes_and_edges`].
pub(super) struct GraphPart {
    options: EncodeOptions,
}

impl GraphPart {
    pub(super) fn new(options: &EncodeOptions) -> Result<Self, Error> {
        check_options(options)?;
        Ok(Self {
            options: options.clone(),
        })
    }
}

impl Encoder for GraphPart {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let mut part = Part::default();
        part.entities(&article);
        for relation in article.relations().unwrap_or_default() {
            part.relation(&article, relation);
        }
        for event in article.events().unwrap_or_default() {
            part.event(&article, event);
        }
        part.write(out);
        Ok(())
    }
}

/// A node on its way: under which key it is joined, what it holds, how often its article mentions it.
pub(super) struct Node<'b> {
    pub(super) key: &'b str,
    pub(super) data: &'b str,
    pub(super) mentions: u32,
}

/// An edge on its way: the places of its ends among the article's nodes, and what it holds.
pub(super) struct Edge<'b> {
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) data: &'b str,
}

#[derive(Default)]
struct Part {
    places: HashMap<String, usize>,
    /// Key, data, mentions.
    nodes: Vec<(String, String, u32)>,
    edges: Vec<(usize, usize, String)>,
}

impl Part {
    /// The place of a party's node, which is made where there is none.
    fn place(&mut self, party: &Party<'_>, mentions: u32) -> usize {
        let place = *self.places.entry(party.key.clone()).or_insert_with(|| {
            let mut xml = String::new();
            data(&mut xml, "name", &party.name);
            data(&mut xml, "label", party.label);
            data(&mut xml, "kind", party.kind.name());
            data(&mut xml, "link", &party.link);
            self.nodes.push((party.key.clone(), xml, 0));
            self.nodes.len() - 1
        });
        if let Some((.., count)) = self.nodes.get_mut(place) {
            *count = count.saturating_add(mentions);
        }
        place
    }

    fn entities(&mut self, article: &Article<'_>) {
        for (index, entity) in (0..).zip(article.entities().unwrap_or_default()) {
            if let Some(party) = article.party(dateline_core::Id::new(index)) {
                self.place(&party, u32::try_from(entity.mentions.len()).unwrap_or(u32::MAX));
            }
        }
    }

    fn relation(&mut self, article: &Article<'_>, relation: &Relation) {
        let (Some(subject), Some(object)) = (
            article.party_of_mention(relation.subject),
            article.party_of_term(relation.object),
        ) else {
            return;
        };
        let mut xml = String::new();
        data(&mut xml, "type", "relation");
        data(&mut xml, "relation", article.doc.get(relation.relation));
        for qualifier in &relation.qualifiers {
            if article.doc.get(qualifier.key) == "former" {
                data(&mut xml, "former", "true");
            }
        }
        found(&mut xml, article, &relation.evidence, relation.confidence);
        let (source, target) = (self.place(&subject, 0), self.place(&object, 0));
        self.edges.push((source, target, xml));
    }

    fn event(&mut self, article: &Article<'_>, event: &Event) {
        let mut xml = String::new();
        data(&mut xml, "type", "event");
        data(&mut xml, "relation", article.doc.get(event.code));
        data(&mut xml, "plover", article.doc.get(event.plover));
        data(&mut xml, "status", event.status.name());
        data(&mut xml, "date", article.doc.get(event.date));
        if let Some(place) = event.location.and_then(|id| article.party(id)) {
            data(&mut xml, "location", &place.name);
        }
        if let Some(reporter) = event.reported_by.and_then(|id| article.party_of_mention(id)) {
            data(&mut xml, "reported_by", &reporter.name);
        }
        found(&mut xml, article, &event.evidence, event.confidence);
        for source in event.source.iter().filter_map(|id| article.party(*id)) {
            for target in event.target.iter().filter_map(|id| article.party(*id)) {
                let (source, target) = (self.place(&source, 0), self.place(&target, 0));
                self.edges.push((source, target, xml.clone()));
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let whole = |number: usize| Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        pack(out, whole(self.nodes.len()));
        for (key, data, mentions) in &self.nodes {
            pack(out, Cell::Text(key));
            pack(out, Cell::Text(data));
            pack(out, Cell::Integer(i64::from(*mentions)));
        }
        for (source, target, data) in &self.edges {
            pack(out, whole(*source));
            pack(out, whole(*target));
            pack(out, Cell::Text(data));
        }
    }
}

/// What every edge tells of its evidence.
fn found(xml: &mut String, article: &Article<'_>, evidence: &Evidence, sure: f32) {
    data(xml, "confidence", &confidence(sure).to_string());
    data(xml, "article", &article.name());
    let meta = article.doc.meta();
    data(xml, "published", meta.published.as_deref().unwrap_or_default());
    let original = meta.duplicate.as_ref().map(|it| it.of.as_str());
    data(xml, "duplicate_of", original.unwrap_or_default());
    data(xml, "rule", article.doc.get(evidence.rule));
    let Some(all) = evidence.spans.iter().copied().reduce(Span::join) else {
        return;
    };
    let (start, end) = article.offsets.span(all);
    data(xml, "start", &start.to_string());
    data(xml, "end", &end.to_string());
    data(xml, "evidence", article.slice(all));
}

/// Takes apart what [`GraphPart`] has encoded: first all nodes, then all edges.
pub(super) fn nodes_and_edges<'b>(bytes: &'b [u8]) -> Result<(Vec<Node<'b>>, Vec<Edge<'b>>), Error> {
    let mut values = Unpacked::new(bytes);
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for _ in 0..values.count()? {
        nodes.push(Node {
            key: values.text()?,
            data: values.text()?,
            mentions: u32::try_from(values.count()?).unwrap_or(u32::MAX),
        });
    }
    while !values.is_empty() {
        edges.push(Edge {
            source: values.count()?,
            target: values.count()?,
            data: values.text()?,
        });
    }
    Ok((nodes, edges))
}
