//! dateline: articles as this program writes them to jsonl (`dateline/1`), read back with all their layers.
//!
//! It is no guess: the format has to be named, as `dateline convert` and `dateline merge` do; read as plain
//! jsonl such a file is articles without annotation. What a line says is checked against its text: a span
//! that does not fit, words that do not stand at their place and an index that leads nowhere make the
//! article a fault. Keys that are not known are passed over.
//!
//! What jsonl does not tell is made up so that no format shows it: a token's class by its characters, names
//! and values as mentions.

mod columns;
mod facts;
mod layers;
mod line;
mod reading;
mod reasons;
mod spans;

use crate::jsonl;
use dateline_core::{
    Decoder, Document, Error, ErrorKind, Fault, FaultKind, Input, Offsets, ReaderSpec, Record, Settings,
    Source,
};
use line::Line;
use spans::Spans;
use std::sync::Arc;

const NAME: &str = "dateline";

/// The schema that is understood.
const SCHEMA: &str = "dateline/1";

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "what this program writes as jsonl, with all its layers (by name alone)",
        endings: &[],
        sniff: |_| false,
        open: Box::new(open),
    }
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let unit = settings.choice("offsets", &["chars", "bytes", "utf16"])?;
    let offsets = match unit {
        Some(1) => Offsets::Bytes,
        Some(2) => Offsets::Utf16,
        _ => Offsets::Chars,
    };
    let words = settings.bool("words")?.unwrap_or(false);
    settings.finish()?;
    Ok(jsonl::source(
        input,
        NAME,
        Arc::new(WrittenDecoder { offsets, words }),
    ))
}

/// Makes a document of a line.
struct WrittenDecoder {
    offsets: Offsets,
    /// Whether to refuse lines that do not say which tokens are parts of one word.
    words: bool,
}

impl WrittenDecoder {
    fn fill(&self, record: &Record, doc: &mut Document) -> Result<(), Error> {
        let mut line: Line<'_> = serde_json::from_slice(&record.bytes)
            .map_err(|error| unfit(format!("not an article as Dateline writes it: {error}")))?;
        if &*line.schema != SCHEMA {
            return Err(unfit(format!(
                "its schema is “{}”; “{SCHEMA}” is what can be read",
                &*line.schema
            )));
        }
        line.meta(doc);
        columns::spell_out(&mut line)?;
        doc.meta_mut().duplicate = line.duplicate()?;
        doc.write_text(|text| text.push_str(&line.text))?;
        if self.words && line.lacks_sentences() {
            return Err(unfit("it has tokens and no sentences, of which CoNLL-U is made"));
        }
        if self.words && line.hides_words() {
            return Err(unfit(
                "it does not say which tokens are parts of one word and where paragraphs begin: \
                 it was written before Dateline told that",
            ));
        }
        let spans = Spans::new(&line.text, self.offsets);
        doc.insert(|_, out| layers::insert(&line, &spans, out))
    }
}

impl Decoder for WrittenDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.fill(record, doc).map_err(|error| {
            let origin = record.origin.clone();
            let mut fault = Fault::new(FaultKind::Decode, origin, NAME, error.to_string());
            fault.id.push_str(&doc.meta().id);
            fault
        })
    }
}

/// What keeps a line from being what it says it is.
fn unfit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Data, message)
}
