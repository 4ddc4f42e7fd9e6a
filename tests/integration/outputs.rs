//! What is written: offsets, several formats at once, the same bytes on any number of threads.

use crate::support::{arg, between, json_lines, news, run, tree};
use serde_json::Value;

/// Calls `visit` with every object that has a start, an end and a text.
fn spans(value: &Value, visit: &mut dyn FnMut(usize, usize, &str)) {
    match value {
        Value::Object(fields) => {
            if let (Some(start), Some(end), Some(text)) = (
                value["start"].as_u64(),
                value["end"].as_u64(),
                value["text"].as_str(),
            ) {
                visit(start as usize, end as usize, text);
            }
            fields.values().for_each(|field| spans(field, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| spans(item, visit)),
        _ => {}
    }
}

#[test]
fn every_span_gives_back_its_surface_in_every_unit() {
    let chars = run(&["extract", arg(&news())], b"").out;
    let mut seen = 0;
    for article in json_lines(&chars) {
        let text = article["text"].as_str().unwrap();
        spans(&article, &mut |start, end, surface| {
            assert_eq!(between(text, start, end), surface);
            seen += 1;
        });
    }
    assert!(seen > 500, "{seen} spans");
    for article in json_lines(&run(&["extract", "--offsets", "bytes", arg(&news())], b"").out) {
        let text = article["text"].as_str().unwrap();
        spans(&article, &mut |start, end, surface| {
            assert_eq!(text.get(start..end), Some(surface))
        });
    }
    for article in json_lines(&run(&["extract", "--offsets", "utf16", arg(&news())], b"").out) {
        let text: Vec<u16> = article["text"].as_str().unwrap().encode_utf16().collect();
        spans(&article, &mut |start, end, surface| {
            assert_eq!(String::from_utf16_lossy(&text[start..end]), surface);
        });
    }
}

#[test]
fn references_point_into_their_lists() {
    for article in json_lines(&run(&["extract", arg(&news())], b"").out) {
        let count = |list: &str| article[list].as_array().map_or(0, Vec::len) as u64;
        let (mentions, entities) = (count("mentions"), count("entities"));
        let check = |value: &Value, bound: u64| {
            if let Some(index) = value.as_u64() {
                assert!(index < bound, "{value} of {bound}");
            }
        };
        for mention in article["mentions"].as_array().unwrap() {
            check(&mention["entity"], entities);
        }
        for entity in article["entities"].as_array().unwrap() {
            let own = entity["mentions"].as_array().unwrap();
            assert!(!own.is_empty());
            own.iter().for_each(|mention| check(mention, mentions));
        }
        for relation in article["relations"].as_array().unwrap() {
            assert!(relation["subject"].is_u64());
            check(&relation["subject"], mentions);
            check(&relation["object"], mentions);
        }
        for event in article["events"].as_array().unwrap() {
            for side in ["source", "target"] {
                event[side]
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|entity| check(entity, entities));
            }
        }
        for quote in article["quotes"].as_array().unwrap() {
            check(&quote["speaker"], mentions);
        }
        let propositions = article["propositions"].as_array().unwrap();
        assert!(!propositions.is_empty());
        for proposition in propositions {
            let count = |key: &str| proposition[key].as_array().unwrap().len();
            assert_eq!(count("roles"), count("objects"), "{proposition}");
            assert_eq!(count("minimal_objects"), count("objects"), "{proposition}");
            assert_ne!(proposition["relation"], "", "{proposition}");
        }
    }
}

#[test]
fn several_formats_at_once_are_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let write = |threads: &str| {
        let out = folder.path().join(threads);
        let formats = "jsonl,conllu,csv,parquet,sqlite,ntriples,turtle,jsonld,graphml,brat,html";
        let ran = run(
            &[
                "extract",
                arg(&news()),
                "--threads",
                threads,
                "--format",
                formats,
                "-o",
                arg(&out),
            ],
            b"",
        );
        assert_eq!(ran.status, 0, "{}", ran.err);
        tree(&out)
    };
    let one = write("1");
    let names: Vec<&str> = one.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"articles.jsonl") && names.contains(&"articles.conllu"),
        "{names:?}"
    );
    assert!(
        names.iter().any(|name| name.ends_with("mentions.csv")),
        "{names:?}"
    );
    assert!(names.iter().any(|name| name.ends_with(".ann")), "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("index.html")), "{names:?}");
    for threads in ["2", "8"] {
        for ((name, one), (other_name, other)) in one.iter().zip(&write(threads)) {
            assert_eq!(name, other_name);
            assert!(one == other, "{name} differs with {threads} threads");
        }
    }
}

#[test]
fn conllu_comes_back_with_its_layers_kept() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first.conllu");
    assert_eq!(run(&["tokenize", arg(&news()), "-o", arg(&first)], b"").status, 0);
    let kept = run(
        &[
            "extract",
            arg(&first),
            "--keep",
            "tokens,sentences",
            "--layers",
            "tokens,sentences",
        ],
        b"",
    );
    assert_eq!(kept.status, 0, "{}", kept.err);
    let original = run(&["tokenize", arg(&news())], b"");
    let surfaces = |out: &str| -> Vec<Vec<String>> {
        json_lines(out)
            .iter()
            .map(|article| {
                let text = article["text"].as_str().unwrap();
                let at = |token: &Value, end: &str| token[end].as_u64().unwrap() as usize;
                article["tokens"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|token| between(text, at(token, "start"), at(token, "end")))
                    .collect()
            })
            .collect()
    };
    assert_eq!(surfaces(&kept.out), surfaces(&original.out));
}
