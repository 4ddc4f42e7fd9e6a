//! What the format `compact` promises: told by columns, the tokens are those that jsonl spells out.

use super::{options, sample, stream};
use dateline_core::layers::{Sentence, Sentences, Token, TokenClass, Tokens};
use dateline_core::{Document, EncodeOptions, Offsets, Span};
use serde_json::{Map, Value, json};

fn parsed(format: &str, options: &EncodeOptions, doc: Document) -> Map<String, Value> {
    let line = stream(format, options, &[doc]);
    let Value::Object(line) = serde_json::from_str(&line).unwrap() else {
        panic!("no object: {line}");
    };
    line
}

/// The line with its columns spelled out, as a reader in another language would do it.
fn spelled(mut line: Map<String, Value>) -> Map<String, Value> {
    let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
    let Some(columns) = line.remove("compact") else {
        return line;
    };
    let list = |name: &str| columns.get(name).map(|it| it.as_array().unwrap().clone());
    let indices = |name: &str| -> Vec<usize> {
        let values = list(name).unwrap_or_default();
        values.iter().map(|it| it.as_u64().unwrap() as usize).collect()
    };
    let mut at = 0;
    let mut tokens: Vec<Map<String, Value>> = Vec::new();
    let far = indices("far");
    let mut far = far.iter();
    for character in columns["places"].as_str().unwrap().bytes() {
        let (distance, length) = match character {
            b'!' => (*far.next().unwrap(), *far.next().unwrap()),
            _ if character < b'\\' => (1, usize::from(character) - 0x22),
            _ => (0, usize::from(character) - 0x5C),
        };
        let (start, end) = (at + distance, at + distance + length);
        tokens.push(
            [("start", start), ("end", end)]
                .map(|(key, value)| (key.to_owned(), json!(value)))
                .into_iter()
                .collect(),
        );
        at = end;
    }
    for index in indices("joined") {
        tokens[index].insert("joined".to_owned(), json!(true));
    }
    if list("sentences").is_some() {
        let mut next = 0;
        let paragraphs = indices("paragraphs");
        let counts = indices("sentences").into_iter().enumerate();
        let sentences = counts.map(|(index, count)| {
            let (first, last) = (&tokens[next], &tokens[next + count - 1]);
            next += count;
            let mut sentence = json!({"start": first["start"], "end": last["end"]});
            if paragraphs.contains(&index) {
                sentence["paragraph"] = json!(true);
            }
            sentence
        });
        line.insert("sentences".to_owned(), sentences.collect());
    }
    for name in ["lemma", "upos", "xpos", "feats", "head", "deprel"] {
        for (token, value) in tokens.iter_mut().zip(list(name).unwrap_or_default()) {
            let (start, end) = (token["start"].as_u64().unwrap(), token["end"].as_u64().unwrap());
            let own = || text[start as usize..end as usize].iter().collect::<String>();
            let value = if name == "lemma" && value == "" {
                json!(own())
            } else {
                value
            };
            token.insert(name.to_owned(), value);
        }
    }
    line.insert("tokens".to_owned(), json!(tokens));
    line
}

#[test]
fn columns_say_what_jsonl_says() {
    for layers in [None, Some(&["tokens"][..]), Some(&["sentences", "events"])] {
        let options = options(Offsets::Chars, layers);
        for (name, make) in [
            ("full", sample::full as fn() -> Document),
            ("proposals", sample::proposals),
            ("bare", sample::bare),
        ] {
            let compact = parsed("compact", &options, make());
            let has_tokens = make().layer::<Tokens>().is_some() && options.wants("tokens");
            assert_eq!(compact.contains_key("compact"), has_tokens, "{name}");
            assert_eq!(
                spelled(compact),
                parsed("jsonl", &options, make()),
                "{name} {layers:?}"
            );
        }
    }
}

#[test]
fn sentences_that_leave_tokens_out_are_spelled_with_them() {
    let mut doc = Document::from_text("One. Two.").unwrap();
    doc.insert(|_, out| {
        for span in [Span::new(0, 3), Span::new(3, 4), Span::new(5, 8)] {
            out.layer::<Tokens>().push(Token::new(span, TokenClass::Word));
        }
        out.layer::<Sentences>().push(Sentence {
            span: Span::new(0, 4),
            first: 0,
            end: 2,
            paragraph: true,
        });
        Ok(())
    })
    .unwrap();
    let line = parsed("compact", &EncodeOptions::default(), doc);
    assert!(!line.contains_key("compact"));
    assert_eq!(line["tokens"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_article_without_tokens_has_no_columns_of_their_tags() {
    use dateline_core::layers::{Parse, Tags};
    let mut doc = Document::from_text(" ").unwrap();
    doc.insert(|_, out| {
        out.layer::<Tokens>();
        out.layer::<Sentences>();
        out.layer::<Tags>();
        out.layer::<Parse>();
        Ok(())
    })
    .unwrap();
    let line = parsed("compact", &EncodeOptions::default(), doc);
    let empty = json!({"places": "", "far": [], "joined": [], "sentences": [], "paragraphs": []});
    assert_eq!(line["compact"], empty);
}
