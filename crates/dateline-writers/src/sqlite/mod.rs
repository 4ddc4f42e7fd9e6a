//! sqlite: the tables in one database file, with types, keys and indices.

mod database;

use crate::article::check_options;
use crate::columns::Column;
use crate::packed::Unpacked;
use crate::rows;
use crate::staging::file_of;
use crate::table::PackedRows;
pub(crate) use database::Database;
use dateline_core::{
    Document, EncodeOptions, Encoder, Error, ErrorKind, Flow, FormatSpec, Outcome, Sink, Target, Writing,
};
use std::path::Path;

/// sqlite as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "an SQLite database with a table for articles, mentions, entities and each kind of fact",
        endings: &[".sqlite", ".sqlite3", ".db"],
        folder: false,
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
        tables.push(Fed {
            name: table.name,
            columns: table.columns,
            present: table.present,
            made: false,
        });
    }
    let path = file_of(target, "sqlite")?;
    let sink = SqliteSink::new(&path, tables, &crate::about::about(options))?;
    Ok(Writing {
        encoders,
        sink: Box::new(sink),
    })
}

/// A table that is fed by one encoder of the run.
pub(crate) struct Fed {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
    pub(crate) present: fn(&Document) -> bool,
    pub(crate) made: bool,
}

/// Writes the rows of each encoder of the run into a table of one database, which appears when the sink is
/// finished. A table is made with the first article that has its layer.
pub(crate) struct SqliteSink {
    database: Option<Database>,
    tables: Vec<Fed>,
}

impl SqliteSink {
    pub(crate) fn new(path: &Path, tables: Vec<Fed>, about: &[(&str, String)]) -> Result<Self, Error> {
        Ok(Self {
            database: Some(Database::create(path, about)?),
            tables,
        })
    }
}

impl Sink for SqliteSink {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let Outcome::Done(doc, buffers) = outcome else {
            return Ok(Flow::Continue);
        };
        let Some(database) = &self.database else {
            return Err(Error::new(ErrorKind::Io, "the database is finished already"));
        };
        for (table, buffer) in self.tables.iter_mut().zip(buffers) {
            if !table.made && (table.present)(doc) {
                database.make_table(table.name, table.columns)?;
                table.made = true;
            }
            if table.made {
                database.insert(table.name, table.columns, &mut Unpacked::new(buffer))?;
            }
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let Some(database) = self.database.take() else {
            return Ok(());
        };
        let made = self.tables.iter().filter(|table| table.made);
        database.make_indices(made.map(|table| table.name))?;
        database.complete()
    }
}
