//! JSON articles: layouts, fields, faults.

use crate::testing::{all, open, read, settings, shown};
use dateline_core::{FaultKind, Setting};
use proptest::prelude::*;
use std::io::{BufReader, Cursor, Read, repeat};

fn check(json: &str, wanted: &[&str]) {
    assert_eq!(shown(&read("jsonl", json.as_bytes(), &[])), wanted, "{json}");
}

#[test]
fn layouts() {
    let both = ["a||x", "b||y"];
    let (a, b) = (r#"{"id": "a", "text": "x"}"#, r#"{"id": "b", "text": "y"}"#);
    let pretty = "{\n  \"id\": \"a\",\n  \"text\": \"x\"\n}\n{\n\"id\": \"b\", \"text\": \"y\"}";
    check(&format!("{a}\n{b}\n"), &both);
    check(&format!("{a}\n{b}"), &both);
    check(&format!("\u{FEFF}\n \n{a}\r\n\r\n{b}\r\n"), &both);
    check(&format!("\u{FEFF}{a}\n\u{FEFF}{b}\n"), &both);
    check(&format!("[{a},{b}]"), &both);
    check(&format!("[\n{a},\n{b}\n]\n"), &both);
    check(&format!("[{a}]\n[{b}]"), &both);
    check(pretty, &both);
    check(&format!("\u{FEFF}[{}]", pretty.replace("}\n{", "},\n{")), &both);
    check("{\n\n\"a\": {}, \"id\": \"a\", \"text\": \"x\"\n}", &both[..1]);
    check(
        "{\"article\":\n{\"b\": 1}, \"id\": \"a\", \"text\": \"x\"\n}",
        &both[..1],
    );
    check("", &[]);
    check(" \n\n", &[]);
    check("[]", &[]);
}

#[test]
fn a_bad_record_costs_only_itself() {
    let good = r#"{"id": "a", "text": "x"}"#;
    check(
        &format!("{good}\nnope\n{good}\n{{\"text\": \"\\ud800\"}}\n[1]\n{good}"),
        &[
            "a||x",
            "fault: in, record 2 (byte 25): jsonl: not JSON at byte 26: expected ident",
            "a||x",
            "fault: in, record 4 (byte 55): jsonl: not JSON at byte 71: unexpected end of hex escape",
            "fault: in, record 5 (byte 74): jsonl: not a JSON object",
            "a||x",
        ],
    );
    // The first line is broken, in a string and outside one: still a file of lines.
    for broken in ["{\"text\": \"x", "{\"text\": \"x\","] {
        let found = shown(&read(
            "jsonl",
            format!("{broken}\n{good}\n{good}").as_bytes(),
            &[],
        ));
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].starts_with("fault: in, record 1 (byte 0): jsonl: not JSON at byte"),
            "{}",
            found[0]
        );
        assert_eq!(found[2], "a||x");
    }
    check(
        &format!("[{good}, 12, {good}"),
        &[
            "a||x",
            "fault: in, record 2 (byte 27): jsonl: not a JSON object",
            "a||x",
            "fault: in, record 4 (byte 55): jsonl: the file ends inside an array",
        ],
    );
    check(
        &format!("[{good}] tail [{good}]"),
        &[
            "a||x",
            "fault: in, record 2 (byte 27): jsonl: there is something behind the JSON value that is no JSON value",
        ],
    );
    let found = shown(&read("jsonl", b"{\"text\": \"caf\xE9\"}", &[]));
    assert!(found[0].contains("not UTF-8 at byte 13 (0xE9)"), "{}", found[0]);
}

