//! csv: tables in a folder, a row a thing.

use crate::article::{Article, check_options};
use crate::atomic::io_error;
use crate::rows;
use crate::staging::{Earlier, Staging, folder_of};
use dateline_core::{
    Document, EncodeOptions, Encoder, Error, ErrorKind, Flow, FormatSpec, Outcome, Resumption, Sink, Staged,
    Target, Writing,
};
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// csv as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "tables of comma-separated values: articles, mentions, entities, facts",
        endings: &[],
        folder: true,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    check_options(options)?;
    let mut encoders: Vec<Box<dyn Encoder>> = Vec::new();
    let mut tables = Vec::new();
    for table in rows::TABLES {
        // Tokens are most of the bytes and seldom wanted in a table: only who names them gets them.
        let asked = options.layers.is_some() || table.name != "tokens";
        if table.name == "articles" || (asked && options.wants(table.name)) {
            let options = options.clone();
            encoders.push(Box::new(Rows { table, options }));
            let header = (table.header)()?;
            tables.push(TableFile::new(
                format!("{}.csv", table.name),
                header,
                table.present,
            ));
        }
    }
    let sink = TableSink::new(&folder_of(target, "csv")?, tables)?;
    Ok(Writing {
        encoders,
        sink: Box::new(sink),
    })
}

/// One table of the format: how its header and its rows are made.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The line of column names.
    pub(crate) header: fn() -> Result<Vec<u8>, Error>,
    /// Whether the article has the layer, if only an empty one.
    pub(crate) present: fn(&Document) -> bool,
    /// Writes an article's rows.
    pub(crate) rows: fn(&Article<'_>, &mut Cells<'_>) -> Result<(), Error>,
}

/// Takes rows as records whose fields are the columns, in order.
pub(crate) struct Cells<'o>(csv::Writer<&'o mut Vec<u8>>);

impl<'o> Cells<'o> {
    fn new(out: &'o mut Vec<u8>, header: bool) -> Self {
        Self(csv::WriterBuilder::new().has_headers(header).from_writer(out))
    }

    /// Rows without a header before them.
    pub(crate) fn headless(out: &'o mut Vec<u8>) -> Self {
        Self::new(out, false)
    }

    pub(crate) fn row(&mut self, record: &impl Serialize) -> Result<(), Error> {
        self.0.serialize(record).map_err(table_error)
    }
}

fn table_error(error: csv::Error) -> Error {
    Error::new(ErrorKind::Data, format!("no row could be made: {error}"))
}

/// The header line of a record: the names of its fields.
pub(crate) fn header_of<R: Serialize + Default>() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let mut cells = Cells::new(&mut bytes, true);
    cells.row(&R::default())?;
    drop(cells);
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |at| at + 1);
    bytes.truncate(end);
    Ok(bytes)
}

/// Encodes an article's rows of one table.
struct Rows {
    table: &'static Table,
    options: EncodeOptions,
}

impl Encoder for Rows {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let mut cells = Cells::new(out, false);
        (self.table.rows)(&article, &mut cells)?;
        Ok(cells.0.flush()?)
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
