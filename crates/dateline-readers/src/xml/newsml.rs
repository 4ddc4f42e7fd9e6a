//! NewsML-G2: the IPTC's packages of news; every `newsItem` of text in a file is an article.
//!
//! The text is the item's inline XML (NITF or XHTML) or inline data; an item whose text lies elsewhere is a
//! fault, and items of pictures, sound and graphics are passed over. Title, by-line, dateline, dates and
//! language are the content's, then the item's, then those of the NITF within. An encoding other than UTF-8
//! must be declared. No settings but those that every format has.

use crate::xml::fill::Told;
use crate::xml::items::{Wanted, begins_with, open};
use crate::xml::nitf;
use crate::xml::text::paragraphs;
use crate::xml::tree::Element;
use dateline_core::ReaderSpec;

static WANTED: Wanted = Wanted {
    format: "newsml-g2",
    item: "newsItem",
    class: Some(("itemClass", &[":text", ":composite"])),
};

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "NewsML-G2 news XML, one article a news item",
        endings: &[".newsml", ".g2.xml"],
        sniff: |head| begins_with(head, &["newsMessage", "newsItem"]),
        open: Box::new(|input, settings| open(input, settings, &WANTED, told)),
    }
}

fn told(item: &Element) -> Told {
    let words = |path: &[&str]| item.at(path).and_then(|element| element.words(&[]));
    let named = |path: &[&str]| {
        let element = item.at(path)?;
        let name = element.at(&["name"]).and_then(|name| name.words(&[]));
        name.or_else(|| element.attribute("literal").map(str::to_owned))
    };
    let content = item.at(&["contentSet"]);
    let inline = content.and_then(|content| content.at(&["inlineXML"]));
    let data = content.and_then(|content| content.at(&["inlineData"]));
    let within = inline.and_then(|inline| inline.find("nitf")).map(nitf::told);
    let own = Told {
        id: item.attribute("guid").map(str::to_owned),
        title: words(&["contentMeta", "headline"]).or_else(|| words(&["itemMeta", "title"])),
        byline: words(&["contentMeta", "by"]).or_else(|| named(&["contentMeta", "creator"])),
        published: words(&["itemMeta", "firstCreated"])
            .or_else(|| words(&["contentMeta", "contentCreated"]))
            .or_else(|| words(&["itemMeta", "versionCreated"])),
        publisher: named(&["itemMeta", "provider"])
            .or_else(|| words(&["contentMeta", "creditline"]))
            .or_else(|| words(&["rightsInfo", "copyrightHolder", "name"])),
        language: item
            .at(&["contentMeta", "language"])
            .and_then(|language| language.attribute("tag"))
            .or_else(|| inline.and_then(|inline| inline.attribute("lang")))
            .or_else(|| item.attribute("lang"))
            .map(str::to_owned),
        url: item
            .at(&["itemMeta", "link"])
            .and_then(|link| link.attribute("href"))
            .filter(|address| address.starts_with("http"))
            .map(str::to_owned),
        dateline: words(&["contentMeta", "dateline"]),
        paragraphs: match (&within, inline, data) {
            (Some(_), ..) => Vec::new(),
            (None, Some(inline), _) => paragraphs(inline),
            (None, None, Some(data)) => plain(data),
            (None, None, None) => Vec::new(),
        },
    };
    own.or(within.unwrap_or_default())
}

/// The paragraphs of plain text, which empty lines part.
fn plain(data: &Element) -> Vec<String> {
    let mut text = String::new();
    for child in &data.children {
        if let crate::xml::tree::Child::Text(piece) = child {
            text.push_str(piece);
        }
    }
    let text = text.replace("\r\n", "\n");
    text.split("\n\n")
        .map(|it| it.trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect()
}
