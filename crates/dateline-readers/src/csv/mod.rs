//! Tables of articles: csv and tsv, one article a row, the columns named in the first row.
//!
//! The columns are known by the same names as the fields of JSON articles (`data/fields.tsv`, the settings
//! `id`, `title`, `text` and so on), also where case, blanks and hyphens differ (`Publication Date`). A cell
//! that is empty is no value; a row of another width than the header is a fault, and so is a whole file
//! without a column of the text. Fields are quoted with `"`, which `""` stands for within; a quoted field may
//! run over lines. Lines end with `\n` or `\r\n`; empty ones are passed over. A quotation mark that nothing closes
//! costs the line it stands in: the lines behind it are read again without it.
//!
//! | setting | meaning | default |
//! |---|---|---|
//! | `delimiter` | one character, or `tab` | tab in `.tsv` and `.tab`; else whichever of `,` `;` tab and `|` the header has most of |
//! | `quoting` | whether `"` quotes | true |

mod ends;

use crate::columns::{Columns, names_a_text};
use crate::error::bad_setting;
use crate::faults::{At, spot};
use crate::fields::Fields;
use crate::filling::{Filling, Odd};
use crate::lines::{drop_tail, fill};
use dateline_core::{
    Decoder, Document, Error, Fault, FaultKind, Input, ReaderSpec, Record, Settings, Source,
};
use ends::{Dialect, Ends};
use std::fmt::Write;
use std::io::{BufRead, Cursor};
use std::sync::Arc;

const NAME: &str = "csv";
/// What may stand between fields, the usual first.
const DELIMITERS: &[u8] = b",;\t|";
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "csv and tsv, one article a row",
        endings: &[".csv", ".tsv", ".tab"],
        sniff,
        open: Box::new(open),
    }
}

/// A first line of several names, one of which texts are known by.
fn sniff(head: &[u8]) -> bool {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let Some(end) = memchr::memchr(b'\n', head) else {
        return false;
    };
    let delimiter = delimiter_of(&head[..end]);
    let Ok(line) = std::str::from_utf8(&head[..end]) else {
        return false;
    };
    let names = || {
        line.split(char::from(delimiter))
            .map(|it| it.trim().trim_matches('"'))
    };
    names().count() > 1 && names_a_text(names())
}

/// Whichever delimiter a header has most of outside of quotes.
fn delimiter_of(header: &[u8]) -> u8 {
    let count = |delimiter: u8| {
        let mut quoted = false;
        let outside = header.iter().filter(|byte| {
            quoted ^= **byte == b'"';
            !quoted && **byte == delimiter
        });
        outside.count()
    };
    // The last of equals wins in `max_by_key`, and the usual one shall.
    let best = DELIMITERS.iter().rev().copied().max_by_key(|it| count(*it));
    best.unwrap_or(b',')
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let fields = Fields::from_settings(&mut settings)?;
    let delimiter = match settings.string("delimiter")?.as_deref() {
        None if ends_as_tsv(&input.path) => Some(b'\t'),
        None => None,
        Some("tab" | "\t") => Some(b'\t'),
        Some(one) => match one.as_bytes() {
            [byte] if byte.is_ascii_punctuation() && *byte != b'"' => Some(*byte),
            _ => {
                return Err(bad_setting(format!(
                    "“delimiter” is “{one}”, but takes one character or “tab”"
                )));
            }
        },
    };
    let quoting = settings.bool("quoting")?.unwrap_or(true);
    settings.finish()?;
    Ok(Box::new(CsvSource {
        at: At {
            path: input.path,
            stage: NAME,
        },
        bytes: input.bytes,
        offset: 0,
        limit: input.max_record_bytes,
        rows: 0,
        unclosed: 0,
        delimiter,
        quoting,
        fields,
        name: input.name,
        decoder: None,
        done: false,
    }))
}

/// Whether a path says that tabs stand between fields, compressed or not.
fn ends_as_tsv(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let plain = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst"));
    let plain = plain.unwrap_or(&lower);
    plain.ends_with(".tsv") || plain.ends_with(".tab")
}

struct CsvSource {
    at: At,
    bytes: Box<dyn BufRead + Send>,
    offset: u64,
    limit: usize,
    /// How many rows lie behind, without the header.
    rows: u64,
    /// How many rows were found to have a quotation mark that nothing closes.
    unclosed: u32,
    delimiter: Option<u8>,
    quoting: bool,
    fields: Fields,
    name: Arc<str>,
    /// The decoder, once the header was read.
    decoder: Option<Arc<RowDecoder>>,
    done: bool,
}

