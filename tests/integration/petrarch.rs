//! `--petrarch FOLDER` and `--explain`: a user's dictionaries code events, and every fact says why.

use crate::support::{arg, json_lines, run};
use std::fs;

const TEXT: &[u8] = b"Arnor is about to restore full diplomatic ties with Gondor.\n";

fn dictionaries() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        (
            "my.actors.txt",
            "ARNOR_ [ARN]\nGONDOR\n\t[GON <20200101]\n\t[GONREB]\n",
        ),
        ("my.agents.txt", "MINISTER [~GOV]\n"),
        (
            "my.verbs.txt",
            "--- RESTORE [064] ---\nRESTORE\n- * FULL_TIES [1]\n- * DIPLOMATIC TIES [0641]\n",
        ),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

#[test]
fn a_folder_of_dictionaries_codes_events_that_say_why() {
    let folder = dictionaries();
    for (stages, published) in [("events,quotes", "2019-01-01"), ("syntax,events", "2024-01-01")] {
        let args = [
            "extract",
            "-",
            "--input-format",
            "text",
            "--petrarch",
            arg(folder.path()),
            "--explain",
            "--published",
            published,
            "--stages",
            stages,
        ];
        let ran = run(&args, TEXT);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let article = &json_lines(&ran.out)[0];
        let event = &article["events"][0];
        assert_eq!(event["code"], "0641");
        assert_eq!(
            (&event["source_code"], &event["status"]),
            (&"ARN".into(), &"planned".into())
        );
        let gondor = if published < "2020" { "GON" } else { "GONREB" };
        assert_eq!(event["target_code"], gondor);
        assert_eq!(event["why"]["pattern"], "RESTORE: * DIPLOMATIC TIES [0641]");
        let words = event["why"]["words"].as_array().unwrap();
        let target = words.iter().find(|it| it["role"] == "target").unwrap();
        assert_eq!(
            (&target["text"], &target["entry"]),
            (&"Gondor".into(), &gondor.into())
        );
    }
}

#[test]
fn without_explain_there_is_no_why() {
    let ran = run(
        &["extract", "-", "--input-format", "text"],
        b"President Jane Roe of France visited Germany.",
    );
    let article = &json_lines(&ran.out)[0];
    for key in ["relations", "events"] {
        let facts = article[key].as_array().unwrap();
        assert!(
            !facts.is_empty() && facts.iter().all(|it| it.get("why").is_none()),
            "{key}"
        );
    }
}

#[test]
fn a_folder_without_dictionaries_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["extract", "-", "--petrarch", arg(folder.path())], TEXT);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("has no dictionaries of PETRARCH"), "{}", ran.err);
}
