//! Merged facts: what counts as one, and how well it is supported.

use super::{Shared, feed, sample};
use crate::Copies;
use dateline_core::{Document, Duplicate, EncodeOptions, ErrorKind, Target};
use serde_json::Value;

fn article(id: &str, published: Option<&str>, publisher: Option<&str>, url: &str) -> Document {
    let mut doc = sample::full();
    let meta = doc.meta_mut();
    meta.id = id.to_owned();
    meta.published = published.map(str::to_owned);
    meta.publisher = publisher.map(str::to_owned);
    meta.url = Some(url.to_owned());
    doc
}

fn merged(docs: &[Document], evidence: usize) -> Vec<Value> {
    merged_with(docs, evidence, Copies::Once)
}

fn merged_with(docs: &[Document], evidence: usize, copies: Copies) -> Vec<Value> {
    let shared = Shared::default();
    let target = Target::Stream(Box::new(shared.clone()));
    let mut writing = crate::merge("jsonl", target, &EncodeOptions::default(), evidence, copies).unwrap();
    feed(&mut writing, docs);
    writing.sink.finish().unwrap();
    let bytes = shared.0.lock().unwrap().clone();
    let text = String::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn facts_meet_and_count_their_articles_and_outlets() {
    let docs = [
        article("3", None, None, "https://www.wire.example/3"),
        article("1", Some("2024-08-06"), None, "https://wire.example/1"),
        article("2", Some("2024-08-05"), Some("Gazette"), "https://wire.example/2"),
        article("2", Some("2024-08-05"), Some("Gazette"), "https://wire.example/2"),
    ];
    let rows = merged(&docs, 100);
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
            let key = [
                text("name"),
                text("subject_text"),
                text("object_text"),
                text("date"),
            ];
            key.join(" | ")
        })
        .collect();
    assert_eq!(
        told,
        [
            "040 | Japan; Minoru Kihara | Hun Manet | 2024-08-05",
            "charged_with | China | object to it | -",
            "position_held | Minoru Kihara | defence minister | -",
        ]
    );
    for row in &rows {
        assert_eq!(
            (&row["articles"], &row["outlets"]),
            (&3.into(), &2.into()),
            "{row}"
        );
        assert_eq!(
            row["evidence_count"], 3,
            "the same article in two outputs counts once"
        );
        assert_eq!(
            (&row["first_date"], &row["last_date"]),
            (&"2024-08-05".into(), &"2024-08-06".into())
        );
        let ids: Vec<&Value> = row["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["article_id"])
            .collect();
        assert_eq!(ids, ["2", "1", "3"], "by date, undated last");
    }
    assert_eq!(rows[2]["qualifiers"]["former"], true);
    assert_eq!(rows[2]["qualifiers"]["organization"]["link"], "wikidata:Q17");
    assert_eq!(
        rows[2]["evidence"][0]["text"],
        "Japan's defence minister, Minoru Kihara"
    );

    let few = merged(&docs, 1);
    assert_eq!(few[0]["evidence"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&few[0]["evidence_count"], &few[0]["articles"]),
        (&3.into(), &3.into())
    );
}

/// An article that is marked as a copy of `of`.
fn copy(id: &str, of: &str, published: &str, publisher: &str) -> Document {
    let mut doc = article(id, Some(published), Some(publisher), "https://wire.example");
    doc.meta_mut().duplicate = Some(Duplicate {
        of: of.to_owned(),
        similarity: 800,
    });
    doc
}

#[test]
fn copies_add_no_support() {
    let mut docs = vec![
        article("m", Some("2024-08-05"), Some("Wire"), "https://wire.example"),
        copy("a", "m", "2024-08-06", "Gazette"),
        copy("z", "m", "2024-08-04", "Post"),
        // The same copy in two outputs is one.
        copy("z", "m", "2024-08-04", "Post"),
        article("n", Some("2024-08-07"), Some("Herald"), "https://herald.example"),
        // Copies of an article that is not there: the first of them speaks.
        copy("q", "gone", "2024-08-09", "Bugle"),
        copy("p", "gone", "2024-08-08", "Echo"),
    ];
    let counts = |row: &Value| {
        ["articles", "outlets", "copies", "evidence_count"].map(|key| row[key].as_u64().unwrap())
    };
    let once = merged(&docs, 100);
    for row in &once {
        assert_eq!(counts(row), [3, 3, 3, 3], "{row}");
        let speakers: Vec<&str> = row["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["article_id"].as_str().unwrap())
            .collect();
        assert_eq!(speakers, ["m", "n", "p"]);
        assert_eq!(
            (&row["first_date"], &row["last_date"]),
            (&"2024-08-05".into(), &"2024-08-08".into())
        );
    }
    for row in merged_with(&docs, 100, Copies::Each) {
        assert_eq!(counts(&row), [6, 6, 0, 6], "{row}");
        assert_eq!(
            (&row["first_date"], &row["last_date"]),
            (&"2024-08-04".into(), &"2024-08-09".into())
        );
    }
    docs.reverse();
    assert_eq!(merged(&docs, 100), once, "whatever the order");
}

#[test]
fn marks_of_one_output_hold_in_all() {
    let original =
        |id: &str, publisher| article(id, Some("2024-08-05"), Some(publisher), "https://wire.example");
    let mut docs = vec![
        // One run found the story twice.
        original("m", "Wire"),
        copy("a", "m", "2024-08-06", "Gazette"),
        // Another began with what is a copy to the first, and a third knows neither.
        original("a", "Gazette"),
        copy("b", "a", "2024-08-06", "Post"),
        original("b", "Post"),
        copy("c", "b", "2024-08-07", "Echo"),
        original("n", "Herald"),
    ];
    let once = merged(&docs, 100);
    for row in &once {
        let counts = ["articles", "outlets", "copies"].map(|key| row[key].as_u64().unwrap());
        assert_eq!(counts, [2, 2, 3], "{row}");
        let evidence = row["evidence"].as_array().unwrap();
        let speakers: Vec<&str> = evidence
            .iter()
            .map(|it| it["article_id"].as_str().unwrap())
            .collect();
        assert_eq!(speakers, ["m", "n"]);
    }
    docs.reverse();
    assert_eq!(merged(&docs, 100), once, "whatever the order");
    // Without the original the copies are one story all the same.
    docs.retain(|doc| doc.meta().id != "m");
    for row in merged(&docs, 100) {
        let counts = ["articles", "outlets", "copies"].map(|key| row[key].as_u64().unwrap());
        assert_eq!(counts, [2, 2, 2], "{row}");
    }
}

#[test]
fn the_order_of_articles_makes_no_difference() {
    let mut docs: Vec<Document> = (0..9)
        .map(|at| {
            article(
                &format!("a{}", at % 7),
                Some("2024-08-05"),
                None,
                "https://wire.example",
            )
        })
        .collect();
    let one = merged(&docs, 4);
    docs.reverse();
    assert_eq!(one, merged(&docs, 4));
}

#[test]
fn what_is_no_table_is_refused() {
    let target = Target::Stream(Box::new(std::io::sink()));
    let error = crate::merge("turtle", target, &EncodeOptions::default(), 1, Copies::Once)
        .err()
        .unwrap();
    assert_eq!(error.kind(), ErrorKind::Setting);
    assert!(
        error
            .to_string()
            .contains("there are: jsonl, csv, parquet, sqlite"),
        "{error}"
    );
}
