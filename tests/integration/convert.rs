//! `dateline convert`: what goes through jsonl is, byte for byte, what a run writes at once.

use crate::support::{arg, json_lines, news, run, tree};
use std::fs;
use std::path::Path;

const ALL: &str = "jsonl,compact,conllu,csv,parquet,sqlite,ntriples,turtle,jsonld,graphml,brat,html";

fn ok(args: &[&str]) {
    let ran = run(args, b"");
    assert_eq!(ran.status, 0, "{args:?}: {}", ran.err);
}

fn same(one: &Path, other: &Path) {
    let (one, other) = (tree(one), tree(other));
    let names = |tree: &[(String, Vec<u8>)]| tree.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for ((name, bytes), (_, others)) in one.iter().zip(&other) {
        assert!(bytes == others, "{name} differs");
    }
}

#[test]
fn jsonl_becomes_every_format_as_a_run_writes_it() {
    let temp = tempfile::tempdir().unwrap();
    let (direct, converted, again) = (
        temp.path().join("direct"),
        temp.path().join("converted"),
        temp.path().join("again"),
    );
    ok(&["extract", arg(&news()), "--format", ALL, "-o", arg(&direct)]);
    let written = direct.join("articles.jsonl");
    ok(&[
        "convert",
        arg(&written),
        "--format",
        ALL,
        "-o",
        arg(&converted),
        "--threads",
        "2",
    ]);
    same(&direct, &converted);
    let from_columns = temp.path().join("from-columns");
    let columns = direct.join("articles.compact.jsonl");
    ok(&[
        "convert",
        arg(&columns),
        "--format",
        ALL,
        "-o",
        arg(&from_columns),
    ]);
    same(&direct, &from_columns);

    // Offsets of another unit on the way, and tables of tokens.
    let bytes = temp.path().join("bytes.jsonl");
    ok(&["convert", arg(&written), "--offsets", "bytes", "-o", arg(&bytes)]);
    ok(&[
        "convert",
        arg(&bytes),
        "--input-offsets",
        "bytes",
        "--format",
        ALL,
        "-o",
        arg(&again),
    ]);
    same(&direct, &again);
    let (tokens, converted_tokens) = (temp.path().join("tokens"), temp.path().join("converted-tokens"));
    let few = ["--layers", "tokens,events", "--format", "csv,turtle", "-o"];
    ok(&[&["extract", arg(&news())], &few[..], &[arg(&tokens)]].concat());
    ok(&[&["convert", arg(&written)], &few[..], &[arg(&converted_tokens)]].concat());
    same(&tokens, &converted_tokens);

    let wrong = run(
        &[
            "convert",
            arg(&bytes),
            "-o",
            arg(&temp.path().join("wrong.jsonl")),
        ],
        b"",
    );
    assert_eq!(
        wrong.status, 3,
        "articles of ASCII alone convert all the same: {}",
        wrong.err
    );
    let faults = fs::read_to_string(temp.path().join("wrong.jsonl.errors.jsonl")).unwrap();
    assert!(
        faults.contains("do its offsets count bytes or UTF-16 units"),
        "{faults}"
    );
}

#[test]
fn conllu_becomes_what_can_do_with_words_and_names() {
    let temp = tempfile::tempdir().unwrap();
    let conllu = temp.path().join("out.conllu");
    ok(&["extract", arg(&news()), "-o", arg(&conllu)]);
    let out = temp.path().join("out");
    ok(&[
        "convert",
        arg(&conllu),
        "--format",
        "jsonl,csv,brat,conllu,turtle",
        "-o",
        arg(&out),
    ]);
    let articles = json_lines(&fs::read_to_string(out.join("articles.jsonl")).unwrap());
    assert_eq!(articles.len(), 16);
    assert!(articles[0]["tokens"][0]["upos"].is_string() && articles[0].get("events").is_none());
    assert!(!articles[0]["mentions"].as_array().unwrap().is_empty());
    for (name, why) in [
        ("x.graphml", "a graph is made of entities and facts"),
        (
            "x.daily.csv",
            "a table of events by the day is made of entities and facts",
        ),
    ] {
        let refused = run(
            &["convert", arg(&conllu), "-o", arg(&temp.path().join(name))],
            b"",
        );
        assert_eq!(refused.status, 1);
        assert!(refused.err.contains(why), "{}", refused.err);
    }
    // A folder of nothing but CoNLL-U is that.
    let folder = temp.path().join("folder");
    fs::create_dir(&folder).unwrap();
    fs::rename(&conllu, folder.join("out.conllu")).unwrap();
    let again = run(&["convert", "-q", arg(&folder)], b"");
    assert_eq!(again.status, 0, "{}", again.err);
    assert_eq!(json_lines(&again.out).len(), 16);
}

