//! Parquet as Spark reads it: every table's file against what Spark's reader takes.
//!
//! Spark turns a file's schema into its own types or refuses it (`ParquetToSparkSchemaConverter`); it knows columns without
//! regard to capitals, takes no blanks or brackets in their names, and its fast reader knows these encodings.

use super::{feed, found, open, options, sample};
use crate::Copies;
use dateline_core::{EncodeOptions, Offsets, Target};
use parquet::basic::{Compression, Encoding, LogicalType, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

/// Why Spark would not read the column, or read it as something else than it says.
fn refusal(column: &ColumnDescriptor) -> Option<String> {
    let logical = column.logical_type_ref();
    let name = column.name();
    let taken = match column.physical_type() {
        Physical::BOOLEAN | Physical::DOUBLE | Physical::FLOAT => logical.is_none(),
        // No unsigned integers, which become decimals or are refused, and no timestamps, whose nanoseconds are.
        Physical::INT32 | Physical::INT64 => logical.is_none(),
        Physical::BYTE_ARRAY => logical == Some(&LogicalType::String),
        _ => false,
    };
    if !taken {
        return Some(format!("{name}: {:?} {logical:?}", column.physical_type()));
    }
    if name.contains([' ', ',', ';', '{', '}', '(', ')', '\n', '\t', '=']) || name.is_empty() {
        return Some(format!("“{name}” is no name"));
    }
    // Flat tables: no lists, maps or structures, for which there are several ways of writing.
    (column.max_rep_level() > 0 || column.max_def_level() > 1 || column.path().parts().len() > 1)
        .then(|| format!("{name} is nested"))
}

fn check(path: &Path) {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let metadata = reader.metadata();
    let columns = metadata.file_metadata().schema_descr().columns();
    assert!(!columns.is_empty());
    let refused: Vec<String> = columns.iter().filter_map(|it| refusal(it)).collect();
    assert!(refused.is_empty(), "{}: {refused:?}", path.display());
    let names: BTreeSet<String> = columns.iter().map(|it| it.name().to_lowercase()).collect();
    assert_eq!(names.len(), columns.len(), "{}: names alike", path.display());
    for chunk in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        assert!(matches!(chunk.compression(), Compression::ZSTD(_)));
        let known = [Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY];
        assert!(
            chunk.encodings().all(|it| known.contains(&it)),
            "{}: {:?}",
            path.display(),
            chunk.encodings().collect::<Vec<_>>()
        );
    }
}

#[test]
fn every_table_is_one_that_spark_reads() {
    let temp = tempfile::tempdir().unwrap();
    let docs = [found::article(), sample::full(), sample::proposals()];
    let mut tables = BTreeSet::new();
    for (at, layers) in [None, Some(&["tokens", "sentences"][..])].into_iter().enumerate() {
        let folder = temp.path().join(at.to_string());
        let mut writing = open(
            "parquet",
            &options(Offsets::Chars, layers),
            Target::Path(folder.clone()),
        );
        feed(&mut writing, &docs);
        writing.sink.finish().unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            check(&path);
            tables.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    for table in [
        "articles",
        "mentions",
        "entities",
        "relations",
        "events",
        "quotes",
        "tokens",
        "sentences",
    ] {
        assert!(tables.contains(table), "{tables:?}");
    }
    let facts = temp.path().join("facts.parquet");
    let options = EncodeOptions::default();
    let mut writing =
        crate::merge("parquet", Target::Path(facts.clone()), &options, 10, Copies::Once).unwrap();
    feed(&mut writing, &docs);
    writing.sink.finish().unwrap();
    check(&facts);
}
