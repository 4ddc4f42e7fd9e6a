//! daily: each event once a day, however many articles tell of it, as tables of events are usually counted.
//!
//! A row is the first event of its kind in the order of the input: same date, source, target, code and status.
//! The date is the event's own, or else the day on which its article was published; source and target are the
//! actor codes, or the names of the entities where there is no code. An event without source or without date is
//! left out, because nobody could say what it is the same as. Columns: `date`, `source`, `target`, `code`, `plover`,
//! `status`, `article_id`, `index` (the event's number within that article), `source_names`, `target_names`,
//! `confidence`.
//!
//! The rows are made on the workers and sifted in input order, so they are the same on any number of threads. What
//! has been seen is remembered as eight bytes an event (some twenty with the table that finds them), for the
//! whole run: a hundred million distinct events would take two gigabytes.

use crate::article::{Article, check_options};
use crate::columns::{Row as _, row};
use crate::records::confidence;
use crate::stream::StreamSink;
use crate::table::{Cells, header_of};
use dateline_core::layers::{Entities, Event};
use dateline_core::{
    Document, EncodeOptions, Encoder, Error, ErrorKind, Flow, FormatSpec, Id, Outcome, Resumption, Sink,
    Staged, Target, Writing,
};
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;

/// The format as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "csv of events, each once a day: same date, source, target and code count once",
        endings: &[".daily.csv"],
        folder: false,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    check_options(options)?;
    let mut out = StreamSink::new(target)?;
    out.write(&header_of(Row::COLUMNS))?;
    Ok(Writing {
        encoders: vec![Box::new(Rows)],
        sink: Box::new(Daily {
            out,
            seen: HashSet::new(),
        }),
    })
}

row! {
    struct Row<'d> {
        date: &'d str,
        source: &'d str,
        target: &'d str,
        code: &'d str,
        plover: &'d str,
        status: &'d str,
        article_id: &'d str,
        index: u32,
        source_names: String,
        target_names: String,
        confidence: f64,
    }
}

/// How many of the first columns make an event the same.
const KEY: [usize; 5] = [0, 1, 2, 3, 5];

impl Row<'_> {
    fn key(&self) -> u64 {
        key([self.date, self.source, self.target, self.code, self.status])
    }
}

/// FNV-1a over the fields and their borders.
fn key<'f>(fields: impl IntoIterator<Item = &'f str>) -> u64 {
    let bytes = fields.into_iter().flat_map(|field| field.bytes().chain([0xFF]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Encodes an article's events, each as its key, the length of its row, and the row.
struct Rows;

impl Encoder for Rows {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let options = EncodeOptions::default();
        let article = Article::new(doc, &options);
        let mut bytes = Vec::new();
        for (index, event) in (0_u32..).zip(article.events().unwrap_or_default()) {
            let source_names = names(doc, &event.source);
            let target_names = names(doc, &event.target);
            let row = Row {
                date: date(doc, event),
                source: actor(doc.get(event.source_code), &source_names),
                target: actor(doc.get(event.target_code), &target_names),
                code: doc.get(event.code),
                plover: doc.get(event.plover),
                status: event.status.name(),
                article_id: &doc.meta().id,
                index,
                source_names: source_names.clone(),
                target_names: target_names.clone(),
                confidence: confidence(event.confidence),
            };
            if row.date.is_empty() || row.source.is_empty() {
                continue;
            }
            bytes.clear();
            let mut cells = Cells::csv(&mut bytes);
            cells.row(&row)?;
            cells.finish()?;
            out.extend_from_slice(&row.key().to_le_bytes());
            out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            out.extend_from_slice(&bytes);
        }
        Ok(())
    }
}

/// The day of an event: its own, or that of its article.
fn date<'d>(doc: &'d Document, event: &Event) -> &'d str {
    let own = doc.get(event.date);
    if own.is_empty() {
        let published = doc.meta().published.as_deref().unwrap_or_default();
        published.get(..10).unwrap_or(published)
    } else {
        own
    }
}

fn actor<'a>(code: &'a str, names: &'a str) -> &'a str {
    if code.is_empty() { names } else { code }
}

/// The names of entities, with semicolons between them.
fn names(doc: &Document, entities: &[Id<Entities>]) -> String {
    let names: Vec<&str> = entities
        .iter()
        .filter_map(|id| doc.item(*id))
        .map(|entity| doc.get(entity.name))
        .collect();
    names.join("; ")
}

/// Writes the rows whose event has not been there.
struct Daily {
    out: StreamSink,
    seen: HashSet<u64>,
}

impl Sink for Daily {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let Outcome::Done(_, [buffer]) = outcome else {
            return Ok(Flow::Continue);
        };
        let mut rest = buffer.as_slice();
        while let Some((key, behind)) = rest.split_first_chunk::<8>() {
            let row = behind.split_first_chunk::<8>().and_then(|(length, behind)| {
                let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
                behind.split_at_checked(length)
            });
            let Some((row, behind)) = row else { break };
            rest = behind;
            if self.seen.insert(u64::from_le_bytes(*key)) && self.out.write(row)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.out.finish()
    }

    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        self.out.checkpoint(staged)
    }

    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        let Some(staged) = from.take() else {
            return Ok(false);
        };
        if let Ok(file) = File::open(&staged.path) {
            self.read(file.take(staged.bytes))?;
        }
        self.out
            .resume(&mut Resumption::new(vec![staged], from.completing()))
    }
}

impl Daily {
    /// Remembers the events of rows that were written before.
    fn read(&mut self, rows: impl Read) -> Result<(), Error> {
        for row in csv::Reader::from_reader(rows).records() {
            let row =
                row.map_err(|error| Error::new(ErrorKind::Data, format!("not what was staged: {error}")))?;
            let fields = KEY.map(|column| row.get(column).unwrap_or_default());
            self.seen.insert(key(fields));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_rows_that_are_read_back() {
        let row = |date, source| Row {
            date,
            source,
            target: "a \"target\", with; marks",
            code: "040",
            status: "actual",
            ..Row::default()
        };
        let rows = [
            row("2024-08-05", "JPNGOV"),
            row("2024-08-05", "KHM"),
            row("2024-08-06", "KHM"),
        ];
        let mut bytes = header_of(Row::COLUMNS);
        for row in &rows {
            let mut cells = Cells::csv(&mut bytes);
            cells.row(row).unwrap();
            cells.finish().unwrap();
        }
        let mut daily = Daily {
            out: StreamSink::new(Target::Stream(Box::new(std::io::sink()))).unwrap(),
            seen: HashSet::new(),
        };
        daily.read(bytes.as_slice()).unwrap();
        assert_eq!(daily.seen, rows.iter().map(Row::key).collect());
        assert_eq!(daily.seen.len(), 3);
        assert_ne!(key(["ab", "c"]), key(["a", "bc"]));
    }
}
