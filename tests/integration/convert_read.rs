//! `dateline convert` over what not every article has: reasons, credits, passages of pages, near-duplicates.

use crate::support::{arg, json_lines, news, run, tree};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const ALL: &str = "jsonl,conllu,csv,parquet,sqlite,ntriples,turtle,jsonld,graphml,brat,html";

fn ok(args: &[&str]) {
    let ran = run(args, b"");
    assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
}

/// Extracts `input` into all formats and once more by way of its jsonl, also with offsets of another unit on the
/// way; nothing may differ. Gives the articles.
fn there_and_back(folder: &Path, input: &Path, flags: &[&str]) -> Vec<Value> {
    let at = |name: &str| folder.join(name);
    let (direct, bytes, converted) = (at("direct"), at("bytes.jsonl"), at("converted"));
    let extract = ["extract", arg(input), "--format", ALL, "-o", arg(&direct)];
    ok(&[&extract, flags].concat());
    let written = direct.join("articles.jsonl");
    ok(&["convert", arg(&written), "--offsets", "bytes", "-o", arg(&bytes)]);
    let back = ["--input-offsets", "bytes", "--format", ALL, "-o"];
    ok(&[&["convert", arg(&bytes)], &back[..], &[arg(&converted)]].concat());
    let (direct, converted) = (tree(&direct), tree(&converted));
    assert_eq!(direct.len(), converted.len());
    for ((name, bytes), (other, others)) in direct.iter().zip(&converted) {
        assert_eq!(name, other);
        assert!(bytes == others, "{name} differs");
    }
    json_lines(&fs::read_to_string(written).unwrap())
}

fn some(articles: &[Value], what: impl Fn(&Value) -> bool) -> bool {
    articles.iter().any(what)
}

#[test]
fn reasons_and_copies_go_through_jsonl() {
    let temp = tempfile::tempdir().unwrap();
    let mut corpus = String::new();
    for article in json_lines(&fs::read_to_string(news()).unwrap()) {
        let (id, text) = (article["id"].as_str().unwrap(), article["text"].as_str().unwrap());
        let copy = json!({"id": format!("{id}-copy"), "text": format!("LIMA, Aug 5 (Reuters) – {text}")});
        write!(corpus, "{article}\n{copy}\n").unwrap();
    }
    let input = temp.path().join("in.jsonl");
    fs::write(&input, corpus).unwrap();
    let articles = there_and_back(temp.path(), &input, &["--explain"]);
    for layer in ["relations", "events"] {
        let whys = |it: &Value| {
            it[layer]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it["why"].is_object())
        };
        assert!(some(&articles, whys), "{layer}");
    }
    assert!(some(&articles, |it| it["duplicate_of"].is_string()));
    assert!(some(&articles, |it| it["credits"][0]["value"].is_string()));
    let links = |key: &str| {
        some(&articles, |it| {
            let entities = it["entities"].as_array().unwrap();
            entities.iter().any(|it| it["link"][key].is_string())
        })
    };
    assert!(links("geonames") && links("reason") && links("dateline"));
}

#[test]
fn passages_of_pages_go_through_jsonl() {
    let temp = tempfile::tempdir().unwrap();
    let input = temp.path().join("pages");
    fs::create_dir(&input).unwrap();
    for (index, article) in json_lines(&fs::read_to_string(news()).unwrap())
        .iter()
        .take(4)
        .enumerate()
    {
        let text = article["text"].as_str().unwrap();
        let paragraphs: String = text
            .split("\n\n")
            .map(|it| format!("<p>{it} – é</p>\n"))
            .collect();
        let page = format!(
            "<html><head><title>Page</title></head><body><article><h1>Page</h1>\n{paragraphs}</article></body></html>"
        );
        fs::write(input.join(format!("{index}.html")), page).unwrap();
    }
    let articles = there_and_back(temp.path(), &input, &[]);
    assert_eq!(articles.len(), 4);
    assert!(articles.iter().all(|it| it["passages"][0]["page_end"].is_u64()));
}

#[test]
fn what_the_run_did_not_look_for_is_not_added() {
    let temp = tempfile::tempdir().unwrap();
    let (settings, written) = (temp.path().join("dateline.toml"), temp.path().join("out.jsonl"));
    fs::write(&settings, "[run]\nfind_credits = false\n").unwrap();
    let article = json!({
        "id": "a", "language": "fr",
        "text": "PARIS, Aug 5 (Reuters) – The ministers met on Monday and agreed that the talks would go on.",
    });
    let flags = [
        "--any-language",
        "--config",
        arg(&settings),
        "-o",
        arg(&written),
        "--input-format",
        "jsonl",
    ];
    let ran = run(
        &[&["extract", "-"], &flags[..]].concat(),
        format!("{article}\n").as_bytes(),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let converted = run(&["convert", arg(&written)], b"");
    assert_eq!(converted.status, 0, "{}", converted.err);
    assert_eq!(converted.out, fs::read_to_string(&written).unwrap());
    let articles = json_lines(&converted.out);
    assert_eq!(
        (articles[0]["language"].as_str(), articles[0].get("credits")),
        (Some("fr"), None)
    );
}
