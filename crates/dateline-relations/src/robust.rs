//! Any text, any mentions: no panic, sound spans, the same result twice, and no work beyond the text's length.

use crate::{EventStage, QuoteStage, RelationStage};
use dateline_core::layers::{
    Dependency, Deprel, Entities, Entity, Events, Label, Mention, MentionKind, Mentions, Parse, Quotes,
    Relations, Tag, Tags, Tokens, UdRel, Upos,
};
use dateline_core::{Annotator, Document, Id, TextRef};
use dateline_testkit::{Conformance, WhiteSpace};
use proptest::prelude::*;

/// Makes mentions of the tokens that begin with a capital or a digit, and of every seventh other, with labels
/// by turns; every second name is a mention of the entity before it.
fn mention(doc: &mut Document) {
    doc.insert(|view, out| {
        let mut entities: Vec<Entity> = Vec::new();
        let (mentions, layer) = out.pair::<Mentions, Entities>();
        for (index, token) in view.items::<Tokens>().iter().enumerate() {
            let word = view.slice(token.span);
            if !(word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || index % 7 == 3) {
                continue;
            }
            let (label, _, _) = Label::KNOWN[(word.len() * 5 + index % 3) % Label::KNOWN.len()];
            let kind = match (label.is_value(), index % 5) {
                (true, _) => MentionKind::Value,
                (_, 1) => MentionKind::Pronoun,
                (_, 2) => MentionKind::Nominal,
                _ => MentionKind::Name,
            };
            let mut made = Mention::new(token.span, label, kind);
            if !label.is_value() && label != Label::Title {
                if entities.is_empty() || index % 2 == 0 {
                    let name = TextRef::of_span(token.span);
                    entities.push(Entity {
                        name,
                        label,
                        mentions: Vec::new(),
                        links: Vec::new(),
                    });
                }
                let number = entities.len() - 1;
                entities[number].mentions.push(Id::from_index(mentions.len()));
                made.entity = Some(Id::from_index(number));
            }
            mentions.push(made);
        }
        layer.extend(entities);
        Ok(())
    })
    .unwrap();
}

/// Makes tags and a tree of any numbers: what heads and relations are is drawn from `draws`, so that trees come that
/// no parser makes, cycles included. With no draws every token hangs on the first.
fn parse(doc: &mut Document, draws: &[u32]) {
    const RELATIONS: [UdRel; 12] = [
        UdRel::Nsubj,
        UdRel::Ccomp,
        UdRel::Advcl,
        UdRel::Conj,
        UdRel::Parataxis,
        UdRel::Acl,
        UdRel::Obj,
        UdRel::Obl,
        UdRel::Mark,
        UdRel::Case,
        UdRel::Xcomp,
        UdRel::Appos,
    ];
    const FORMS: [(Upos, &str); 8] = [
        (Upos::Verb, "VBD"),
        (Upos::Noun, "NN"),
        (Upos::Verb, "VBG"),
        (Upos::Propn, "NNP"),
        (Upos::Verb, "VB"),
        (Upos::Verb, "VBZ"),
        (Upos::Aux, "MD"),
        (Upos::Pron, "PRP"),
    ];
    doc.insert(|view, out| {
        let count = view.items::<Tokens>().len();
        out.layer::<Tags>();
        out.layer::<Parse>();
        for index in 0..count {
            let draw = draws.get(index % draws.len().max(1)).copied().unwrap_or(0) as usize;
            let head = match draws.is_empty() {
                true => Some(0).filter(|_| index > 0),
                false => Some(draw % count).filter(|_| !draw.is_multiple_of(7)),
            };
            let (upos, xpos) = FORMS[(draw / 3 + index * 5) % FORMS.len()];
            let tag = Tag {
                upos,
                xpos: out.intern(xpos),
                feats: TextRef::EMPTY,
                lemma: TextRef::EMPTY,
            };
            out.layer::<Tags>().push(tag);
            let subtype = if draw.is_multiple_of(5) {
                out.intern("relcl")
            } else {
                TextRef::EMPTY
            };
            out.layer::<Parse>().push(Dependency {
                head: head.map(Id::from_index),
                deprel: Deprel {
                    relation: RELATIONS[(draw / 11 + index) % RELATIONS.len()],
                    subtype,
                },
            });
        }
        Ok(())
    })
    .unwrap();
}

