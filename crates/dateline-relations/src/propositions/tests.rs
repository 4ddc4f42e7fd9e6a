//! Worked cases from their data file, any tree, and the conformance suite.

use super::PropositionStage;
use dateline_core::layers::{
    ArgumentRole, Dependency, Deprel, Parse, Polarity, Propositions, Sentence, Sentences, Tag, Tags, Token,
    TokenClass, Tokens, UdRel, Upos,
};
use dateline_core::{Document, Id, Registry, Setting, Settings, Span, TextRef};
use dateline_testkit::{Conformance, WhiteSpace};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const CASES: &str = include_str!("../../data/propositions/cases.conllu");

static STAGE: LazyLock<PropositionStage> = LazyLock::new(|| PropositionStage::new().unwrap());

/// The document of one sentence in CoNLL-U.
fn document(block: &str) -> Document {
    let text = block
        .lines()
        .find_map(|line| line.strip_prefix("# text = "))
        .unwrap();
    let mut doc = Document::from_text(text).unwrap();
    doc.insert(|_, out| {
        let mut at = 0;
        let rows = block.lines().filter(|line| !line.starts_with('#'));
        for row in rows.map(|row| row.split('\t').collect::<Vec<_>>()) {
            let [_, form, lemma, upos, xpos, _, head, deprel, ..] = row[..] else {
                panic!("{row:?}")
            };
            at += text[at..].find(form).unwrap();
            let span = Span::at(at, form.len());
            at += form.len();
            out.layer::<Tokens>().push(Token::new(span, TokenClass::Word));
            let (lemma, xpos) = (out.intern(lemma), out.intern(xpos));
            out.layer::<Tags>().push(Tag {
                upos: Upos::from_name(upos).unwrap(),
                xpos,
                feats: TextRef::EMPTY,
                lemma,
            });
            let (relation, subtype) = deprel.split_once(':').unwrap_or((deprel, ""));
            let subtype = out.intern(subtype);
            out.layer::<Parse>().push(Dependency {
                head: head.parse::<usize>().unwrap().checked_sub(1).map(Id::from_index),
                deprel: Deprel {
                    relation: UdRel::from_name(relation).unwrap(),
                    subtype,
                },
            });
        }
        let end = out.layer::<Tokens>().len() as u32;
        out.layer::<Sentences>().push(Sentence {
            span: Span::at(0, text.len()),
            first: 0,
            end,
            paragraph: true,
        });
        Ok(())
    })
    .unwrap();
    doc
}

/// The propositions of a document as the cases write them.
fn told(doc: &Document) -> Vec<String> {
    let all = doc.layer::<Propositions>().unwrap();
    all.iter()
        .map(|it| {
            let mut tuple = it.tuple(doc);
            for (object, role) in tuple.iter_mut().skip(2).zip(&it.roles) {
                if matches!(role, ArgumentRole::Time | ArgumentRole::Place) {
                    *object = format!("{}: {object}", role.name());
                }
            }
            let mut line = tuple.join(" | ");
            line += match it.polarity {
                Polarity::Positive => "",
                Polarity::Negative => " ; negative",
            };
            if !it.modality.is_empty() {
                line += &format!(" ; {}", doc.get(it.modality));
            }
            if let Some(source) = it.attribution {
                line += &format!(" ; says {}", doc.slice(source));
            }
            line + " ; " + doc.get(it.evidence.rule).strip_prefix("propositions/").unwrap()
        })
        .collect()
}

