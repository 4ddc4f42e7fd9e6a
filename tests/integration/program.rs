//! Arguments, exit status, standard streams, error files, configuration.

use crate::support::{arg, dateline, json_lines, news, run};
use std::fs;
use std::io::Read;
use std::process::Stdio;

const TWO: &[u8] =
    b"{\"id\": \"a\", \"text\": \"Talks were held in Oslo.\"}\n{\"id\": \"b\", \"text\": \"It rained.\"}\n";

#[test]
fn jsonl_comes_in_and_goes_out_by_the_standard_streams() {
    let ran = run(&["extract", "--input-format", "jsonl"], TWO);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let articles = json_lines(&ran.out);
    assert_eq!(articles.len(), 2);
    assert_eq!(
        (&articles[0]["id"], &articles[1]["id"]),
        (&"a".into(), &"b".into())
    );
    assert_eq!(articles[0]["schema"], "dateline/1");
    for layer in [
        "sentences",
        "tokens",
        "mentions",
        "entities",
        "relations",
        "events",
        "quotes",
        "propositions",
    ] {
        assert!(articles[0][layer].is_array(), "{layer}");
    }
    assert!(ran.err.starts_with("2 articles in "), "{}", ran.err);
    assert_eq!(run(&["extract", "-q", "--input-format", "jsonl"], TWO).err, "");
}

#[test]
fn tokenize_makes_tokens_and_sentences_alone() {
    let ran = run(&["tokenize", "--input-format", "jsonl"], TWO);
    let articles = json_lines(&ran.out);
    assert_eq!(articles[0]["tokens"].as_array().map(Vec::len), Some(6));
    assert_eq!(articles[0]["sentences"].as_array().map(Vec::len), Some(1));
    assert!(articles[0].get("mentions").is_none());
}

#[test]
fn stages_bring_along_what_they_need() {
    let ran = run(&["extract", "--stages", "quotes", "--input-format", "jsonl"], TWO);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let articles = json_lines(&ran.out);
    assert!(articles[0]["quotes"].is_array() && articles[0]["entities"].is_array());
    assert!(articles[0].get("events").is_none());
}

#[test]
fn layers_choose_what_is_written() {
    let ran = run(
        &["extract", "--layers", "sentences", "--input-format", "jsonl"],
        TWO,
    );
    let article = &json_lines(&ran.out)[0];
    assert!(article["sentences"].is_array());
    assert!(article.get("tokens").is_none() && article.get("mentions").is_none());
}

#[test]
fn wrong_use_is_2_and_says_what_was_meant() {
    for (args, words) in [
        (&["extract", "--formt", "jsonl"][..], "--format"),
        (&["extrac"], "extract"),
        (&["extract", "--threads", "0"], "--threads"),
    ] {
        let ran = run(args, b"");
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    }
    for (args, words) in [
        (&["extract", "--format", "jsnol"][..], "did you mean “jsonl”?"),
        (&["extract", "--stages", "tokeniser"], "did you mean “tokenizer”?"),
        (&["extract", "--input-format", "jsnol"], "did you mean “jsonl”?"),
        (
            &["extract", "--published", "yesterday"],
            "“yesterday” is not a date",
        ),
        (&["extract", "--layers", "mention"], "there is no layer “mention”"),
        (&["extract", "no-such-file.txt"], "no-such-file.txt"),
    ] {
        let ran = run(args, b"");
        assert_eq!(ran.status, 1, "{args:?}");
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
    }
}

#[test]
fn bad_records_go_to_the_error_file_and_nothing_else_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let input = b"{\"id\": \"a\", \"text\": \"One.\"}\n{not json\n{\"id\": \"c\", \"text\": \"Three.\"}\n";
    let ran = run(&["extract", "--input-format", "jsonl", "-o", arg(&out)], input);
    assert_eq!(ran.status, 3, "{}", ran.err);
    let ids: Vec<_> = json_lines(&fs::read_to_string(&out).unwrap())
        .iter()
        .map(|it| it["id"].clone())
        .collect();
    assert_eq!(ids, ["a", "c"]);
    let errors = json_lines(&fs::read_to_string(folder.path().join("out.jsonl.errors.jsonl")).unwrap());
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (&errors[0]["source"]["record"], &errors[0]["kind"]),
        (&2.into(), &"decode".into())
    );
    assert!(ran.err.contains("1 article lost"), "{}", ran.err);

    // The next run without faults takes the stale error file away.
    let ran = run(&["extract", "--input-format", "jsonl", "-o", arg(&out)], TWO);
    assert_eq!(ran.status, 0);
    assert!(!folder.path().join("out.jsonl.errors.jsonl").exists());
}

#[test]
fn without_an_error_file_bad_input_ends_the_run_with_1() {
    let ran = run(&["extract", "--input-format", "jsonl"], b"{not json\n");
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("-, record 1") && ran.err.contains("--errors"),
        "{}",
        ran.err
    );
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.jsonl");
    let ran = run(
        &["extract", "--input-format", "jsonl", "--errors", arg(&errors)],
        b"{not json\n{\"text\": \"A.\"}\n",
    );
    assert_eq!((ran.status, json_lines(&ran.out).len()), (3, 1), "{}", ran.err);
    // Nothing could be done at all.
    let ran = run(
        &["extract", "--input-format", "jsonl", "--errors", arg(&errors)],
        b"{not json\n",
    );
    assert_eq!(ran.status, 1);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut command = dateline();
    command
        .args(["extract", arg(&news())])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    // The pipe's other end is closed now.
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn configuration_is_read_and_unknown_keys_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("dateline.toml");
    fs::write(
        &config,
        "[run]\nstages = [\"tokenizer\"]\n[input.jsonl]\ntext = \"story\"\n",
    )
    .unwrap();
    let input = b"{\"story\": \"One two.\"}\n";
    let ran = run(
        &["extract", "--config", arg(&config), "--input-format", "jsonl"],
        input,
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let article = &json_lines(&ran.out)[0];
    assert_eq!(article["text"], "One two.");
    assert!(article.get("mentions").is_none());
    for (toml, words) in [
        (
            "[run]\nstage = [\"tokenizer\"]\n",
            "unknown key “stage”; did you mean “stages”?",
        ),
        ("[stages.tokeniser]\n", "did you mean “tokenizer”?"),
        (
            "[input.jsonl]\ntxet = \"story\"\n",
            "“txet”; did you mean “text”?",
        ),
        (
            "[stages.tokenizer]\nno_such_thing = 1\n",
            "unknown key “no_such_thing”",
        ),
    ] {
        fs::write(&config, toml).unwrap();
        let ran = run(
            &["extract", "--config", arg(&config), "--input-format", "jsonl"],
            input,
        );
        assert_eq!(ran.status, 1, "{toml}");
        assert!(ran.err.contains(words), "{toml}: {}", ran.err);
    }
}

#[test]
fn the_sample_configuration_works() {
    let config = crate::support::root().join("examples/dateline.toml");
    let ran = run(&["extract", "--config", arg(&config), arg(&news())], b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
}

#[test]
fn what_this_build_can_do_is_listed() {
    for (list, name) in [
        ("stages", "tokenizer"),
        ("labels", "PERSON"),
        ("formats", "jsonl"),
    ] {
        let table = run(&[list], b"");
        assert_eq!(table.status, 0);
        assert!(table.out.contains(name), "{}", table.out);
        let json = run(&[list, "--json"], b"");
        let entries: Vec<serde_json::Value> = serde_json::from_str(&json.out).unwrap();
        assert!(entries.iter().any(|entry| entry["name"] == name), "{}", json.out);
    }
}
