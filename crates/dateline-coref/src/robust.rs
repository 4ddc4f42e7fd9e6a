//! Any text, any names: no panic, sound spans, the same result twice.

use crate::rank::MOST_CANDIDATES;
use crate::{Coref, training};
use dateline_core::layers::{
    Dependency, Deprel, Label, Mention, MentionKind, Names, Parse, Tag, Tags, Tokens, UdRel, Upos,
};
use dateline_core::{Document, Id, TextRef};
use dateline_testkit::{Conformance, WhiteSpace};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Built once: a hundred of them would take longer than what is tested.
static COREF: LazyLock<Coref> = LazyLock::new(|| Coref::new().unwrap());

/// Makes names of the tokens that begin with a capital, and of every seventh other, with labels by turns.
fn name(doc: &mut Document) {
    doc.insert(|view, out| {
        out.layer::<Names>();
        let labels = Label::KNOWN;
        for (index, token) in view.items::<Tokens>().iter().enumerate() {
            if view.slice(token.span).starts_with(char::is_uppercase) || index % 7 == 3 {
                let (label, _, _) = labels[(index * 5 + token.span.len() as usize) % labels.len()];
                if !label.is_value() {
                    out.layer::<Names>()
                        .push(Mention::new(token.span, label, MentionKind::Name));
                }
            }
        }
        Ok(())
    })
    .unwrap();
}

/// Makes tags and a parse that are as wrong as can be: circles, heads in other sentences, any relation.
fn parse(doc: &mut Document) {
    doc.insert(|view, out| {
        let count = view.items::<Tokens>().len();
        for index in 0..count {
            let mut tag = Tag {
                upos: Upos::ALL[(index * 7 + 5) % Upos::ALL.len()],
                xpos: TextRef::EMPTY,
                feats: TextRef::EMPTY,
                lemma: TextRef::EMPTY,
            };
            if index % 3 == 0 {
                tag.feats = out.intern("Number=Sing|PronType=Rel|Nonsense");
            }
            out.layer::<Tags>().push(tag);
            let head = (index % 11 != 0).then(|| Id::from_index((index * 31 + 3) % count));
            let deprel = Deprel {
                relation: UdRel::ALL[(index * 13 + 1) % UdRel::ALL.len()],
                subtype: if index % 4 == 0 {
                    out.intern("relcl")
                } else {
                    TextRef::EMPTY
                },
            };
            out.layer::<Parse>().push(Dependency { head, deprel });
        }
        Ok(())
    })
    .unwrap();
}

fn both(doc: &mut Document) {
    name(doc);
    parse(doc);
}

#[test]
fn texts_that_break_stages() {
    let coref = Coref::new().unwrap();
    Conformance::of(&coref).after(&WhiteSpace).prepare(name).run();
    Conformance::of(&coref).after(&WhiteSpace).prepare(both).run();
}

proptest! {
    #[test]
    fn any_words_in_any_order(words in prop::collection::vec(
        prop::sample::select(vec![
            "Kihara", "Minoru", "Japan", "Tokyo", "Beijing", "'s", ",", "he", "she", "it", "its", "who", "whose",
            "the", "minister", "government", "company", "said", "is", "with", "relations", "(", ")", "“", "”",
            "they", "former", "Inc.", "NEOC", "National", "Emergency", "Centre", "Operation", "\n", ".", "707s",
        ]),
        0..60,
    ), parsed: bool) {
        let coref = &*COREF;
        let mut doc = Document::from_text(&words.join(" ")).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        name(&mut doc);
        if parsed {
            parse(&mut doc);
        }
        doc.apply(coref).unwrap();
        prop_assert!(doc.misfits().is_empty());
        let mentions = doc.layer::<dateline_core::layers::Mentions>().unwrap();
        let entities = doc.layer::<dateline_core::layers::Entities>().unwrap();
        for (number, entity) in entities.iter().enumerate() {
            prop_assert!(!entity.mentions.is_empty() && !doc.get(entity.name).is_empty());
            for id in &entity.mentions {
                prop_assert_eq!(mentions[id.index()].entity.map(|id| id.index()), Some(number));
            }
        }
        prop_assert!(mentions.windows(2).all(|pair| pair[0].span.start() <= pair[1].span.start()));
    }
}

/// Ten times the words make some ten times the work, and not a hundred times: with many names that differ, many that
/// are the same, and a parse without sense. What is counted is the candidates that are weighed.
#[test]
fn the_work_grows_with_the_article_alone() {
    let work = |sentences: usize| {
        let text: String = (0..sentences)
            .map(|number| {
                format!(
                    "Kihara{number} told Minoru that he and she had seen her , the minister of Japan , whose \
                     canal it was ( Kihara{} ) .\n",
                    number / 7
                )
            })
            .collect();
        let mut doc = Document::from_text(&text).unwrap();
        doc.apply(&WhiteSpace).unwrap();
        both(&mut doc);
        let mut weighed = 0;
        doc.insert(|view, _| {
            for example in training::examples(&COREF, view, &[], false) {
                assert!(example.candidates.len() <= MOST_CANDIDATES);
                weighed += example.candidates.len();
            }
            Ok(())
        })
        .unwrap();
        doc.apply(&*COREF).unwrap();
        weighed
    };
    let (short, long) = (work(60), work(600));
    assert!(short > 0 && long < 15 * short, "{short} and {long}");
}