fn stages() -> [Box<dyn Annotator>; 3] {
    [
        Box::new(RelationStage::new().unwrap()),
        Box::new(EventStage::new().unwrap()),
        Box::new(QuoteStage::new().unwrap()),
    ]
}

#[test]
fn texts_that_break_stages() {
    for stage in &stages() {
        Conformance::of(&**stage)
            .after(&WhiteSpace)
            .prepare(mention)
            .run();
    }
}

#[test]
fn a_sentence_without_end_costs_no_more_than_its_length() {
    // Quadratic work would show as minutes here.
    let words =
        "Japan 's minister said that talks with China “ were held , according to Kihara , and told the 5 ";
    for stage in &stages() {
        let mut doc = Document::from_text(&words.repeat(8_000)).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        mention(&mut doc);
        doc.apply(&**stage).unwrap();
        assert!(doc.misfits().is_empty());
    }
}

#[test]
fn quotes_over_any_tree_cost_no_more_than_the_text() {
    let words = "Sok said \" we go , and \" they \" said it \" , adding that Dara told the talks , he said , were ; and : ";
    for draws in [&[][..], &[3, 14, 15, 92, 65, 35, 89, 79, 32, 38, 46]] {
        let mut doc = Document::from_text(&words.repeat(2_000)).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        mention(&mut doc);
        parse(&mut doc, draws);
        doc.apply(&QuoteStage::new().unwrap()).unwrap();
        assert!(doc.misfits().is_empty());
    }
}

proptest! {
    #[test]
    fn any_words_in_any_order(words in prop::collection::vec(
        prop::sample::select(vec![
            "Kihara", "Japan", "China", "'s", ",", "said", "told", "that", "and", "the", "president", "of", "in",
            "attacked", "met", "talks", "with", "between", "by", "was", "has", "will", "to", "not", "“", "”", "\"",
            "according", "adding", ";", ":", "(", ")", "-", "born", "5", "million", "he", "who", "which", "\n", ".",
            "agreed", "sanctions", "imposed", "on", "it", "reported", "reporters", "two", "sides", "former", "wife",
        ]),
        0..80,
    )) {
        let mut doc = Document::from_text(&words.join(" ")).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        mention(&mut doc);
        for stage in &*STAGES {
            doc.apply(&**stage).unwrap();
        }
        prop_assert!(doc.misfits().is_empty());
        for relation in doc.layer::<Relations>().unwrap() {
            prop_assert!(doc.item(relation.subject).is_some() && relation.evidence.sentence.is_some());
        }
        for event in doc.layer::<Events>().unwrap() {
            prop_assert!(!event.trigger.is_empty() && event.source.len() + event.target.len() > 0);
        }
        for quote in doc.layer::<Quotes>().unwrap() {
            prop_assert!(!quote.content.is_empty() && quote.content.iter().all(|span| !span.is_empty()));
            prop_assert!(quote.content.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
        }
    }
}

proptest! {
    #[test]
    fn quotes_over_any_tree(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "Kihara", "Japan", "said", "saying", "told", "that", "and", "the", "statement", "according", "to", "Per",
                "by", "was", "has", "not", "“", "”", "\"", "'", ",", ";", ":", "—", ".", "\n\n", "who", "which", "he",
                "it", "reported", "police", "press", "went", "on", "say", "if", "adding", "called", "[", "minister",
            ]),
            0..70,
        ),
        draws in prop::collection::vec(0u32..5_000, 1..70),
    ) {
        let mut doc = Document::from_text(&words.join(" ")).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        mention(&mut doc);
        parse(&mut doc, &draws);
        doc.apply(&*STAGES[2]).unwrap();
        prop_assert!(doc.misfits().is_empty());
        for quote in doc.layer::<Quotes>().unwrap() {
            prop_assert!(!quote.content.is_empty() && quote.content.iter().all(|span| !span.is_empty()));
            prop_assert!(quote.content.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
            prop_assert!((0.0..=1.0).contains(&quote.confidence));
        }
    }
}

static STAGES: std::sync::LazyLock<[Box<dyn Annotator>; 3]> = std::sync::LazyLock::new(stages);
