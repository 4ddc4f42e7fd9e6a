//! JSON articles: one object a line, one array of objects, or objects over many lines.
//!
//! A file whose first object ends on its first line is read line by line, and a line that is no JSON costs
//! only itself. A file that begins with `[`, or with an object that goes on after its first line, is read
//! value by value, without ever holding more than one. Records are numbered by line in the former and by
//! value in the latter. Empty lines, `\r\n` and a byte order mark are passed over.
//!
//! The settings `id`, `title`, `text`, `published`, `language`, `byline`, `url` and `publisher` each take one
//! name or a list of names, the preferred first, with dots for nested objects; `data/fields.tsv` has the
//! names that are known otherwise. How their values are read: see `article.rs`.

use crate::article::ArticleDecoder;
use crate::faults::At;
use crate::fields::Fields;
use crate::json_values::Balance;
use crate::lines::{Line, Lines, drop_tail, fill};
use dateline_core::{Decoder, Error, Fault, Input, ReaderSpec, Record, Settings, Source};
use std::io;
use std::sync::Arc;

const NAME: &str = "jsonl";
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "JSON: an object a line, an array of objects, or one object",
        endings: &[".jsonl", ".ndjson", ".json"],
        sniff,
        open: Box::new(open),
    }
}

/// An object with a name in it, or an array that begins with one.
fn sniff(head: &[u8]) -> bool {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let mut bytes = head.iter().filter(|byte| !byte.is_ascii_whitespace());
    match bytes.next() {
        Some(b'{') => matches!(bytes.next(), Some(b'"' | b'}')),
        Some(b'[') => matches!(bytes.next(), Some(b'{')) && matches!(bytes.next(), Some(b'"' | b'}')),
        _ => false,
    }
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let fields = Fields::from_settings(&mut settings)?;
    settings.finish()?;
    let decoder = ArticleDecoder::new(fields, Arc::clone(&input.name), NAME);
    Ok(source(input, NAME, Arc::new(decoder)))
}

/// The records of a file of JSON, to be decoded by `decoder`; faults name `stage`.
pub(crate) fn source(input: Input, stage: &'static str, decoder: Arc<dyn Decoder>) -> Box<dyn Source> {
    Box::new(JsonSource {
        at: At {
            path: input.path,
            stage,
        },
        lines: Lines::new(input.bytes, input.max_record_bytes),
        limit: input.max_record_bytes,
        mode: Mode::Unknown,
        values: 0,
        decoder,
    })
}

/// How the file is laid out.
#[derive(Clone, Copy, Debug)]
enum Mode {
    Unknown,
    Lines,
    Values { in_array: bool },
    Done,
}

struct JsonSource {
    at: At,
    lines: Lines,
    limit: usize,
    mode: Mode,
    values: u64,
    decoder: Arc<dyn Decoder>,
}

impl Source for JsonSource {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        loop {
            let found = match self.mode {
                Mode::Done => return Ok(false),
                Mode::Unknown => self.begin(record)?,
                Mode::Lines => self.line(record)?,
                Mode::Values { in_array } => self.value(record, in_array)?,
            };
            if found {
                record.decoder = Some(Arc::clone(&self.decoder));
                return Ok(true);
            }
        }
    }
}

