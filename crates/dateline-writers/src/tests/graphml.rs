//! GraphML: well-formed, with ends for every edge, joined over articles.

use super::{folder, options, sample, stream};
use dateline_core::layers::{Entities, Entity, Label, Mention, MentionKind, Mentions};
use dateline_core::{Document, Id, Offsets, Span, TextRef};
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

/// An element's attributes and data by name.
type Fields = BTreeMap<String, String>;

/// Nodes and edges of a graph, which is checked for its form on the way.
fn parse(xml: &str) -> (Vec<Fields>, Vec<Fields>) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut nodes, mut edges, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
    let (mut current, mut data) = (Fields::new(), None::<String>);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(it) | Event::Empty(it) => {
                let attributes: Fields = it
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        (attribute.key.0.to_owned(), attribute.value.into_owned())
                    })
                    .collect();
                match it.name().as_ref() {
                    "key" => assert!(keys.insert(attributes["for"].clone() + " " + &attributes["id"])),
                    "node" | "edge" => current = attributes,
                    "data" => data = Some(attributes["key"].clone()),
                    _ => {}
                }
            }
            Event::End(it) => match it.name().as_ref() {
                "data" => data = None,
                "node" => nodes.push(std::mem::take(&mut current)),
                "edge" => edges.push(std::mem::take(&mut current)),
                _ => {}
            },
            Event::Text(it) => {
                if let Some(key) = &data {
                    current.entry(key.clone()).or_default().push_str(&it);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let ids: BTreeSet<&String> = nodes.iter().map(|node| &node["id"]).collect();
    assert_eq!(ids.len(), nodes.len());
    for (what, elements) in [("node", &nodes), ("edge", &edges)] {
        for name in elements.iter().flat_map(Fields::keys) {
            let known = keys.contains(&format!("{what} {name}"));
            assert!(
                known || matches!(name.as_str(), "id" | "source" | "target"),
                "{name}"
            );
        }
    }
    for edge in &edges {
        assert!(
            ids.contains(&edge["source"]) && ids.contains(&edge["target"]),
            "{edge:?}"
        );
    }
    (nodes, edges)
}

fn entity(id: &str, text: &str, link: Option<&str>) -> Document {
    let mut doc = Document::from_text(text).unwrap();
    doc.meta_mut().id = id.to_owned();
    doc.insert(|_, out| {
        let span = Span::at(0, text.len());
        let mut mention = Mention::new(span, Label::Gpe, MentionKind::Name);
        mention.entity = Some(Id::new(0));
        out.layer::<Mentions>().push(mention);
        let links = link.map(|id| dateline_core::layers::Link {
            scheme: out.intern("wikidata"),
            id: out.intern(id),
        });
        out.layer::<Entities>().push(Entity {
            name: TextRef::of_span(span),
            label: Label::Gpe,
            mentions: vec![Id::new(0)],
            links: links.into_iter().collect(),
        });
        Ok(())
    })
    .unwrap();
    doc
}

#[test]
fn entities_are_joined_by_link_or_by_name_and_label() {
    let docs = [
        entity("1", "Japan", Some("Q17")),
        entity("2", "Nippon", Some("Q17")),
        entity("3", "Mare\u{1} & <Co>", None),
        entity("4", "Mare\u{1} & <Co>", None),
    ];
    let (nodes, edges) = parse(&stream("graphml", &options(Offsets::Chars, None), &docs));
    assert!(edges.is_empty());
    let told: Vec<_> = nodes
        .iter()
        .map(|node| {
            (
                node["name"].as_str(),
                node["articles"].as_str(),
                node["mentions"].as_str(),
            )
        })
        .collect();
    assert_eq!(told[0], ("Japan", "2", "2"));
    assert_eq!((told.len(), told[1].1), (2, "2"));
}

#[test]
fn facts_of_the_sample_are_edges() {
    let (nodes, edges) = parse(&stream(
        "graphml",
        &options(Offsets::Chars, None),
        &[sample::full()],
    ));
    let name = |edge: &Fields, end: &str| {
        let node = nodes.iter().find(|node| node["id"] == edge[end]).unwrap();
        node["name"].clone()
    };
    let told: Vec<String> = edges
        .iter()
        .map(|edge| {
            format!(
                "{} {} {}",
                name(edge, "source"),
                edge["relation"],
                name(edge, "target")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "Minoru Kihara position_held defence minister",
            "China charged_with object to it",
            "Minoru Kihara 040 Hun Manet",
            "Japan 040 Hun Manet"
        ]
    );
    assert_eq!(edges[0]["article"], "wire/1");
    assert_eq!(
        (edges[0]["start"].as_str(), edges[0]["end"].as_str()),
        ("0", "39")
    );
}

#[test]
fn a_folder_has_a_graph_an_article_and_that_of_the_run() {
    let files = folder(
        "graphml",
        &options(Offsets::Chars, None),
        &[
            sample::full(),
            sample::proposals(),
            entity("graph", "Japan", Some("Q17")),
        ],
    );
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "graph-3.graphml",
            "graph.graphml",
            "wire-1-2.graphml",
            "wire-1.graphml"
        ]
    );
    let (one, facts) = parse(&files["wire-1.graphml"]);
    let (all, all_facts) = parse(&files["graph.graphml"]);
    assert_eq!(
        (all.len(), all_facts.len()),
        (one.len(), facts.len()),
        "Japan is one node"
    );
    assert_eq!(parse(&files["wire-1-2.graphml"]).0.len(), 0);
}
