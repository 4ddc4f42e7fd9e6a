//! CoNLL-U as a validator reads it.

use super::{options, sample, stream};
use dateline_core::layers::{Token, TokenClass, Tokens};
use dateline_core::{Document, EncodeOptions, Offsets, Span};
use proptest::prelude::*;

/// Checks columns, ids, heads and brackets of a file, rebuilds every sentence out of forms and SpaceAfter,
/// and gives every word and multiword token with the text behind its TokenRange.
fn validate(conllu: &str, article: &str) -> Vec<(String, String)> {
    let chars: Vec<char> = article.chars().collect();
    let mut words = Vec::new();
    assert!(conllu.is_empty() || conllu.ends_with("\n\n"));
    let mut sent_ids = std::collections::BTreeSet::new();
    for sentence in conllu.split_terminator("\n\n") {
        let comment = |key: &str| sentence.lines().find_map(|line| line.strip_prefix(key));
        assert!(
            sent_ids.insert(comment("# sent_id = ").unwrap()),
            "ids of sentences are unique"
        );
        let (mut rebuilt, mut next, mut inside) = (String::new(), 1, 0);
        let mut open: Vec<&str> = Vec::new();
        let rows: Vec<&str> = sentence.lines().filter(|line| !line.starts_with('#')).collect();
        let count = rows
            .iter()
            .filter(|row| !row.split('\t').next().unwrap().contains('-'))
            .count();
        for row in rows {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 10, "{row}");
            assert!(columns.iter().all(|column| !column.is_empty()), "{row}");
            let misc: Vec<&str> = columns[9].split('|').collect();
            let spaced = if misc.contains(&"SpaceAfter=No") { "" } else { " " };
            if let Some((first, last)) = columns[0].split_once('-') {
                let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
                assert!(
                    first == next && last > first && inside == 0 && last <= count,
                    "{row}"
                );
                inside = last + 1 - first;
                rebuilt.push_str(columns[1]);
                rebuilt.push_str(spaced);
            } else {
                assert_eq!(columns[0].parse::<usize>().unwrap(), next, "{row}");
                next += 1;
                if inside > 0 {
                    inside -= 1;
                    assert_eq!(spaced, " ", "no SpaceAfter within a multiword token: {row}");
                } else {
                    rebuilt.push_str(columns[1]);
                    rebuilt.push_str(spaced);
                }
                if columns[6] != "_" {
                    let head: usize = columns[6].parse().unwrap();
                    assert!(head <= count && (head == 0) == (columns[7] == "root"), "{row}");
                }
            }
            for attribute in &misc {
                let (key, value) = attribute.split_once('=').unwrap();
                match key {
                    "TokenRange" => {
                        let (start, end) = value.split_once(':').unwrap();
                        let range = start.parse().unwrap()..end.parse().unwrap();
                        words.push((columns[1].to_owned(), chars[range].iter().collect()));
                    }
                    "Entity" => brackets(value, &mut open),
                    "SpaceAfter" | "NER" => {}
                    _ => panic!("{row}"),
                }
            }
        }
        assert_eq!(open, [""; 0], "all brackets are closed");
        assert_eq!(rebuilt.trim_end(), comment("# text = ").unwrap().trim_end());
    }
    words
}

/// Opens and closes the brackets of one attribute.
fn brackets<'c>(value: &'c str, open: &mut Vec<&'c str>) {
    let mut rest = value;
    while !rest.is_empty() {
        if let Some(opened) = rest.strip_prefix('(') {
            let end = opened.find(['(', ')']).unwrap_or(opened.len());
            let closed = opened[end..].starts_with(')');
            let (id, label) = opened[..end].split_once('-').unwrap();
            assert!(id.starts_with('e') && !label.is_empty());
            if !closed {
                open.push(id);
            }
            rest = &opened[end + usize::from(closed)..];
        } else {
            let (id, after) = rest.split_once(')').unwrap();
            let at = open.iter().rposition(|opened| *opened == id).expect(value);
            open.remove(at);
            rest = after;
        }
    }
}

#[test]
fn the_sample_is_valid_and_complete() {
    let conllu = stream("conllu", &EncodeOptions::default(), &[sample::full()]);
    let words = validate(&conllu, sample::TEXT);
    assert!(words.contains(&("doesn't".to_owned(), "doesn't".to_owned())));
    for (form, at) in &words {
        assert_eq!(form, at);
    }
    assert!(
        conllu.starts_with(
            "# newdoc id = wire/1\n# global.Entity = eid-etype\n# newpar\n# sent_id = wire_1-1\n"
        )
    );
    let no_parse = stream("conllu", &EncodeOptions::default(), &[sample::proposals()]);
    assert_eq!(validate(&no_parse, sample::TEXT).len(), words.len());
    assert!(no_parse.contains("\tMinoru\t_\t_\t_\t_\t_\t_\t_\tNER=B-PERSON|TokenRange="));
}

#[test]
fn layers_that_are_not_asked_for_leave_no_attributes() {
    let conllu = stream(
        "conllu",
        &options(Offsets::Chars, Some(&["tokens"])),
        &[sample::full()],
    );
    assert!(!conllu.contains("NER=") && !conllu.contains("Entity="));
    validate(&conllu, sample::TEXT);
}

#[test]
fn an_article_without_tokens_is_an_error_and_one_without_words_leaves_no_trace() {
    let encoder = crate::Conllu::new(&EncodeOptions::default()).unwrap();
    let mut out = Vec::new();
    let encode = |doc: &Document, out: &mut Vec<u8>| dateline_core::Encoder::encode(&encoder, doc, out);
    let error = encode(&sample::bare(), &mut out).unwrap_err();
    assert_eq!(error.kind(), dateline_core::ErrorKind::MissingLayer);
    let mut doc = Document::from_text(" ").unwrap();
    doc.insert(|_, out| {
        out.layer::<Tokens>();
        Ok(())
    })
    .unwrap();
    encode(&doc, &mut out).unwrap();
    assert_eq!(out, b"");
}

proptest! {
    /// Whatever the tokens are, also with line breaks within them, what comes out is valid.
    #[test]
    fn any_tokens_give_valid_lines(
        words in prop::collection::vec(("[a-z’é🙂\n\t#_]{1,6}", "[ \n\t]{0,2}", any::<bool>()), 1..20),
        id in "\\PC{0,12}",
    ) {
        let text: String = words.iter().flat_map(|(word, gap, _)| [word.as_str(), gap.as_str()]).collect();
        let mut doc = Document::from_text(&text).unwrap();
        doc.meta_mut().id = id;
        doc.insert(|_, out| {
            let mut at = 0;
            for (word, gap, joined) in &words {
                let mut token = Token::new(Span::at(at, word.len()), TokenClass::Word);
                token.joined = *joined;
                out.layer::<Tokens>().push(token);
                at += word.len() + gap.len();
            }
            Ok(())
        }).unwrap();
        let conllu = stream("conllu", &EncodeOptions::default(), &[doc]);
        let found = validate(&conllu, &text);
        prop_assert!(found.len() >= words.len());
        for (form, at) in found {
            prop_assert_eq!(form, at.replace(['\n', '\t'], " "));
        }
    }
}