#[test]
fn the_cases_hold() {
    let mut wrong = Vec::new();
    for block in CASES
        .split("\n\n")
        .map(str::trim)
        .filter(|block| block.contains("# text = "))
    {
        let wanted: Vec<&str> = block
            .lines()
            .filter_map(|line| line.strip_prefix("# tuple = "))
            .collect();
        let mut doc = document(block);
        doc.apply(&*STAGE).unwrap();
        assert!(doc.misfits().is_empty());
        let found = told(&doc);
        if found != wanted {
            wrong.push(format!(
                "{}\n  wanted {wanted:#?}\n  found {found:#?}",
                doc.text()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_pattern_has_a_case() {
    for pattern in super::confidence::PATTERNS {
        let told = CASES
            .lines()
            .any(|line| line.starts_with("# tuple = ") && line.ends_with(&format!(" ; {pattern}")));
        assert!(told, "{pattern}");
    }
}

/// Puts a tree over each sentence, by numbers: heads anywhere, outside the sentence and in circles too.
fn plant(doc: &mut Document, numbers: &[usize]) {
    doc.insert(|view, out| {
        let count = view.items::<Tokens>().len();
        // The layers are there for an empty text as well.
        out.pair::<Tags, Parse>();
        for at in 0..count {
            let number = |place: usize| numbers[(at * 7 + place) % numbers.len()].wrapping_mul(place + 3) / 2;
            let subtypes = [
                "", "pass", "relcl", "poss", "prt", "agent", "unmarked", "desc", "outer",
            ];
            let xpos = ["VB", "VBN", "VBG", "NNS", ""];
            let lemmas = [
                "say",
                "to",
                "who",
                "that",
                "according",
                "and",
                "not",
                "if",
                "it",
                "there",
                "such",
                "in",
                "x",
            ];
            let lemma = out.intern(lemmas[number(0) % lemmas.len()]);
            let xpos = out.intern(xpos[number(1) % xpos.len()]);
            let subtype = out.intern(subtypes[number(2) % subtypes.len()]);
            out.layer::<Tags>().push(Tag {
                upos: Upos::ALL[number(3) % Upos::ALL.len()],
                xpos,
                feats: TextRef::EMPTY,
                lemma,
            });
            let head = match number(4) % 5 {
                0 => None,
                // Near, as in trees of sentences; and anywhere.
                1..3 => Some((at + 1 + number(5) % 3).saturating_sub(2)),
                _ => Some(number(6) % (count + 3)),
            };
            out.layer::<Parse>().push(Dependency {
                head: head.map(Id::from_index),
                deprel: Deprel {
                    relation: UdRel::ALL[number(8) % UdRel::ALL.len()],
                    subtype,
                },
            });
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn texts_that_break_stages() {
    Conformance::of(&*STAGE)
        .after(&WhiteSpace)
        .prepare(|doc| plant(doc, &[3, 17, 40, 5, 28, 91, 64, 7, 12]))
        .describe(|doc| told(doc).join("\n"))
        .run();
}

/// A document of one sentence of `count` words, with the tags and trees that `word` gives.
fn endless(count: usize, word: impl Fn(usize) -> (Upos, Option<usize>, UdRel)) -> Document {
    let mut doc = Document::from_text(&"to ".repeat(count)).unwrap();
    doc.insert(|_, out| {
        for at in 0..count {
            out.layer::<Tokens>()
                .push(Token::new(Span::at(at * 3, 2), TokenClass::Word));
            let (upos, head, relation) = word(at);
            out.layer::<Tags>().push(Tag {
                upos,
                xpos: TextRef::EMPTY,
                feats: TextRef::EMPTY,
                lemma: TextRef::EMPTY,
            });
            out.layer::<Parse>().push(Dependency {
                head: head.map(Id::from_index),
                deprel: Deprel {
                    relation,
                    subtype: TextRef::EMPTY,
                },
            });
        }
        out.layer::<Sentences>().push(Sentence {
            span: Span::at(0, count * 3 - 1),
            first: 0,
            end: count as u32,
            paragraph: true,
        });
        Ok(())
    })
    .unwrap();
    doc
}

#[test]
fn a_sentence_without_end_costs_no_more_than_its_length() {
    // Quadratic work would show as minutes here.
    const COUNT: usize = 10_000;
    let all = UdRel::ALL.iter().copied();
    for relation in all.filter(|relation| *relation != UdRel::Root) {
        for upos in [Upos::Verb, Upos::Propn] {
            // All under the first word, and each under the one before it.
            for chain in [false, true] {
                let head = |at: usize| {
                    if chain {
                        at.checked_sub(1)
                    } else {
                        (at > 0).then_some(0)
                    }
                };
                let mut doc = endless(COUNT, |at| match at {
                    0 => (Upos::Verb, None, UdRel::Root),
                    1 => (Upos::Propn, Some(0), UdRel::Nsubj),
                    _ => (upos, head(at), relation),
                });
                doc.apply(&*STAGE).unwrap();
                assert!(doc.misfits().is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_tree_gives_sound_propositions(
        words in prop::collection::vec(prop::sample::select(vec!["SOK", "left", "(", "”", "né", ",", "—", "."]), 1..40),
        numbers in prop::collection::vec(0usize..1000, 5..60),
    ) {
        let mut doc = Document::from_text(&words.join(" ")).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        plant(&mut doc, &numbers);
        doc.apply(&*STAGE).unwrap();
        prop_assert!(doc.misfits().is_empty());
        for it in doc.layer::<Propositions>().unwrap() {
            let sentence = doc.item(it.evidence.sentence.unwrap()).unwrap().span;
            prop_assert!(sentence.contains(it.subject) && it.subject.contains(it.minimal_subject));
            prop_assert!(!it.minimal_subject.is_empty() && !it.relation(&doc).is_empty());
            prop_assert_eq!(it.objects.len(), it.minimal_objects.len());
            prop_assert_eq!(it.objects.len(), it.roles.len());
            for (object, minimal) in it.objects.iter().zip(&it.minimal_objects) {
                prop_assert!(sentence.contains(*object) && object.contains(*minimal) && !minimal.is_empty());
            }
            prop_assert!(it.predicate.iter().all(|span| sentence.contains(*span) && !span.is_empty()));
            prop_assert!((0.0..=1.0).contains(&it.confidence));
        }
    }
}

/// The stage after one setting.
fn with(key: &str, value: Setting, content: &'static str) -> Result<PropositionStage, dateline_core::Error> {
    let values = BTreeMap::from([(key.to_owned(), value)]);
    PropositionStage::from_settings(
        Settings::new("[stages.propositions]", values).with_files(move |_| Ok(content.to_owned())),
    )
}

#[test]
fn settings_add_words_and_leave_out_what_is_not_sure() {
    let block = CASES
        .split("\n\n")
        .find(|block| block.contains("# text = Ghana and Togo share a border."))
        .unwrap();
    let told_by = |stage: &PropositionStage| {
        let mut doc = document(block);
        doc.apply(stage).unwrap();
        told(&doc)
    };
    assert_eq!(told_by(&STAGE).len(), 3);
    let file = Setting::Str("mine.txt".to_owned());
    let stage = with("words", file.clone(), "[together]\nshare\n").unwrap();
    assert_eq!(told_by(&stage).len(), 1);
    assert!(told_by(&with("least", Setting::Int(99), "").unwrap()).is_empty());
    assert_eq!(told_by(&with("most", Setting::Int(1), "").unwrap()).len(), 1);
    for (key, value, content, message) in [
        (
            "words",
            file.clone(),
            "deep\n",
            "mine.txt, line 1: a word stands before the first list",
        ),
        (
            "words",
            file,
            "\n[deep]\n",
            "mine.txt, line 2: there is no list “deep”",
        ),
        (
            "least",
            Setting::Int(101),
            "",
            "least is a percentage, at most 100, and not 101",
        ),
    ] {
        let error = with(key, value, content).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(message));
    }
}

#[test]
fn the_stage_is_registered() {
    let mut registry = Registry::new();
    crate::plugin(&mut registry).unwrap();
    assert!(registry.find_stage("propositions").is_ok());
    let roles = registry
        .labels()
        .iter()
        .filter(|label| label.layer == "propositions");
    assert_eq!(roles.count(), 7);
}
