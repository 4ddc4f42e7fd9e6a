//! Articles that would run a script in whatever page forgets to escape something of theirs.

use serde_json::{Value, json};

/// What a script does when it runs: the page's root has the attribute `data-ran` from then on.
const RAN: &str = "document.documentElement.dataset.ran=1";

/// Ways out of text, attributes, titles, styles, comments and addresses into a script.
pub(super) fn payloads() -> Vec<String> {
    [
        "<script>RAN</script>",
        "<img src=x onerror=\"RAN\">",
        "\"><img src=x onerror='RAN'>",
        "'><svg onload='RAN'></svg>",
        "</title></style></textarea></svg><script>RAN</script>",
        "--><script>RAN</script><!--",
        "]]><script>RAN</script>",
        "\" autofocus tabindex=\"0\" onfocus=\"RAN\" onmouseover=\"RAN\" x=\"",
        "<details open ontoggle=\"RAN\">x</details>",
        "<iframe srcdoc=\"<script>parent.RAN</script>\"></iframe>",
        "&lt;script&gt;RAN&lt;/script&gt;&#60;script&#62;RAN&#60;/script&#62;",
        "javascript:RAN",
        "../../<script>RAN</script>/\\\u{202e}\u{0}.html",
    ]
    .iter()
    .map(|payload| payload.replace("RAN", RAN))
    .collect()
}

/// Those that do run where they stand in a page as they are, without a click.
pub(super) fn running(payloads: &[String]) -> impl Iterator<Item = &String> {
    payloads
        .iter()
        .filter(|payload| !payload.starts_with(['"', '&', '.']) && !payload.starts_with("javascript"))
}

/// An article as Dateline writes it as jsonl, with a payload in every place that holds words: id, title, by-line,
/// publisher, address, text, names, labels, codes, rules. `shift` says which payload stands where.
pub(super) fn article(payloads: &[String], shift: usize) -> Value {
    let one = |place: usize| payloads[(place + shift) % payloads.len()].as_str();
    // Words of the text that facts point at, each with where it stands.
    let mut text = String::new();
    let mut length = 0;
    let mut places = Vec::new();
    for place in 0..6 {
        let word = one(place);
        let start = length + text_of(&mut text, "It is said of ");
        let end = start + text_of(&mut text, word);
        length = end + text_of(&mut text, " that they met. ");
        places.push((start, end, word));
    }
    let span = |at: usize| {
        let (start, end, word) = places[at % places.len()];
        json!({"start": start, "end": end, "text": word})
    };
    let label = |at: usize| ["PERSON", "ORG", one(at + 3)][at % 3];
    let mentions: Vec<Value> = (0..places.len())
        .map(|at| {
            let mut mention = span(at);
            let more = json!({"label": label(at), "kind": "name", "entity": at, "value": null, "confidence": 0.9,
                "rule": one(at + 1)});
            merge(&mut mention, more);
            mention
        })
        .collect();
    let entities: Vec<Value> = (0..places.len())
        .map(|at| {
            json!({"name": one(at), "label": label(at), "mentions": [at],
                "link": {"wikidata": one(at + 2), "iso3166": one(at + 4)}})
        })
        .collect();
    let evidence = |at: usize| json!({"sentence": null, "spans": [span(at)], "rule": one(at + 5)});
    let address = one(if shift == 0 { 11 } else { 4 });
    json!({
        "schema": "dateline/1",
        "id": format!("{shift} {}", one(0)),
        "title": one(1),
        "published": one(2),
        "language": "en",
        "byline": one(3),
        "url": address,
        "source": {"path": one(5), "record": 1},
        "publisher": one(6),
        "text": text,
        "mentions": mentions,
        "entities": entities,
        "relations": [
            {"relation": one(7), "subject": 0, "object": 1, "qualifiers": {"former": true}, "evidence": evidence(0),
             "confidence": 0.9},
            {"relation": "leader_of", "subject": 2, "object": 3, "qualifiers": {}, "evidence": evidence(1), "confidence": 0.9},
        ],
        "events": [
            {"code": one(8), "plover": one(9), "trigger": span(2), "source": [0], "target": [1], "source_code": one(10),
             "target_code": one(12), "date": one(2), "location": 4, "status": "actual", "evidence": evidence(2),
             "confidence": 0.9, "reported_by": 3},
            {"code": "040", "plover": "CONSULT", "trigger": span(3), "source": [4], "target": [5], "source_code": null,
             "target_code": null, "date": "2026-03-02", "location": null, "status": "planned", "evidence": evidence(3),
             "confidence": 0.9, "reported_by": null},
        ],
        "quotes": [
            {"kind": "direct", "content": [span(4)], "cue": span(5), "speaker": 0, "addressee": null, "confidence": 0.9,
             "speaker_entity": 0, "rule": one(11)},
        ],
    })
}

/// Appends and gives the length in characters, which is what offsets count.
fn text_of(text: &mut String, piece: &str) -> usize {
    text.push_str(piece);
    piece.chars().count()
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payload_stands_in_the_articles_and_spans_hold_their_words() {
        let payloads = payloads();
        for shift in 0..payloads.len() {
            let article = article(&payloads, shift);
            let text: Vec<char> = article["text"].as_str().expect("a text").chars().collect();
            for mention in article["mentions"].as_array().expect("a list") {
                let place = |key: &str| mention[key].as_u64().expect("a number") as usize;
                let words: String = text[place("start")..place("end")].iter().collect();
                assert_eq!(mention["text"], words.as_str());
            }
            let whole = article.to_string();
            for payload in &payloads {
                let escaped = Value::from(payload.as_str()).to_string();
                assert!(whole.contains(escaped.trim_matches('"')), "{payload}");
            }
        }
        assert!(running(&payloads).count() >= 8);
    }
}
