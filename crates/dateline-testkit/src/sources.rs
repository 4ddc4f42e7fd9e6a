//! Sources that need no file, and sources that fail on purpose.

use dateline_core::{Decoder, Document, Fault, FaultKind, Origin, Record, Source};
use std::sync::Arc;

/// The path that the origins of made-up records carry.
pub const PATH: &str = "texts";

/// Decodes a record as UTF-8 text; the article's id is its record number.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextDecoder;

impl Decoder for TextDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        let fault = |reason: String| Fault::new(FaultKind::Decode, record.origin.clone(), "texts", reason);
        doc.meta_mut().id = record.origin.record.to_string();
        let text = std::str::from_utf8(&record.bytes).map_err(|error| fault(error.to_string()))?;
        doc.write_text(|buffer| buffer.push_str(text))
            .map_err(|error| fault(error.to_string()))
    }
}

/// Yields texts, numbered from 1.
pub struct FromTexts {
    texts: Box<dyn Iterator<Item = Vec<u8>> + Send>,
    path: Arc<str>,
    decoder: Arc<dyn Decoder>,
    record: u64,
    bytes: u64,
}

impl FromTexts {
    /// A source of these texts. Bytes that are no UTF-8 become decoding faults.
    pub fn new<I>(texts: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<Vec<u8>> + 'static,
        I::IntoIter: Send + 'static,
    {
        Self {
            texts: Box::new(texts.into_iter().map(Into::into)),
            path: Arc::from(PATH),
            decoder: Arc::new(TextDecoder),
            record: 0,
            bytes: 0,
        }
    }

    /// The same text again and again, without end.
    #[must_use]
    pub fn endless(text: &str) -> Self {
        let text = text.as_bytes().to_vec();
        Self::new(std::iter::repeat(text))
    }
}

impl Source for FromTexts {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        let Some(text) = self.texts.next() else {
            return Ok(false);
        };
        self.record += 1;
        let byte = Some(self.bytes);
        self.bytes += text.len() as u64;
        record.bytes.extend_from_slice(&text);
        record.origin = Origin {
            path: Arc::clone(&self.path),
            record: self.record,
            byte,
        };
        record.decoder = Some(Arc::clone(&self.decoder));
        Ok(true)
    }

    fn bytes_read(&self) -> u64 {
        self.bytes
    }
}

/// How a failing source fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// With a fault, after which there are no more records.
    Ends,
    /// With a fault in place of a record, after which it goes on.
    GoesOn,
    /// With a panic.
    Panics,
}

/// Another source that fails once.
pub struct FailingAfter<S> {
    inner: S,
    left: u64,
    failure: Option<Failure>,
    ended: bool,
}

impl<S: Source> FailingAfter<S> {
    /// `inner`, which fails after `records` good ones.
    pub fn new(inner: S, records: u64, failure: Failure) -> Self {
        Self {
            inner,
            left: records,
            failure: Some(failure),
            ended: false,
        }
    }
}

impl<S: Source> Source for FailingAfter<S> {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        if self.left > 0 {
            self.left -= 1;
            return self.inner.next(record);
        }
        let Some(failure) = self.failure.take() else {
            return self.inner.next(record);
        };
        self.inner.next(record)?;
        assert!(failure != Failure::Panics, "the source panics as told");
        self.ended = failure == Failure::Ends;
        let reason = "the source fails as told";
        Err(Fault::new(
            FaultKind::Read,
            record.origin.clone(),
            "texts",
            reason,
        ))
    }

    fn bytes_read(&self) -> u64 {
        self.inner.bytes_read()
    }
}
