//! Tests of what is read back: what does not hold together is refused, with what is wrong.

use crate::testing::read;
use dateline_core::layers::{CreditKind, Credits, EventReasons, Passages, RelationReasons};
use dateline_core::{Document, Fault, Setting};

const LINE: &str = r#"{"schema":"dateline/1","id":"a1","title":null,"published":"2024-08-05","language":"en",
"byline":null,"url":null,"source":{"path":"in.jsonl","record":3},"publisher":null,
"text":"é Kihara doesn't sign.",
"sentences":[{"start":0,"end":22,"paragraph":true}],
"tokens":[{"start":0,"end":1},{"start":2,"end":8},{"start":9,"end":13},{"start":13,"end":16,"joined":true},
{"start":17,"end":21},{"start":21,"end":22}],
"mentions":[{"start":2,"end":8,"text":"Kihara","label":"PERSON","kind":"name","entity":0,"value":null,
"confidence":0.9,"rule":null}],
"entities":[{"name":"Kihara","label":"PERSON","mentions":[0],"link":{"wikidata":"Q1"}}],
"relations":[{"relation":"age","subject":0,"object":{"start":17,"end":21,"text":"sign"},
"qualifiers":{"former":true},"evidence":{"sentence":0,"spans":[],"rule":null},"confidence":0.5}]}"#;

fn read_line(line: &str, pairs: &[(&str, Setting)]) -> Result<Document, Fault> {
    let line = line.replace('\n', "");
    read("dateline", line.as_bytes(), pairs).remove(0)
}

fn refused(from: &str, to: &str) -> String {
    assert!(LINE.contains(from), "{from}");
    reason_of(read_line(&LINE.replacen(from, to, 1), &[]))
}

fn reason_of(result: Result<Document, Fault>) -> String {
    match result {
        Ok(doc) => panic!("{} is taken", doc.meta().id),
        Err(fault) => fault.reason,
    }
}

#[test]
fn a_line_comes_back_with_its_layers_and_its_place() {
    let doc = read_line(LINE, &[]).unwrap();
    assert_eq!(
        (doc.meta().origin.path.as_ref(), doc.meta().origin.record),
        ("in.jsonl", 3)
    );
    let mut layers: Vec<_> = doc.layers().map(|(key, count)| (key.name(), count)).collect();
    layers.sort_unstable();
    assert_eq!(
        layers,
        [
            ("entities", 1),
            ("mentions", 1),
            ("relations", 1),
            ("sentences", 1),
            ("tokens", 6)
        ]
    );
    assert_eq!(doc.misfits(), []);
    let mentions = doc.layer::<dateline_core::layers::Mentions>().unwrap();
    assert_eq!(doc.slice(mentions[0].span), "Kihara");
}

#[test]
fn what_does_not_hold_together_is_refused() {
    for (from, to, why) in [
        ("dateline/1", "dateline/2", "its schema is “dateline/2”"),
        (
            "\"text\":\"Kihara\"",
            "\"text\":\"Kishida\"",
            "“Kishida” is said to stand at 2 to 8",
        ),
        (
            "\"start\":21,\"end\":22}]",
            "\"start\":21,\"end\":23}]",
            "21 to 23 is no place",
        ),
        ("\"entity\":0", "\"entity\":1", "number 1 of 1 entities"),
        ("\"subject\":0", "\"subject\":7", "number 7 of 1 mentions"),
        (
            "\"start\":9,\"end\":13}",
            "\"start\":7,\"end\":13}",
            "the token from 7 to 13 is not behind the one before it",
        ),
        (
            "\"start\":0,\"end\":22,\"paragraph\":true}",
            "\"start\":0,\"end\":16,\"paragraph\":true}",
            "its sentences end with token 4 of 6",
        ),
        (
            "\"start\":0,\"end\":22,\"paragraph\":true}",
            "\"start\":2,\"end\":22,\"paragraph\":true}",
            "does not go on where the one before it ends",
        ),
        (
            "\"kind\":\"name\"",
            "\"kind\":\"nme\"",
            "“nme” is no kind of mention",
        ),
        (
            "\"id\":\"a1\",",
            "",
            "not an article as Dateline writes it: missing field `id`",
        ),
        (
            "\"mentions\":[{\"start\"",
            "\"mentons\":[{\"start\"",
            "points to mentions, which were not written",
        ),
    ] {
        let reason = refused(from, to);
        assert!(reason.contains(why), "{from} → {to}: {reason}");
    }
}

