//! The cases of the relation rules over the parse, through all stages of the program.

use dateline::core::layers::{Entities, Mentions, Relations, Term};
use dateline::core::{Annotator, Document, Registry, Setting, Settings};
use dateline::relations::RelationStage;
use std::collections::BTreeMap;

/// The stages before relations.
const BEFORE: [&str; 5] = ["tokenizer", "syntax", "tagger", "values", "coref"];

fn stages() -> Vec<Box<dyn Annotator>> {
    let mut registry = Registry::new();
    dateline::defaults(&mut registry).unwrap();
    let build = |name: &str| (registry.find_stage(name).unwrap().build)(Settings::default()).unwrap();
    BEFORE.iter().map(|name| build(name)).collect()
}

/// What a text gives: the rule, and `relation(subject, object)`.
fn given(stages: &[Box<dyn Annotator>], relations: &RelationStage, text: &str) -> Vec<(String, String)> {
    let mut doc = Document::from_text(text).unwrap();
    for stage in stages {
        doc.apply(&**stage).unwrap();
    }
    doc.apply(relations).unwrap();
    let mentions = doc.layer::<Mentions>().unwrap();
    let name = |index: usize| {
        let mention = mentions[index];
        let entity = mention
            .entity
            .map(|id| &doc.layer::<Entities>().unwrap()[id.index()]);
        entity
            .map_or(doc.slice(mention.span), |entity| doc.get(entity.name))
            .to_owned()
    };
    let shown = doc.layer::<Relations>().unwrap().iter().map(|it| {
        let object = match it.object {
            Term::Mention(id) => name(id.index()),
            Term::Text(span) => doc.slice(span).to_owned(),
        };
        let told = format!("{}({}, {object})", doc.get(it.relation), name(it.subject.index()));
        (doc.get(it.evidence.rule).to_owned(), told)
    });
    shown.collect()
}

#[test]
fn cases_of_rules_over_the_parse_hold() {
    let (stages, relations) = (stages(), RelationStage::new().unwrap());
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for (rule, text, wanted) in relations.parsed_cases() {
        cases += 1;
        let found = given(&stages, &relations, text);
        match wanted {
            Some(wanted) => {
                for relation in wanted.split(';').map(str::trim) {
                    // A surer rule may tell it as well, and then has the word.
                    if !found.iter().any(|(_, told)| told == relation) {
                        wrong.push(format!("{rule}: “{text}” lacks {relation}; it has {found:?}"));
                    }
                }
            }
            None if found.iter().any(|(by, _)| by == rule) => {
                wrong.push(format!("{rule}: “{text}” gives {found:?}"));
            }
            None => {}
        }
    }
    assert!(cases > 60, "{cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no rule tells of invented people, the learned scorer does: text, relation, its ends.
const LEARNED: [(&str, &str); 3] = [
    (
        "Tom Ojo earned a bachelor's degree in botany from Mokwa University and a master's degree from the University of Kampala.",
        "educated_at(Tom Ojo, University of Kampala)",
    ),
    (
        "Tom Ojo is chairman of the board and CEO of Acme.",
        "leader_of(Tom Ojo, Acme)",
    ),
    (
        "Tom Ojo (born 3 May 1960, Mokwa, Nigeria) is a singer.",
        "born_in(Tom Ojo, Mokwa)",
    ),
];

#[test]
fn the_scorer_tells_what_no_rule_does_and_can_be_left_out() {
    let (stages, relations) = (stages(), RelationStage::new().unwrap());
    let off = BTreeMap::from([("learned".to_owned(), Setting::Bool(false))]);
    let rules = RelationStage::from_settings(Settings::new("[stages.relations]", off)).unwrap();
    for (text, wanted) in LEARNED {
        let found = given(&stages, &relations, text);
        let told = |(by, told): &(String, String)| by.starts_with("learned/") && told == wanted;
        assert!(found.iter().any(told), "“{text}” gives {found:?}");
        assert_eq!(found, given(&stages, &relations, text));
        let without = given(&stages, &rules, text);
        assert!(
            !without.iter().any(|(by, _)| by.starts_with("learned/")),
            "{without:?}"
        );
    }
    // A fact that a rule tells is the rule's.
    let found = given(&stages, &relations, "Jane Abara was born in Kampala.");
    assert!(
        !found.is_empty() && found.iter().all(|(by, _)| !by.starts_with("learned/")),
        "{found:?}"
    );
}
