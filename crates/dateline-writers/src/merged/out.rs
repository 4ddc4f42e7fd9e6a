//! Where the rows go: one table in the format that was asked for.

use super::fold::FactRow;
use crate::columns::Row;
use crate::json::Object;
#[cfg(any(feature = "parquet", feature = "sqlite"))]
use crate::packed::{Unpacked, pack};
use crate::stream::StreamSink;
use crate::table::{Cells, header_of};
use dateline_core::{Error, ErrorKind, Flow, Sink, Target};

/// The table's name in a database.
#[cfg(feature = "sqlite")]
const TABLE: &str = "facts";

/// The formats that a merged table can be written in.
pub const MERGED_FORMATS: &[&str] = &[
    "jsonl",
    "csv",
    #[cfg(feature = "parquet")]
    "parquet",
    #[cfg(feature = "sqlite")]
    "sqlite",
];

/// Takes rows.
pub(super) enum TableOut {
    Jsonl(StreamSink),
    Csv(StreamSink),
    #[cfg(feature = "parquet")]
    Parquet(Box<crate::parquet::TableWriter<crate::atomic::AtomicFile>>),
    #[cfg(feature = "sqlite")]
    Sqlite(crate::sqlite::Database),
}

/// The most bytes of rows that wait for their row group.
#[cfg(feature = "parquet")]
const MOST_WAITING: usize = 64 << 20;

impl TableOut {
    pub(super) fn open(format: &str, target: Target, about: &[(&str, String)]) -> Result<Self, Error> {
        Ok(match format {
            "jsonl" => Self::Jsonl(StreamSink::new(target)?),
            "csv" => {
                let mut out = StreamSink::new(target)?;
                out.write(&header_of(FactRow::COLUMNS))?;
                Self::Csv(out)
            }
            #[cfg(feature = "parquet")]
            "parquet" => {
                let path = crate::staging::file_of(target, "parquet")?;
                let file = crate::atomic::AtomicFile::create(&path)?;
                let writer = crate::parquet::TableWriter::new(file, FactRow::COLUMNS, about)?;
                Self::Parquet(Box::new(writer))
            }
            #[cfg(feature = "sqlite")]
            "sqlite" => {
                let path = crate::staging::file_of(target, "sqlite")?;
                let database = crate::sqlite::Database::create(&path, about)?;
                database.make_table(TABLE, FactRow::COLUMNS)?;
                Self::Sqlite(database)
            }
            other => {
                let _ = about;
                let message = format!(
                    "facts are merged into one table, which “{other}” is not; there are: {}",
                    MERGED_FORMATS.join(", ")
                );
                return Err(Error::new(ErrorKind::Setting, message));
            }
        })
    }

    /// Writes a row; [`Flow::Stop`] where nobody wants more.
    pub(super) fn put(&mut self, row: &FactRow<'_>) -> Result<Flow, Error> {
        let mut bytes = Vec::new();
        match self {
            Self::Jsonl(out) => {
                write_json(&mut bytes, row)?;
                out.write(&bytes)
            }
            Self::Csv(out) => {
                let mut cells = Cells::csv(&mut bytes);
                cells.row(row)?;
                cells.finish()?;
                out.write(&bytes)
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(writer) => {
                row.visit(&mut |cell| pack(&mut bytes, cell));
                writer.add(&mut Unpacked::new(&bytes))?;
                if writer.waiting() > MOST_WAITING {
                    writer.flush()?;
                }
                Ok(Flow::Continue)
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(database) => {
                row.visit(&mut |cell| pack(&mut bytes, cell));
                database.insert(TABLE, FactRow::COLUMNS, &mut Unpacked::new(&bytes))?;
                Ok(Flow::Continue)
            }
        }
    }

    /// Completes the table.
    pub(super) fn finish(self) -> Result<(), Error> {
        match self {
            Self::Jsonl(mut out) | Self::Csv(mut out) => out.finish(),
            #[cfg(feature = "parquet")]
            Self::Parquet(writer) => writer.finish()?.commit(),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(database) => {
                database.make_indices([TABLE].into_iter())?;
                database.complete()
            }
        }
    }
}

/// A row as a line of JSON, in which lists and objects are themselves.
fn write_json(out: &mut Vec<u8>, row: &FactRow<'_>) -> Result<(), Error> {
    let mut object = Object::open(out);
    object.field("kind", row.kind)?;
    object.field("name", row.name)?;
    object.field("plover", &row.plover)?;
    object.key("subject").extend_from_slice(row.subject.as_bytes());
    object.field("subject_text", row.subject_text)?;
    object.key("object").extend_from_slice(row.object.as_bytes());
    object.field("object_text", row.object_text)?;
    let qualifiers = row.qualifiers.unwrap_or("null");
    object.key("qualifiers").extend_from_slice(qualifiers.as_bytes());
    object.field("date", &row.date)?;
    object.field("status", &row.status)?;
    object.field("confidence", &row.confidence)?;
    object.field("articles", &row.articles)?;
    object.field("outlets", &row.outlets)?;
    object.field("copies", &row.copies)?;
    object.field("first_date", &row.first_date)?;
    object.field("last_date", &row.last_date)?;
    object.field("evidence_count", &row.evidence_count)?;
    object.key("evidence").extend_from_slice(row.evidence.as_bytes());
    object.close();
    out.push(b'\n');
    Ok(())
}
