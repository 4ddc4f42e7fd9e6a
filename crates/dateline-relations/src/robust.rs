//! Any text, any mentions: no panic, sound spans, the same result twice, and no work beyond the text's length.

use crate::{EventStage, QuoteStage, RelationStage};
use dateline_core::layers::{
    Entities, Entity, Events, Label, Mention, MentionKind, Mentions, Quotes, Relations, Tokens,
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

static STAGES: std::sync::LazyLock<[Box<dyn Annotator>; 3]> = std::sync::LazyLock::new(stages);