#[test]
fn known_names_of_fields() {
    let schema_org = r#"{"@type": "NewsArticle", "headline": "H", "articleBody": "B", "datePublished":
        "2024-08-05T10:00:00+07:00", "author": [{"@type": "Person", "name": "A. B."}, {"name": "C"}],
        "inLanguage": "en_US", "publisher": {"name": "P"}, "url": "https://example.org", "x": [{"text": 1}]}"#;
    let news_please = r#"{"title": "H", "maintext": "B", "date_publish": "2024-08-05 10:00:00", "authors":
        ["A. B.", "C"], "language": "en", "source_domain": "P", "url": "https://example.org"}"#;
    for (json, published, language) in [
        (schema_org, "2024-08-05T10:00:00+07:00", "en-US"),
        (news_please, "2024-08-05T10:00:00", "en"),
    ] {
        let found = read("jsonl", json.as_bytes(), &[]);
        let meta = found[0].as_ref().unwrap().meta();
        assert_eq!((meta.id.as_str(), meta.title.as_str()), ("in:1", "H"));
        assert_eq!(meta.published.as_deref(), Some(published));
        assert_eq!(meta.language.as_deref(), Some(language));
        assert_eq!(meta.byline.as_deref(), Some("A. B., C"));
        assert_eq!(meta.publisher.as_deref(), Some("P"));
        assert_eq!(meta.url.as_deref(), Some("https://example.org"));
    }
}

