//! The bytes of every format for the sample article, to be looked at when they change.

use super::{folder, options, sample, stream};
use dateline_core::{EncodeOptions, Offsets};
use std::collections::BTreeMap;

/// Files one after another, with their names.
fn listing(files: &BTreeMap<String, String>) -> String {
    files
        .iter()
        .map(|(name, text)| format!("==> {name}\n{text}\n"))
        .collect()
}

/// JSON with line breaks at which one can read it, in its own order of keys.
fn broken(json: &str) -> String {
    json.replace("},{", "},\n  {")
        .replace("],\"", "],\n\"")
        .replace("\",\"text\":", "\",\n\"text\":")
}

#[test]
fn jsonl_of_the_full_sample() {
    let line = stream("jsonl", &EncodeOptions::default(), &[sample::full()]);
    insta::assert_snapshot!("jsonl", broken(&line));
}

#[test]
fn jsonl_without_coreference_and_with_nothing_at_all() {
    let lines = stream(
        "jsonl",
        &options(Offsets::Bytes, None),
        &[sample::proposals(), sample::bare()],
    );
    insta::assert_snapshot!("jsonl_sparse", broken(&lines));
}

#[test]
fn conllu_of_the_full_sample() {
    let text = stream("conllu", &EncodeOptions::default(), &[sample::full()]);
    insta::assert_snapshot!("conllu", text);
}

#[test]
fn brat_of_the_full_sample() {
    let files = folder("brat", &EncodeOptions::default(), &[sample::full()]);
    insta::assert_snapshot!("brat", listing(&files));
}

#[test]
fn csv_of_the_full_sample() {
    let files = folder("csv", &options(Offsets::Utf16, None), &[sample::full()]);
    assert!(!files.contains_key("tokens.csv"));
    insta::assert_snapshot!("csv", listing(&files));
    let files = folder(
        "csv",
        &options(Offsets::Utf16, Some(&["tokens"])),
        &[sample::full()],
    );
    assert_eq!(files.keys().collect::<Vec<_>>(), ["articles.csv", "tokens.csv"]);
    insta::assert_snapshot!("csv_tokens", listing(&files));
}
