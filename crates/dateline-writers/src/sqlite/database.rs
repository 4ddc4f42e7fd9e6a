//! The database file: made beside its place, filled in one transaction, indexed at the end, renamed.

use crate::columns::{Cell, Column, Kind};
use crate::packed::Unpacked;
use crate::replace::Replacement;
use dateline_core::{Error, ErrorKind};
use rusqlite::Connection;
use rusqlite::types::Null;
use std::path::Path;

/// What is set before anything is written.
///
/// The file has another name until it is whole, and is thrown away if anything fails, so a journal would
/// guard nothing. References hold by the way rows are made, and are checked by nobody here. 32 MiB of pages are held in memory at most; what is beyond goes to the file at once.
const SETUP: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -32768;
    PRAGMA user_version = 1;
    BEGIN;
    CREATE TABLE about (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// What is looked for in a table beside its key: table and columns.
const INDICES: &[(&str, &str)] = &[
    ("articles", "published"),
    ("mentions", "text"),
    ("entities", "name"),
    ("relations", "relation"),
    ("events", "code"),
    ("quotes", "speaker_text"),
    ("facts", "name"),
    ("facts", "subject_text"),
    ("facts", "object_text"),
];

/// A database under construction.
pub(crate) struct Database {
    /// Before the file, so that it is closed before the file is removed.
    connection: Connection,
    file: Replacement,
}

impl Database {
    pub(crate) fn create(path: &Path, about: &[(&str, String)]) -> Result<Self, Error> {
        let file = Replacement::create(path)?;
        let connection = Connection::open(file.temporary()).map_err(|error| failed(&file, error))?;
        // One statement a table, and a few for schema and indices.
        connection.set_prepared_statement_cache_capacity(32);
        let database = Self { connection, file };
        database.run(SETUP)?;
        for (key, value) in about {
            let insert = "INSERT INTO about VALUES (?1, ?2)";
            let done = database.connection.execute(insert, (key, value));
            done.map_err(|error| failed(&database.file, error))?;
        }
        Ok(database)
    }

    fn run(&self, sql: &str) -> Result<(), Error> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| failed(&self.file, error))
    }

    /// Makes a table. Names are this crate's own, never the input's.
    pub(crate) fn make_table(&self, name: &str, columns: &[Column]) -> Result<(), Error> {
        let mut parts: Vec<String> = columns.iter().map(column).collect();
        if columns.iter().any(|column| column.name == "article_id") {
            parts.push("FOREIGN KEY (article_id) REFERENCES articles (id)".to_owned());
        }
        self.run(&format!("CREATE TABLE {name} ({}) STRICT", parts.join(", ")))
    }

    /// Inserts all rows that `values` holds.
    pub(crate) fn insert(
        &self,
        table: &str,
        columns: &[Column],
        values: &mut Unpacked<'_>,
    ) -> Result<(), Error> {
        if values.is_empty() {
            return Ok(());
        }
        let places = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT INTO {table} VALUES ({places})");
        let wrong = |error| failed(&self.file, error);
        let mut statement = self.connection.prepare_cached(&insert).map_err(wrong)?;
        while !values.is_empty() {
            for place in 1..=columns.len() {
                let bound = match values.next()? {
                    Cell::Null => statement.raw_bind_parameter(place, Null),
                    Cell::Text(text) => statement.raw_bind_parameter(place, text),
                    Cell::Integer(number) => statement.raw_bind_parameter(place, number),
                    Cell::Real(number) => statement.raw_bind_parameter(place, number),
                    Cell::Boolean(value) => statement.raw_bind_parameter(place, value),
                };
                bound.map_err(wrong)?;
            }
            statement.raw_execute().map_err(wrong)?;
        }
        Ok(())
    }

    /// Makes the keys of `tables`, of which merged facts have none, and what else is looked for in them.
    ///
    /// Keys are unique where the articles' ids are. Where two articles share an id nothing is lost: the
    /// indices are ordinary ones then. That is found out before, since without a journal nothing that fails
    /// could be taken back.
    pub(crate) fn make_indices<'t>(&self, tables: impl Iterator<Item = &'t str>) -> Result<(), Error> {
        let mut unique = "";
        for table in tables {
            if table == "articles" {
                self.run("CREATE INDEX articles_key ON articles (id)")?;
                if self.ids_are_unique()? {
                    unique = "UNIQUE";
                    self.run("DROP INDEX articles_key; CREATE UNIQUE INDEX articles_key ON articles (id)")?;
                }
            } else if table != "facts" {
                self.run(&format!(
                    "CREATE {unique} INDEX {table}_key ON {table} (article_id, \"index\")"
                ))?;
            }
            for (_, column) in INDICES.iter().filter(|(name, _)| *name == table) {
                self.run(&format!("CREATE INDEX {table}_{column} ON {table} ({column})"))?;
            }
        }
        Ok(())
    }

    fn ids_are_unique(&self) -> Result<bool, Error> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM articles GROUP BY id HAVING count(*) > 1)";
        self.connection
            .query_row(sql, (), |row| row.get(0))
            .map_err(|error| failed(&self.file, error))
    }

    /// Completes the file and gives it its name.
    pub(crate) fn complete(self) -> Result<(), Error> {
        self.run("COMMIT")?;
        let Self { connection, file } = self;
        connection.close().map_err(|(_, error)| failed(&file, error))?;
        file.commit()
    }
}

/// A column as SQL declares it.
fn column(column: &Column) -> String {
    let name = column.name;
    let kind = match column.kind {
        Kind::Text => "TEXT",
        Kind::Integer | Kind::Boolean => "INTEGER",
        Kind::Real => "REAL",
    };
    let unknown = if column.optional { "" } else { " NOT NULL" };
    let check = match column.kind {
        Kind::Boolean => format!(" CHECK (\"{name}\" IN (0, 1))"),
        _ => String::new(),
    };
    format!("\"{name}\" {kind}{unknown}{check}")
}

fn failed(file: &Replacement, error: rusqlite::Error) -> Error {
    let message = format!("{}: cannot write the database: {error}", file.path().display());
    Error::new(ErrorKind::Io, message).with_source(error)
}
