//! Instructions a byte, counted by valgrind: they do not change with what else the machine does, so that a
//! regression is seen where timings tell nothing. `instructions.txt` holds what was counted last; after a change
//! that is meant, `DATELINE_COUNT=write cargo test --release -p dateline-tokenizer --test instructions`.
//!
//! Skipped, and said so, in debug builds and where there is no valgrind. It does not know AVX-512: under it the
//! best way to cut is AVX2.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a test may panic; this one reads the sample articles and runs itself under valgrind"
)]

use dateline_tokenizer::{Scratch, Tokenizer};
use std::fmt::Write as _;
use std::process::Command;

/// The share of the count by which compilers may differ.
const TOLERANCE: f64 = 0.04;

const WAYS: [&str; 4] = ["avx2", "portable", "reference", "sentences"];
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/instructions.txt");

fn articles() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/news/text");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// What is counted: tokens of all articles, so many times; and sentences with them by AVX2.
fn work(way: &str, rounds: usize) {
    let builder = Tokenizer::builder();
    let builder = match way {
        "portable" => builder.vectorized(false),
        "reference" => builder.reference(),
        _ => builder,
    };
    let tokenizer = builder.build().unwrap();
    let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
    let articles = articles();
    for _ in 0..rounds {
        for article in &articles {
            if way == "sentences" {
                tokenizer
                    .tokenize_into(article, &mut tokens, &mut sentences, &mut scratch)
                    .unwrap();
            } else {
                tokenizer.tokens_into(article, &mut tokens, &mut scratch).unwrap();
            }
            assert!(!tokens.is_empty());
        }
    }
}

/// Runs this test's program under valgrind; the instructions of all of it.
fn counted(way: &str, rounds: usize) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "instructions_per_byte_are_as_counted_last",
            "--nocapture",
        ])
        .env("DATELINE_COUNTED", format!("{way} {rounds}"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = told
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse().ok());
    count.unwrap_or_else(|| panic!("valgrind counted nothing: {told}"))
}

#[test]
fn instructions_per_byte_are_as_counted_last() {
    if let Ok(asked) = std::env::var("DATELINE_COUNTED") {
        let (way, rounds) = asked.split_once(' ').unwrap();
        return work(way, rounds.parse().unwrap());
    }
    let valgrind = Command::new("valgrind").arg("--version").output();
    if cfg!(debug_assertions) || !valgrind.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: it takes a release build and valgrind");
        return;
    }
    let bytes: usize = articles().iter().map(String::len).sum();
    let mut now = String::new();
    let mut rates = Vec::new();
    for way in WAYS {
        // What starting takes falls out of the difference.
        let rate = (counted(way, 5) - counted(way, 1)) / 4.0 / bytes as f64;
        writeln!(now, "{way}\t{rate:.2}").unwrap();
        rates.push(rate);
    }
    if std::env::var("DATELINE_COUNT").is_ok_and(|what| what == "write") {
        std::fs::write(SNAPSHOT, &now).unwrap();
        return;
    }
    let Ok(before) = std::fs::read_to_string(SNAPSHOT) else {
        eprintln!("skipped: nothing was counted yet; now it is\n{now}");
        return;
    };
    for ((way, rate), line) in WAYS.iter().zip(rates).zip(before.lines()) {
        let (name, old) = line.split_once('\t').unwrap();
        assert_eq!(name, *way);
        let old: f64 = old.parse().unwrap();
        assert!(
            rate <= old * (1.0 + TOLERANCE),
            "{way}: {rate:.2} instructions a byte, {old} before; all now:\n{now}"
        );
    }
}
