//! The tables with types: what csv says is what the database and the Parquet files hold.

use super::{feed, folder, found, open, options, sample};
use dateline_core::{Document, EncodeOptions, Offsets, Target};
use std::collections::BTreeMap;
use std::path::Path;

/// Tables by name: columns, and rows with null as an empty cell, as csv has it.
type Tables = BTreeMap<String, (Vec<String>, Vec<Vec<String>>)>;

fn named(id: &str) -> Document {
    let mut doc = Document::from_text("It rained.\0").unwrap();
    doc.meta_mut().id = id.to_owned();
    doc
}

fn csv_tables(options: &EncodeOptions, docs: &[Document]) -> Tables {
    let mut tables = Tables::new();
    for (name, text) in folder("csv", options, docs) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        tables.insert(name.strip_suffix(".csv").unwrap().to_owned(), (columns, rows));
    }
    tables
}

fn write(format: &str, options: &EncodeOptions, docs: &[Document], path: &Path) {
    let mut writing = open(format, options, Target::Path(path.to_owned()));
    feed(&mut writing, docs);
    assert!(!path.exists(), "nothing lies under the name before the end");
    writing.sink.finish().unwrap();
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::*;
    use rusqlite::Connection;
    use rusqlite::types::ValueRef;

    fn tables(connection: &Connection) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'about' ORDER BY name";
        let mut statement = connection.prepare(sql).unwrap();
        let names = statement.query_map((), |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    }

    fn cell(value: ValueRef<'_>, kind: &str) -> String {
        match value {
            ValueRef::Null => String::new(),
            ValueRef::Integer(number) if kind == "metonym" => (number == 1).to_string(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => format!("{number:?}"),
            ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
            ValueRef::Blob(_) => panic!("no table has blobs"),
        }
    }

    fn read(path: &Path) -> Tables {
        let connection = Connection::open(path).unwrap();
        let mut all = Tables::new();
        for table in tables(&connection) {
            let mut statement = connection
                .prepare(&format!("SELECT * FROM {table} ORDER BY rowid"))
                .unwrap();
            let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query(()).unwrap();
            let mut found = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                let cells = columns.iter().enumerate();
                found.push(
                    cells
                        .map(|(at, name)| cell(row.get_ref(at).unwrap(), name))
                        .collect(),
                );
            }
            all.insert(table, (columns, found));
        }
        all
    }

    #[test]
    fn a_database_holds_what_csv_says() {
        let temp = tempfile::tempdir().unwrap();
        let docs = [
            found::article(),
            sample::proposals(),
            named("z\"'; DROP TABLE articles"),
        ];
        for (at, layers) in [None, Some(&["tokens", "events"][..])].into_iter().enumerate() {
            let options = options(Offsets::Utf16, layers);
            let path = temp.path().join(format!("{at}.sqlite"));
            write("sqlite", &options, &docs, &path);
            assert_eq!(read(&path), csv_tables(&options, &docs));
            let about: String = Connection::open(&path)
                .unwrap()
                .query_row("SELECT value FROM about WHERE key = 'offsets'", (), |row| {
                    row.get(0)
                })
                .unwrap();
            assert_eq!(about, "utf16");
        }
        assert_eq!(
            std::fs::read_dir(temp.path()).unwrap().count(),
            2,
            "nothing temporary is left"
        );
    }

    #[test]
    fn keys_are_unique_where_ids_are() {
        let temp = tempfile::tempdir().unwrap();
        let unique = |path: &Path| -> Vec<(String, bool)> {
            let connection = Connection::open(path).unwrap();
            let broken: i64 = connection
                .query_row("SELECT count(*) FROM pragma_foreign_key_check", (), |row| {
                    row.get(0)
                })
                .unwrap_or(-1);
            assert_ne!(broken, 1);
            let sql = "SELECT name, \"unique\" FROM pragma_index_list('articles') ORDER BY name";
            let mut statement = connection.prepare(sql).unwrap();
            let found = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap();
            found.map(Result::unwrap).collect()
        };
        let (once, twice) = (temp.path().join("once.db"), temp.path().join("twice.db"));
        let options = EncodeOptions::default();
        write("sqlite", &options, &[named("a"), named("b")], &once);
        write("sqlite", &options, &[named("a"), named("a")], &twice);
        let published = ("articles_published".to_owned(), false);
        assert_eq!(
            unique(&once),
            [("articles_key".to_owned(), true), published.clone()]
        );
        assert_eq!(unique(&twice), [("articles_key".to_owned(), false), published]);
        let connection = Connection::open(&twice).unwrap();
        let count: i64 = connection
            .query_row("SELECT count(*) FROM articles WHERE id = 'a'", (), |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(count, 2, "nothing is lost");
    }

    #[test]
    fn a_run_that_is_dropped_leaves_what_was_there() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("out.sqlite");
        std::fs::write(&path, "mine").unwrap();
        let mut writing = open("sqlite", &EncodeOptions::default(), Target::Path(path.clone()));
        feed(&mut writing, &[sample::full()]);
        drop(writing);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_same_articles_give_the_same_bytes() {
        let temp = tempfile::tempdir().unwrap();
        let (one, two) = (temp.path().join("1.sqlite"), temp.path().join("2.sqlite"));
        for path in [&one, &two] {
            write("sqlite", &EncodeOptions::default(), &[sample::full()], path);
        }
        assert!(std::fs::read(one).unwrap() == std::fs::read(two).unwrap());
    }
}

#[cfg(feature = "parquet")]
mod parquet {
    use super::*;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;
    use std::fs::File;

    fn cell(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Bool(value) => value.to_string(),
            Field::Long(number) => number.to_string(),
            Field::Double(number) => format!("{number:?}"),
            Field::Str(text) => text.clone(),
            other => panic!("no table has {other:?}"),
        }
    }

    fn read(folder: &Path) -> Tables {
        let mut all = Tables::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
            let schema = reader.metadata().file_metadata().schema_descr();
            let columns = schema.columns().iter().map(|it| it.name().to_owned()).collect();
            let rows = reader.get_row_iter(None).unwrap().map(|row| {
                let row = row.unwrap();
                row.get_column_iter().map(|(_, field)| cell(field)).collect()
            });
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            all.insert(name, (columns, rows.collect()));
        }
        all
    }

    #[test]
    fn parquet_holds_what_csv_says() {
        let temp = tempfile::tempdir().unwrap();
        let docs = [found::article(), sample::proposals(), named("z")];
        for (at, layers) in [None, Some(&["tokens", "quotes"][..])].into_iter().enumerate() {
            let options = options(Offsets::Bytes, layers);
            let path = temp.path().join(at.to_string());
            write("parquet", &options, &docs, &path);
            assert_eq!(read(&path), csv_tables(&options, &docs));
        }
    }

    #[test]
    fn a_path_that_looks_like_one_file_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        let mut registry = dateline_core::Registry::new();
        crate::plugin(&mut registry).unwrap();
        for format in ["parquet", "csv"] {
            let target = Target::Path(temp.path().join(format!("out.{format}")));
            let opened = (registry.find_format(format).unwrap().open)(&EncodeOptions::default(), target);
            assert!(opened.is_err_and(|error| error.to_string().contains("name a folder")));
        }
    }
}
