//! `dateline merge`: many outputs into one table.

use crate::support::{arg, between, json_lines, news, run};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

#[test]
fn outputs_in_any_order_and_number_make_one_table() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name);
    let all = run(&["extract", arg(&news()), "-q"], b"").out;
    let lines: Vec<&str> = all.lines().collect();
    fs::write(path("one.jsonl"), lines[..10].join("\n")).unwrap();
    fs::write(path("two.jsonl"), lines[8..].join("\n")).unwrap();
    let merge = |inputs: &[&str], out: &str, threads: &str| {
        let inputs: Vec<_> = inputs.iter().map(|name| path(name)).collect();
        let mut args = vec!["merge", "-q", "--threads", threads, "--evidence", "1000", "-o"];
        let out = path(out);
        args.push(arg(&out));
        args.extend(inputs.iter().map(|input| arg(input)));
        let ran = run(&args, b"");
        assert_eq!(ran.status, 0, "{}", ran.err);
        fs::read(&out).unwrap()
    };
    fs::write(path("all.jsonl"), &all).unwrap();
    let whole = merge(&["all.jsonl"], "whole.jsonl", "1");
    assert!(whole == merge(&["one.jsonl", "two.jsonl"], "parts.jsonl", "2"));
    assert!(whole == merge(&["two.jsonl", "all.jsonl", "one.jsonl"], "again.jsonl", "3"));

    let articles = json_lines(&all);
    let facts: usize = ["relations", "events"]
        .iter()
        .flat_map(|layer| {
            articles
                .iter()
                .map(|it| it[*layer].as_array().map_or(0, Vec::len))
        })
        .sum();
    let texts: BTreeMap<&str, &Value> = articles
        .iter()
        .map(|it| (it["id"].as_str().unwrap(), it))
        .collect();
    let rows = json_lines(&String::from_utf8(whole).unwrap());
    assert!(
        rows.len() > 50 && rows.len() <= facts,
        "{} of {facts}",
        rows.len()
    );
    let mut seen = 0;
    for row in &rows {
        let evidence = row["evidence"].as_array().unwrap();
        let ids: BTreeSet<&str> = evidence
            .iter()
            .map(|it| it["article_id"].as_str().unwrap())
            .collect();
        assert_eq!(row["articles"], ids.len());
        assert_eq!(row["evidence_count"], evidence.len());
        seen += evidence.len();
        for piece in evidence {
            let text = texts[piece["article_id"].as_str().unwrap()]["text"]
                .as_str()
                .unwrap();
            let (start, end) = (piece["start"].as_u64().unwrap(), piece["end"].as_u64().unwrap());
            assert_eq!(
                between(text, start as usize, end as usize),
                piece["text"].as_str().unwrap()
            );
        }
    }
    assert!(seen <= facts && seen * 10 > facts * 9, "{seen} of {facts}");

    let csv = String::from_utf8(merge(&["all.jsonl"], "facts.csv", "1")).unwrap();
    assert!(
        csv.starts_with("kind,name,plover,subject,subject_text,"),
        "{}",
        &csv[..60]
    );
    assert!(merge(&["all.jsonl"], "facts.parquet", "1").starts_with(b"PAR1"));
    assert!(merge(&["all.jsonl"], "facts.sqlite", "1").starts_with(b"SQLite format 3\0"));
}

#[test]
fn wire_copies_support_a_fact_once() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name);
    let line = fs::read_to_string(news())
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let mut articles = String::new();
    for (id, publisher) in [("first", "Wire"), ("second", "Gazette"), ("third", "Post")] {
        let mut article: Value = serde_json::from_str(&line).unwrap();
        article["id"] = id.into();
        article["publisher"] = publisher.into();
        articles += &format!("{article}\n");
    }
    fs::write(path("in.jsonl"), articles).unwrap();
    let out = path("out.jsonl");
    let ran = run(&["extract", arg(&path("in.jsonl")), "-q", "-o", arg(&out)], b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
    for (how, expected) in [("once", [1, 1, 2]), ("each", [3, 3, 0])] {
        let ran = run(&["merge", "-q", "--copies", how, arg(&out)], b"");
        let rows = json_lines(&ran.out);
        assert!(!rows.is_empty(), "{}", ran.err);
        for row in rows {
            let counts = ["articles", "outlets", "copies"].map(|key| row[key].as_u64().unwrap());
            assert_eq!(counts, expected, "{how}: {row}");
        }
    }
}

#[test]
fn what_holds_no_facts_is_refused() {
    let ran = run(&["merge", "--input-format", "conllu", "-"], b"");
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("“conllu” holds no facts"), "{}", ran.err);
    let ran = run(&["merge", "--format", "turtle", "-"], b"");
    assert!(ran.err.contains("facts are merged into one table"), "{}", ran.err);
}
