//! Tests of the formats through their public face: documents in, files out.

mod compact;
mod conllu;
mod files;
pub(crate) mod found;
mod graphml;
mod html;
mod json;
mod merged;
mod rdf;
pub(crate) mod sample;
mod snapshots;
#[cfg(feature = "parquet")]
mod spark;
mod tables;

use dateline_core::{Document, EncodeOptions, Flow, Offsets, Outcome, Registry, Target, Writing};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A stream whose bytes the test sees.
#[derive(Clone, Default)]
pub(crate) struct Shared(pub(crate) Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn options(offsets: Offsets, layers: Option<&[&str]>) -> EncodeOptions {
    EncodeOptions {
        offsets,
        layers: layers.map(|layers| layers.iter().map(|it| (*it).to_owned()).collect()),
    }
}

pub(crate) fn open(format: &str, options: &EncodeOptions, target: Target) -> Writing {
    let mut registry = Registry::new();
    crate::plugin(&mut registry).unwrap();
    let spec = registry.find_format(format).unwrap();
    (spec.open)(options, target).unwrap()
}

/// Hands the documents to a format, in order, without finishing it.
pub(crate) fn feed(writing: &mut Writing, docs: &[Document]) {
    for (seq, doc) in docs.iter().enumerate() {
        let mut buffers = vec![Vec::new(); writing.encoders.len()];
        for (encoder, buffer) in writing.encoders.iter().zip(&mut buffers) {
            encoder.encode(doc, buffer).unwrap();
        }
        let flow = writing
            .sink
            .accept(seq as u64, Outcome::Done(doc, &buffers))
            .unwrap();
        assert_eq!(flow, Flow::Continue);
    }
}

/// The documents in a format that is one stream.
pub(crate) fn stream(format: &str, options: &EncodeOptions, docs: &[Document]) -> String {
    let shared = Shared::default();
    let mut writing = open(format, options, Target::Stream(Box::new(shared.clone())));
    feed(&mut writing, docs);
    writing.sink.finish().unwrap();
    let bytes = shared.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

/// The files under `folder`, by name.
pub(crate) fn files_of(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.insert(name, std::fs::read_to_string(entry.path()).unwrap());
    }
    files
}

/// The documents in a format that is a folder: its files by name.
pub(crate) fn folder(format: &str, options: &EncodeOptions, docs: &[Document]) -> BTreeMap<String, String> {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("made/out");
    let mut writing = open(format, options, Target::Path(path.clone()));
    feed(&mut writing, docs);
    assert!(!path.exists(), "nothing lies under the name before the end");
    writing.sink.finish().unwrap();
    let beside: Vec<_> = std::fs::read_dir(temp.path().join("made")).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing temporary is left: {beside:?}");
    files_of(&path)
}
