//! What jsonl promises, read back with a JSON parser that knows nothing of how it was written.

use super::{options, sample, stream};
use dateline_core::{Document, Duplicate, EncodeOptions, Offsets};
use serde_json::Value;

fn parsed(options: &EncodeOptions, doc: Document) -> Value {
    let line = stream("jsonl", options, &[doc]);
    assert_eq!(line.matches('\n').count(), 1, "one line");
    serde_json::from_str(&line).unwrap()
}

/// `text[start:end]` in a language that counts this unit.
fn slice(text: &str, offsets: Offsets, start: usize, end: usize) -> String {
    match offsets {
        Offsets::Chars => text.chars().skip(start).take(end - start).collect(),
        Offsets::Bytes => text[start..end].to_owned(),
        Offsets::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[start..end]).unwrap()
        }
    }
}

/// Calls `visit` with every object that holds a span.
fn spans(value: &Value, visit: &mut dyn FnMut(&Value, usize, usize)) {
    if let (Some(start), Some(end)) = (value["start"].as_u64(), value["end"].as_u64()) {
        visit(value, start as usize, end as usize);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| spans(item, visit)),
        Value::Object(map) => map.values().for_each(|item| spans(item, visit)),
        _ => {}
    }
}

#[test]
fn every_span_gives_back_its_surface_in_every_unit() {
    for offsets in [Offsets::Chars, Offsets::Bytes, Offsets::Utf16] {
        let article = parsed(&options(offsets, None), sample::full());
        let text = article["text"].as_str().unwrap();
        let mut seen = 0;
        spans(&article, &mut |span, start, end| {
            let surface = slice(text, offsets, start, end);
            assert!(!surface.is_empty());
            if let Some(words) = span["text"].as_str() {
                assert_eq!(words, surface, "{offsets:?} {span}");
                seen += 1;
            }
        });
        assert!(seen > 25, "{seen} spans with words");
        let words: Vec<String> = ["start", "end"]
            .map(|key| article["tokens"][18][key].as_u64().unwrap())
            .windows(2)
            .map(|it| slice(text, offsets, it[0] as usize, it[1] as usize))
            .collect();
        assert_eq!(words, ["The"], "behind a character of three bytes");
    }
}

#[test]
fn layers_that_were_not_run_are_absent_and_those_not_asked_for_too() {
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let always = "byline id language published publisher schema source text title url";
    let sorted = |more: &str| {
        let mut all: Vec<&str> = always.split(' ').chain(more.split_whitespace()).collect();
        all.sort_unstable();
        all.join(" ")
    };
    let bare = parsed(&EncodeOptions::default(), sample::bare());
    assert_eq!(keys(&bare), sorted(""));
    let proposals = parsed(&EncodeOptions::default(), sample::proposals());
    assert_eq!(keys(&proposals), sorted("sentences tokens mentions"));
    assert_eq!(keys(&proposals["tokens"][0]), "end start");
    let full = parsed(&EncodeOptions::default(), sample::full());
    // What readers alone make is not in it.
    let stages = crate::LAYERS
        .iter()
        .filter(|it| !["credits", "passages"].contains(it));
    assert_eq!(
        keys(&full),
        sorted(&stages.copied().collect::<Vec<_>>().join(" "))
    );
    let some = parsed(
        &options(Offsets::Chars, Some(&["quotes", "mentions"])),
        sample::full(),
    );
    assert_eq!(keys(&some), sorted("quotes mentions"));
    let none = parsed(&options(Offsets::Chars, Some(&[])), sample::full());
    assert_eq!(keys(&none), sorted(""));
}

#[test]
fn what_readers_found() {
    use dateline_core::Span;
    use dateline_core::layers::{Credit, CreditKind, Credits, Passage, Passages};
    let mut doc = Document::from_text("É PARIS — So.").unwrap();
    doc.insert(|_, out| {
        let value = out.intern("Paris");
        let (kind, span) = (CreditKind::Place, Span::new(3, 8));
        out.layer::<Credits>().push(Credit { kind, span, value });
        out.layer::<Passages>().push(Passage {
            span: Span::new(3, 8),
            page_start: 40,
            page_end: 53,
        });
        Ok(())
    })
    .unwrap();
    let article = parsed(&EncodeOptions::default(), doc);
    let credit =
        serde_json::json!([{"kind": "place", "start": 2, "end": 7, "text": "PARIS", "value": "Paris"}]);
    assert_eq!(article["credits"], credit);
    let passage = serde_json::json!([{"start": 2, "end": 7, "page_start": 40, "page_end": 53}]);
    assert_eq!(article["passages"], passage);
}

#[test]
fn a_layer_that_found_nothing_is_an_empty_list() {
    let mut doc = sample::bare();
    doc.insert(|_, out| {
        out.layer::<dateline_core::layers::Relations>();
        out.layer::<dateline_core::layers::Tokens>();
        Ok(())
    })
    .unwrap();
    let article = parsed(&EncodeOptions::default(), doc);
    assert_eq!(article["relations"], serde_json::json!([]));
    assert_eq!(article["tokens"], serde_json::json!([]));
    assert!(article.get("mentions").is_none());
}

#[test]
fn unknown_layers_are_refused() {
    let message = crate::Jsonl::new(&options(Offsets::Chars, Some(&["mention"])))
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(message.starts_with("there is no layer “mention” to write; there are: sentences, tokens"));
    assert!(crate::Jsonl::new(&options(Offsets::Chars, Some(&["acme/tones"]))).is_ok());
}

#[test]
fn odd_texts_stay_one_line_and_come_back() {
    for text in [
        "",
        "\n\n",
        "a\u{0}b\u{1f}\u{7f}\"\\",
        "\u{2028}\u{feff}🙂\r\n",
        "</script>",
    ] {
        let mut doc = Document::from_text(text).unwrap();
        doc.meta_mut().id = text.to_owned();
        let article = parsed(&EncodeOptions::default(), doc);
        assert_eq!(article["text"], text);
        assert_eq!(article["id"], text);
    }
}

#[test]
fn confidence_has_four_decimals() {
    let article = parsed(&EncodeOptions::default(), sample::proposals());
    assert_eq!(article["mentions"][0]["confidence"], 0.8765);
    assert_eq!(crate::records::confidence(f32::NAN), 0.0);
    assert_eq!(crate::records::confidence(1.5), 1.0);
}

#[test]
fn near_duplicates_end_with_what_they_repeat_and_others_do_not() {
    let mut doc = sample::full();
    doc.meta_mut().duplicate = Some(Duplicate {
        of: "wire/\"0\"".to_owned(),
        similarity: 875,
    });
    let article = parsed(&EncodeOptions::default(), doc);
    assert_eq!(article["duplicate_of"], "wire/\"0\"");
    assert_eq!(article["similarity"], 0.875);
    let other = parsed(&EncodeOptions::default(), sample::full());
    assert!(other.get("duplicate_of").is_none() && other.get("similarity").is_none());
}
