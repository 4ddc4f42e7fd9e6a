//! What the tests of several formats share.

use crate::Inputs;
use dateline_core::{Document, Error, Fault, Input, Record, Registry, Setting, Settings, Source};
use std::collections::BTreeMap;
use std::io::{BufRead, Cursor};

/// An article or a fault, as one line: `id|title|text`, or `fault: ` and its words.
pub(crate) type Line = String;

pub(crate) fn registry() -> Registry {
    let mut registry = Registry::new();
    crate::plugin(&mut registry).unwrap();
    registry
}

pub(crate) fn settings(pairs: &[(&str, Setting)]) -> Settings {
    let values: BTreeMap<String, Setting> = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    Settings::new("[input.x]", values)
}

/// A format's source over a stream.
pub(crate) fn open(
    format: &str,
    bytes: Box<dyn BufRead + Send>,
    limit: usize,
    settings: Settings,
) -> Result<Box<dyn Source>, Error> {
    let mut input = Input::stream("in", bytes);
    input.max_record_bytes = limit;
    (registry().find_reader(format)?.open)(input, settings)
}

/// Everything that a source gives, decoded.
pub(crate) fn all(source: &mut dyn Source) -> Vec<Result<Document, Fault>> {
    let mut found = Vec::new();
    let mut record = Record::default();
    loop {
        record.clear();
        match source.next(&mut record) {
            Ok(false) => return found,
            Err(fault) => found.push(Err(fault)),
            Ok(true) => {
                let mut doc = Document::default();
                let decoded = record.decoder.clone().unwrap().decode(&record, &mut doc);
                if doc.meta().origin.path.is_empty() {
                    doc.meta_mut().origin = record.origin.clone();
                }
                found.push(decoded.map(|()| doc));
            }
        }
    }
}

/// Everything that a format reads out of `bytes`, with a small bound on records.
pub(crate) fn read(format: &str, bytes: &[u8], pairs: &[(&str, Setting)]) -> Vec<Result<Document, Fault>> {
    let mut source = open(
        format,
        Box::new(Cursor::new(bytes.to_vec())),
        1 << 16,
        settings(pairs),
    )
    .unwrap();
    all(&mut *source)
}

pub(crate) fn shown(found: &[Result<Document, Fault>]) -> Vec<Line> {
    let show = |item: &Result<Document, Fault>| match item {
        Ok(doc) => format!("{}|{}|{}", doc.meta().id, doc.meta().title, doc.text()),
        Err(fault) => format!("fault: {fault}"),
    };
    found.iter().map(show).collect()
}

/// Everything behind arguments, as lines; `Err` where nothing could be begun.
pub(crate) fn gather(build: impl FnOnce(Inputs<'_>) -> Inputs<'_>) -> Result<Vec<Line>, String> {
    let registry = registry();
    let mut source = build(Inputs::new(&registry))
        .open()
        .map_err(|error| error.to_string())?;
    Ok(shown(&all(&mut source)))
}
