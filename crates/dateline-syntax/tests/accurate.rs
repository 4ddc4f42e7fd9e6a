//! The accurate tier against itself: levels, groups, workers, long sentences, damaged models.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod support;

use dateline_core::layers::{NameChances, Parse, Sentences, Tags, Tokens};
use dateline_core::{Document, Id};
use dateline_model::{Level, ModelFile};
use dateline_syntax::Accurate;
use dateline_syntax::accurate::{Model, NAME, VERSION, WordPieces};
use dateline_syntax::lemma::Lemmas;
use dateline_testkit::{Conformance, WhiteSpace};
use support::accurate::{model, pieces};
use support::document;

const SENTENCES: &[&str] = &[
    "The minister said 1999 things .",
    "Unknown words are Guessed by their pieces , e.g. Zürich’s .",
    "Yes",
    "中国 \u{7} ☃ ...",
    "a sentence of rather many words has more pieces than one window of this small network takes , so it gets some",
];

fn stage(bytes: &dateline_model::Embedded) -> Accurate<'_> {
    Accurate::of(
        Model::read(bytes.as_slice()).unwrap(),
        Lemmas::built_in().unwrap(),
    )
}

/// Tags, trees relative to their sentences, and chances of names in words, a line a token.
fn shown(doc: &Document) -> Vec<String> {
    let (tags, parse) = (doc.layer::<Tags>().unwrap(), doc.layer::<Parse>().unwrap());
    let chances = doc.layer::<NameChances>().unwrap();
    let mut lines = Vec::new();
    for sentence in doc.layer::<Sentences>().unwrap() {
        for at in sentence.tokens() {
            let (tag, arc) = (tags[at], parse[at]);
            let head = arc
                .head
                .map_or(-1, |head| head.index() as i64 - i64::from(sentence.first));
            lines.push(format!(
                "{} {} {} {} {head} {}:{} {:?}",
                tag.upos.name(),
                doc.get(tag.xpos),
                doc.get(tag.feats),
                doc.get(tag.lemma),
                arc.deprel.relation.name(),
                doc.get(arc.deprel.subtype),
                chances[at]
            ));
        }
    }
    lines
}

#[test]
fn every_level_and_every_group_gives_the_same() {
    let bytes = model();
    let run = |level: Level, sentences: &[&str]| {
        let mut doc = document(sentences);
        doc.apply(&stage(&bytes).level(level)).unwrap();
        shown(&doc)
    };
    // More than a group.
    let many: Vec<&str> = SENTENCES.iter().copied().cycle().take(30).collect();
    let scalar = run(Level::SCALAR, &many);
    for level in Level::all() {
        assert_eq!(run(level, &many), scalar, "{}", level.name());
    }
    let alone: Vec<String> = many.iter().flat_map(|one| run(Level::best(), &[*one])).collect();
    assert_eq!(alone, scalar);
    let distinct: std::collections::BTreeSet<&String> = scalar.iter().collect();
    assert!(distinct.len() > 12, "the network tells words apart");
}

/// Asserts that each sentence's heads make one tree.
fn check_trees(doc: &Document) {
    let parse = doc.layer::<Parse>().unwrap();
    for sentence in doc.layer::<Sentences>().unwrap() {
        let range = sentence.tokens();
        let roots = range.clone().filter(|at| parse[*at].head.is_none()).count();
        assert_eq!(roots, 1);
        for start in range.clone() {
            let (mut at, mut steps) = (start, 0);
            while let Some(head) = parse[at].head.map(Id::index) {
                assert!(range.contains(&head), "a head outside the sentence");
                steps += 1;
                assert!(steps <= range.len(), "a cycle");
                at = head;
            }
        }
    }
}

#[test]
fn long_sentences_and_long_words_are_done_whole() {
    let bytes = model();
    let long = vec!["said"; 1000].join(" ");
    let dashes = "-".repeat(100_000);
    let mut doc = document(&["The minister said", &long, &dashes, "Yes"]);
    doc.apply(&stage(&bytes)).unwrap();
    check_trees(&doc);
    assert_eq!(doc.layer::<Tags>().unwrap().len(), 1005);
}

#[test]
fn the_stage_keeps_what_stages_promise() {
    let bytes = model();
    for parse in [true, false] {
        let stage = stage(&bytes).parse(parse);
        Conformance::of(&stage)
            .after(&WhiteSpace)
            .check(move |doc| {
                let tokens = doc.layer::<Tokens>().unwrap().len();
                assert_eq!(doc.layer::<Tags>().unwrap().len(), tokens);
                assert_eq!(doc.layer::<NameChances>().unwrap().len(), tokens);
                assert_eq!(doc.layer::<Parse>().map(<[_]>::len), parse.then_some(tokens));
                if parse {
                    check_trees(doc);
                }
            })
            .run();
    }
}

#[test]
fn words_fall_into_pieces() {
    let bytes = model();
    let file = ModelFile::parse(bytes.as_slice(), NAME, VERSION).unwrap();
    let known = WordPieces::read(&file).unwrap();
    let (all, mut part) = (pieces(), String::new());
    for (word, expected) in [
        ("The", "the"),
        ("ministers", "minister ##s"),
        ("Unknown", "un ##known"),
        ("SAID.", "said ."),
        ("e.g.", "e . g ."),
        ("Zürich’s", "z ##u ##r ##i ##c ##h ’ s"),
        ("e\u{301}t", "e ##t"),
        ("the\u{a0}the", "the the"),
        ("中said", "[UNK] said"),
        ("sai☃d", "[UNK]"),
        ("\u{301}", ""),
        ("", ""),
    ] {
        let mut out = Vec::new();
        known.encode(word, &mut part, &mut out);
        let shown: Vec<&str> = out.iter().map(|piece| &all[*piece as usize][..]).collect();
        assert_eq!(shown.join(" "), expected, "{word}");
    }
    let mut out = Vec::new();
    known.encode(&"a".repeat(100), &mut part, &mut out);
    assert_eq!(out.len(), 100);
    known.encode(&"a".repeat(101), &mut part, &mut out);
    assert_eq!(all[out[100] as usize], "[UNK]");
    assert_eq!(out.len(), 101);
}

#[test]
fn damaged_models_are_refused() {
    let bytes = model();
    let whole = bytes.as_slice();
    assert!(Model::read(&whole[..whole.len() - 1]).is_err());
    assert!(Model::read(b"").is_err());
}

#[cfg(not(feature = "accurate"))]
#[test]
fn a_build_without_the_network_says_so() {
    use dateline_core::{Registry, Setting, Settings};
    let mut registry = Registry::new();
    dateline_syntax::plugin(&mut registry).unwrap();
    let model = [("model".to_owned(), Setting::Str("accurate".to_owned()))];
    let settings = Settings::new("settings", model.into_iter().collect());
    let refused = (registry.find_stage("syntax").unwrap().build)(settings)
        .err()
        .unwrap();
    assert!(
        refused.to_string().contains("without the feature “accurate”"),
        "{refused}"
    );
}
