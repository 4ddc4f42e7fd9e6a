//! NITF: the news industry's own markup; an article an `nitf` element, one a file as a rule.
//!
//! The text is the body's content: paragraphs, subheadings, list items; pictures, tables and notes are left
//! out. A dateline that stands in the body's head, as it does in print, becomes the first paragraph. An encoding
//! other than UTF-8 must be declared. No settings but those that every format has.

use crate::xml::fill::Told;
use crate::xml::items::{Wanted, begins_with, open};
use crate::xml::text::paragraphs;
use crate::xml::tree::Element;
use dateline_core::ReaderSpec;

static WANTED: Wanted = Wanted {
    format: "nitf",
    item: "nitf",
    class: None,
};

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "NITF news XML",
        endings: &[".nitf", ".nitf.xml"],
        sniff: |head| begins_with(head, &["nitf"]),
        open: Box::new(|input, settings| open(input, settings, &WANTED, told)),
    }
}

/// What an `nitf` element tells.
pub(crate) fn told(nitf: &Element) -> Told {
    let words = |path: &[&str]| nitf.at(path).and_then(|element| element.words(&[]));
    let attribute = |path: &[&str], name: &str| Some(nitf.at(path)?.attribute(name)?.to_owned());
    let body_head = |path: &[&str]| nitf.at(&[&["body", "body.head"], path].concat());
    let docdata = |path: &[&str], name: &str| attribute(&[&["head", "docdata"], path].concat(), name);
    Told {
        id: docdata(&["doc-id"], "id-string"),
        title: body_head(&["hedline", "hl1"])
            .or_else(|| body_head(&["headline", "hl1"]))
            .and_then(|element| element.words(&[]))
            .or_else(|| words(&["head", "title"])),
        byline: byline(nitf),
        published: docdata(&["date.issue"], "norm")
            .or_else(|| attribute(&["head", "pubdata"], "date.publication"))
            .or_else(|| {
                body_head(&["dateline", "story.date"])?
                    .attribute("norm")
                    .map(str::to_owned)
            })
            .or_else(|| docdata(&["date.release"], "norm")),
        publisher: attribute(&["head", "pubdata"], "name")
            .or_else(|| body_head(&["distributor"])?.words(&[]))
            .or_else(|| docdata(&["doc.copyright"], "holder")),
        language: nitf.attribute("lang").map(str::to_owned),
        url: attribute(&["head", "pubdata"], "ex-ref").filter(|address| address.starts_with("http")),
        dateline: body_head(&["dateline"]).and_then(|element| element.words(&[])),
        paragraphs: text(nitf),
    }
}

/// The names in the by-lines, without what their bearers are.
fn byline(nitf: &Element) -> Option<String> {
    let mut lines = Vec::new();
    nitf.at(&["body", "body.head"])?.find_all("byline", &mut lines);
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        let mut persons = Vec::new();
        line.find_all("person", &mut persons);
        if persons.is_empty() {
            names.extend(line.words(&["byttl", "virtloc", "location"]));
        }
        names.extend(persons.into_iter().filter_map(|person| person.words(&[])));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The paragraphs of the body. Where one block is marked as the full text (archives give its beginning once
/// more as another block), it alone counts.
fn text(nitf: &Element) -> Vec<String> {
    let Some(content) = nitf.at(&["body", "body.content"]) else {
        return nitf.at(&["body"]).map(paragraphs).unwrap_or_default();
    };
    let full = content
        .elements()
        .find(|it| it.name == "block" && it.attribute("class") == Some("full_text"));
    paragraphs(full.unwrap_or(content))
}