#[test]
fn offsets_of_another_unit_are_told_by_the_words() {
    let bytes = ("offsets", Setting::Str("bytes".to_owned()));
    let reason = reason_of(read_line(LINE, &[bytes]));
    assert!(reason.contains("do its offsets count characters"), "{reason}");
}

#[test]
fn lines_that_do_not_tell_words_are_refused_where_they_are_asked_for() {
    let words = || ("words", Setting::Bool(true));
    assert!(read_line(LINE, &[words()]).is_ok());
    let columns = in_columns().replace(",\"sentences\":[6],\"paragraphs\":[0]", "");
    let reason = reason_of(read_line(&columns, &[words()]));
    assert!(reason.contains("tokens and no sentences"), "{reason}");
    let older = LINE.replace(",\"paragraph\":true", "");
    assert!(read_line(&older, &[]).is_ok());
    let reason = reason_of(read_line(&older, &[words()]));
    assert!(reason.contains("parts of one word"), "{reason}");
}

/// The line with a reason for its relation, and what readers and the run say of it.
fn told() -> String {
    let why = r#""confidence":0.5,"why":{"pattern":"{}=s >obj {}=o","words":[
{"role":"s","start":2,"end":8,"text":"Kihara","entry":null},
{"role":"o","start":17,"end":21,"text":"sign","entry":"JPNGOV"}]}}],
"credits":[{"kind":"byline","start":2,"end":8,"text":"Kihara","value":"Minoru Kihara"}],
"passages":[{"start":0,"end":8,"page_start":40,"page_end":53},{"start":9,"end":22,"page_start":60,"page_end":60}],
"duplicate_of":"a0","similarity":0.933}"#;
    LINE.replacen("\"confidence\":0.5}]}", why, 1)
}

#[test]
fn reasons_credits_passages_and_duplicates_come_back() {
    let doc = read_line(&told(), &[]).unwrap();
    assert_eq!(doc.misfits(), []);
    let duplicate = doc.meta().duplicate.clone().unwrap();
    assert_eq!((duplicate.of.as_str(), duplicate.similarity), ("a0", 933));
    let credit = doc.layer::<Credits>().unwrap()[0];
    assert_eq!(
        (credit.kind, doc.slice(credit.span), doc.get(credit.value)),
        (CreditKind::Byline, "Kihara", "Minoru Kihara")
    );
    let passages = doc.layer::<Passages>().unwrap();
    let places: Vec<_> = passages
        .iter()
        .map(|it| (doc.slice(it.span), it.page_start, it.page_end))
        .collect();
    assert_eq!(places, [("é Kihara", 40, 53), ("doesn't sign.", 60, 60)]);
    let reasons = doc.layer::<RelationReasons>().unwrap();
    assert_eq!(doc.get(reasons[0].pattern), "{}=s >obj {}=o");
    let parts: Vec<_> = reasons[0]
        .parts
        .iter()
        .map(|it| (doc.get(it.role), doc.slice(it.span), doc.get(it.entry)))
        .collect();
    assert_eq!(parts, [("s", "Kihara", ""), ("o", "sign", "JPNGOV")]);
    assert!(doc.layer::<EventReasons>().is_none());
}

