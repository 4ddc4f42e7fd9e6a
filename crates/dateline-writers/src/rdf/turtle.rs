//! Turtle: triples by subject, with prefixes, IRIs of the article's things relative to the article's.

use super::names::{Name, TYPE, Vocabulary};
use super::ntriples::quote;
use super::term::{Node, Object, Triples};

/// The prefixes, with which every file begins.
pub(super) fn prefixes() -> Vec<u8> {
    Vocabulary::ALL
        .iter()
        .map(|it| format!("@prefix {}: <{}> .\n", it.prefix(), it.namespace()))
        .collect::<String>()
        .into_bytes()
}

/// Writes triples as statements, one a subject.
pub(super) struct Turtle<'o> {
    out: &'o mut Vec<u8>,
    article: &'o str,
    subject: Node,
    /// The last predicate of the statement that is open, by its IRI; empty before the first.
    predicate: String,
    open: bool,
    line: String,
    digits: String,
}

impl<'o> Turtle<'o> {
    /// A writer of statements about the article with this IRI, which becomes the base.
    pub(super) fn new(out: &'o mut Vec<u8>, article: &'o str) -> Self {
        out.extend_from_slice(b"\n@base <");
        out.extend_from_slice(article.as_bytes());
        out.extend_from_slice(b"> .\n");
        Self {
            out,
            article,
            subject: Node::Article,
            predicate: String::new(),
            open: false,
            line: String::new(),
            digits: String::new(),
        }
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.open) {
            self.out.extend_from_slice(b" .\n");
        }
        self.predicate.clear();
    }

    /// Ends the last statement.
    pub(super) fn finish(mut self) {
        self.end();
    }
}

/// Appends a name with its prefix, or its whole IRI where the local part would need escapes.
fn name(out: &mut String, name: Name<'_>) {
    if name.is_plain() {
        out.push_str(name.0.prefix());
        out.push(':');
        out.push_str(name.1);
    } else {
        out.push('<');
        name.iri(out);
        out.push('>');
    }
}

impl Triples for Turtle<'_> {
    fn subject(&mut self, node: Node) {
        if node != self.subject {
            self.end();
            self.subject = node;
        }
    }

    fn add(&mut self, predicate: Name<'_>, object: Object<'_>) {
        let line = &mut self.line;
        line.clear();
        if !self.open {
            self.open = true;
            line.push('<');
            self.subject.fragment(line);
            line.push_str("> ");
        }
        let mut iri = String::new();
        predicate.iri(&mut iri);
        if iri == self.predicate {
            line.push_str(", ");
        } else {
            if !self.predicate.is_empty() {
                line.push_str(" ;\n    ");
            }
            if predicate == TYPE {
                line.push('a');
            } else {
                name(line, predicate);
            }
            line.push(' ');
            self.predicate = iri;
        }
        self.digits.clear();
        match (object.literal(&mut self.digits), object) {
            (Some((text, kind)), _) => {
                quote(line, text);
                if let Some(kind) = kind {
                    line.push_str("^^");
                    name(line, kind);
                }
            }
            (None, Object::Node(node)) => {
                line.push('<');
                node.fragment(line);
                line.push('>');
            }
            (None, Object::Name(it)) => name(line, it),
            (None, other) => {
                line.push('<');
                other.iri(self.article, line);
                line.push('>');
            }
        }
        self.out.extend_from_slice(line.as_bytes());
    }
}
