//! Readers over any bytes, and the writers' way back.

use crate::checks::check_document;
use crate::formats::PATIENCE;
use dateline::readers::normalize_date;
use dateline_core::layers::{Sentences, Tokens};
use dateline_core::{
    Document, EncodeOptions, Encoder, Fault, Input, Offsets, Record, Registry, Setting, Settings, Target,
};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry::new();
    dateline::readers::plugin(&mut registry).expect("readers register");
    dateline::writers::plugin(&mut registry).expect("writers register");
    registry
});

/// Bytes as jsonl: articles or faults, never more of them than bytes; and an article that is written as
/// jsonl is read back as it was.
///
/// # Panics
/// When one of these does not hold.
pub fn jsonl(data: &[u8]) {
    for doc in articles("jsonl", data, &[]) {
        let mut written = Vec::new();
        encoder("jsonl")
            .encode(&doc, &mut written)
            .expect("an article can be written as jsonl");
        assert_eq!(
            written.iter().filter(|&&byte| byte == b'\n').count(),
            1,
            "one article, one line"
        );
        let mut line: &[u8] = &written;
        serde_json::from_slice::<serde_json::Value>(line.trim_ascii_end()).expect("a line is JSON");
        let back = read("jsonl", usize::MAX, &mut line, &[]);
        let [Ok(back)] = &back[..] else {
            panic!("one article came back as {}", back.len())
        };
        assert_eq!(back.text(), doc.text());
        assert_eq!(back.meta().title, doc.meta().title);
        assert_eq!(back.meta().published, doc.meta().published);
        if !doc.meta().id.trim().is_empty() {
            assert_eq!(back.meta().id, doc.meta().id);
        }
    }
}

/// Bytes as CoNLL-U, with every layer that the reader can keep; and an article with tokens that is written
/// as CoNLL-U comes back with the same words.
///
/// # Panics
/// When one of these does not hold.
pub fn conllu(data: &[u8]) {
    let keep = ["tokens", "sentences", "tags", "parse", "mentions"];
    for doc in articles("conllu", data, &keep) {
        if doc.layer::<Sentences>().is_none_or(<[_]>::is_empty) {
            continue;
        }
        let mut written = Vec::new();
        encoder("conllu")
            .encode(&doc, &mut written)
            .expect("an article can be written as CoNLL-U");
        let back = read("conllu", usize::MAX, &mut &written[..], &keep);
        let [Ok(back)] = &back[..] else {
            panic!(
                "one article came back as {} from\n{}",
                back.len(),
                String::from_utf8_lossy(&written)
            )
        };
        assert_eq!(words(back), words(&doc), "{}", String::from_utf8_lossy(&written));
    }
}

/// Bytes as what Dateline has written: articles or faults; and an article is written in every format, and as
/// jsonl comes back as it was.
///
/// # Panics
/// When one of these does not hold.
pub fn written(mut data: &[u8]) {
    for doc in read("dateline", 1 << 20, &mut data, &[]).into_iter().flatten() {
        // Sentences may have been written alone, without the tokens that they hold.
        if doc.layer::<Tokens>().is_some() {
            check_document(&doc);
        }
        assert_eq!(doc.misfits(), [], "spans that do not fit the text");
        for format in ["ntriples", "turtle", "jsonld"] {
            encoder(format)
                .encode(&doc, &mut Vec::new())
                .expect("an article can be written as RDF");
        }
        let mut line = Vec::new();
        let jsonl = encoder("jsonl");
        jsonl
            .encode(&doc, &mut line)
            .expect("an article can be written as jsonl");
        // Spelled out or in columns, it is the same article.
        for format in ["jsonl", "compact"] {
            let mut written = Vec::new();
            encoder(format)
                .encode(&doc, &mut written)
                .expect("an article can be written");
            let back = read("dateline", usize::MAX, &mut &written[..], &[]);
            let [Ok(back)] = &back[..] else {
                panic!(
                    "{} came back as {}",
                    String::from_utf8_lossy(&written),
                    back.len()
                )
            };
            let mut again = Vec::new();
            jsonl
                .encode(back, &mut again)
                .expect("an article can be written as jsonl");
            assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&line));
        }
    }
}

