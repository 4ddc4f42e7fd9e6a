//! Web pages: one page, one article, without what stands around it.
//!
//! The page is parsed as HTML5 (html5gum's tokenizer, a tree of our own that knows where everything stood),
//! cut into blocks, and of these the article's are chosen by how much of them is running text and not links
//! (`choose.rs`), helped by what classes and ids hint at (`data/html/hints.tsv`). Paragraphs, headings and
//! list items become paragraphs of the text, parted by empty lines; the layer “passages” records where in the
//! page each one's markup stood. Captions, asides, forms, navigation, comments and the like are left out. A page
//! on which no running text is found is a fault, unless its JSON-LD carries the text.
//!
//! Title, authors, publisher, date, language and address come from JSON-LD, meta tags (Open Graph, Dublin Core
//! and others), `<time>`, `<h1>`, itemprop, rel, and classes, the best place first (`data/html/meta.tsv`).
//!
//! The encoding is the one that a byte order mark, the setting `encoding`, the server (for WARC) or the page
//! itself names, else UTF-8, else windows-1252; see `charset.rs`.
//!
//! | setting | meaning | default |
//! |---|---|---|
//! | `malformed` | what to do where bytes that the page's encoding does not know stand in the article: `fault`, or `replace` for U+FFFD | `fault` |

mod blocks;
pub(crate) mod charset;
mod choose;
pub(crate) mod gathered;
mod hints;
mod jsonld;
mod meta;
mod page;
#[cfg(test)]
mod page_tests;
mod tag;
mod tree;

use crate::faults::At;
use dateline_core::{
    Decoder, Document, Error, Fault, FaultKind, Input, ReaderSpec, Record, Settings, Source,
};
pub(crate) use page::{Page, PageSettings};
use std::io::{BufRead, Read};
use std::sync::Arc;

const NAME: &str = "html";

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "web pages: the article's text without what stands around it",
        endings: &[".html", ".htm", ".xhtml", ".shtml"],
        sniff,
        open: Box::new(open),
    }
}

/// A doctype, or one of the elements that pages begin with, behind comments and an XML declaration.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let mut rest = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    loop {
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?xml") {
            b"?>"
        } else {
            break;
        };
        let Some(at) = memchr::memmem::find(rest, end) else {
            return false;
        };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
    let begins = |name: &str| {
        let start = rest.get(..name.len()).unwrap_or_default();
        let next = rest.get(name.len()).copied().unwrap_or(b'>');
        start.eq_ignore_ascii_case(name.as_bytes()) && (next.is_ascii_whitespace() || next == b'>')
    };
    ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|name| begins(name))
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let page = PageSettings::take(&mut settings)?;
    settings.finish()?;
    let decoder: Arc<dyn Decoder> = Arc::new(HtmlDecoder {
        id: input.name,
        decoded: input.decoded,
        page,
    });
    let at = At {
        path: input.path,
        stage: NAME,
    };
    Ok(Box::new(Whole::new(
        at,
        input.bytes,
        input.max_record_bytes,
        decoder,
    )))
}

/// A source of one record, which is the whole file.
pub(crate) struct Whole {
    at: At,
    rest: Option<Box<dyn BufRead + Send>>,
    limit: usize,
    decoder: Arc<dyn Decoder>,
}

impl Whole {
    pub(crate) fn new(
        at: At,
        bytes: Box<dyn BufRead + Send>,
        limit: usize,
        decoder: Arc<dyn Decoder>,
    ) -> Self {
        Self {
            at,
            rest: Some(bytes),
            limit,
            decoder,
        }
    }
}

impl Source for Whole {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        let Some(bytes) = self.rest.take() else {
            return Ok(false);
        };
        let most = u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = bytes.take(most).read_to_end(&mut record.bytes);
        if let Err(error) = read {
            return Err(self.at.unreadable(1, record.bytes.len() as u64, &error));
        }
        if record.bytes.len() > self.limit {
            record.bytes = Vec::new();
            return Err(self.at.too_large(1, 0, self.limit));
        }
        record.origin = self.at.origin(1, 0);
        record.decoder = Some(Arc::clone(&self.decoder));
        Ok(true)
    }
}

struct HtmlDecoder {
    id: Arc<str>,
    decoded: bool,
    page: PageSettings,
}

impl Decoder for HtmlDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        doc.meta_mut().id.push_str(&self.id);
        let page = Page {
            bytes: &record.bytes,
            charset: self.decoded.then_some("utf-8"),
        };
        page.read(self.page, doc).map_err(|reason| {
            let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), NAME, reason);
            fault.id.push_str(&self.id);
            fault
        })
    }
}
