//! The network against a plain computation of the same, and against itself: levels, batches, workers.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod reference;
#[allow(dead_code, reason = "other tests use the rest of it")]
mod support;

use dateline_core::layers::{NameHints, Parse, Sentences, Tags, Tokens};
use dateline_core::{Annotator, Document, Id};
use dateline_model::Level;
use dateline_syntax::forward::{Batch, ROOT};
use dateline_syntax::lemma::Lemmas;
use dateline_syntax::{LONGEST, Network, Syntax};
use dateline_testkit::{Conformance, WhiteSpace};
use support::{document, model};

const SENTENCES: &[&str] = &[
    "The minister said 1999 things .",
    "Unknown words are Guessed by their affixes , e.g. Zürich’s .",
    "Yes",
    "the the the the the the the the the the the the the the the the the the the the the",
];

/// Tags, trees and chances of names in words.
fn shown(doc: &Document) -> Vec<String> {
    let hints = doc.layer::<NameHints>().unwrap_or_default();
    let tags = doc.layer::<Tags>().unwrap_or_default();
    let parse = doc.layer::<Parse>().unwrap_or_default();
    let of = |(tag, arc): (&dateline_core::layers::Tag, &dateline_core::layers::Dependency)| {
        let head = arc.head.map_or(-1, |head| head.index() as i64);
        let (relation, subtype) = (arc.deprel.relation.name(), doc.get(arc.deprel.subtype));
        format!(
            "{} {} {head} {relation}:{subtype}",
            tag.upos.name(),
            doc.get(tag.xpos)
        )
    };
    let arcs = tags.iter().zip(parse).map(of);
    arcs.zip(hints)
        .map(|(arc, hint)| format!("{arc} {hint:?}"))
        .collect()
}

#[test]
fn the_network_computes_what_it_says() {
    let bytes = model();
    let network = Network::read(bytes.as_slice()).unwrap();
    let mut batch = Batch::default();
    for sentence in SENTENCES {
        sentence.split(' ').for_each(|word| batch.push(&network, word));
        batch.end_sentence();
    }
    batch.light(Level::best(), &network);
    batch.deep(Level::best(), &network);
    let mut word = 0;
    for sentence in SENTENCES {
        let forms: Vec<&str> = sentence.split(' ').collect();
        let (c2, y) = reference::vectors(&forms);
        for (c2, y) in c2.iter().zip(&y) {
            let (found_c2, found_y) = batch.vectors(word);
            reference::close(found_c2, c2, 0.08);
            reference::close(found_y, y, 0.15);
            word += 1;
        }
    }
    assert_eq!(word, batch.words());
}

#[test]
fn every_level_and_every_batch_gives_the_same() {
    let bytes = model();
    let run = |level: Level, sentences: &[&str]| {
        let mut doc = document(sentences);
        let network = Network::read(bytes.as_slice()).unwrap();
        doc.apply(&Syntax::of(network, Lemmas::built_in().unwrap()).level(level))
            .unwrap();
        shown(&doc)
    };
    // More than a batch.
    let many: Vec<&str> = SENTENCES.iter().copied().cycle().take(40).collect();
    let scalar = run(Level::SCALAR, &many);
    for level in Level::all() {
        assert_eq!(run(level, &many), scalar, "{}", level.name());
    }
    // Each sentence by itself.
    let mut place = 0;
    for sentence in SENTENCES {
        let alone = run(Level::best(), &[*sentence]);
        for line in &alone {
            let in_batch = &scalar[place];
            let relative = |line: &str, first: usize| -> String {
                let mut parts: Vec<String> = line.split(' ').map(str::to_owned).collect();
                let head: i64 = parts[2].parse().unwrap();
                parts[2] = if head < 0 {
                    head.to_string()
                } else {
                    (head - first as i64).to_string()
                };
                parts.join(" ")
            };
            let first = place - alone.iter().position(|it| std::ptr::eq(it, line)).unwrap();
            assert_eq!(relative(in_batch, first), relative(line, 0));
            place += 1;
        }
    }
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
fn a_sentence_of_fifty_thousand_words_gets_one_tree() {
    let bytes = model();
    let network = Network::read(bytes.as_slice()).unwrap();
    let long = vec!["said"; 50_000].join(" ");
    let mut doc = document(&["The minister said", &long]);
    doc.apply(&Syntax::of(network, Lemmas::built_in().unwrap()))
        .unwrap();
    check_trees(&doc);
    let parse = doc.layer::<Parse>().unwrap();
    let joined = parse
        .iter()
        .filter(|arc| arc.deprel.relation.name() == "parataxis")
        .count();
    assert!(joined >= 50_000 / LONGEST - 1);
}

#[test]
fn the_stage_keeps_what_stages_promise() {
    let bytes = model();
    for parse in [true, false] {
        let network = Network::read(bytes.as_slice()).unwrap();
        let stage = Syntax::of(network, Lemmas::built_in().unwrap()).parse(parse);
        Conformance::of(&stage)
            .after(&WhiteSpace)
            .check(move |doc| {
                let tokens = doc.layer::<Tokens>().unwrap().len();
                assert_eq!(doc.layer::<Tags>().unwrap().len(), tokens);
                match doc.layer::<Parse>() {
                    Some(parse) => assert_eq!(parse.len(), tokens),
                    None => assert!(!parse),
                }
                if parse {
                    check_trees(doc);
                }
            })
            .run();
    }
}

#[test]
fn the_light_mode_makes_tags_alone() {
    let bytes = model();
    let stage = Syntax::of(
        Network::read(bytes.as_slice()).unwrap(),
        Lemmas::built_in().unwrap(),
    )
    .parse(false);
    assert_eq!(stage.contract().provided().len(), 1);
    let mut doc = document(SENTENCES);
    doc.apply(&stage).unwrap();
    assert!(doc.layer::<Parse>().is_none());
    let tags = doc.layer::<Tags>().unwrap();
    assert_eq!(tags.len(), doc.layer::<Tokens>().unwrap().len());
    let forms: Vec<Vec<&str>> = SENTENCES.iter().map(|it| it.split(' ').collect()).collect();
    let wanted: Vec<&str> = forms
        .iter()
        .flat_map(|forms| reference::light_upos(forms))
        .collect();
    let found: Vec<&str> = tags.iter().map(|tag| tag.upos.name()).collect();
    let same = wanted.iter().zip(&found).filter(|(a, b)| a == b).count();
    // Quantization may tip scores that are almost equal.
    assert!(same + 2 >= wanted.len(), "{wanted:?} {found:?}");
}

#[test]
fn a_batch_gives_one_root_a_sentence() {
    let bytes = model();
    let network = Network::read(bytes.as_slice()).unwrap();
    let mut batch = Batch::default();
    for sentence in SENTENCES {
        sentence.split(' ').for_each(|word| batch.push(&network, word));
        batch.end_sentence();
    }
    batch.light(Level::best(), &network);
    batch.deep(Level::best(), &network);
    batch.parse(Level::best(), &network);
    let roots = batch.governors.iter().filter(|head| **head == ROOT).count();
    assert_eq!(roots, SENTENCES.len());
    let root = support::RELATIONS
        .iter()
        .position(|name| *name == "root")
        .unwrap();
    for (governor, relation) in batch.governors.iter().zip(&batch.relations) {
        assert_eq!(*governor == ROOT, usize::from(*relation) == root);
    }
}

#[test]
fn damaged_models_are_refused() {
    let bytes = model();
    let whole = bytes.as_slice();
    assert!(Network::read(&whole[..whole.len() - 1]).is_err());
    assert!(Network::read(b"").is_err());
}
