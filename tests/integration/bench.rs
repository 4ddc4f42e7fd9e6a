//! `dateline bench`: what it measures of a corpus, what it writes for programs, and what it refuses.

use crate::support::{arg, news, run};
use std::collections::BTreeMap;

#[test]
fn the_sample_articles_are_measured_on_every_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("bench/corpus.json");
    let corpus = news();
    let ran = run(
        &[
            "bench",
            arg(&corpus),
            "--stages=tokenizer",
            "--threads=2",
            "--json",
            arg(&json),
        ],
        b"",
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    for part in ["16 articles", "threads", "step, one thread", "tokenizer"] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    let metrics: BTreeMap<String, f64> =
        serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!(metrics["articles"], 16.0);
    assert_eq!(metrics["articles_lost"], 0.0);
    let tokens = run(&["tokenize", arg(&corpus), "--format=conllu", "--quiet"], b"");
    // A line a word; those of multiword tokens (1-2) go beside them.
    let number = |line: &&str| {
        line.split_once('\t')
            .is_some_and(|(id, _)| id.parse::<u32>().is_ok())
    };
    let rows = tokens.out.lines().filter(number).count();
    assert_eq!(metrics["tokens"], rows as f64);
    for threads in [1, 2] {
        let rate = metrics[&format!("threads_{threads}_tokens_per_second")];
        assert!(rate > 0.0, "{rate}");
    }
    assert!(!metrics.contains_key("threads_3_tokens_per_second"));
    let steps: f64 = metrics
        .iter()
        .filter(|(name, _)| name.starts_with("step_"))
        .map(|(_, seconds)| seconds)
        .sum();
    assert!(steps >= metrics["step_tokenizer_seconds"] && steps > 0.0);
}

#[test]
fn what_cannot_be_measured_is_refused() {
    let corpus = news();
    for args in [
        vec!["bench"],
        vec!["bench", "-"],
        vec!["bench", arg(&corpus), "-o", "out.jsonl"],
        vec!["bench", "no-such-corpus"],
        vec!["bench", arg(&corpus), "--stages=no-such-stage"],
    ] {
        let ran = run(&args, b"Talks were held.");
        assert_eq!(ran.status, 1, "{args:?}: {}", ran.err);
        assert!(!ran.err.is_empty() && ran.out.is_empty(), "{args:?}: {}", ran.out);
    }
}