/// The surfaces of the tokens. CoNLL-U has no way to write a control character; a space stands for it.
fn words(doc: &Document) -> Vec<String> {
    let tokens = doc.layer::<Tokens>().unwrap_or_default();
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    tokens
        .iter()
        .map(|token| doc.slice(token.span).chars().map(plain).collect())
        .collect()
}

/// Reads the bytes; the first of them chooses how long a record may be. Checks faults and documents.
pub(crate) fn articles(format: &str, data: &[u8], keep: &[&str]) -> Vec<Document> {
    let Some((choice, mut bytes)) = data.split_first() else {
        return Vec::new();
    };
    let limit = if choice % 4 == 0 {
        1 + usize::from(*choice)
    } else {
        1 << 20
    };
    let length = bytes.len();
    let found = read(format, limit, &mut bytes, keep);
    let mut documents = Vec::new();
    let mut record = 0;
    for outcome in found {
        let origin = match &outcome {
            Ok(doc) => doc.meta().origin.clone(),
            Err(fault) => fault.origin.clone(),
        };
        if origin.record > 0 {
            assert!(
                origin.record >= record,
                "record {} after record {record}",
                origin.record
            );
            record = origin.record;
        }
        // XML's places are counted in UTF-8, which may take up to three bytes for one.
        assert!(
            origin.byte.is_none_or(|byte| byte <= 3 * length as u64),
            "{origin} lies behind the end"
        );
        match outcome {
            Ok(doc) => {
                check_document(&doc);
                if let Some(published) = &doc.meta().published {
                    assert_eq!(
                        normalize_date(published).as_ref(),
                        Some(published),
                        "a date is normal"
                    );
                }
                documents.push(doc);
            }
            Err(fault) => assert!(
                !fault.reason.is_empty() && !fault.stage.is_empty(),
                "{fault:?} says nothing"
            ),
        }
    }
    documents
}

/// Everything that a reader makes of some bytes.
fn read(format: &str, limit: usize, bytes: &mut &[u8], keep: &[&str]) -> Vec<Result<Document, Fault>> {
    let mut values = BTreeMap::new();
    if !keep.is_empty() {
        let names = keep.iter().map(|name| Setting::Str((*name).to_owned())).collect();
        values.insert("keep".to_owned(), Setting::List(names));
    }
    let most = bytes.len() + 2;
    let compressed = format == "parquet";
    let mut input = Input::stream("in", Cursor::new(bytes.to_vec()));
    input.max_record_bytes = limit;
    let reader = REGISTRY.find_reader(format).expect("a known format");
    let mut source = (reader.open)(input, Settings::new("[input]", values)).expect("opens");
    let mut found = Vec::new();
    let mut record = Record::default();
    loop {
        if compressed && !PATIENCE.contains(&found.len()) {
            return found;
        }
        assert!(compressed || found.len() <= most, "a source that does not end");
        record.clear();
        match source.next(&mut record) {
            Ok(false) => return found,
            Err(fault) => found.push(Err(fault)),
            Ok(true) => {
                let mut doc = Document::default();
                let decoder = record.decoder.clone().expect("a source sets the decoder");
                let decoded = decoder.decode(&record, &mut doc);
                if doc.meta().origin.path.is_empty() {
                    doc.meta_mut().origin = record.origin.clone();
                }
                found.push(decoded.map(|()| doc));
            }
        }
    }
}

/// The one encoder of a format that writes a stream.
fn encoder(format: &str) -> Box<dyn Encoder> {
    let options = EncodeOptions {
        offsets: Offsets::Chars,
        layers: None,
    };
    let format = REGISTRY.find_format(format).expect("a known format");
    let writing = (format.open)(&options, Target::Stream(Box::new(std::io::sink()))).expect("opens");
    writing.encoders.into_iter().next().expect("an encoder")
}

#[cfg(test)]
mod tests {
    use crate::samples::{CONLLU, JSONL, WRITTEN, mutated};

    #[test]
    fn made_up_jsonl() {
        mutated(JSONL, 3000, super::jsonl);
    }

    #[test]
    fn made_up_conllu() {
        mutated(CONLLU, 3000, super::conllu);
    }
    #[test]
    fn made_up_output() {
        mutated(WRITTEN, 3000, super::written);
    }
}
