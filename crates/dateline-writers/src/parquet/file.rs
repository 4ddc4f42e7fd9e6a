//! One Parquet file under construction: rows gather in memory and go out as a row group.

use super::column::{Waiting, declare};
use crate::columns::Column;
use crate::packed::Unpacked;
use dateline_core::{Error, ErrorKind};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// A file of one table.
pub(crate) struct TableWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Waiting>,
    /// Bytes of memory that waiting rows take, without what vectors hold in reserve.
    waiting: usize,
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins the file. `about` goes into its metadata, each key with `dateline.` in front.
    pub(crate) fn new(out: W, columns: &[Column], about: &[(&str, String)]) -> Result<Self, Error> {
        let declared: Result<Vec<_>, _> = columns.iter().map(declare).collect();
        let schema =
            declared.and_then(|fields| Type::group_type_builder("schema").with_fields(fields).build());
        let keys = about.iter().map(|(key, value)| KeyValue {
            key: format!("dateline.{key}"),
            value: Some(value.clone()),
        });
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_key_value_metadata(Some(keys.collect()))
            .build();
        let writer = schema
            .and_then(|schema| SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)))
            .map_err(table_error)?;
        Ok(Self {
            writer,
            columns: columns.iter().map(Waiting::new).collect(),
            waiting: 0,
        })
    }

    /// Takes all rows that `values` holds.
    pub(crate) fn add(&mut self, values: &mut Unpacked<'_>) -> Result<(), Error> {
        while !values.is_empty() {
            for column in &mut self.columns {
                self.waiting += column.push(values.next()?).map_err(table_error)?;
            }
        }
        Ok(())
    }

    /// How many bytes wait for their row group.
    pub(crate) const fn waiting(&self) -> usize {
        self.waiting
    }

    /// Writes what waits as a row group.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        if self.waiting == 0 {
            return Ok(());
        }
        self.waiting = 0;
        self.row_group().map_err(table_error)
    }

    fn row_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            if let Some(writer) = group.next_column()? {
                column.write(writer)?;
            }
        }
        group.close().map(drop)
    }

    /// Completes the file and gives back what it was written to.
    pub(crate) fn finish(mut self) -> Result<W, Error> {
        self.flush()?;
        self.writer.into_inner().map_err(table_error)
    }
}

fn table_error(error: ParquetError) -> Error {
    Error::new(ErrorKind::Io, format!("the table could not be written: {error}")).with_source(error)
}
