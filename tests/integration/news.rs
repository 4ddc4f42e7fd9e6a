//! The sample articles: they are in step with their text files, and what is found in them is kept as a
//! reference, so that a change of any rule shows.

use crate::support::{arg, json_lines, news, root, run};
use serde_json::Value;
use std::fmt::Write;
use std::fs;

#[test]
fn the_jsonl_file_is_in_step_with_the_text_files() {
    let articles = json_lines(&fs::read_to_string(news()).unwrap());
    assert!(articles.len() >= 12);
    for article in articles {
        let path = root().join(format!(
            "examples/news/text/{}.txt",
            article["id"].as_str().unwrap()
        ));
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            article["text"].as_str().map(str::trim_end),
            Some(text.trim_end()),
            "{}",
            path.display()
        );
        let words = text.split_whitespace().count();
        assert!((250..=600).contains(&words), "{}: {words} words", path.display());
    }
}

/// One article's findings in a form that reads well in a difference.
fn digest(article: &Value) -> String {
    let mut out = format!(
        "# {} ({})\n",
        article["id"].as_str().unwrap(),
        article["published"].as_str().unwrap()
    );
    let list = |key: &str| article[key].as_array().cloned().unwrap_or_default();
    let (mentions, entities) = (list("mentions"), list("entities"));
    let mention = |index: &Value| match index.as_u64() {
        Some(index) => mentions[index as usize]["text"].as_str().unwrap().to_owned(),
        None => index["text"].as_str().unwrap_or("?").to_owned(),
    };
    let names = |indices: &Value| -> String {
        let name = |index: &Value| {
            entities[index.as_u64().unwrap() as usize]["name"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        indices
            .as_array()
            .unwrap()
            .iter()
            .map(name)
            .collect::<Vec<_>>()
            .join(" + ")
    };
    writeln!(
        out,
        "sentences {}, tokens {}",
        list("sentences").len(),
        list("tokens").len()
    )
    .unwrap();
    for it in &mentions {
        let kind = it["kind"].as_str().unwrap();
        let value = it["value"]["value"].as_str().unwrap_or("");
        let entity = it["entity"]
            .as_u64()
            .map(|index| entities[index as usize]["name"].as_str().unwrap());
        let line = format!(
            "{} {} | {} | {value}",
            kind,
            it["label"].as_str().unwrap(),
            it["text"].as_str().unwrap()
        );
        writeln!(
            out,
            "{} {}",
            line.trim_end_matches([' ', '|']),
            entity.map_or(String::new(), |it| format!("→ {it}"))
        )
        .unwrap();
    }
    for it in list("relations") {
        writeln!(
            out,
            "relation {}({}, {})",
            it["relation"].as_str().unwrap(),
            mention(&it["subject"]),
            mention(&it["object"])
        )
        .unwrap();
    }
    for it in list("events") {
        let (code, trigger) = (
            it["code"].as_str().unwrap(),
            it["trigger"]["text"].as_str().unwrap(),
        );
        let status = it["status"].as_str().unwrap();
        writeln!(
            out,
            "event {code} {status} “{trigger}”: {} → {}",
            names(&it["source"]),
            names(&it["target"])
        )
        .unwrap();
    }
    for it in list("quotes") {
        let content: Vec<&str> = it["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| span["text"].as_str().unwrap())
            .collect();
        writeln!(
            out,
            "quote {} by {}: {}",
            it["kind"].as_str().unwrap(),
            mention(&it["speaker"]),
            content.join(" … ")
        )
        .unwrap();
    }
    out
}

#[test]
fn what_is_found_in_the_sample_articles() {
    let ran = run(&["extract", arg(&news())], b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/ref"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for article in json_lines(&ran.out) {
            insta::assert_snapshot!(article["id"].as_str().unwrap(), digest(&article));
        }
    });
}