/// Each of these gives `true` with a record, and `false` where the mode has changed or nothing was there.
impl JsonSource {
    /// Finds out how the file is laid out.
    fn begin(&mut self, record: &mut Record) -> Result<bool, Fault> {
        match self.skip(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF))? {
            None => self.mode = Mode::Done,
            Some(b'[') => self.mode = Mode::Values { in_array: false },
            Some(b'{') => return self.first_object(record),
            Some(_) => self.mode = Mode::Lines,
        }
        Ok(false)
    }

    /// Reads the first object of a file that begins with one, and decides by where it ends.
    fn first_object(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.mode = Mode::Lines;
        if !self.line(record)? {
            return Ok(false);
        }
        let mut balance = Balance::default();
        if balance.feed(&record.bytes).is_some() || balance.in_string() {
            return Ok(true);
        }
        // The object goes on, or the line is broken. An object that begins where none can stand tells the
        // latter.
        let start = self.lines.start;
        let next = self.skip(|byte| byte.is_ascii_whitespace())?;
        let object_fits = matches!(record.bytes.trim_ascii_end().last(), Some(b':' | b'['));
        if next.is_none() || (next == Some(b'{') && !object_fits) {
            return Ok(true);
        }
        self.mode = Mode::Values { in_array: false };
        self.values = 1;
        record.origin = self.at.origin(1, start);
        // What was passed over comes back as blanks, so that bytes keep their places.
        let passed = usize::try_from(self.lines.offset - start).unwrap_or(usize::MAX);
        record.bytes.resize(passed.min(self.limit), b' ');
        self.rest_of_value(record, balance)
    }

    /// The next line that is not empty.
    fn line(&mut self, record: &mut Record) -> Result<bool, Fault> {
        loop {
            record.bytes.clear();
            match self
                .lines
                .next(&mut record.bytes)
                .map_err(|error| self.broken(&error))?
            {
                Line::Whole if record.bytes.trim_ascii_start().is_empty() => {}
                Line::Whole => {
                    // Files with a mark that were put one behind the other have it in the middle too.
                    let marked = record.bytes.starts_with(BOM);
                    let passed = if marked { BOM.len() } else { 0 };
                    record.bytes.drain(..passed);
                    record.origin = self
                        .at
                        .origin(self.lines.number, self.lines.start + passed as u64);
                    return Ok(true);
                }
                Line::TooLong => {
                    return Err(self.at.too_large(self.lines.number, self.lines.start, self.limit));
                }
                Line::End => {
                    self.mode = Mode::Done;
                    return Ok(false);
                }
            }
        }
    }

    /// The next value of an array, or of the file.
    fn value(&mut self, record: &mut Record, in_array: bool) -> Result<bool, Fault> {
        let first = self.skip(|byte| byte.is_ascii_whitespace() || (in_array && byte == b','))?;
        let Some(first) = first else {
            self.mode = Mode::Done;
            return if in_array {
                Err(self.stray("the file ends inside an array"))
            } else {
                Ok(false)
            };
        };
        if first == if in_array { b']' } else { b'[' } {
            self.take(1);
            self.mode = Mode::Values { in_array: !in_array };
            return Ok(false);
        }
        let structured = matches!(first, b'{' | b'[' | b'"');
        if !structured && !in_array {
            // What follows a value and is none: there is no telling where the next one would begin.
            self.mode = Mode::Done;
            return Err(self.stray("there is something behind the JSON value that is no JSON value"));
        }
        self.values += 1;
        record.origin = self.at.origin(self.values, self.lines.offset);
        if structured {
            self.rest_of_value(record, Balance::default())
        } else {
            self.bare_word(record)
        }
    }

    /// Reads on to the end of the value that `record` begins. A value that the file's end cuts off is left
    /// for the decoder to complain about.
    fn rest_of_value(&mut self, record: &mut Record, mut balance: Balance) -> Result<bool, Fault> {
        let mut end = None;
        self.gather(record, |bytes| {
            end = balance.feed(bytes);
            end
        })
    }

    /// Reads a number or whatever else an array holds that is no article, for the decoder to complain about.
    fn bare_word(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.gather(record, |bytes| {
            bytes
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b']'))
        })
    }

    /// Appends to `record` up to where `end` sees the end, or the file ends.
    fn gather(
        &mut self,
        record: &mut Record,
        mut end: impl FnMut(&[u8]) -> Option<usize>,
    ) -> Result<bool, Fault> {
        let mut too_large = false;
        loop {
            let bytes = match fill(&mut *self.lines.bytes) {
                Ok(bytes) => bytes,
                Err(error) => return Err(self.broken(&error)),
            };
            let found = end(bytes);
            let part = &bytes[..found.unwrap_or(bytes.len())];
            let finished = found.is_some() || bytes.is_empty();
            too_large = too_large || record.bytes.len() + part.len() > self.limit;
            if too_large {
                drop_tail(&mut record.bytes, 0);
            } else {
                record.bytes.extend_from_slice(part);
            }
            let taken = part.len();
            self.take(taken);
            if finished && too_large {
                let start = record.origin.byte.unwrap_or(0);
                return Err(self.at.too_large(self.values, start, self.limit));
            }
            if finished {
                return Ok(true);
            }
        }
    }

    /// Passes over the bytes that `skipped` names and shows the first other one.
    fn skip(&mut self, skipped: impl Fn(u8) -> bool) -> Result<Option<u8>, Fault> {
        loop {
            let bytes = match fill(&mut *self.lines.bytes) {
                Ok(bytes) => bytes,
                Err(error) => return Err(self.broken(&error)),
            };
            let at = bytes.iter().position(|byte| !skipped(*byte));
            let first = at.and_then(|at| bytes.get(at).copied());
            let passed = &bytes[..at.unwrap_or(bytes.len())];
            let (taken, ended) = (passed.len(), bytes.is_empty());
            self.lines.number += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.take(taken);
            if first.is_some() || ended {
                return Ok(first);
            }
        }
    }

    fn take(&mut self, amount: usize) {
        self.lines.bytes.consume(amount);
        self.lines.offset += amount as u64;
    }

    /// The stream broke off; nothing can be read behind that.
    fn broken(&mut self, error: &io::Error) -> Fault {
        let before = if matches!(self.mode, Mode::Values { .. }) {
            self.values
        } else {
            self.lines.number
        };
        self.mode = Mode::Done;
        self.at.unreadable(before + 1, self.lines.offset, error)
    }

    fn stray(&self, reason: &str) -> Fault {
        self.at.malformed(self.values + 1, self.lines.offset, reason)
    }
}
