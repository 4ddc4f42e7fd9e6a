//! Files and folders: whole or not at all, and never outside their folder.

use super::{feed, files_of, folder, open, options, sample, stream};
use dateline_core::{
    Document, EncodeOptions, Fault, FaultKind, Flow, Offsets, Origin, Outcome, Sink, Target,
};
use std::fs;
use std::io::{self, Write};

fn named(id: &str) -> Document {
    let mut doc = Document::from_text("It rained.").unwrap();
    doc.meta_mut().id = id.to_owned();
    doc
}

#[test]
fn a_file_appears_when_it_is_complete() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("new/articles.jsonl");
    let mut writing = open("jsonl", &EncodeOptions::default(), Target::Path(path.clone()));
    feed(&mut writing, &[sample::full()]);
    assert!(!path.exists());
    writing.sink.finish().unwrap();
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(
        written,
        stream("jsonl", &EncodeOptions::default(), &[sample::full()])
    );

    let mut dropped = open("jsonl", &EncodeOptions::default(), Target::Path(path.clone()));
    feed(&mut dropped, &[sample::bare()]);
    drop(dropped);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        written,
        "an unfinished run changes nothing"
    );
    assert_eq!(files_of(path.parent().unwrap()).len(), 1, "and leaves nothing");
}

#[cfg(unix)]
#[test]
fn links_and_devices_stay_what_they_are() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let temp = tempfile::tempdir().unwrap();
    let (real, link) = (temp.path().join("real.jsonl"), temp.path().join("link.jsonl"));
    fs::write(&real, "old").unwrap();
    symlink(&real, &link).unwrap();
    let mut writing = open("jsonl", &EncodeOptions::default(), Target::Path(link.clone()));
    feed(&mut writing, &[named("a")]);
    writing.sink.finish().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("\"id\":\"a\""));
    let mode = fs::metadata(&real).unwrap().permissions().mode();
    let plain = temp.path().join("plain");
    fs::write(&plain, "").unwrap();
    assert_eq!(
        mode,
        fs::metadata(&plain).unwrap().permissions().mode(),
        "the umask decides"
    );

    let mut writing = open(
        "jsonl",
        &EncodeOptions::default(),
        Target::Path("/dev/null".into()),
    );
    feed(&mut writing, &[named("a")]);
    writing.sink.finish().unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_reader_that_goes_away_ends_the_run_without_an_error() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    let doc = named("a");
    let mut small = crate::StreamSink::new(Target::Stream(Box::new(Gone))).unwrap();
    small.accept(0, Outcome::Done(&doc, &[b"x".to_vec()])).unwrap();
    small.finish().unwrap();
    let mut large = crate::StreamSink::new(Target::Stream(Box::new(Gone))).unwrap();
    let flow = large
        .accept(0, Outcome::Done(&doc, &[vec![b'x'; 1 << 20]]))
        .unwrap();
    assert_eq!(flow, Flow::Stop);
    large.finish().unwrap();
}

#[test]
fn other_failures_to_write_are_errors() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut sink = crate::StreamSink::new(Target::Stream(Box::new(Full))).unwrap();
    assert!(
        sink.accept(0, Outcome::Done(&named("a"), &[vec![b'x'; 1 << 20]]))
            .is_err()
    );
    let temp = tempfile::tempdir().unwrap();
    assert!(
        crate::StreamSink::new(Target::Path(temp.path().to_owned())).is_err(),
        "a folder"
    );
}

#[test]
fn ids_become_files_of_this_folder_and_none_is_lost() {
    let long = "x".repeat(300);
    let ids = [
        "../../etc/passwd",
        "a/b",
        "a-b",
        "a/b",
        "",
        "CON",
        &long,
        &long,
        "index",
        "A-B",
        ".",
    ];
    let docs: Vec<Document> = ids.iter().map(|id| named(id)).collect();
    let files = folder("brat", &EncodeOptions::default(), &docs);
    let texts: Vec<&str> = files
        .keys()
        .filter_map(|name| name.strip_suffix(".txt"))
        .collect();
    assert_eq!(texts.len(), ids.len(), "{texts:?}");
    for name in [
        "etc-passwd",
        "a-b",
        "a-b-3",
        "a-b-4",
        "article-5",
        "_CON",
        "index",
        "article-11",
    ] {
        assert!(texts.contains(&name), "{name} {texts:?}");
    }
    for text in texts {
        assert!(files.contains_key(&format!("{text}.ann")));
    }
}

#[test]
fn an_existing_folder_keeps_what_is_not_replaced() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("notes.md"), "mine").unwrap();
    fs::write(temp.path().join("a.txt"), "old").unwrap();
    let mut writing = open(
        "brat",
        &EncodeOptions::default(),
        Target::Path(temp.path().to_owned()),
    );
    feed(&mut writing, &[named("a")]);
    assert_eq!(fs::read_to_string(temp.path().join("a.txt")).unwrap(), "old");
    writing.sink.finish().unwrap();
    let files = files_of(temp.path());
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["a.ann", "a.txt", "annotation.conf", "notes.md"]
    );
    assert_eq!(
        (files["notes.md"].as_str(), files["a.txt"].as_str()),
        ("mine", "It rained.")
    );
}

#[test]
fn a_folder_cannot_go_to_a_stream() {
    let mut registry = dateline_core::Registry::new();
    crate::plugin(&mut registry).unwrap();
    for format in ["csv", "brat"] {
        let target = Target::Stream(Box::new(io::sink()));
        let result = (registry.find_format(format).unwrap().open)(&EncodeOptions::default(), target);
        assert!(result.is_err_and(|error| error.to_string().contains("name a folder")));
    }
}

#[test]
fn tables_that_were_not_made_are_absent_and_empty_ones_have_a_header() {
    let mut doc = named("a");
    doc.insert(|_, out| {
        out.layer::<dateline_core::layers::Quotes>();
        Ok(())
    })
    .unwrap();
    let files = folder("csv", &options(Offsets::Chars, None), &[doc]);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["articles.csv", "quotes.csv"]);
    assert_eq!(files["quotes.csv"].lines().count(), 1);
    assert!(files["quotes.csv"].starts_with("article_id,index,kind,content,"));
}

#[test]
fn the_error_file_comes_with_the_first_fault() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("out.errors.jsonl");
    let mut errors = crate::ErrorFile::new(&path);
    let origin = Origin {
        path: "in.jsonl".into(),
        record: 7,
        byte: None,
    };
    let fault = Fault::new(FaultKind::Decode, origin, "jsonl", "not “JSON”\n");
    errors.write(&fault).unwrap();
    assert_eq!(errors.count(), 1);
    errors.finish().unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "{\"id\":null,\"source\":{\"path\":\"in.jsonl\",\"record\":7},\"kind\":\"decode\",\
         \"stage\":\"jsonl\",\"reason\":\"not “JSON”\\n\"}\n"
    );
    crate::ErrorFile::new(&path).finish().unwrap();
    assert!(!path.exists(), "a run without faults leaves none");
}
