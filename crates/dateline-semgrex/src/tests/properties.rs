//! The matcher against its twin, on made-up trees and patterns.

use super::twin::{self, Names, Word};
use crate::parse::parse;
use crate::{Pattern, PatternError, Scratch};
use dateline_core::layers::{
    Dependency, Deprel, Label, Mention, MentionKind, Names as NamesLayer, Parse, Sentence, Sentences, Tag,
    Tags, Token, TokenClass, Tokens, UdRel, Upos, Values,
};
use dateline_core::{Document, Id, Span};
use proptest::prelude::*;
use std::ops::ControlFlow;

/// Decisions, taken from bytes that proptest makes and shrinks.
struct Dice<'b>(std::slice::Iter<'b, u8>);

impl Dice<'_> {
    fn below(&mut self, end: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % end
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const LABELS: [&str; 5] = ["nsubj", "nsubj:pass", "obj", "nmod", "nmod:of"];

fn words(dice: &mut Dice<'_>) -> Vec<Word> {
    let len = 1 + dice.below(8);
    // Tokens get their heads in a made-up order, each among those before it, so that there is no circle.
    let mut order: Vec<usize> = (0..len).collect();
    for at in (1..len).rev() {
        order.swap(at, dice.below(at + 1));
    }
    let mut heads = vec![None; len];
    for at in 1..len {
        if dice.below(8) > 0 {
            heads[order[at]] = Some(order[dice.below(at)]);
        }
    }
    heads
        .into_iter()
        .map(|head| Word {
            word: dice.of(&["a", "b", "ab"]).to_owned(),
            lemma: dice.of(&["a", "", "b"]).to_owned(),
            xpos: dice.of(&["NN", "VB", ""]).to_owned(),
            upos: dice.of(&["NOUN", "VERB"]),
            ner: dice.of(&["O", "O", "ORG", "DATE"]),
            feats: dice
                .of(&[&[][..], &[("X", "1")], &[("X", "2"), ("Y", "1")]])
                .to_vec(),
            label: if head.is_none() {
                "root".to_owned()
            } else {
                dice.of(&LABELS).to_owned()
            },
            head,
        })
        .collect()
}

/// The words as a document, behind a sentence of one token, so that numbers in sentence and article differ.
fn document(words: &[Word]) -> Document {
    let text = words
        .iter()
        .fold(String::from("x"), |text, word| text + " " + &word.word);
    let mut doc = Document::from_text(&text).unwrap();
    doc.insert(|_, out| {
        let mut start = 0;
        let before = Word {
            word: "x".into(),
            lemma: String::new(),
            xpos: String::new(),
            upos: "X",
            ner: "O",
            feats: Vec::new(),
            head: None,
            label: "root".into(),
        };
        for word in [&before].into_iter().chain(words) {
            let span = Span::at(start, word.word.len());
            start += word.word.len() + 1;
            out.layer::<Tokens>().push(Token::new(span, TokenClass::Word));
            let feats: Vec<String> = word.feats.iter().map(|(k, v)| format!("{k}={v}")).collect();
            let tag = Tag {
                upos: Upos::from_name(word.upos).unwrap(),
                xpos: out.intern(&word.xpos),
                feats: out.intern(&feats.join("|")),
                lemma: out.intern(&word.lemma),
            };
            out.layer::<Tags>().push(tag);
            let (relation, subtype) = word.label.split_once(':').unwrap_or((&word.label, ""));
            let deprel = Deprel {
                relation: UdRel::from_name(relation).unwrap(),
                subtype: out.intern(subtype),
            };
            let head = word.head.map(|head| Id::from_index(head + 1));
            out.layer::<Parse>().push(Dependency { head, deprel });
            match word.ner {
                "ORG" => {
                    let mention = Mention::new(span, Label::Org, MentionKind::Name);
                    out.layer::<NamesLayer>().push(mention);
                }
                "DATE" => {
                    let mention = Mention::new(span, Label::Date, MentionKind::Value);
                    out.layer::<Values>().push(mention);
                }
                _ => {}
            }
        }
        out.layer::<NamesLayer>();
        out.layer::<Values>();
        let len = words.len() as u32;
        for (first, end) in [(0, 1), (1, len + 1)] {
            let span = if first == 0 {
                Span::at(0, 1)
            } else {
                Span::at(2, text.len() - 2)
            };
            out.layer::<Sentences>().push(Sentence {
                span,
                first,
                end,
                paragraph: false,
            });
        }
        Ok(())
    })
    .unwrap();
    doc
}

/// A made-up pattern. Names under negations are given before, for the most part.
fn pattern(dice: &mut Dice<'_>) -> String {
    let mut text = String::new();
    for index in 0..1 + dice.below(3) / 2 {
        if index > 0 {
            text.push_str(" : ");
        }
        node(dice, 3, false, &mut text);
    }
    text
}

fn node(dice: &mut Dice<'_>, depth: usize, negated: bool, text: &mut String) {
    if depth > 0 && dice.below(6) == 0 {
        text.push('(');
        node(dice, depth - 1, negated, text);
        text.push(')');
    } else {
        test(dice, depth, negated, text);
    }
    if depth > 0 && dice.below(4) > 0 {
        text.push(' ');
        either(dice, depth - 1, negated, text);
    }
}

fn test(dice: &mut Dice<'_>, depth: usize, negated: bool, text: &mut String) {
    match dice.below(if depth > 0 { 12 } else { 10 }) {
        0 => {
            text.push('!');
            let (inner, depth) = (dice.below(2), depth.saturating_sub(1));
            if inner == 0 {
                description(dice, true, text);
            } else {
                test_group(dice, depth, true, text);
            }
        }
        10 | 11 => test_group(dice, depth - 1, negated, text),
        9 => text.push_str(dice.of(&["=a", "=b"])),
        _ => description(dice, negated, text),
    }
}

fn test_group(dice: &mut Dice<'_>, depth: usize, negated: bool, text: &mut String) {
    text.push('[');
    test(dice, depth, negated, text);
    text.push_str(dice.of(&["|", " & ", " "]));
    test(dice, depth, negated, text);
    text.push(']');
}

fn description(dice: &mut Dice<'_>, negated: bool, text: &mut String) {
    text.push_str(dice.of(&[
        "{}",
        "{}",
        "{}",
        "{$}",
        "{#}",
        "{word:a}",
        "{word:/a.?/}",
        "{lemma!:a}",
        "{!lemma:__}",
        "{lemma:/b*/}",
        "{tag:NN}",
        "{pos:/N.|/;word:b}",
        "{upos:VERB}",
        "{cpos!:/V.*/}",
        "{ner:ORG}",
        "{ner:/O|DATE/}",
        "{idx:2}",
        "{idx:/[13]/}",
        "{feats:{X:1}}",
        "{morphofeatures:{X!:2;Y:__}}",
        "{$;upos:NOUN}",
    ]));
    let names: &[&str] = if negated {
        &["", "", "", "=a"]
    } else {
        &["", "", "=a", "=b", "=c"]
    };
    text.push_str(dice.of(names));
}

fn either(dice: &mut Dice<'_>, depth: usize, negated: bool, text: &mut String) {
    for index in 0..1 + dice.below(3) {
        if index > 0 {
            text.push_str(dice.of(&[" ", " & ", " | "]));
        }
        clause(dice, depth, negated, text);
    }
}

fn clause(dice: &mut Dice<'_>, depth: usize, negated: bool, text: &mut String) {
    let modifier = dice.of(&["", "", "", "!", "?"]);
    let negated = negated || modifier == "!";
    text.push_str(modifier);
    if depth > 0 && dice.below(5) == 0 {
        text.push('[');
        either(dice, depth - 1, negated, text);
        text.push(']');
        return;
    }
    let relation = dice.of(&[
        ">", ">", "<", ">>", "<<", "1,2>>", "2<<", "2,3<<", "<>", "==", ".", "-", "..", "--", "$+", "$-",
        "$++", "$--", ">++", ">--", "<++", "<--",
    ]);
    text.push_str(relation);
    if relation.contains(['<', '>']) {
        text.push_str(dice.of(&[
            "",
            "",
            "",
            "nsubj",
            "nsubj:pass",
            "/n.*/",
            "/.*:.*/",
            "/nmod|obj/",
            "%",
        ]));
        if !negated && dice.below(4) == 0 {
            text.push_str(dice.of(&["=r", "=s"]));
        }
        let single = !relation.contains("<<") && !relation.contains(">>");
        if !negated && single && dice.below(4) == 0 {
            text.push_str(dice.of(&["~e", "~f"]));
        }
    }
    text.push(' ');
    if depth > 0 && dice.below(3) == 0 {
        text.push('(');
        node(dice, depth - 1, negated, text);
        text.push(')');
    } else {
        test(dice, depth.min(1), negated, text);
    }
}

/// Compares matcher and twin; whether the pattern was one, and how many matches there were.
fn compare(doc: &Document, words: &[Word], text: &str) -> Result<Option<usize>, PatternError> {
    let query = parse(text)?;
    // Steps are bounded so that a test takes no longer than it should; the twin is bounded by the same.
    let pattern = Pattern::new(text)?.max_steps(200_000);
    let mut found = Vec::new();
    let mut scratch = Scratch::new();
    let mut search = pattern.over(doc.into(), &mut scratch).unwrap();
    let ending = search.sentence(Id::new(1), |it| {
        let local = |id: Id<Tokens>| id.index() - 1;
        let label = |deprel: Deprel| match doc.get(deprel.subtype) {
            "" => deprel.relation.name().to_owned(),
            subtype => format!("{}:{subtype}", deprel.relation.name()),
        };
        let names = Names {
            nodes: (0..pattern.node_names().len())
                .map(|at| it.node_at(at).map(local))
                .collect(),
            labels: (0..pattern.relation_names().len())
                .map(|at| it.relation_at(at).map(label))
                .collect(),
            edges: (0..pattern.edge_names().len())
                .map(|at| it.edge_at(at).map(|edge| local(edge.dependent)))
                .collect(),
        };
        found.push((local(it.root()), names));
        ControlFlow::Continue(())
    });
    if ending == crate::Ending::CutShort {
        return Ok(None);
    }
    assert_eq!(found, twin::matches(&query, words), "{text}\n{words:#?}");
    Ok(Some(found.len()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_matcher_equals_its_twin(
        tree in proptest::collection::vec(any::<u8>(), 0..90),
        shape in proptest::collection::vec(any::<u8>(), 1..60),
    ) {
        let words = words(&mut Dice(tree.iter()));
        let text = pattern(&mut Dice(shape.iter()));
        // A reference to what was not named is refused, as it should be.
        if let Err(error) = compare(&document(&words), &words, &text) {
            prop_assert_eq!(error.kind(), crate::ErrorKind::Name, "{}: {}", text, error);
        }
    }

    #[test]
    fn any_text_is_a_pattern_or_has_a_column(text in "[{}()\\[\\]<>=~:;.$!?&|/@#%a-c0-3 \"\\\\-]{0,24}") {
        if let Err(error) = Pattern::new(&text) {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column()), "{}: {}", text, error);
        }
    }
}

#[test]
fn made_up_patterns_are_patterns_and_match() {
    // The comparison above is worth something only if most of what is made up is sound and finds something.
    let (mut sound, mut found, rounds) = (0, 0, 600u64);
    for round in 0..rounds {
        let mut state = round.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .take(150)
        .collect();
        let words = words(&mut Dice(bytes[..90].iter()));
        let text = pattern(&mut Dice(bytes[90..].iter()));
        if let Ok(Some(matches)) = compare(&document(&words), &words, &text) {
            sound += 1;
            found += u64::from(matches > 0);
        }
    }
    assert!(
        sound * 2 > rounds && found * 6 > rounds,
        "{sound} sound, {found} with matches, of {rounds}"
    );
}
