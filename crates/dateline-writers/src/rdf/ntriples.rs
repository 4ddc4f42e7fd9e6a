//! N-Triples: a line a triple.

use super::names::Name;
use super::term::{Node, Object, Triples};

/// Writes triples as lines.
pub(super) struct NTriples<'o> {
    out: &'o mut Vec<u8>,
    article: &'o str,
    subject: Node,
    /// The line under construction, and digits.
    line: String,
    digits: String,
}

impl<'o> NTriples<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>, article: &'o str) -> Self {
        Self {
            out,
            article,
            subject: Node::Article,
            line: String::new(),
            digits: String::new(),
        }
    }
}

impl Triples for NTriples<'_> {
    fn subject(&mut self, node: Node) {
        self.subject = node;
    }

    fn add(&mut self, predicate: Name<'_>, object: Object<'_>) {
        let line = &mut self.line;
        line.clear();
        line.push('<');
        line.push_str(self.article);
        self.subject.fragment(line);
        line.push_str("> <");
        predicate.iri(line);
        line.push_str("> ");
        self.digits.clear();
        match object.literal(&mut self.digits) {
            None => {
                line.push('<');
                object.iri(self.article, line);
                line.push('>');
            }
            Some((text, kind)) => {
                quote(line, text);
                if let Some(kind) = kind {
                    line.push_str("^^<");
                    kind.iri(line);
                    line.push('>');
                }
            }
        }
        line.push_str(" .\n");
        self.out.extend_from_slice(line.as_bytes());
    }
}

/// Appends a text in quotation marks, as N-Triples and Turtle escape it.
pub(super) fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
