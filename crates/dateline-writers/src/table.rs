//! csv: tables in a folder, a row a thing.

use crate::article::{Article, check_options};
use crate::atomic::io_error;
use crate::columns::{Column, Row};
use crate::packed::pack;
use crate::rows;
use crate::staging::{Earlier, Staging, folder_of};
use dateline_core::{
    Document, EncodeOptions, Encoder, Error, ErrorKind, Flow, FormatSpec, Outcome, Resumption, Sink, Staged,
    Target, Writing,
};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// csv as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "tables of comma-separated values: articles, mentions, entities, facts",
        endings: &[".csv"],
        folder: true,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    check_options(options)?;
    let mut encoders: Vec<Box<dyn Encoder>> = Vec::new();
    let mut tables = Vec::new();
    for table in rows::wanted(options) {
        let options = options.clone();
        encoders.push(Box::new(CsvRows { table, options }));
        tables.push(TableFile::new(
            format!("{}.csv", table.name),
            header_of(table.columns),
            table.present,
        ));
    }
    let sink = TableSink::new(&folder_of(target, "csv")?, tables)?;
    Ok(Writing {
        encoders,
        sink: Box::new(sink),
    })
}

/// One table: what its columns are and how its rows are made.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
    /// Whether the article has the layer, if only an empty one.
    pub(crate) present: fn(&Document) -> bool,
    /// Writes an article's rows.
    pub(crate) rows: fn(&Article<'_>, &mut Cells<'_>) -> Result<(), Error>,
}

/// Takes rows, as the format needs them.
pub(crate) enum Cells<'o> {
    /// As lines of comma-separated values.
    Csv(Box<csv::Writer<&'o mut Vec<u8>>>),
    /// As values with their types, for the sink to take apart.
    #[cfg_attr(
        not(any(feature = "parquet", feature = "sqlite")),
        allow(dead_code, reason = "tables with types alone need it")
    )]
    Packed(&'o mut Vec<u8>),
}

impl<'o> Cells<'o> {
    /// Rows as lines of comma-separated values, without a header.
    pub(crate) fn csv(out: &'o mut Vec<u8>) -> Self {
        let writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
        Self::Csv(Box::new(writer))
    }

    pub(crate) fn row<R: Row>(&mut self, row: &R) -> Result<(), Error> {
        match self {
            Self::Csv(writer) => writer
                .serialize(row)
                .map_err(|error| Error::new(ErrorKind::Data, format!("no row could be made: {error}"))),
            Self::Packed(out) => {
                row.visit(&mut |cell| pack(out, cell));
                Ok(())
            }
        }
    }

    /// Hands on what is held back.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self {
            Self::Csv(mut writer) => Ok(writer.flush()?),
            Self::Packed(_) => Ok(()),
        }
    }
}

/// The header line: the columns' names, which need no quotes.
pub(crate) fn header_of(columns: &[Column]) -> Vec<u8> {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    (names.join(",") + "\n").into_bytes()
}

/// Encodes an article's rows of one table as comma-separated values.
struct CsvRows {
    table: &'static Table,
    options: EncodeOptions,
}

impl Encoder for CsvRows {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut cells = Cells::csv(out);
        (self.table.rows)(&Article::new(doc, &self.options), &mut cells)?;
        cells.finish()
    }
}

/// Encodes an article's rows of one table as values with their types.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
pub(crate) struct PackedRows {
    pub(crate) table: &'static Table,
    pub(crate) options: EncodeOptions,
}

#[cfg(any(feature = "parquet", feature = "sqlite"))]
impl Encoder for PackedRows {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        (self.table.rows)(&Article::new(doc, &self.options), &mut Cells::Packed(out))
    }
}

/// One file of a [`TableSink`]: its name, its header and when it is made.
pub struct TableFile {
    name: String,
    header: Vec<u8>,
    present: fn(&Document) -> bool,
    file: Option<BufWriter<File>>,
}

impl TableFile {
    /// A file of this name that begins with `header`; it is made at the first article of which `present`
    /// says that it has the table's layer, so that a table that is empty differs from one that was not made.
    #[must_use]
    pub fn new(name: String, header: Vec<u8>, present: fn(&Document) -> bool) -> Self {
        Self {
            name,
            header,
            present,
            file: None,
        }
    }
}

/// Writes one file for each encoder of the run into a folder: the first encoder's bytes of every article
/// to the first file, and so on. The files appear together when the sink is finished.
pub struct TableSink {
    staging: Option<Staging>,
    tables: Vec<TableFile>,
}

impl TableSink {
    /// A sink for these files, in the encoders' order, in `folder`.
    ///
    /// # Errors
    /// Whatever keeps the folder from being made.
    pub fn new(folder: &Path, tables: Vec<TableFile>) -> Result<Self, Error> {
        Ok(Self {
            staging: Some(Staging::create(folder)?),
            tables,
        })
    }
}

impl Sink for TableSink {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let (Some(staging), Outcome::Done(doc, buffers)) = (&self.staging, outcome) else {
            return Ok(Flow::Continue);
        };
        for (table, buffer) in self.tables.iter_mut().zip(buffers) {
            if table.file.is_none() && (table.present)(doc) {
                let mut file = BufWriter::with_capacity(1 << 16, staging.file(&table.name)?);
                file.write_all(&table.header)
                    .map_err(|error| staging.error(&table.name, error))?;
                table.file = Some(file);
            }
            if let Some(file) = &mut table.file {
                file.write_all(buffer)
                    .map_err(|error| staging.error(&table.name, error))?;
            }
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let Some(staging) = self.staging.take() else {
            return Ok(());
        };
        for table in &mut self.tables {
            if let Some(file) = table.file.take() {
                let done = file.into_inner().map_err(|error| error.into_error());
                done.and_then(|file| file.sync_data())
                    .map_err(|error| io_error(Path::new(&table.name), "complete the file", error))?;
            }
        }
        staging.commit()
    }

    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        let Some(staging) = &mut self.staging else {
            return Ok(false);
        };
        staging.checkpoint(staged);
        for table in &mut self.tables {
            let mut place = Staged::default();
            if let Some(file) = &mut table.file {
                let safe = file.flush().and_then(|()| file.get_ref().sync_data());
                let length = safe.and_then(|()| file.get_ref().metadata());
                let length = length.map_err(|error| staging.error(&table.name, error))?;
                place = Staged {
                    path: PathBuf::from(&table.name),
                    bytes: length.len(),
                };
            }
            staged.push(place);
        }
        Ok(true)
    }

    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        let Some(staging) = &mut self.staging else {
            return Ok(false);
        };
        if !staging.resume(from)? {
            return Ok(false);
        }
        for table in &mut self.tables {
            let Some(place) = from.take() else {
                return Ok(false);
            };
            if place.path.as_os_str().is_empty() {
                // It was made behind the checkpoint, if at all, and will be made again.
                continue;
            }
            match staging.reopen(&table.name, place.bytes, from)? {
                Earlier::Open(file) => table.file = Some(BufWriter::with_capacity(1 << 16, file)),
                Earlier::Committed => {}
                Earlier::Missing => return Ok(false),
            }
        }
        Ok(true)
    }
}
