//! The folder of tables, and how much of them is held in memory.

use super::file::TableWriter;
use crate::columns::Column;
use crate::packed::Unpacked;
use crate::staging::Staging;
use crate::table::Table;
use dateline_core::{Document, Error, Flow, Outcome, Sink};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// The most bytes of rows that wait in memory, in all tables together. Beyond it the table with the most
/// goes out as a row group, so that row groups are large where there is much, and memory does not grow.
const MOST_WAITING: usize = 64 << 20;

/// A table that is fed by one encoder of the run.
pub(super) struct Fed {
    file_name: String,
    columns: &'static [Column],
    present: fn(&Document) -> bool,
    writer: Option<TableWriter<BufWriter<File>>>,
}

impl Fed {
    pub(super) fn new(table: &Table) -> Self {
        Self {
            file_name: format!("{}.parquet", table.name),
            columns: table.columns,
            present: table.present,
            writer: None,
        }
    }

    fn waiting(&self) -> usize {
        self.writer.as_ref().map_or(0, TableWriter::waiting)
    }
}

/// Writes the rows of each encoder of the run into a file of its own. The files appear together when the
/// sink is finished; one is made with the first article that has its layer.
pub(super) struct ParquetSink {
    staging: Option<Staging>,
    tables: Vec<Fed>,
    about: Vec<(&'static str, String)>,
    most_waiting: usize,
}

impl ParquetSink {
    pub(super) fn new(
        folder: &Path,
        tables: Vec<Fed>,
        about: Vec<(&'static str, String)>,
    ) -> Result<Self, Error> {
        Ok(Self {
            staging: Some(Staging::create(folder)?),
            tables,
            about,
            most_waiting: MOST_WAITING,
        })
    }

    /// Sends the fullest table out while there is too much in memory.
    fn make_room(&mut self) -> Result<(), Error> {
        while self.tables.iter().map(Fed::waiting).sum::<usize>() > self.most_waiting {
            let fullest = self.tables.iter_mut().max_by_key(|table| table.waiting());
            match fullest.and_then(|table| table.writer.as_mut()) {
                Some(writer) => writer.flush()?,
                None => return Ok(()),
            }
        }
        Ok(())
    }
}

impl Sink for ParquetSink {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let (Some(staging), Outcome::Done(doc, buffers)) = (&self.staging, outcome) else {
            return Ok(Flow::Continue);
        };
        for (table, buffer) in self.tables.iter_mut().zip(buffers) {
            if table.writer.is_none() && (table.present)(doc) {
                let file = BufWriter::with_capacity(1 << 16, staging.file(&table.file_name)?);
                table.writer = Some(TableWriter::new(file, table.columns, &self.about)?);
            }
            if let Some(writer) = &mut table.writer {
                writer.add(&mut Unpacked::new(buffer))?;
            }
        }
        self.make_room()?;
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let Some(staging) = self.staging.take() else {
            return Ok(());
        };
        for table in &mut self.tables {
            if let Some(writer) = table.writer.take() {
                let done = writer.finish()?.into_inner().map_err(|error| error.into_error());
                done.and_then(|file| file.sync_data())
                    .map_err(|error| staging.error(&table.file_name, error))?;
            }
        }
        staging.commit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Cell;
    use crate::packed::pack;
    use crate::rows::TABLES;
    use crate::tests::sample;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn what_is_too_much_for_memory_goes_out_as_row_groups() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("out");
        let sentences = TABLES.iter().filter(|table| table.name == "sentences");
        let mut sink = ParquetSink::new(&folder, sentences.map(Fed::new).collect(), Vec::new()).unwrap();
        sink.most_waiting = 1000;
        let doc = sample::full();
        let mut rows = Vec::new();
        for cell in [
            Cell::Text("a"),
            Cell::Integer(0),
            Cell::Integer(3),
            Cell::Integer(9),
        ] {
            pack(&mut rows, cell);
        }
        for seq in 0..100 {
            sink.accept(seq, Outcome::Done(&doc, &[rows.clone()])).unwrap();
            assert!(sink.tables.iter().map(Fed::waiting).sum::<usize>() <= 1000);
        }
        sink.finish().unwrap();
        let file = File::open(folder.join("sentences.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 100);
        assert!(reader.num_row_groups() > 2, "{}", reader.num_row_groups());
    }
}