#[test]
fn reasons_credits_passages_and_duplicates_are_checked() {
    let line = told();
    let relation = LINE
        .split("\"relations\":[")
        .nth(1)
        .unwrap()
        .trim_end_matches("]}");
    let two = format!("\"relations\":[{relation},");
    for (from, to, why) in [
        (
            "\"kind\":\"byline\"",
            "\"kind\":\"by\"",
            "“by” is no kind of credit",
        ),
        (
            "\"text\":\"sign\",\"entry\"",
            "\"text\":\"sing\",\"entry\"",
            "“sing” is said to stand at 17 to 21",
        ),
        (
            "\"start\":9,\"end\":22,\"page",
            "\"start\":9,\"end\":23,\"page",
            "9 to 23 is no place",
        ),
        (
            "\"page_start\":60",
            "\"page_start\":61",
            "61 to 60 is no place in a page",
        ),
        (
            "\"relations\":[",
            two.as_str(),
            "it says why, and not of number 0",
        ),
        (",\"similarity\":0.933", "", "it has one alone"),
        ("0.933", "1.2", "1.2 is no similarity"),
    ] {
        assert!(line.contains(from), "{from}");
        let reason = reason_of(read_line(&line.replacen(from, to, 1), &[]));
        assert!(reason.contains(why), "{from} → {to}: {reason}");
    }
}

/// The line with its tokens and sentences in columns.
fn in_columns() -> String {
    let (before, rest) = LINE.split_once("\"sentences\"").unwrap();
    let (_, behind) = rest.split_once("\"mentions\"").unwrap();
    let columns =
        r#""compact":{"places":"](!_&]","far":[1,4],"joined":[3],"sentences":[6],"paragraphs":[0]},"#;
    format!("{before}{columns}\"mentions\"{behind}")
}

/// The same as columns were written at first.
fn in_number_columns() -> String {
    let line = in_columns();
    assert!(line.contains(r#""places":"](!_&]","far":[1,4]"#));
    line.replace(
        r#""places":"](!_&]","far":[1,4]"#,
        r#""spans":[0,1,1,6,1,4,0,3,1,4,0,1]"#,
    )
}

#[test]
fn columns_are_the_tokens_and_sentences_that_are_spelled_out() {
    use dateline_core::layers::{Sentences, Tokens};
    let spelled = read_line(LINE, &[]).unwrap();
    for line in [in_columns(), in_number_columns()] {
        let columns = read_line(&line, &[]).unwrap();
        assert_eq!(spelled.layer::<Tokens>(), columns.layer::<Tokens>());
        assert_eq!(spelled.layer::<Sentences>(), columns.layer::<Sentences>());
        assert_eq!(columns.misfits(), []);
    }
}

#[test]
fn columns_that_do_not_hold_together_are_refused() {
    for (from, to, why) in [
        ("[1,4]", "[1]", "its last token has no length"),
        ("[1,4]", "[4294967295,1]", "its tokens lie beyond any text"),
        ("\"far\":[1,4],", "", "more of its tokens lie far off"),
        ("[1,4]", "[1,4,1,4]", "more places than there are tokens for"),
        ("_&]", "_&é", "a character that is no place"),
        ("\"places\"", "\"place\"", "do not say where its tokens lie"),
        ("\"places\"", "\"spans\":[],\"places\"", "says twice where"),
        ("_&]", "_&e", "21 to 30 is no place"),
        ("[3]", "[6]", "number 6 of 6 tokens"),
        (
            "\"sentences\":[6]",
            "\"sentences\":[7]",
            "more tokens than it has",
        ),
        (
            "\"sentences\":[6]",
            "\"sentences\":[6,0]",
            "one of its sentences has no token",
        ),
        (
            "\"sentences\":[6]",
            "\"sentences\":[5]",
            "its sentences end with token 5 of 6",
        ),
        (
            "\"paragraphs\":[0]",
            "\"paragraphs\":[1]",
            "number 1 of 1 sentences",
        ),
        (
            "\"joined\"",
            "\"upos\":[\"X\"],\"joined\"",
            "its column “upos” has 1 values for 6 tokens",
        ),
        (
            "\"compact\"",
            "\"tokens\":[],\"compact\"",
            "its tokens stand in it twice",
        ),
        ("0,1]", "0]", "its last token has no length"),
        ("[0,1,", "[4294967295,1,", "its tokens lie beyond any text"),
        ("[0,1,", "[0,0,", "the token from 0 to 0 is not behind"),
    ] {
        let lines = [in_columns(), in_number_columns()];
        let line = lines.iter().find(|line| line.contains(from)).unwrap();
        let reason = reason_of(read_line(&line.replacen(from, to, 1), &[]));
        assert!(reason.contains(why), "{from} → {to}: {reason}");
    }
}
