//! Where a page's elements tell what its article is: meta tags, JSON-LD, `<time>`, titles, classes.

use crate::html::gathered::Gathered;
use crate::html::hints::HintsOf;
use crate::html::jsonld;
use crate::html::tag::Tag;
use crate::html::tree::{Attr, Kind, Tree};

/// The longest text, in bytes, that a by-line or a date may stand in.
const SHORT: usize = 200;

/// Everything that the page tells.
pub(crate) fn gather(tree: &Tree, hints: &HintsOf) -> Gathered {
    let mut found = Gathered::default();
    for node in 1..tree.nodes.len() {
        let Some(Kind::Element(tag, attributes)) = tree.nodes.get(node).map(|it| &it.kind) else {
            continue;
        };
        match tag {
            Tag::Meta => meta_tag(tree, node, &mut found),
            Tag::Script => {
                let kind = tree.attribute(node, Attr::Type).unwrap_or("");
                if kind
                    .trim()
                    .to_ascii_lowercase()
                    .starts_with("application/ld+json")
                {
                    jsonld::read(tree.raw_text(node), &mut found);
                }
            }
            Tag::Title if !in_picture(tree, node) => found.offer("title", tree.raw_text(node)),
            Tag::Html => found.offer("lang", tree.attribute(node, Attr::Lang).unwrap_or("")),
            Tag::H1 => {
                let text = tree.inner_text(node, 1000);
                found.offer("h1", &text);
                if found.heading.is_none() && !text.is_empty() {
                    found.heading = Some(text);
                }
            }
            Tag::Time => found.offer("time", tree.attribute(node, Attr::Datetime).unwrap_or("")),
            _ => {}
        }
        if !attributes.is_empty() && *tag != Tag::Meta {
            by_attributes(tree, hints, node, *tag, &mut found);
        }
    }
    found
}

/// A title within a drawing is the drawing's.
fn in_picture(tree: &Tree, node: usize) -> bool {
    let parent = tree.nodes.get(node).map_or(0, |it| it.parent as usize);
    !matches!(tree.tag(parent), Tag::Head | Tag::Html | Tag::Body) && parent != 0
}

fn meta_tag(tree: &Tree, node: usize, found: &mut Gathered) {
    let Some(content) = tree.attribute(node, Attr::Content) else {
        return;
    };
    for attribute in [Attr::Name, Attr::Property, Attr::Itemprop, Attr::HttpEquiv] {
        if let Some(names) = tree.attribute(node, attribute) {
            for name in names.split_ascii_whitespace() {
                found.offer(&format!("meta:{name}"), content);
            }
        }
    }
}

/// What an element's itemprop, rel, class or id says that it is.
fn by_attributes(tree: &Tree, hints: &HintsOf, node: usize, tag: Tag, found: &mut Gathered) {
    if let Some(names) = tree.attribute(node, Attr::Itemprop) {
        for name in names.split_ascii_whitespace() {
            let place = format!("item:{name}");
            if Gathered::wants(&place) {
                let told = [Attr::Content, Attr::Datetime, Attr::Href];
                match told.into_iter().find_map(|it| tree.attribute(node, it)) {
                    Some(value) if name != "author" => found.offer(&place, value),
                    _ => found.offer(&place, &named_within(tree, node)),
                }
            }
        }
    }
    if let Some(rel) = tree.attribute(node, Attr::Rel) {
        for name in rel.split_ascii_whitespace() {
            match (name, tag) {
                ("canonical", Tag::Link) => {
                    found.offer("rel:canonical", tree.attribute(node, Attr::Href).unwrap_or(""));
                }
                ("author", Tag::A) => found.offer("rel:author", &tree.inner_text(node, SHORT)),
                _ => {}
            }
        }
    }
    let hints_of = hints;
    let hints = hints_of.get(node);
    if !hints.byline && !hints.date {
        return;
    }
    let text = tree.inner_text(node, SHORT + 1);
    if text.len() > SHORT {
        return;
    }
    if hints.byline {
        // Beside the name there is often a date or a way to follow: a name alone is the shorter text.
        let line = text.split(['|', '•', '·']).next().unwrap_or("");
        let numbered = line.contains(|c: char| c.is_ascii_digit());
        match numbered.then(|| names_within(tree, hints_of, node)).flatten() {
            Some(names) => found.offer("hint:byline", &names),
            None => found.offer("hint:byline", line),
        }
    }
    if hints.date {
        let bare = text.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_uppercase());
        for written in [
            &*text,
            bare,
            text.split_once(':').map_or("", |(_, behind)| behind),
        ] {
            found.offer("hint:date", written);
        }
    }
}

/// The texts of the innermost elements within that hint at a by-line too, where they are free of numbers: of a line of
/// names, dates and minutes of reading the names.
fn names_within(tree: &Tree, hints: &HintsOf, node: usize) -> Option<String> {
    let hinted: Vec<usize> = (node + 1..tree.end(node))
        .filter(|inner| hints.get(*inner).byline)
        .collect();
    // Nodes lie in the order of the page: what lies within an element comes next behind it.
    let innermost = hinted.iter().enumerate().filter(|(at, inner)| {
        let next = hinted.get(at + 1);
        next.is_none_or(|next| *next >= tree.end(**inner))
    });
    let mut names: Vec<String> = innermost
        .map(|(_, inner)| tree.inner_text(*inner, SHORT))
        .collect();
    names.retain(|name| !name.is_empty() && !name.contains(|c: char| c.is_ascii_digit()));
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

/// An author's name: of an element of itemprop `name` within, else all the text.
fn named_within(tree: &Tree, node: usize) -> String {
    let name =
        (node + 1..tree.end(node)).find(|inner| tree.attribute(*inner, Attr::Itemprop) == Some("name"));
    tree.inner_text(name.unwrap_or(node), SHORT)
}
