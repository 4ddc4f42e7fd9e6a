//! CoNLL-U: one article a document, with its layers on request.
//!
//! A document begins at `# newdoc`; a file without that is one document. Its text is put together from
//! `# text` where the tokens fit it, else from the forms and `SpaceAfter=No`. Between sentences stands a
//! space, between paragraphs (`# newpar`) an empty line, unless `SpacesAfter` and `SpacesBefore` (UDPipe's) or
//! the gaps between `TokenRange`s tell how much white space there was, so that offsets come back as they were.
//! Title, date, address and author are taken from `# meta::` comments at the document's head.
//!
//! The setting `keep` lists the layers to be taken from the file: `tokens`, `sentences`, `tags`, `parse`, and
//! `mentions`, which are the names and values that `NER=` in MISC tells (`B-PERSON`, `I-PERSON`; they become
//! the layer “names”). What stands on tokens and sentences can be kept with these only. `Entity=` brackets are coreference and not read.
//!
//! The words of a multiword token divide its surface: where their forms make it up, at the forms' ends
//! (`don't`, do + n't), else in proportion to their lengths, for tokens must not overlap. Empty nodes and
//! enhanced dependencies are passed over. A malformed line costs its document.

mod layers;
mod parse;
mod rebuild;

use crate::faults::{At, spot};
use crate::lines::{Line, Lines};
use crate::normalize_date;
use dateline_core::{
    Decoder, Document, Error, Fault, FaultKind, Input, ReaderSpec, Record, Settings, Source,
};
use layers::Keep;
use std::sync::Arc;

const NAME: &str = "conllu";

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "CoNLL-U, one article a document",
        endings: &[".conllu", ".conll"],
        sniff,
        open: Box::new(open),
    }
}

/// A sentence's comment, or a line of ten columns that begins with a number.
fn sniff(head: &[u8]) -> bool {
    for line in head.split(|byte| *byte == b'\n') {
        let known = [
            &b"# newdoc"[..],
            b"# newpar",
            b"# sent_id",
            b"# text = ",
            b"# global.",
        ];
        if known.iter().any(|start| line.starts_with(start)) {
            return true;
        }
        if !line.trim_ascii().is_empty() && !line.starts_with(b"#") {
            let tabs = memchr::memchr_iter(b'\t', line).count();
            return tabs == 9 && line.first().is_some_and(u8::is_ascii_digit);
        }
    }
    false
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let keep = Keep::from_settings(&mut settings)?;
    settings.finish()?;
    Ok(Box::new(ConlluSource {
        at: At {
            path: input.path,
            stage: NAME,
        },
        name: input.name,
        limit: input.max_record_bytes,
        lines: Lines::new(input.bytes, input.max_record_bytes),
        keep,
        documents: 0,
        ahead: Part {
            bytes: Vec::new(),
            line: 1,
            start: 0,
        },
        done: false,
    }))
}

/// The beginning of a document, which was read to find the end of the one before it.
struct Part {
    bytes: Vec<u8>,
    line: u64,
    start: u64,
}

struct ConlluSource {
    at: At,
    name: Arc<str>,
    lines: Lines,
    limit: usize,
    keep: Keep,
    documents: u64,
    ahead: Part,
    done: bool,
}

impl Source for ConlluSource {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        if self.done {
            return Ok(false);
        }
        let first_line = self.ahead.line;
        let start = self.ahead.start;
        record.bytes.append(&mut self.ahead.bytes);
        self.documents += 1;
        if !self.document(&mut record.bytes, start)? {
            return Ok(false);
        }
        record.origin = self.at.origin(self.documents, start);
        // Without an id of their own, documents after the first get their number.
        let id = match self.documents {
            1 => Arc::clone(&self.name),
            number => Arc::from(format!("{}:{number}", self.name)),
        };
        record.decoder = Some(Arc::new(ConlluDecoder {
            id,
            first_line,
            keep: self.keep,
        }));
        Ok(true)
    }
}

