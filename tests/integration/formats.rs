//! Formats that come in: told apart, read, and what is not English passed through.

use crate::support::{arg, json_lines, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

const TALK: &str =
    "The harbour council of Port Ennis met on Monday, and doubled the toll for every lorry that leaves.";

fn tokenized(path: &Path, more: &[&str]) -> (Vec<Value>, String) {
    let ran = run(&[&["tokenize", arg(path)], more].concat(), b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
    (json_lines(&ran.out), ran.err)
}

#[test]
fn every_format_is_told_by_its_first_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let page = format!("<!doctype html><title>T</title><body><p>{TALK}</p>");
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let wide: Vec<u8> = format!("\u{FEFF}{TALK}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let files: [(&str, Vec<u8>); 8] = [
        ("1", format!("id,title,text\na,T,\"{TALK}\"\n").into()),
        ("2", format!("id\tTitle\tBody\na\tT\t{TALK}\n").into()),
        ("3", page.clone().into()),
        (
            "4",
            format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
                answer.len()
            )
            .into(),
        ),
        (
            "5",
            format!("<?xml version='1.0'?><nitf><head><title>T</title></head><body><body.content><p>{TALK}</p></body.content></body></nitf>").into(),
        ),
        (
            "6",
            format!("<newsMessage><itemSet><newsItem guid='g'><contentMeta><headline>T</headline></contentMeta><contentSet><inlineData>{TALK}</inlineData></contentSet></newsItem></itemSet></newsMessage>").into(),
        ),
        ("7", wide),
        ("8", format!("{{\"headline\": \"T\", \"body\": \"{TALK}\"}}").into()),
    ];
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (articles, _) = tokenized(folder.path(), &[]);
    assert_eq!(articles.len(), files.len());
    for article in &articles {
        assert_eq!(article["text"], TALK, "{article}");
        assert_eq!(article["language"], "en");
        assert!(
            article["tokens"]
                .as_array()
                .is_some_and(|tokens| tokens.len() > 15)
        );
    }
    let passages = articles[2]["passages"].as_array().unwrap();
    let place = |key: &str| usize::try_from(passages[0][key].as_u64().unwrap()).unwrap();
    assert_eq!(&page[place("page_start")..place("page_end")], TALK);
}

#[test]
fn what_is_not_english_passes_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let french = "Le ministre a déclaré lundi que les discussions reprendraient dès que les deux parties auraient \
                  remis leurs propositions. Il ne s'attend pas à un accord avant la fin de l'année.";
    fs::write(
        &path,
        format!("{{\"text\": \"{french}\"}}\n{{\"text\": \"{TALK}\"}}\n"),
    )
    .unwrap();
    let (articles, words) = tokenized(&path, &[]);
    assert_eq!(
        (&articles[0]["text"], &articles[0]["language"]),
        (&french.into(), &"fr".into())
    );
    assert!(articles[0].get("tokens").is_none() && articles[1]["tokens"].is_array());
    assert!(
        words.contains("1 article not in English passed through (fr 1)"),
        "{words}"
    );
    let (articles, words) = tokenized(&path, &["--any-language"]);
    assert!(articles[0]["tokens"].is_array() && articles[0]["language"].is_null());
    assert!(!words.contains("passed through"), "{words}");
    // Every format of output takes an article without facts.
    for format in ["conllu", "csv", "brat", "html"] {
        let out = folder.path().join(format);
        let ran = run(&["extract", arg(&path), "--format", format, "-o", arg(&out)], b"");
        assert_eq!(ran.status, 0, "{format}: {}", ran.err);
    }
}

#[test]
fn datelines_are_found_with_their_evidence() {
    let text = "ROME, Aug. 5, 2024 (AFP) - The ministers met.";
    let ran = run(&["tokenize", "--input-format", "text"], text.as_bytes());
    let article = &json_lines(&ran.out)[0];
    assert_eq!(
        (&article["published"], &article["publisher"]),
        (&"2024-08-05".into(), &"Agence France-Presse".into())
    );
    assert_eq!(article["credits"][0]["kind"], "place");
    assert_eq!(article["credits"][0]["value"], "Rome");
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("dateline.toml");
    fs::write(&config, "[run]\nfind_credits = false\ncheck_language = false\n").unwrap();
    let ran = run(
        &["tokenize", "--input-format", "text", "--config", arg(&config)],
        text.as_bytes(),
    );
    let article = &json_lines(&ran.out)[0];
    assert!(article["published"].is_null() && article.get("credits").is_none());
}