#[test]
fn what_cannot_be_converted_is_refused_with_the_reason() {
    let temp = tempfile::tempdir().unwrap();
    for (name, why) in [
        ("x.csv", "tables say neither paragraphs"),
        ("x.nt", "triples have no order"),
        ("x.graphml", "a graph holds neither"),
    ] {
        let path = temp.path().join(name);
        fs::write(&path, "").unwrap();
        let ran = run(&["convert", arg(&path), "-o", "-"], b"");
        assert_eq!(ran.status, 1);
        assert!(ran.err.contains(why), "{}", ran.err);
    }
    // A format that is a folder is told by the files in it.
    let tables = temp.path().join("tables");
    ok(&[
        "tokenize",
        arg(&news()),
        "-q",
        "--format",
        "csv",
        "-o",
        arg(&tables),
    ]);
    let ran = run(&["convert", arg(&tables), "-o", "-"], b"");
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("tables say neither paragraphs"), "{}", ran.err);

    let plain = run(&["convert", "-"], b"{\"id\": \"a\", \"text\": \"It rained.\"}\n");
    assert_eq!(plain.status, 1);
    assert!(
        plain.err.contains("not an article as Dateline writes it"),
        "{}",
        plain.err
    );
    let lacking = run(
        &[
            "extract",
            "-",
            "--layers",
            "sentences",
            "--input-format",
            "text",
            "-q",
        ],
        b"It rained.",
    );
    let conllu = run(&["convert", "-", "--format", "conllu"], lacking.out.as_bytes());
    assert_eq!(conllu.status, 1);
    assert!(conllu.err.contains("CoNLL-U is made of tokens"), "{}", conllu.err);
}

#[test]
fn pieces_of_a_size_are_together_the_whole() {
    let temp = tempfile::tempdir().unwrap();
    let whole = temp.path().join("whole.jsonl");
    ok(&["extract", arg(&news()), "-o", arg(&whole)]);
    let pieces = temp.path().join("pieces/out.jsonl");
    ok(&[
        "convert",
        arg(&whole),
        "--shard-size",
        "300kB",
        "-o",
        arg(&pieces),
    ]);
    let mut tree = tree(pieces.parent().unwrap());
    // What the run was stands beside its pieces.
    let told = tree
        .iter()
        .position(|(name, _)| name == "out.jsonl.manifest.json");
    let told: serde_json::Value = serde_json::from_slice(&tree.remove(told.unwrap()).1).unwrap();
    assert_eq!(told["outputs"][0]["pieces"], tree.len());
    assert_eq!(told["outputs"][0]["bytes"], fs::metadata(&whole).unwrap().len());
    assert!(tree.len() > 2 && tree[0].0 == "out-00001.jsonl", "{}", tree.len());
    assert!(tree.iter().all(|(_, bytes)| bytes.len() <= 300_000));
    let joined: Vec<u8> = tree.into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(joined == fs::read(&whole).unwrap());

    let graphs = temp.path().join("rdf/out.ttl");
    ok(&[
        "convert",
        arg(&whole),
        "--shard-size",
        "300kB",
        "-o",
        arg(&graphs),
    ]);
    for (name, bytes) in crate::support::tree(graphs.parent().unwrap()) {
        let whole = bytes.starts_with(b"@prefix");
        assert!(
            whole || name == "out.ttl.manifest.json",
            "{name} stands by itself"
        );
    }
    let streamed = run(&["convert", arg(&whole), "--shard-size", "1MB"], b"");
    assert_eq!(streamed.status, 1);
    assert!(
        streamed.err.contains("--shard-size makes several files"),
        "{}",
        streamed.err
    );
}

#[test]
fn texts_that_break_things_come_back_too() {
    let temp = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for (name, text) in dateline_testkit::nasty_texts() {
        let article = serde_json::json!({"id": name, "title": text.get(..20), "text": text});
        lines.push_str(&format!("{article}\n"));
    }
    let (input, direct, converted) = (
        temp.path().join("in.jsonl"),
        temp.path().join("direct"),
        temp.path().join("converted"),
    );
    fs::write(&input, lines).unwrap();
    ok(&["extract", arg(&input), "--format", ALL, "-o", arg(&direct)]);
    for written in ["articles.jsonl", "articles.compact.jsonl"].map(|name| direct.join(name)) {
        ok(&["convert", arg(&written), "--format", ALL, "-o", arg(&converted)]);
        same(&direct, &converted);
    }
}

#[test]
fn what_runs_no_stages_takes_no_word_on_them() {
    for command in ["convert", "merge"] {
        for option in [
            &["--model", "accurate"][..],
            &["--keep", "tokens"],
            &["--any-language"],
            &["--stages", "events"],
        ] {
            let ran = run(&[&[command], option].concat(), b"");
            assert_eq!(ran.status, 2, "{command} {option:?}: {}", ran.err);
            assert!(
                ran.err.contains(&format!("unexpected argument '{}'", option[0])),
                "{}",
                ran.err
            );
        }
    }
}
