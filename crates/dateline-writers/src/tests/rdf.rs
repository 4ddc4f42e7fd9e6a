//! RDF: the three forms, read by a library that knows nothing of this one, are one graph.

use super::{found, options, sample, stream};
use dateline_core::{Document, Offsets};
use oxjsonld::JsonLdParser;
use oxrdf::{NamedNodeRef, Quad, Triple};
use oxttl::{NTriplesParser, TurtleParser};
use proptest::prelude::*;
use std::collections::BTreeSet;

type Graph = BTreeSet<String>;

fn ntriples(text: &str) -> Graph {
    let parsed = NTriplesParser::new().for_slice(text);
    parsed.map(|triple| triple.unwrap().to_string()).collect()
}

fn turtle(text: &str) -> Graph {
    let parsed = TurtleParser::new().for_slice(text);
    parsed.map(|triple| triple.unwrap().to_string()).collect()
}

fn jsonld(text: &str) -> Graph {
    let parsed = JsonLdParser::new().for_slice(text);
    parsed
        .map(|quad| {
            let quad: Quad = quad.unwrap();
            assert!(quad.graph_name.is_default_graph());
            Triple::from(quad).to_string()
        })
        .collect()
}

fn hostile() -> Document {
    let mut doc = Document::from_text("He said \"no\\\" to\r\n\tthem \u{1}\u{7f} 🙂 > < {}.").unwrap();
    doc.meta_mut().id = "a b/ü<>\"{}|^`\\#?%41".to_owned();
    doc.meta_mut().title = "@type \\\" \n''' \"\"\"".to_owned();
    doc.meta_mut().url = Some("no address: <\">".to_owned());
    doc.meta_mut().published = Some("2024-08-05T09:30:00Z".to_owned());
    doc
}

#[test]
fn the_three_forms_carry_the_same_triples() {
    let docs = [found::article(), sample::proposals(), hostile(), sample::bare()];
    for layers in [
        None,
        Some(&["tokens", "sentences", "relations", "propositions"][..]),
    ] {
        for unit in [Offsets::Chars, Offsets::Bytes] {
            let options = options(unit, layers);
            let lines = ntriples(&stream("ntriples", &options, &docs));
            assert!(lines.len() > 200, "{}", lines.len());
            assert_eq!(lines, turtle(&stream("turtle", &options, &docs)));
            assert_eq!(lines, jsonld(&stream("jsonld", &options, &docs)));
        }
    }
}

#[test]
fn a_run_without_articles_is_a_graph_without_triples() {
    let options = options(Offsets::Chars, None);
    assert_eq!(ntriples(&stream("ntriples", &options, &[])), Graph::new());
    assert_eq!(turtle(&stream("turtle", &options, &[])), Graph::new());
    assert_eq!(jsonld(&stream("jsonld", &options, &[])), Graph::new());
}

/// The objects of a subject and predicate.
fn objects(graph: &[Triple], subject: &str, predicate: &str) -> Vec<String> {
    let (subject, predicate) = (
        NamedNodeRef::new(subject).unwrap(),
        NamedNodeRef::new(predicate).unwrap(),
    );
    graph
        .iter()
        .filter(|it| it.subject == subject.into() && it.predicate == predicate)
        .map(|it| it.object.to_string())
        .collect()
}

#[test]
fn evidence_leads_from_a_fact_to_its_words() {
    let text = stream("ntriples", &options(Offsets::Chars, None), &[sample::full()]);
    let graph: Vec<Triple> = NTriplesParser::new()
        .for_slice(&text)
        .map(Result::unwrap)
        .collect();
    let article = "urn:dateline:article:wire%2F1";
    let oa = |name: &str| format!("http://www.w3.org/ns/oa#{name}");
    let evidence = format!("{article}#relation-evidence-0");
    assert_eq!(
        objects(&graph, &evidence, &oa("hasBody")),
        [format!("<{article}#relation-0>")]
    );
    let targets = objects(&graph, &evidence, &oa("hasTarget"));
    assert_eq!(targets, [format!("<{article}#offset_0_39>")]);
    let selectors = objects(&graph, targets[0].trim_matches(['<', '>']), &oa("hasSelector"));
    let quotation = selectors.iter().find(|it| it.contains("quotation")).unwrap();
    assert_eq!(
        objects(&graph, quotation.trim_matches(['<', '>']), &oa("exact")),
        ["\"Japan's defence minister, Minoru Kihara\""]
    );
    let position = selectors.iter().find(|it| it.contains("position")).unwrap();
    assert_eq!(
        objects(&graph, position.trim_matches(['<', '>']), &oa("end")),
        ["\"39\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>"]
    );
    // The statement by itself, and the entity's item.
    let held = objects(
        &graph,
        &format!("{article}#entity-0"),
        "urn:dateline:ns#position_held",
    );
    assert_eq!(held, [format!("<{article}#mention-2>")]);
    assert_eq!(
        objects(
            &graph,
            &format!("{article}#entity-1"),
            "https://schema.org/sameAs"
        ),
        ["<http://www.wikidata.org/entity/Q17>"]
    );
}

#[test]
fn everything_that_is_pointed_at_is_described() {
    let text = stream("ntriples", &options(Offsets::Chars, None), &[sample::full()]);
    let graph: Vec<Triple> = NTriplesParser::new()
        .for_slice(&text)
        .map(Result::unwrap)
        .collect();
    let subjects: BTreeSet<String> = graph.iter().map(|it| it.subject.to_string()).collect();
    for triple in &graph {
        let object = triple.object.to_string();
        if object.starts_with("<urn:dateline:article:") {
            assert!(subjects.contains(&object), "{triple}");
        }
    }
}

#[test]
fn turtle_of_the_full_sample() {
    let text = stream("turtle", &options(Offsets::Chars, None), &[sample::full()]);
    insta::assert_snapshot!("turtle", text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_strings_make_the_same_graph(text in any::<String>(), id in any::<String>(), title in any::<String>()) {
        let mut doc = Document::from_text(&text).unwrap();
        doc.meta_mut().id = id;
        doc.meta_mut().title = title;
        let options = options(Offsets::Utf16, None);
        let docs = [doc];
        let lines = ntriples(&stream("ntriples", &options, &docs));
        prop_assert_eq!(&lines, &turtle(&stream("turtle", &options, &docs)));
        prop_assert_eq!(&lines, &jsonld(&stream("jsonld", &options, &docs)));
    }
}
