//! Apache Parquet: tables in columns, one article a row.
//!
//! Columns are known by the same names as the fields of JSON articles, and take the same settings; case,
//! blanks and hyphens do not matter. Only the columns that are wanted are read, some hundreds of rows at a time,
//! so memory does not grow with the file. A nested column is an object (`text = "article.body"`), a list of
//! strings is a list. Dates and timestamps come in their usual written forms.
//!
//! A Parquet file is read from its end: one that comes compressed or through a pipe goes to a temporary file
//! first. A file that is broken somewhere is lost from there on. Pages may be plain, Snappy, gzip or Zstandard.

mod json;

use crate::article::ArticleDecoder;
use crate::faults::At;
use crate::fields::{Field, Fields, Node};
use dateline_core::{Decoder, Error, Fault, Input, ReaderSpec, Record, Settings, Source};
use json::write_row;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

const NAME: &str = "parquet";
/// How many rows are decoded at a time.
const BATCH: usize = 256;

/// The reader as it is registered.
pub(crate) fn spec() -> ReaderSpec {
    ReaderSpec {
        summary: "Apache Parquet, one article a row",
        endings: &[".parquet", ".pq"],
        sniff: |head| head.starts_with(b"PAR1"),
        open: Box::new(open),
    }
}

fn open(input: Input, mut settings: Settings) -> Result<Box<dyn Source>, Error> {
    let fields = Fields::from_settings(&mut settings)?;
    settings.finish()?;
    if input.decoded {
        let message = "a Parquet file's strings are UTF-8; the setting “encoding” does not fit it";
        return Err(crate::error::bad_setting(message));
    }
    Ok(Box::new(ParquetSource {
        at: At {
            path: Arc::clone(&input.path),
            stage: NAME,
        },
        limit: input.max_record_bytes,
        waiting: Some((input, fields)),
        rows: None,
        count: 0,
        length: Length::default(),
    }))
}

/// A file's size in bytes and rows, for progress.
#[derive(Default)]
struct Length {
    bytes: u64,
    rows: u64,
}

struct ParquetSource {
    at: At,
    limit: usize,
    /// What is opened when the first row is asked for.
    waiting: Option<(Input, Fields)>,
    rows: Option<Rows>,
    count: u64,
    length: Length,
}

/// The rows of a file, on their way to JSON objects, which the decoder of JSON articles takes.
struct Rows {
    iter: RowIter<'static>,
    /// The name under which a column is known, by its own.
    keys: HashMap<String, String>,
    decoder: Arc<dyn Decoder>,
}

impl Source for ParquetSource {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        if let Some((input, fields)) = self.waiting.take() {
            let begun = guarded(|| begin(input, fields));
            let (rows, length) = begun.map_err(|reason| self.at.malformed(0, 0, reason))?;
            (self.rows, self.length) = (Some(rows), length);
        }
        let Some(rows) = &mut self.rows else {
            return Ok(false);
        };
        self.count += 1;
        let row = guarded(|| rows.iter.next().transpose().map_err(|error| error.to_string()));
        match row {
            Ok(None) => {
                self.rows = None;
                Ok(false)
            }
            Ok(Some(row)) => {
                write_row(&row, &rows.keys, &mut record.bytes);
                record.origin = self.at.origin(self.count, 0);
                record.origin.byte = None;
                record.decoder = Some(Arc::clone(&rows.decoder));
                if record.bytes.len() > self.limit {
                    record.bytes = Vec::new();
                    return Err(self.at.too_large(self.count, 0, self.limit));
                }
                Ok(true)
            }
            Err(reason) => {
                self.rows = None;
                let reason = format!("the file is broken from this row on: {reason}");
                Err(self.at.malformed(self.count, 0, reason))
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        let done = u128::from(self.length.bytes) * u128::from(self.count);
        let read = done / u128::from(self.length.rows.max(1));
        u64::try_from(read).unwrap_or(u64::MAX).min(self.length.bytes)
    }
}

/// Keeps a panic of the Parquet library over broken data to the file that brings it about.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    // What the work left behind is dropped and not looked at again.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("its data make no sense".to_owned()))
}

/// Opens the file, finds the wanted columns and gets ready to read their rows.
fn begin(input: Input, fields: Fields) -> Result<(Rows, Length), String> {
    let words = |error: io::Error| error.to_string();
    let stored = input.file.as_deref().map(File::open).transpose().map_err(words)?;
    let plain = stored.is_some();
    let file = match stored {
        Some(file) => file,
        None => spool(input.bytes).map_err(words)?,
    };
    let bytes = if plain {
        file.metadata().map_err(words)?.len()
    } else {
        0
    };
    let reader = SerializedFileReader::new(file).map_err(|error| error.to_string())?;
    let meta = reader.metadata().file_metadata();
    let rows = u64::try_from(meta.num_rows()).unwrap_or(0);
    let schema = meta.schema();
    let (mut keys, mut wanted, mut has_text) = (HashMap::new(), Vec::new(), false);
    for column in schema.get_fields() {
        if let Some((key, node)) = fields.root.find(column.name()) {
            keys.insert(column.name().to_owned(), key.to_owned());
            wanted.push(Arc::clone(column));
            has_text |= holds_text(node);
        }
    }
    if !has_text {
        let columns: Vec<&str> = schema.get_fields().iter().map(|column| column.name()).collect();
        return Err(format!(
            "no column of the text: looked for {} among {}",
            fields.text_names.join(", "),
            columns.join(", ")
        ));
    }
    let projection = Type::group_type_builder(schema.name())
        .with_fields(wanted)
        .build();
    let projection = projection.map_err(|error| error.to_string())?;
    let iter = RowIter::from_file_into(Box::new(reader))
        .with_batch_size(BATCH)
        .project(Some(projection))
        .map_err(|error| error.to_string())?;
    let decoder = Arc::new(ArticleDecoder::new(fields, input.name, NAME));
    let length = Length { bytes, rows };
    Ok((Rows { iter, keys, decoder }, length))
}

/// Whether the text is wanted of a column, or of something within it.
fn holds_text(node: &Node) -> bool {
    node.wants.iter().any(|want| want.field == Field::Text) || node.nodes().any(holds_text)
}

/// A stream as a file that can be read from its end, gone when it is closed.
fn spool(mut bytes: impl io::Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut bytes, &mut file)?;
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests;
