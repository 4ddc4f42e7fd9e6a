//! What readers, the run and coreference found beside stages' facts, in every format that tells it: credits, passages,
//! duplicates, and links that name nothing.

use super::{folder, options, sample, stream};
use dateline_core::layers::{
    Credit, CreditKind, Credits, Entities, Entity, Label, Link, Mention, MentionKind, Mentions, Passage,
    Passages,
};
use dateline_core::{Document, Duplicate, Id, Offsets, Span, TextRef};

/// The full sample, which stood in a page, says who wrote it, and was there before.
pub(crate) fn article() -> Document {
    let mut doc = sample::full();
    doc.meta_mut().duplicate = Some(Duplicate {
        of: "wire/0".to_owned(),
        similarity: 875,
    });
    doc.insert(|_, out| {
        let value = out.intern("Cambodia, Phnom Penh");
        out.layer::<Credits>().push(Credit {
            kind: CreditKind::Place,
            span: sample::find("Phnom  Penh", 0),
            value,
        });
        out.layer::<Passages>().push(Passage {
            span: Span::new(0, 20),
            page_start: 400,
            page_end: 431,
        });
        Ok(())
    })
    .unwrap();
    doc
}

/// An article that names a place of these links, and no more.
fn place(id: &str, name: &str, links: &[(&str, &str)]) -> Document {
    let mut doc = Document::from_text(name).unwrap();
    doc.meta_mut().id = id.to_owned();
    doc.insert(|_, out| {
        let span = Span::at(0, name.len());
        let mut mention = Mention::new(span, Label::Gpe, MentionKind::Name);
        mention.entity = Some(Id::new(0));
        out.layer::<Mentions>().push(mention);
        let link = |(scheme, id): &(&str, &str)| Link {
            scheme: out.intern(scheme),
            id: out.intern(id),
        };
        let links = links.iter().map(link).collect();
        out.layer::<Entities>().push(Entity {
            name: TextRef::of_span(span),
            label: Label::Gpe,
            mentions: vec![Id::new(0)],
            links,
        });
        Ok(())
    })
    .unwrap();
    doc
}

#[test]
fn tables_have_credits_and_passages() {
    let files = folder(
        "csv",
        &options(Offsets::Chars, None),
        &[article(), sample::bare()],
    );
    assert_eq!(
        files["credits.csv"],
        "article_id,index,kind,start,end,text,value\nwire/1,0,place,58,69,Phnom  Penh,\"Cambodia, Phnom Penh\"\n"
    );
    assert_eq!(
        files["passages.csv"],
        "article_id,index,start,end,page_start,page_end\nwire/1,0,0,20,400,431\n"
    );
    assert!(files["articles.csv"].contains(",wire/0,0.875\n"));
    let without = folder("csv", &options(Offsets::Chars, Some(&["events"])), &[article()]);
    assert!(!without.contains_key("credits.csv") && !without.contains_key("passages.csv"));
}

#[test]
fn triples_have_credits_passages_and_duplicates() {
    let text = stream("ntriples", &options(Offsets::Chars, None), &[article()]);
    let own = "urn:dateline:article:wire%2F1";
    let number = |number: u32| format!("\"{number}\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>");
    for (subject, predicate, object) in [
        ("", "duplicateOf", "<urn:dateline:article:wire%2F0>".to_owned()),
        (
            "",
            "similarity",
            "\"0.875\"^^<http://www.w3.org/2001/XMLSchema#decimal>".to_owned(),
        ),
        ("#credit-0", "kind", "\"place\"".to_owned()),
        ("#credit-0", "span", format!("<{own}#offset_58_69>")),
        ("#credit-0", "value", "\"Cambodia, Phnom Penh\"".to_owned()),
        ("#passage-0", "span", format!("<{own}#offset_0_20>")),
        ("#passage-0", "pageStart", number(400)),
        ("#passage-0", "pageEnd", number(431)),
        (
            "#proposition-0",
            "relationText",
            "\"doesn't object to\"".to_owned(),
        ),
        (
            "#proposition-0",
            "minimalArgument0",
            format!("<{own}#offset_145_150>"),
        ),
        (
            "#proposition-0",
            "argument_object",
            format!("<{own}#offset_169_171>"),
        ),
    ] {
        let line = format!("<{own}{subject}> <urn:dateline:ns#{predicate}> {object} .");
        assert!(text.lines().any(|it| it == line), "{line}");
    }
}

#[test]
fn links_that_name_nothing_join_nothing() {
    let said = [("reason", "only"), ("dateline", "article")];
    let docs = [
        place("1", "Lima", &[&[("geonames", "3936456")], &said[..]].concat()),
        place("2", "Paris", &said),
        place("3", "Rome", &said),
        place("4", "Lima, Peru", &[("area", "Lima"), ("geonames", "3936456")]),
    ];
    let options = options(Offsets::Chars, None);
    let graph = stream("graphml", &options, &docs);
    assert_eq!(graph.matches("<node ").count(), 3, "{graph}");
    assert_eq!(graph.matches("geonames:3936456").count(), 1);
    assert!(!graph.contains("dateline:article") && !graph.contains("reason:only"));
    let triples = stream("ntriples", &options, &docs);
    let identifiers: Vec<&str> = triples
        .lines()
        .filter(|it| it.contains("#entity-0> <https://schema.org/identifier>"))
        .collect();
    assert!(identifiers.len() == 2 && identifiers.iter().all(|it| it.contains("\"geonames:3936456\"")));
    assert_eq!(triples.matches("<urn:dateline:ns#reason> \"only\"").count(), 3);
}

#[test]
fn edges_and_pages_tell_of_what_they_are_copies() {
    let options = options(Offsets::Chars, None);
    let graph = stream("graphml", &options, &[article()]);
    assert!(graph.contains("<data key=\"duplicate_of\">wire/0</data>"));
    assert!(!stream("graphml", &options, &[sample::full()]).contains("<data key=\"duplicate_of\">"));
    let page = stream("html", &options, &[article()]);
    assert!(page.contains("<span>near-duplicate of wire/0 (0.875)</span>"));
    assert!(page.contains("<b>place</b> Cambodia, Phnom Penh"));
}
