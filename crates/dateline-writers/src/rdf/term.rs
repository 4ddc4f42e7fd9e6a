//! What triples are made of: the things of an article, names, and values.

use super::names::{Name, percent, xsd};
use std::fmt::Write;

/// Something of the article at hand, which its IRI and a fragment name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// The article itself.
    Article,
    /// Its text, the context of all strings.
    Text,
    /// A string of the text, from start to end in the offsets of the run.
    Span(u32, u32),
    /// The selector that gives a string's place.
    Position(u32, u32),
    /// The selector that gives a string and what is around it.
    Quotation(u32, u32),
    /// An item of a layer by the layer's singular and its number.
    Item(&'static str, u32),
}

impl Node {
    /// Appends the fragment with its `#`; nothing for the article itself.
    pub(super) fn fragment(self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = match self {
            Self::Article => Ok(()),
            Self::Text => write!(out, "#text"),
            // As NIF names strings.
            Self::Span(start, end) => write!(out, "#offset_{start}_{end}"),
            Self::Position(start, end) => write!(out, "#position_{start}_{end}"),
            Self::Quotation(start, end) => write!(out, "#quotation_{start}_{end}"),
            Self::Item(layer, index) => write!(out, "#{layer}-{index}"),
        };
    }
}

/// The object of a triple.
#[derive(Clone, Copy, Debug)]
pub(super) enum Object<'t> {
    Node(Node),
    Name(Name<'t>),
    /// An IRI: a namespace that ends where a part begins, and the part, which is written with percent signs.
    Iri(&'static str, &'t str),
    Text(&'t str),
    /// A value as its type writes it.
    Typed(&'t str, Name<'static>),
    /// A count or offset.
    Number(u32),
    /// A confidence.
    Decimal(f64),
}

impl Object<'_> {
    /// The value and its type, of objects that are values. A number's digits are put into `digits`.
    pub(super) fn literal<'s>(&'s self, digits: &'s mut String) -> Option<(&'s str, Option<Name<'static>>)> {
        Some(match self {
            Self::Node(_) | Self::Name(_) | Self::Iri(..) => return None,
            Self::Text(text) => (text, None),
            Self::Typed(text, kind) => (text, Some(*kind)),
            Self::Number(number) => {
                let _ = write!(digits, "{number}");
                (digits, Some(xsd("nonNegativeInteger")))
            }
            Self::Decimal(number) => {
                let _ = write!(digits, "{number}");
                (digits, Some(xsd("decimal")))
            }
        })
    }

    /// Appends the IRI of an object that is one; that of a node begins with `article`.
    pub(super) fn iri(&self, article: &str, out: &mut String) {
        match self {
            Self::Node(node) => {
                out.push_str(article);
                node.fragment(out);
            }
            Self::Name(name) => name.iri(out),
            Self::Iri(namespace, part) => {
                out.push_str(namespace);
                percent(out, part);
            }
            Self::Text(_) | Self::Typed(..) | Self::Number(_) | Self::Decimal(_) => {}
        }
    }
}

/// Takes triples, subject by subject. Triples of one subject and predicate come one after another.
pub(super) trait Triples {
    /// What follows is about `node`.
    fn subject(&mut self, node: Node);
    /// The subject at hand has `object` under `predicate`.
    fn add(&mut self, predicate: Name<'_>, object: Object<'_>);
}

/// The IRI of the article with this id.
pub(super) fn article_iri(id: &str) -> String {
    let mut iri = String::from("urn:dateline:article:");
    percent(&mut iri, id);
    iri
}
