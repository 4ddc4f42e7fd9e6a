//! The accurate tier in the program: it says that it ran, writes the same bytes on any number of threads, and its names
//! reach those stages that want them.

use crate::support::{arg, json_lines, news, run};
use serde_json::Value;

/// Two of the sample articles.
fn articles() -> Vec<u8> {
    let text = std::fs::read_to_string(news()).unwrap();
    let lines: Vec<&str> = text.lines().take(2).collect();
    lines.join("\n").into_bytes()
}

#[test]
fn threads_do_not_change_what_the_accurate_tier_writes() {
    let extract = |threads: &str| {
        run(
            &[
                "extract",
                "--input-format=jsonl",
                "--model=accurate",
                "--threads",
                threads,
            ],
            &articles(),
        )
    };
    let one = extract("1");
    assert_eq!(one.status, 0, "{}", one.err);
    assert!(one.err.contains("accurate model)"), "{}", one.err);
    let many = extract("3");
    assert_eq!(one.out, many.out);
    for article in json_lines(&one.out) {
        let tokens = article["tokens"].as_array().unwrap();
        assert!(!tokens.is_empty() && tokens.iter().all(|token| token["upos"].is_string()));
        assert!(
            article["mentions"]
                .as_array()
                .is_some_and(|mentions| !mentions.is_empty())
        );
    }
    let fast = run(&["extract", "--input-format=jsonl"], &articles());
    assert!(fast.err.contains("fast model)"), "{}", fast.err);
    assert_ne!(fast.out, one.out);
}

#[test]
fn the_configuration_asks_for_it_and_the_command_line_counts_before() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("dateline.toml");
    std::fs::write(&config, "[run]\nmodel = \"accurate\"\n").unwrap();
    let text = b"The minister said that talks with Canada had failed.";
    let said = |more: &[&str]| {
        let args = [
            &["extract", "--input-format=text", "--config", arg(&config)],
            more,
        ]
        .concat();
        let ran = run(&args, text);
        assert_eq!(ran.status, 0, "{}", ran.err);
        ran.err
    };
    assert!(said(&[]).contains("accurate model)"));
    assert!(said(&["--model=fast"]).contains("fast model)"));
    // Names alone bring along the network that finds them.
    assert!(said(&["--stages=tagger"]).contains("accurate model)"));
    // Tokens need no model.
    assert!(!said(&["--stages=tokenizer"]).contains("model)"));
    let ran = run(&["extract", "--model=best"], text);
    assert_eq!(ran.status, 2, "{}", ran.err);
}

#[test]
fn trees_of_the_accurate_tier_can_be_searched() {
    let ran = run(
        &[
            "search",
            "{upos:VERB}=did >nsubj {}=who",
            "--input-format=text",
            "--model=accurate",
            "--json",
        ],
        b"The dog chased the cat.",
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found: Vec<Value> = json_lines(&ran.out);
    assert_eq!(found.len(), 1, "{}", ran.out);
    assert!(
        ran.out.contains("chased") && ran.out.contains("dog"),
        "{}",
        ran.out
    );
}
