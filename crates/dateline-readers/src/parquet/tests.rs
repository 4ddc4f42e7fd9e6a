//! Files made here by the library itself, with the columns that collections of news have.

use crate::testing::{gather, read, registry, shown};
use dateline_core::Setting;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::io::Write;
use std::sync::Arc;

const SCHEMA: &str = "message news {
    required binary id (UTF8);
    optional binary Headline (UTF8);
    required binary body (UTF8);
    required int64 published (TIMESTAMP_MILLIS);
    required int32 words;
    repeated binary authors (UTF8);
}";

/// A file of `rows` rows in two row groups.
fn file(rows: usize, compression: Compression) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let half = rows / 2;
    for range in [0..half, half..rows] {
        let mut group = writer.next_row_group().unwrap();
        let strings = |make: &dyn Fn(usize) -> String| -> Vec<ByteArray> {
            range
                .clone()
                .map(|row| ByteArray::from(make(row).into_bytes()))
                .collect()
        };
        let count = range.len();
        let mut column = 0;
        while let Some(mut open) = group.next_column().unwrap() {
            match open.untyped() {
                ColumnWriter::ByteArrayColumnWriter(typed) => match column {
                    0 => typed.write_batch(&strings(&|row| format!("a{row}")), None, None),
                    1 => typed.write_batch(&strings(&|row| format!("T{row}")), Some(&vec![1; count]), None),
                    2 => typed.write_batch(&strings(&|row| format!("Text “{row}”.")), None, None),
                    _ => {
                        let names = strings(&|row| format!("Ann {row}"));
                        let twice: Vec<ByteArray> = names
                            .iter()
                            .flat_map(|it| [it.clone(), ByteArray::from("Bo")])
                            .collect();
                        let levels: Vec<i16> = (0..count).flat_map(|_| [0, 1]).collect();
                        typed.write_batch(&twice, Some(&vec![1; 2 * count]), Some(&levels))
                    }
                }
                .unwrap(),
                ColumnWriter::Int64ColumnWriter(typed) => typed
                    .write_batch(&vec![1_722_850_200_000; count], None, None)
                    .unwrap(),
                ColumnWriter::Int32ColumnWriter(typed) => {
                    typed.write_batch(&vec![7; count], None, None).unwrap()
                }
                _ => unreachable!("the schema has no other columns"),
            };
            open.close().unwrap();
            column += 1;
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn compressions() -> [Compression; 3] {
    [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
    ]
}

#[test]
fn rows_become_articles() {
    for compression in compressions() {
        let found = read("parquet", &file(5, compression), &[]);
        let lines = shown(&found);
        assert_eq!(
            (lines.len(), lines[3].as_str()),
            (5, "a3|T3|Text “3”."),
            "{lines:?}"
        );
        let meta = found[4].as_ref().unwrap().meta();
        assert_eq!(meta.published.as_deref(), Some("2024-08-05T09:30:00Z"));
        assert_eq!(meta.byline.as_deref(), Some("Ann 4, Bo"));
        assert_eq!((meta.origin.record, meta.origin.byte), (5, None));
    }
    let named = [("title", Setting::Str("words".into()))];
    assert_eq!(
        shown(&read("parquet", &file(2, Compression::SNAPPY), &named))[1],
        "a1|7|Text “1”."
    );
}

#[test]
fn files_and_streams() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = file(600, Compression::SNAPPY);
    std::fs::write(folder.path().join("a.parquet"), &bytes).unwrap();
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(&bytes).unwrap();
    std::fs::write(folder.path().join("b.gz"), zipped.finish().unwrap()).unwrap();
    let found = gather(|inputs| inputs.argument(folder.path())).unwrap();
    assert_eq!(
        (found.len(), found[0].as_str(), found[1199].as_str()),
        (1200, "a0|T0|Text “0”.", "a599|T599|Text “599”.")
    );
    // Progress counts what was read of a file that is not read as a stream.
    let registry = registry();
    let mut source = crate::Inputs::new(&registry)
        .argument(folder.path())
        .open()
        .unwrap();
    drop(crate::testing::all(&mut source));
    let stored: u64 = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|it| it.unwrap().metadata().unwrap().len())
        .sum();
    assert!(dateline_core::Source::bytes_read(&source) >= stored);
}

#[test]
fn broken_files() {
    let sound = file(40, Compression::UNCOMPRESSED);
    for bytes in [&b""[..], b"PAR1", b"PAR1rubbishPAR1", &sound[..sound.len() - 9]] {
        let found = shown(&read("parquet", bytes, &[]));
        assert!(found.len() == 1 && found[0].starts_with("fault: "), "{found:?}");
    }
    let named = [("text", Setting::Str("story".into()))];
    let found = shown(&read("parquet", &sound, &named));
    assert!(
        found[0].contains("no column of the text: looked for story among id, Headline"),
        "{found:?}"
    );
    // Whatever byte is wrong: articles and faults, and an end.
    for at in (4..sound.len()).step_by(11) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0xFF;
        assert!(read("parquet", &bytes, &[]).len() <= 41, "{at}");
    }
}
