//! JSON-LD: one document whose graph holds an object for each subject, on a line each.

use super::names::{Name, TYPE, Vocabulary};
use super::term::{Node, Object, Triples};
use crate::json::to_json;
use dateline_core::Error;

/// What stands before the first object.
pub(super) fn head() -> Vec<u8> {
    let prefixes: Vec<String> = Vocabulary::ALL
        .iter()
        .map(|it| format!("\"{}\":\"{}\"", it.prefix(), it.namespace()))
        .collect();
    format!("{{\"@context\":{{{}}},\"@graph\":[\n", prefixes.join(",")).into_bytes()
}

/// What stands between two objects, and between the objects of two articles.
pub(super) const BETWEEN: &[u8] = b",\n";

/// What stands after the last object.
pub(super) const TAIL: &[u8] = b"\n]}\n";

/// Writes triples as JSON objects, one a subject.
pub(super) struct JsonLd<'o> {
    out: &'o mut Vec<u8>,
    article: &'o str,
    subject: Node,
    /// Keys of the object that is open, each with its values as JSON.
    keys: Vec<(String, Vec<u8>, usize)>,
    any: bool,
    line: String,
    digits: String,
    failed: Option<Error>,
}

impl<'o> JsonLd<'o> {
    pub(super) fn new(out: &'o mut Vec<u8>, article: &'o str) -> Self {
        Self {
            out,
            article,
            subject: Node::Article,
            keys: Vec::new(),
            any: false,
            line: String::new(),
            digits: String::new(),
            failed: None,
        }
    }

    /// Writes the object that is open.
    fn end(&mut self) -> Result<(), Error> {
        if self.keys.is_empty() {
            return Ok(());
        }
        if std::mem::replace(&mut self.any, true) {
            self.out.extend_from_slice(BETWEEN);
        }
        self.line.clear();
        self.line.push_str(self.article);
        self.subject.fragment(&mut self.line);
        self.out.extend_from_slice(b"{\"@id\":");
        to_json(self.out, &self.line)?;
        for (key, values, count) in self.keys.drain(..) {
            self.out.push(b',');
            to_json(self.out, &key)?;
            self.out.push(b':');
            if count > 1 {
                self.out.push(b'[');
            }
            self.out.extend_from_slice(&values);
            if count > 1 {
                self.out.push(b']');
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    fn value(&mut self, key: String, object: &Object<'_>) -> Result<(), Error> {
        let known = self.keys.iter().position(|(known, ..)| *known == key);
        let at = known.unwrap_or_else(|| {
            self.keys.push((key, Vec::new(), 0));
            self.keys.len() - 1
        });
        let Some((key, values, count)) = self.keys.get_mut(at) else {
            return Ok(());
        };
        if *count > 0 {
            values.push(b',');
        }
        *count += 1;
        self.line.clear();
        self.digits.clear();
        match object.literal(&mut self.digits) {
            None => {
                match object {
                    Object::Name(it) => name(&mut self.line, *it),
                    other => other.iri(self.article, &mut self.line),
                }
                if key == "@type" {
                    return to_json(values, &self.line);
                }
                values.extend_from_slice(b"{\"@id\":");
                to_json(values, &self.line)?;
                values.push(b'}');
            }
            Some((text, None)) => to_json(values, text)?,
            Some((text, Some(kind))) => {
                name(&mut self.line, kind);
                values.extend_from_slice(b"{\"@value\":");
                to_json(values, text)?;
                values.extend_from_slice(b",\"@type\":");
                to_json(values, &self.line)?;
                values.push(b'}');
            }
        }
        Ok(())
    }

    /// Writes the last object.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        let ended = self.end();
        self.failed.map_or(ended, Err)
    }
}

/// Appends a name with its prefix, or its whole IRI.
fn name(out: &mut String, name: Name<'_>) {
    if name.is_plain() {
        out.push_str(name.0.prefix());
        out.push(':');
        out.push_str(name.1);
    } else {
        name.iri(out);
    }
}

impl Triples for JsonLd<'_> {
    fn subject(&mut self, node: Node) {
        if node != self.subject {
            let ended = self.end();
            self.failed = self.failed.take().or(ended.err());
            self.subject = node;
        }
    }

    fn add(&mut self, predicate: Name<'_>, object: Object<'_>) {
        let mut key = String::new();
        if predicate == TYPE {
            key.push_str("@type");
        } else {
            name(&mut key, predicate);
        }
        let written = self.value(key, &object);
        self.failed = self.failed.take().or(written.err());
    }
}
