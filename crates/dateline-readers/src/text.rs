//! Plain text: one file, one article.
//!
//! The article's text is the file's, byte for byte but for a byte order mark at its start, so offsets into
//! the one are offsets into the other. Its id is its path below the folder that the user gave. No settings
//! but those that every format has.

use crate::faults::{At, spot};
use dateline_core::{
    Decoder, Document, Error, Fault, FaultKind, Input, Origin, ReaderSpec, Record, Settings, Source,
};
use std::io::{BufRead, Read};
use std::sync::Arc;

const NAME: &str = "text";

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "plain text, one article a file",
        endings: &[".txt", ".text"],
        sniff: |head| memchr::memchr(0, head).is_none(),
        open: Box::new(open),
    }
}

fn open(input: Input, settings: Settings) -> Result<Box<dyn Source>, Error> {
    settings.finish()?;
    let decoder: Arc<dyn Decoder> = Arc::new(TextDecoder { id: input.name });
    Ok(Box::new(TextSource {
        at: At {
            path: input.path,
            stage: NAME,
        },
        rest: Some(input.bytes),
        limit: input.max_record_bytes,
        decoder,
    }))
}

struct TextSource {
    at: At,
    rest: Option<Box<dyn BufRead + Send>>,
    limit: usize,
    decoder: Arc<dyn Decoder>,
}

impl Source for TextSource {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        let Some(bytes) = self.rest.take() else {
            return Ok(false);
        };
        let read = bytes.take(self.limit as u64 + 1).read_to_end(&mut record.bytes);
        if let Err(error) = read {
            return Err(self.at.unreadable(1, record.bytes.len() as u64, &error));
        }
        if record.bytes.len() > self.limit {
            record.bytes = Vec::new();
            return Err(self.at.too_large(1, 0, self.limit));
        }
        record.origin = Origin {
            path: Arc::clone(&self.at.path),
            record: 1,
            byte: Some(0),
        };
        record.decoder = Some(Arc::clone(&self.decoder));
        Ok(true)
    }
}

struct TextDecoder {
    id: Arc<str>,
}

impl Decoder for TextDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        let fault = |reason: String| {
            let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), NAME, reason);
            fault.id.push_str(&self.id);
            fault
        };
        doc.meta_mut().id.push_str(&self.id);
        let bytes = record
            .bytes
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(&record.bytes);
        let skipped = record.bytes.len() - bytes.len();
        // Almost every binary file has one early on, and no text has: better no article than noise.
        if let Some(byte) = memchr::memchr(0, bytes) {
            return Err(fault(format!("not text: byte {} is NUL", skipped + byte)));
        }
        let text = simdutf8::compat::from_utf8(bytes).map_err(|error| {
            let byte = error.valid_up_to();
            fault(format!(
                "not UTF-8 at byte {}{}",
                skipped + byte,
                spot(bytes, byte)
            ))
        })?;
        doc.write_text(|buffer| buffer.push_str(text))
            .map_err(|error| fault(error.to_string()))
    }
}