impl ConlluSource {
    /// Reads on to the end of a document; `false` where there is none.
    fn document(&mut self, bytes: &mut Vec<u8>, start: u64) -> Result<bool, Fault> {
        let (mut has_words, mut has_head) = (false, !bytes.is_empty());
        // Where the comments began that a “newdoc” would be among.
        let mut block = Part {
            bytes: Vec::new(),
            line: self.ahead.line,
            start,
        };
        let mut block_at = 0;
        loop {
            let before = bytes.len();
            let line = self.lines.next(bytes).map_err(|error| {
                self.done = true;
                self.at.unreadable(self.documents, self.lines.offset, &error)
            })?;
            if self.lines.number == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            match line {
                Line::End => {
                    self.done = true;
                    return Ok(has_words || has_head);
                }
                Line::TooLong => {
                    *bytes = Vec::new();
                    self.skip_document();
                    return Err(self.at.too_large(self.documents, start, self.limit));
                }
                Line::Whole => {}
            }
            let line = bytes.get(before..).unwrap_or_default();
            if line.trim_ascii().is_empty() {
                bytes.push(b'\n');
                block_at = bytes.len();
                (block.line, block.start) = (self.lines.number + 1, self.lines.offset);
                continue;
            }
            if !line.starts_with(b"#") {
                has_words = true;
            } else if is_newdoc(line) {
                if block_at > 0 && (has_words || has_head) {
                    block.bytes = bytes.split_off(block_at);
                    block.bytes.push(b'\n');
                    self.ahead = block;
                    return Ok(true);
                }
                has_head = true;
            }
            bytes.push(b'\n');
        }
    }

    /// Passes over the rest of a document that is too large.
    fn skip_document(&mut self) {
        let mut block = Vec::new();
        let (mut line, mut start) = (self.lines.number + 1, self.lines.offset);
        loop {
            let before = block.len();
            match self.lines.next(&mut block) {
                Ok(Line::Whole) if block.get(before..).is_some_and(is_newdoc) => {
                    block.push(b'\n');
                    self.ahead = Part {
                        bytes: block,
                        line,
                        start,
                    };
                    return;
                }
                Ok(Line::Whole) if block.get(before) == Some(&b'#') => block.push(b'\n'),
                Ok(Line::Whole | Line::TooLong) => {
                    block.clear();
                    (line, start) = (self.lines.number + 1, self.lines.offset);
                }
                // A stream that breaks here breaks within the document that has its fault already.
                Ok(Line::End) | Err(_) => {
                    self.done = true;
                    return;
                }
            }
        }
    }
}

fn is_newdoc(line: &[u8]) -> bool {
    let comment = line.strip_prefix(b"#").map(|rest| rest.trim_ascii_start());
    let rest = comment.and_then(|comment| comment.strip_prefix(b"newdoc"));
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t' | b'=')))
}

struct ConlluDecoder {
    id: Arc<str>,
    first_line: u64,
    keep: Keep,
}

impl ConlluDecoder {
    fn fill(&self, record: &Record, doc: &mut Document) -> Result<(), String> {
        let start = record.origin.byte.unwrap_or(0);
        let text = simdutf8::compat::from_utf8(&record.bytes).map_err(|error| {
            let at = error.valid_up_to();
            format!(
                "not UTF-8 at byte {}{}",
                start + at as u64,
                spot(&record.bytes, at)
            )
        })?;
        let parsed = parse::parse(text, self.first_line).map_err(|problem| problem.to_string())?;
        let meta = doc.meta_mut();
        meta.id
            .push_str(parsed.head.id.filter(|id| !id.is_empty()).unwrap_or(&self.id));
        meta.title.push_str(parsed.head.title.unwrap_or_default());
        meta.published = parsed.head.published.and_then(normalize_date);
        meta.url = parsed.head.url.map(str::to_owned);
        meta.byline = parsed.head.author.map(str::to_owned);
        let mut spans = Vec::new();
        let mut built = Ok(());
        let written = doc
            .write_text(|buffer| built = rebuild::rebuild(&parsed, record.bytes.len(), buffer, &mut spans));
        built.map_err(|problem| problem.to_string())?;
        written.map_err(|error| error.to_string())?;
        self.keep
            .insert(&parsed, &spans, doc)
            .map_err(|error| error.to_string())
    }
}

impl Decoder for ConlluDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.fill(record, doc).map_err(|reason| {
            let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), NAME, reason);
            fault.id.push_str(if doc.meta().id.is_empty() {
                &self.id
            } else {
                &doc.meta().id
            });
            fault
        })
    }
}
