//! Pages as a browser takes them apart, however hostile the article.

use super::{feed, files_of, folder, open, options, sample, stream};
use dateline_core::layers::*;
use dateline_core::{Document, EncodeOptions, Offsets, Span, Target};
use std::collections::BTreeSet;

/// A page's elements, as far as these tests ask: walks over it as HTML's tokenizer would, checks that
/// elements nest and attributes are quoted, and gives the ids, the local links and the text.
#[derive(Default)]
struct Dom {
    ids: BTreeSet<String>,
    links: Vec<String>,
    tags: BTreeSet<String>,
    text: String,
}

fn dom(html: &str) -> Dom {
    let mut dom = Dom::default();
    let mut stack: Vec<&str> = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        assert!(!text.contains('>'), "a bare > in {text:?}");
        dom.text.push_str(text);
        let (tag, tail) = tail[1..].split_once('>').unwrap();
        rest = tail;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(stack.pop(), Some(name), "elements nest");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{tag}");
        dom.tags.insert(name.to_owned());
        let mut attributes = attributes;
        while !attributes.is_empty() {
            let end = attributes.find([' ', '=']).unwrap_or(attributes.len());
            let key = &attributes[..end];
            assert!(
                key.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{tag}"
            );
            assert!(!key.starts_with("on"), "{tag}");
            let value = if attributes[end..].starts_with('=') {
                let (value, tail) = attributes[end + 1..]
                    .strip_prefix('"')
                    .unwrap()
                    .split_once('"')
                    .unwrap();
                attributes = tail.trim_start();
                value
            } else {
                attributes = attributes[end..].trim_start();
                ""
            };
            assert!(!value.contains('<'), "{tag}");
            match key {
                "id" => assert!(dom.ids.insert(value.to_owned()), "the id {value} is there twice"),
                "href" => dom.links.push(value.to_owned()),
                "src" | "style" | "srcdoc" | "action" => panic!("{tag}"),
                _ => {}
            }
        }
        if name == "style" {
            rest = rest.split_once("</style>").unwrap().1;
        } else if !matches!(name, "meta" | "input") {
            stack.push(name);
        }
    }
    assert_eq!(stack, [""; 0]);
    let text = dom
        .text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    dom.text = text.replace("&#39;", "'").replace("&amp;", "&");
    dom
}

/// Checks that every link within the page leads somewhere.
fn check_links(dom: &Dom) {
    for link in &dom.links {
        if let Some(anchor) = link.strip_prefix('#') {
            assert!(dom.ids.contains(anchor), "nothing is at {link}");
        } else {
            assert!(link.starts_with("https://") || link.ends_with(".html"), "{link}");
        }
    }
}

const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\u{1a}\0</style>--><!--";

/// An article every string of which is an attack.
fn hostile() -> Document {
    let mut doc = Document::from_text(&format!("{HOSTILE} said {HOSTILE}")).unwrap();
    let meta = doc.meta_mut();
    for field in [&mut meta.id, &mut meta.title] {
        *field = HOSTILE.to_owned();
    }
    for field in [
        &mut meta.language,
        &mut meta.byline,
        &mut meta.published,
        &mut meta.publisher,
    ] {
        *field = Some(HOSTILE.to_owned());
    }
    meta.url = Some(format!("javascript:alert(3)//{HOSTILE}"));
    meta.origin.path = HOSTILE.into();
    doc.insert(|_, out| {
        let bad = out.intern(HOSTILE);
        let span = Span::at(0, HOSTILE.len());
        let evidence = Evidence {
            sentence: None,
            spans: vec![span],
            rule: bad,
        };
        let mut mention = Mention::new(span, Label::Other(bad), MentionKind::Name);
        mention.normal = Some(Normal::Other {
            kind: bad,
            value: bad,
        });
        mention.rule = bad;
        mention.entity = Some(dateline_core::Id::new(0));
        out.layer::<Mentions>().push(mention);
        out.layer::<Entities>().push(Entity {
            name: bad,
            label: Label::Other(bad),
            mentions: vec![dateline_core::Id::new(0)],
            links: vec![Link { scheme: bad, id: bad }],
        });
        out.layer::<Relations>().push(Relation {
            relation: bad,
            subject: dateline_core::Id::new(0),
            object: Term::Text(span),
            qualifiers: vec![Qualifier {
                key: bad,
                value: None,
            }],
            evidence: evidence.clone(),
            confidence: f32::NAN,
        });
        out.layer::<Events>().push(Event {
            code: bad,
            plover: bad,
            trigger: span,
            source: vec![dateline_core::Id::new(0)],
            target: Vec::new(),
            source_code: bad,
            target_code: bad,
            date: bad,
            location: None,
            status: EventStatus::Denied,
            reported_by: Some(dateline_core::Id::new(0)),
            evidence: evidence.clone(),
            confidence: 1.0,
        });
        out.layer::<Quotes>().push(Quote {
            kind: QuoteKind::Mixed,
            content: vec![span],
            cue: Some(span),
            speaker: None,
            addressee: None,
            rule: bad,
            confidence: 1.0,
        });
        out.layer::<Propositions>().push(Proposition {
            subject: span,
            minimal_subject: span,
            predicate: vec![span],
            implied: bad,
            objects: vec![span],
            minimal_objects: vec![span],
            roles: vec![ArgumentRole::Object],
            polarity: Polarity::Negative,
            modality: bad,
            attribution: Some(span),
            evidence,
            confidence: 1.0,
        });
        Ok(())
    })
    .unwrap();
    doc
}

