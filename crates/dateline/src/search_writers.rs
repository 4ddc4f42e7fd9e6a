//! What `dateline search` prints: lines of JSON for programs, paragraphs for people.

use dateline_core::layers::{Sentence, Sentences, Tokens};
use dateline_core::{Document, Encoder, Error, ErrorKind, Id, Offsets, Span, TextRef};
use dateline_semgrex::{CutShort, Found, Matches};
use dateline_writers::OffsetMap;
use serde_json::{Map, Value, json};
use std::io::Write;

/// A JSON object for each match:
///
/// ```text
/// {"id", "sentence": {"start", "end", "index", "text"}, "match": NODE, "nodes": {name: NODE},
///  "relations": {name: label}, "edges": {name: {"governor": NODE, "dependent": NODE, "relation"}}}
/// ```
///
/// where NODE is `{"start", "end", "token", "text"}` and `index` and `token` count the article's sentences and
/// tokens from 0. A sentence whose search was cut short has an object of its own: `{"id", "sentence",
/// "cut_short": true}`.
pub(crate) struct Lines {
    pub(crate) offsets: Offsets,
}

impl Encoder for Lines {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let it = Article {
            doc,
            offsets: OffsetMap::new(doc.text(), self.offsets),
        };
        let id = &doc.meta().id;
        in_order(doc, |sentence, found| {
            let sentence = it.sentence(sentence);
            let object = match found {
                None => json!({"id": id, "sentence": sentence, "cut_short": true}),
                Some(found) => json!({
                    "id": id,
                    "sentence": sentence,
                    "match": it.node(found.root),
                    "nodes": it.named(&found.nodes, |(name, token)| (*name, it.node(*token))),
                    "relations": it.named(&found.relations, |(name, label)| (*name, doc.get(*label).into())),
                    "edges": it.named(&found.edges, |edge| (edge.name, json!({
                        "governor": it.node(edge.governor),
                        "dependent": it.node(edge.dependent),
                        "relation": doc.get(edge.label),
                    }))),
                }),
            };
            serde_json::to_writer(&mut *out, &object)
                .map_err(|error| Error::new(ErrorKind::Data, format!("no JSON could be made: {error}")))?;
            out.push(b'\n');
            Ok(())
        })
    }
}

/// A document, and spans in the unit asked for.
struct Article<'d> {
    doc: &'d Document,
    offsets: OffsetMap,
}

impl Article<'_> {
    fn sentence(&self, id: Id<Sentences>) -> Value {
        let span = span_of(self.doc.item(id));
        let (start, end) = self.offsets.span(span);
        json!({"start": start, "end": end, "index": id.raw(), "text": self.doc.slice(span)})
    }

    fn node(&self, id: Id<Tokens>) -> Value {
        let span = self.doc.item(id).map_or(Span::default(), |token| token.span);
        let (start, end) = self.offsets.span(span);
        json!({"start": start, "end": end, "token": id.raw(), "text": self.doc.slice(span)})
    }

    fn named<T>(&self, all: &[T], one: impl Fn(&T) -> (TextRef, Value)) -> Map<String, Value> {
        let entry = |item| {
            let (name, value) = one(item);
            (self.doc.get(name).to_owned(), value)
        };
        all.iter().map(entry).collect()
    }
}

/// A line for each sentence, the article's id and the sentence's number (from 1) before it, and below it an
/// indented line for each match: the first node's token, then what the names stand for.
pub(crate) struct Paragraphs;

impl Encoder for Paragraphs {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let word = |id: Id<Tokens>| doc.item(id).map_or("", |token| doc.slice(token.span));
        let mut last = None;
        in_order(doc, |sentence, found| {
            if last != Some(sentence) {
                last = Some(sentence);
                write!(out, "{}:{}:", doc.meta().id, sentence.index() + 1)?;
                // Line breaks within a sentence would look like sentences.
                for word in doc.slice(span_of(doc.item(sentence))).split_whitespace() {
                    write!(out, " {word}")?;
                }
                writeln!(out)?;
            }
            let Some(found) = found else {
                writeln!(out, "    (cut short: there may be more)")?;
                return Ok(());
            };
            write!(out, "    {}", word(found.root))?;
            for (name, token) in &found.nodes {
                write!(out, "  {}={}", doc.get(*name), word(*token))?;
            }
            for (name, label) in &found.relations {
                write!(out, "  {}={}", doc.get(*name), doc.get(*label))?;
            }
            for edge in &found.edges {
                let (name, label) = (doc.get(edge.name), doc.get(edge.label));
                write!(
                    out,
                    "  {name}={} >{label} {}",
                    word(edge.governor),
                    word(edge.dependent)
                )?;
            }
            writeln!(out)?;
            Ok(())
        })
    }
}

/// Shows the matches in order, and after those of a sentence that was cut short the sentence by itself.
fn in_order(
    doc: &Document,
    mut show: impl FnMut(Id<Sentences>, Option<&Found>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut short = doc.layer::<CutShort>().unwrap_or_default().iter().peekable();
    for found in doc.layer::<Matches>().unwrap_or_default() {
        while let Some(it) = short.next_if(|it| it.sentence < found.sentence) {
            show(it.sentence, None)?;
        }
        show(found.sentence, Some(found))?;
    }
    short.try_for_each(|it| show(it.sentence, None))
}

fn span_of(sentence: Option<&Sentence>) -> Span {
    sentence.map_or(Span::default(), |sentence| sentence.span)
}