impl Source for CsvSource {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        while !self.done {
            record.bytes.clear();
            let start = self.offset;
            let Some(decoder) = self.decoder.clone() else {
                self.header(&mut record.bytes)?;
                continue;
            };
            let ends = Ends::new(decoder.dialect);
            if self.row(ends, &mut record.bytes, start)? && !is_blank(&record.bytes) {
                self.rows += 1;
                record.origin = self.at.origin(self.rows, start);
                record.decoder = Some(decoder);
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_blank(row: &[u8]) -> bool {
    row.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

impl CsvSource {
    /// Reads the header and makes the decoder of it.
    fn header(&mut self, buffer: &mut Vec<u8>) -> Result<(), Fault> {
        let first = fill(&mut *self.bytes).map_or(&[][..], |bytes| bytes);
        let first = first.strip_prefix(BOM).unwrap_or(first);
        let line = &first[..memchr::memchr(b'\n', first).unwrap_or(first.len())];
        let dialect = Dialect {
            delimiter: self.delimiter.unwrap_or_else(|| delimiter_of(line)),
            quoting: self.quoting,
        };
        let start = self.offset;
        if !self.row(Ends::new(dialect), buffer, start)? {
            return Ok(());
        }
        let header = buffer.strip_prefix(BOM).unwrap_or(buffer);
        if is_blank(header) {
            return Ok(());
        }
        let columns = split(dialect, header).and_then(|names| {
            let names: Vec<String> = names.iter().map(str::to_owned).collect();
            Columns::new(&self.fields, &names)
        });
        match columns {
            Ok(columns) => {
                self.decoder = Some(Arc::new(RowDecoder {
                    columns,
                    dialect,
                    name: Arc::clone(&self.name),
                    odd: Odd::default(),
                }));
                Ok(())
            }
            Err(reason) => {
                self.done = true;
                Err(self.at.malformed(0, start, reason))
            }
        }
    }

    /// Reads a row, without its line feed; `false` where there is none any more.
    fn row(&mut self, mut ends: Ends, row: &mut Vec<u8>, start: u64) -> Result<bool, Fault> {
        let mut too_large = false;
        loop {
            let bytes = match fill(&mut *self.bytes) {
                Ok(bytes) => bytes,
                Err(error) => {
                    self.done = true;
                    return Err(self.at.unreadable(self.rows + 1, self.offset, &error));
                }
            };
            let end = ends.feed(bytes);
            let part = &bytes[..end.unwrap_or(bytes.len())];
            let (taken, over) = (part.len(), bytes.is_empty());
            too_large = too_large || row.len() + taken > self.limit;
            if too_large {
                drop_tail(row, 0);
            } else {
                row.extend_from_slice(part);
            }
            self.bytes.consume(taken);
            self.offset += taken as u64;
            if end.is_none() && !over {
                continue;
            }
            self.done = over;
            if too_large {
                self.rows += 1;
                return Err(self.at.too_large(self.rows, start, self.limit));
            }
            if over && end.is_none() && ends.in_quotes() {
                return Err(self.unclosed(row, start));
            }
            for ending in [b'\n', b'\r'] {
                if row.last() == Some(&ending) {
                    row.pop();
                }
            }
            return Ok(self.offset > start);
        }
    }
}

/// After how many marks that nothing closes the rest of a file is given up: each has it read once more.
const MOST_UNCLOSED: u32 = 100;

impl CsvSource {
    /// What is wrong with a row that a quotation mark has taken up to the end of the file. Reading goes on with the
    /// line behind the row's first.
    fn unclosed(&mut self, row: &[u8], start: u64) -> Fault {
        self.rows += 1;
        self.unclosed += 1;
        let line = memchr::memchr(b'\n', row).map_or(row.len(), |at| at + 1);
        let rest = row.get(line..).unwrap_or_default();
        let given_up = self.unclosed > MOST_UNCLOSED && !rest.is_empty();
        let reason = if given_up {
            "one more quotation mark is not closed: the rest of the file is left unread"
        } else {
            "a quotation mark at the start of a field is not closed up to the end of the file"
        };
        if !given_up {
            self.bytes = Box::new(Cursor::new(rest.to_vec()));
            self.offset = start + line as u64;
            self.done = rest.is_empty();
        }
        self.at.malformed(self.rows, start, reason)
    }
}

/// The fields of one row.
fn split(dialect: Dialect, row: &[u8]) -> Result<csv::StringRecord, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quoting(dialect.quoting)
        .terminator(csv::Terminator::Any(b'\n'))
        .buffer_capacity(row.len().clamp(64, 8 << 10))
        .from_reader(row);
    let mut fields = csv::StringRecord::new();
    match reader.read_record(&mut fields) {
        Ok(_) => Ok(fields),
        Err(error) => Err(error.to_string()),
    }
}

/// Makes an article of a row.
struct RowDecoder {
    columns: Columns,
    dialect: Dialect,
    name: Arc<str>,
    odd: Odd,
}

impl RowDecoder {
    fn fill(&self, record: &Record, doc: &mut Document) -> Result<(), String> {
        let start = record.origin.byte.unwrap_or(0);
        if let Err(error) = simdutf8::compat::from_utf8(&record.bytes) {
            let at = error.valid_up_to();
            let spot = spot(&record.bytes, at);
            return Err(format!("not UTF-8 at byte {}{spot}", start + at as u64));
        }
        let fields = split(self.dialect, &record.bytes)?;
        if fields.len() != self.columns.len() {
            return Err(format!(
                "the row has {} fields, the header {}",
                fields.len(),
                self.columns.len()
            ));
        }
        let mut filling = Filling::new(doc);
        for (column, value) in fields.iter().enumerate() {
            filling.put(self.columns.wants(column), value, false);
        }
        let found = filling.finish().map_err(|error| error.to_string())?;
        self.odd.tell(&record.origin, found.odd_date);
        let id = &mut doc.meta_mut().id;
        if id.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(id, "{}:{}", self.name, record.origin.record);
        }
        Ok(())
    }
}

impl Decoder for RowDecoder {
    fn decode(&self, record: &Record, doc: &mut Document) -> Result<(), Fault> {
        self.fill(record, doc).map_err(|reason| {
            let mut fault = Fault::new(FaultKind::Decode, record.origin.clone(), NAME, reason);
            fault.id.push_str(&doc.meta().id);
            fault
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{read, shown};
    use dateline_core::Setting;

    fn check(table: &str, pairs: &[(&str, Setting)], wanted: &[&str]) {
        assert_eq!(shown(&read("csv", table.as_bytes(), pairs)), wanted, "{table}");
    }

    #[test]
    fn dialects() {
        let both = ["a|T, 1|x", "b||y\nz"];
        check("id,title,text\na,\"T, 1\",x\nb,,\"y\nz\"\n", &[], &both);
        check("\u{FEFF}id;title;text\r\na;T, 1;x\r\n\r\nb;;\"y\nz\"", &[], &both);
        check("id\tTitle\tBody\na\tT, 1\tx\nb\t\t\"y\nz\"\n", &[], &both);
        check("id|title|text\na|T, 1|x\nb||\"y\nz\"", &[], &both);
        let tab = [
            ("delimiter", Setting::Str("tab".into())),
            ("quoting", Setting::Bool(false)),
        ];
        check("id\ttext\na\t\"so\" he\n", &tab, &["a||\"so\" he"]);
        check("", &[], &[]);
        check("\n\nid,text\n", &[], &[]);
    }

    #[test]
    fn names_and_metadata() {
        let table = "headline,maintext,date_publish,authors,source_domain\nT,x,2024-08-05 10:00:00,Ann Lee,d.example\n";
        let found = read("csv", table.as_bytes(), &[]);
        let meta = found[0].as_ref().unwrap().meta();
        assert_eq!(meta.id, "in:1");
        assert_eq!(meta.published.as_deref(), Some("2024-08-05T10:00:00"));
        assert_eq!(meta.byline.as_deref(), Some("Ann Lee"));
        assert_eq!(meta.publisher.as_deref(), Some("d.example"));
        let named = [("text", Setting::Str("story_en".into()))];
        check("id,story_en\na,x\n", &named, &["a||x"]);
    }

    #[test]
    fn faults() {
        check(
            "id,text\na,x\nb\nc,\"z\"\n",
            &[],
            &[
                "a||x",
                "fault: in, record 2 (byte 12): csv: the row has 1 fields, the header 2",
                "c||z",
            ],
        );
        let long = format!("id,text\na,{}\nb,y\n", "x".repeat(1 << 17));
        let found = shown(&read("csv", long.as_bytes(), &[]));
        assert!(found[0].contains("max_record_bytes"), "{found:?}");
        assert_eq!(found[1..], ["b||y"]);
        let found = shown(&read("csv", b"id,words\na,x\n", &[]));
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("no column of the text"), "{found:?}");
        let found = shown(&read("csv", b"id,text\na,caf\xE9\nb,y\n", &[]));
        assert!(found[0].contains("not UTF-8 at byte 13 (0xE9)"), "{found:?}");
        assert_eq!(found[1..], ["b||y"]);
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_costs_its_line() {
        let fault = |record: u64, byte: u64| {
            format!(
                "fault: in, record {record} (byte {byte}): csv: a quotation mark at the start of a field is not closed up \
                 to the end of the file"
            )
        };
        let found = [fault(2, 12), "c||z".into(), "d||q".into()];
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        check(
            "id,text\na,x\nb,\"open\nc,z\nd,q\n",
            &[],
            &[&["a||x"], &found[..]].concat(),
        );
        check("id,text\na,\"", &[], &[&fault(1, 8)]);
        // A line that opens a quotation and leaves one open also where it begins within one.
        let many = format!("id,text\n{}", "a,\"x\"y,\"z\n".repeat(150));
        let found = shown(&read("csv", many.as_bytes(), &[]));
        let faults = found.iter().filter(|it| it.contains("not closed")).count();
        assert_eq!(
            (faults, found.len()),
            (101, 101),
            "the rest is given up after a hundred"
        );
    }

    #[test]
    fn first_bytes() {
        for (head, wanted) in [
            ("id,title,text\n", true),
            ("\u{FEFF}\"Headline\";\"Body\"\r\n", true),
            ("text\n", false),
            ("It was a text, he said, and left.\n", false),
            ("Story, content\n", true),
        ] {
            assert_eq!(super::sniff(head.as_bytes()), wanted, "{head}");
        }
    }
}