#[test]
fn a_page_holds_the_whole_text_and_every_link_leads_somewhere() {
    let files = folder("html", &EncodeOptions::default(), &[sample::full()]);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["index.html", "wire-1.html"]);
    let page = dom(&files["wire-1.html"]);
    check_links(&page);
    let lines = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(lines(&page.text).contains(&lines(sample::TEXT)), "{}", page.text);
    for id in ["s0", "s2", "m0", "m11", "e0", "q0", "q1"] {
        assert!(page.ids.contains(id), "{id}");
    }
    for part in [
        "position held",
        "CONSULT",
        "Talks in \"Phnom Penh\"",
        "2024-08-05",
        "relations/apposition",
    ] {
        assert!(page.text.contains(part), "{part}");
    }
    let tip = "title=\"MONEY · 1700000000 USD · confidence 1 · values/money\"";
    assert!(files["wire-1.html"].contains(tip));
    let drawn = "<ol class=\"timeline\">\n<li><b>2024-08-05</b>";
    assert!(files["wire-1.html"].contains(drawn));
    for part in ["Who meets whom", "Events by day"] {
        assert!(files["index.html"].contains(part), "{part}");
    }
    let index = dom(&files["index.html"]);
    assert!(index.links.contains(&"wire-1.html".to_owned()));
}

#[test]
fn no_string_of_an_article_becomes_markup() {
    let ours = dom(&stream("html", &EncodeOptions::default(), &[sample::full()]));
    let files = folder("html", &EncodeOptions::default(), &[hostile(), hostile()]);
    assert_eq!(files.len(), 3);
    for (name, html) in &files {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)),
            "{name}"
        );
        let page = dom(html);
        check_links(&page);
        assert!(page.text.contains("<script>alert(1)</script>"));
        let index = [
            "main", "table", "thead", "tbody", "tr", "td", "th", "ul", "h2", "nav", "nav",
        ];
        for tag in &page.tags {
            assert!(
                ours.tags.contains(tag) || index.contains(&tag.as_str()),
                "<{tag}>"
            );
        }
        assert!(!html.contains("javascript:alert(3)//\""));
    }
}

#[test]
fn several_articles_share_a_page_without_sharing_anchors() {
    let docs = [
        sample::full(),
        hostile(),
        sample::proposals(),
        Document::from_text("").unwrap(),
    ];
    let page = dom(&stream("html", &EncodeOptions::default(), &docs));
    check_links(&page);
    for id in ["a1-m0", "a2-m0", "a3-m0", "a4-top0"] {
        assert!(page.ids.contains(id), "{id}");
    }
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("all.html");
    let mut writing = open("html", &EncodeOptions::default(), Target::Path(path));
    feed(&mut writing, &docs);
    writing.sink.finish().unwrap();
    assert_eq!(files_of(temp.path()).len(), 1);
    let alone = stream("html", &EncodeOptions::default(), &docs[..1]);
    assert!(!alone.contains("<table>"), "one article needs no index");
}

#[test]
fn layers_that_are_not_written_leave_no_dead_links() {
    let docs = || [sample::full()];
    for layers in [
        &["relations", "events", "quotes"][..],
        &["mentions"],
        &[],
        &["entities", "events"],
    ] {
        let page = dom(&stream("html", &options(Offsets::Chars, Some(layers)), &docs()));
        check_links(&page);
    }
}

#[test]
fn the_index_of_many_articles_is_cut_into_pages_and_none_is_lost() {
    let docs: Vec<Document> = (0..2500)
        .map(|number| {
            let mut doc = Document::from_text("Rain.").unwrap();
            doc.meta_mut().id = format!("n{number}");
            doc
        })
        .collect();
    let files = folder("html", &EncodeOptions::default(), &docs);
    let mut links = BTreeSet::new();
    for name in ["index.html", "index~2.html", "index~3.html"] {
        let page = dom(&files[name]);
        for link in page.links {
            assert!(files.contains_key(&link), "{link}");
            links.insert(link);
        }
    }
    assert!(!files.contains_key("index~4.html"));
    assert_eq!(links.iter().filter(|link| link.starts_with('n')).count(), 2500);
}
