//! Near-duplicates over a run: marked, left out, or not looked for.

use crate::support::{arg, json_lines, news, run};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

/// The sample articles, and behind each third one an edited copy of the one before.
fn corpus() -> String {
    let sample = json_lines(&fs::read_to_string(news()).unwrap());
    let mut text = String::new();
    for (index, article) in sample.iter().enumerate() {
        writeln!(text, "{article}").unwrap();
        if index % 3 == 2 {
            let before = &sample[index - 1];
            let copied = before["text"].as_str().unwrap();
            let copied = format!(
                "(OWN DESK) – {} Reporting by our desk.",
                copied.replace('\'', "’")
            );
            writeln!(text, "{}", json!({"id": format!("copy-{index}"), "text": copied})).unwrap();
        }
    }
    text
}

fn extract(args: &[&str]) -> (Vec<Value>, String) {
    let ran = run(
        &[&["extract", "--input-format", "jsonl"], args].concat(),
        corpus().as_bytes(),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    (json_lines(&ran.out), ran.err)
}

#[test]
fn copies_are_marked_with_their_original_on_any_number_of_threads() {
    let (one, words) = extract(&["--threads", "1"]);
    assert!(words.contains("5 near-duplicates marked"), "{words}");
    let mut marked = 0;
    for (index, article) in one.iter().enumerate() {
        let is_copy = article["id"].as_str().unwrap().starts_with("copy-");
        assert_eq!(
            article.get("duplicate_of").is_some(),
            is_copy,
            "{}",
            article["id"]
        );
        if is_copy {
            assert_eq!(article["duplicate_of"], one[index - 2]["id"]);
            let similarity = article["similarity"].as_f64().unwrap();
            assert!((0.7..=1.0).contains(&similarity), "{similarity}");
            assert!(
                !article["mentions"].as_array().unwrap().is_empty(),
                "a copy is done like any other"
            );
            marked += 1;
        }
    }
    assert_eq!(marked, 5);
    for threads in ["2", "7"] {
        assert!(extract(&["--threads", threads]).0 == one, "{threads} threads");
    }
}

#[test]
fn copies_are_left_out_or_not_looked_for_as_asked() {
    let (marked, _) = extract(&[]);
    let (dropped, words) = extract(&["--duplicates", "drop", "--threads", "3"]);
    assert!(words.contains("5 near-duplicates left out"), "{words}");
    let originals = marked.iter().filter(|it| it.get("duplicate_of").is_none());
    assert!(originals.eq(&dropped));
    let (off, words) = extract(&["--duplicates", "off"]);
    assert_eq!(off.len(), marked.len());
    assert!(off.iter().all(|it| it.get("duplicate_of").is_none()));
    assert!(!words.contains("near-duplicate"), "{words}");
    let tokens = run(&["tokenize", "--input-format", "jsonl"], corpus().as_bytes());
    assert!(
        !tokens.out.contains("duplicate_of"),
        "tokenize does not look unless asked"
    );
    let args = ["tokenize", "--input-format", "jsonl", "--duplicates", "mark"];
    assert_eq!(
        run(&args, corpus().as_bytes())
            .out
            .matches("duplicate_of")
            .count(),
        5
    );
}

#[test]
fn tables_and_the_manifest_have_them_and_settings_move_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("dateline.toml");
    let out = folder.path().join("out");
    let run = |toml: &str, status: i32| {
        fs::write(&config, toml).unwrap();
        let args = [
            "extract",
            "--input-format",
            "jsonl",
            "--config",
            arg(&config),
            "--format",
            "csv",
            "-o",
            arg(&out),
        ];
        let ran = run(&args, corpus().as_bytes());
        assert_eq!(ran.status, status, "{}", ran.err);
        ran.err
    };
    run("", 0);
    let table = fs::read_to_string(out.join("articles.csv")).unwrap();
    assert!(
        table.starts_with("id,title,")
            && table
                .lines()
                .next()
                .unwrap()
                .ends_with(",duplicate_of,similarity")
    );
    let manifest = || -> Value {
        serde_json::from_slice(&fs::read(folder.path().join("out.manifest.json")).unwrap()).unwrap()
    };
    let of = manifest();
    assert_eq!(
        (&of["counts"]["duplicates"], &of["counts"]["dropped"]),
        (&5.into(), &0.into())
    );
    assert_eq!(of["configuration"]["duplicates"]["mode"], "mark");
    run("[run]\nduplicates = \"drop\"\n", 0);
    let of = manifest();
    assert_eq!(
        (&of["counts"]["dropped"], &of["counts"]["done"]),
        (&5.into(), &16.into())
    );
    run("[run]\nduplicate_similarity = 1.0\n", 0);
    // An added line may leave every sample as it was, but not in all five.
    assert!(manifest()["counts"]["duplicates"].as_u64().unwrap() < 5);
    run("[run]\nduplicates_remembered = 2\n", 0);
    assert!(run("[run]\nduplicate_similarity = 0.0\n", 1).contains("duplicate_similarity"));
    assert!(run("[run]\nduplicates = \"maybe\"\n", 1).contains("mark, drop, off"));
}

#[test]
fn an_event_counts_once_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("events.daily.csv");
    let rows = |input: &str, threads: &str| {
        let args = [
            "extract",
            "--input-format",
            "jsonl",
            "--threads",
            threads,
            "-o",
            arg(&out),
        ];
        let ran = run(&args, input.as_bytes());
        assert_eq!(ran.status, 0, "{}", ran.err);
        fs::read_to_string(&out).unwrap()
    };
    let once = rows(&fs::read_to_string(news()).unwrap(), "1");
    let lines: Vec<&str> = once.lines().collect();
    assert_eq!(
        lines[0],
        "date,source,target,code,plover,status,article_id,index,source_names,target_names,confidence"
    );
    assert!(lines.len() > 5, "{once}");
    // Three times the same news, in other words around it: nothing is new.
    let thrice = fs::read_to_string(news()).unwrap().repeat(3);
    for threads in ["1", "4"] {
        assert_eq!(rows(&thrice, threads), once, "{threads} threads");
    }
    let mut keys: Vec<String> = lines[1..]
        .iter()
        .map(|line| line.split(",").take(4).collect::<Vec<_>>().join(","))
        .collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert!(keys.len() + 2 >= all, "only other statuses repeat: {once}");
}