#[test]
fn values_that_fields_take() {
    for (json, wanted) in [
        (r#"{"id": 12, "text": "x"}"#, "12||x"),
        (r#"{"id": null, "title": null, "text": "x"}"#, "in:1||x"),
        (r#"{"body": "y", "text": "x"}"#, "in:1||x"),
        (r#"{"text": "", "body": "y"}"#, "in:1||y"),
        (r#"{"text": ""}"#, "in:1||"),
        (r#"{"text": ["p", "q"]}"#, "in:1||p\n\nq"),
        (r#"{"text": [null, "p"], "content": ["r", "s"]}"#, "in:1||p"),
        (r#"{"content": ["r", "s"], "text": "p"}"#, "in:1||p"),
        (r#"{"text": 5, "story": "z"}"#, "in:1||z"),
        (r#"{"text": "\u00e9\ud83d\ude42\n"}"#, "in:1||é🙂\n"),
        (r#"{"text": "a", "text": "b"}"#, "in:1||b"),
    ] {
        check(json, &[wanted]);
    }
    let found = read(
        "jsonl",
        br#"{"text": "x", "date": "one day", "language": "the king's"}"#,
        &[],
    );
    let meta = found[0].as_ref().unwrap().meta();
    assert_eq!((&meta.published, &meta.language), (&None, &None));
    let found = read(
        "jsonl",
        br#"{"text": "x", "date": "5 Aug 2024", "published": "one day"}"#,
        &[],
    );
    assert_eq!(
        found[0].as_ref().unwrap().meta().published.as_deref(),
        Some("2024-08-05")
    );
}

#[test]
fn configured_names() {
    let list = |names: &[&str]| Setting::List(names.iter().map(|it| Setting::Str((*it).into())).collect());
    let pairs = [
        ("text", list(&["doc.body", "raw"])),
        ("id", Setting::Str("doc.n".into())),
    ];
    let json = br#"{"doc": {"body": "deep", "n": 3}, "raw": "flat", "text": "no"}
        {"raw": "flat", "doc.n": "k"}
        {"text": "no"}"#;
    let found = shown(&read("jsonl", json, &pairs));
    assert_eq!(found[..2], ["3||deep", "k||flat"]);
    assert!(
        found[2].ends_with("no text under any of these names: doc.body, raw"),
        "{}",
        found[2]
    );
}

#[test]
fn records_over_the_bound() {
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(100_000));
    let good = r#"{"id": "a", "text": "x"}"#;
    for (json, record) in [
        (format!("{good}\n{long}\n{good}"), 2),
        (format!("[{good},{long},{good}]"), 2),
        (format!("{{\n\"text\":\n{long}}}\n{good}\n[{good}]"), 1),
    ] {
        let found = read("jsonl", json.as_bytes(), &[]);
        let faults: Vec<_> = found.iter().filter_map(|it| it.as_ref().err()).collect();
        assert_eq!((found.len(), faults.len()), (3, 1), "{:?}", shown(&found));
        assert_eq!(
            (faults[0].kind, faults[0].origin.record),
            (FaultKind::TooLarge, record)
        );
    }
}

#[test]
fn a_hundred_megabytes_in_one_record_and_a_million_empty_lines() {
    for (before, after) in [("", "\n"), ("[\"", "\", "), ("{\n\"a\": \"", "\"}\n")] {
        let huge = Cursor::new(before.as_bytes()).chain(repeat(b'x').take(100 << 20));
        let stream = huge
            .chain(Cursor::new(after.as_bytes()))
            .chain(Cursor::new(&b"{\"text\": \"y\"}"[..]));
        let stream: Box<dyn std::io::BufRead + Send> = Box::new(BufReader::new(stream));
        let mut source = open("jsonl", stream, 1 << 20, settings(&[])).unwrap();
        let mut record = dateline_core::Record::default();
        let fault = source.next(&mut record).unwrap_err();
        assert_eq!(fault.kind, FaultKind::TooLarge, "{before}");
        assert!(
            record.bytes.capacity() <= 4 << 20,
            "{} bytes kept",
            record.bytes.capacity()
        );
        record.clear();
        assert!(source.next(&mut record).unwrap());
        assert_eq!(record.bytes, b"{\"text\": \"y\"}");
    }
    let mut lines = vec![b'\n'; 1_000_000];
    lines.extend_from_slice(b"{\"text\": \"y\"}");
    let mut source = open("jsonl", Box::new(Cursor::new(lines)), 100, settings(&[])).unwrap();
    assert_eq!(shown(&all(&mut *source)), ["in:1000001||y"]);
}

proptest! {
    #[test]
    fn any_unicode_comes_back(texts in prop::collection::vec((any::<String>(), any::<String>()), 1..5), crlf in any::<bool>()) {
        let end = if crlf { "\r\n" } else { "\n" };
        let lines: Vec<String> = texts.iter()
            .map(|(title, text)| serde_json::json!({"title": title, "text": text}).to_string()).collect();
        let array = format!("[{}]", lines.join(","));
        for json in [lines.join(end), array] {
            let found = read("jsonl", json.as_bytes(), &[]);
            prop_assert_eq!(found.len(), texts.len());
            for (doc, (title, text)) in found.iter().zip(&texts) {
                let doc = doc.as_ref().unwrap();
                prop_assert_eq!(doc.meta().title.as_str(), title.trim());
                prop_assert!(doc.text() == text || (text.trim().is_empty() && doc.text().is_empty()));
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(prop_oneof![
        Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b'"'), Just(b'\\'), Just(b'\n'), Just(b','), Just(b':'), any::<u8>()
    ], 0..60), buffer in 1usize..9) {
        for format in ["jsonl", "text"] {
            let stream = BufReader::with_capacity(buffer, Cursor::new(bytes.clone()));
            let mut source = open(format, Box::new(stream), 20, settings(&[])).unwrap();
            let found = all(&mut *source);
            prop_assert!(found.len() <= bytes.len() + 1);
        }
    }
}

proptest! {
    /// A value that is no string, number or word sends the whole record to the parser for any JSON.
    #[test]
    fn the_short_way_and_the_parser_make_the_same_article(
        pairs in prop::collection::vec((
            "id|title|headline|name|text|body|content|published|date|lang|language|author|url|publisher|other",
            r#""([ !#-\[\]-~é🙂]|\\[nrtbf"\\/]|\\u00e9|\\ud83d\\ude42|\\u[0-9a-f]{4}){0,12}"|"2024-08-05"|"english"|" *(\\n)*"|[0-9]{1,11}|null|true"#,
        ), 0..7)
    ) {
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
        let short = format!("{{{}}}", pairs.join(","));
        let comma = if pairs.is_empty() { "" } else { "," };
        let long = format!("{{{}{comma}\"nested\":[]}}", pairs.join(","));
        let made = |json: &str| match read("jsonl", json.as_bytes(), &[]).remove(0) {
            Ok(doc) => Ok((doc.meta().clone(), doc.text().to_owned())),
            Err(fault) => Err((fault.id, fault.reason)),
        };
        prop_assert_eq!(made(&short), made(&long), "{}", short);
    }
}
