//! parquet: the tables as Parquet files in a folder, one a table.

mod column;
mod file;
mod sink;

use crate::article::check_options;
use crate::rows;
use crate::staging::folder_of;
use crate::table::PackedRows;
use dateline_core::{EncodeOptions, Encoder, Error, FormatSpec, Target, Writing};
pub(crate) use file::TableWriter;
use sink::{Fed, ParquetSink};

/// parquet as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "tables as Parquet files with zstd: articles, mentions, entities, facts",
        endings: &[".parquet"],
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
        encoders.push(Box::new(PackedRows { table, options }));
        tables.push(Fed::new(table));
    }
    let folder = folder_of(target, "parquet")?;
    let sink = ParquetSink::new(&folder, tables, crate::about::about(options))?;
    Ok(Writing {
        encoders,
        sink: Box::new(sink),
    })
}
