//! Runs the cases that stand beside the rules.

use super::RelationStage;
use crate::fixture::document;
use dateline_core::layers::{Entities, Mentions, Relations, Term};
use dateline_core::{Document, Registry, Setting, Settings};
use std::collections::{BTreeMap, BTreeSet};

/// What a text gives: `relation(subject, object)` and the qualifiers.
fn given(stage: &RelationStage, fixture: &str) -> Vec<String> {
    let mut doc = document(fixture);
    doc.apply(stage).unwrap();
    assert!(doc.misfits().is_empty());
    let mentions = doc.layer::<Mentions>().unwrap();
    let name = |doc: &Document, index: usize| {
        let mention = mentions[index];
        let entity = mention
            .entity
            .map(|id| &doc.layer::<Entities>().unwrap()[id.index()]);
        entity.map_or_else(
            || doc.slice(mention.span).to_owned(),
            |entity| doc.get(entity.name).to_owned(),
        )
    };
    doc.layer::<Relations>()
        .unwrap()
        .iter()
        .map(|relation| {
            let object = match relation.object {
                Term::Mention(id) => name(&doc, id.index()),
                Term::Text(span) => doc.slice(span).to_owned(),
            };
            let qualifiers = relation.qualifiers.iter().map(|it| match it.value {
                Some(Term::Mention(id)) => format!(" {}={}", doc.get(it.key), name(&doc, id.index())),
                Some(Term::Text(span)) => format!(" {}={}", doc.get(it.key), doc.slice(span)),
                None => format!(" {}", doc.get(it.key)),
            });
            let qualifiers: String = qualifiers.collect();
            format!(
                "{}({}, {object}){qualifiers}",
                doc.get(relation.relation),
                name(&doc, relation.subject.index())
            )
        })
        .collect()
}

#[test]
fn every_rule_has_a_case_for_and_one_against_it_and_they_hold() {
    let mut stage = RelationStage::new().unwrap();
    let mut wrong = Vec::new();
    for rule in &stage.rules.all.clone() {
        stage.only = Some(rule.name.clone());
        // Those over the parse are run by the tests of the whole program, which has a parser.
        let cases = rule.cases.iter().filter(|_| rule.tree.is_none());
        for (text, wanted) in cases {
            let found = given(&stage, text);
            match wanted {
                Some(wanted) => {
                    for relation in wanted.split(';').map(str::trim) {
                        if !found.iter().any(|it| it == relation) {
                            wrong.push(format!(
                                "{}: “{text}” lacks {relation}; it has {found:?}",
                                rule.name
                            ));
                        }
                    }
                }
                None if !found.is_empty() => wrong.push(format!("{}: “{text}” gives {found:?}", rule.name)),
                None => {}
            }
        }
        let (yes, no) = (
            rule.cases.iter().filter(|case| case.1.is_some()).count(),
            rule.cases.iter().filter(|case| case.1.is_none()).count(),
        );
        if yes == 0 || no == 0 {
            wrong.push(format!("{} has {yes} cases for it and {no} against", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn relations_point_to_names_and_are_told_once() {
    let stage = RelationStage::new().unwrap();
    let text =
        "[Prime Minister]TITLE [Hun Manet]PERSON spoke. [He]PERSON*{Hun Manet} is [prime minister]TITLE.";
    assert_eq!(given(&stage, text), ["position_held(Hun Manet, Prime Minister)"]);
    let mut doc = document("[He]PERSON*{Hun Manet} is [prime minister]TITLE. [Hun Manet]PERSON left.");
    doc.apply(&stage).unwrap();
    let subject = doc.layer::<Relations>().unwrap()[0].subject;
    assert_eq!(doc.slice(doc.item(subject).unwrap().span), "Hun Manet");
}

#[test]
fn users_add_rules_and_mistakes_are_named() {
    let with = |text: &'static str| {
        let values = BTreeMap::from([("rules".to_owned(), Setting::Str("mine.rules".to_owned()))]);
        RelationStage::from_settings(
            Settings::new("[stages.relations]", values).with_files(move |_| Ok(text.to_owned())),
        )
    };
    let stage = with("rule acme/rival\nmatch S=:GPE , rival of O=:GPE\ngives rival_of S O\n").unwrap();
    assert_eq!(
        given(&stage, "[Japan]GPE, rival of [China]GPE, spoke."),
        ["rival_of(Japan, China)"]
    );
    for (text, message) in [
        (
            "rule x\nmatch S=:GPX\ngives a S S\n",
            "mine.rules, line 1: rule x: there is no label “GPX”",
        ),
        (
            "rule x\nmatch S=:GPE\n",
            "mine.rules, line 1: rule x gives nothing",
        ),
        (
            "rule x\nmatch S=:GPE\ngives a S T\n",
            "mine.rules, line 3: the pattern has no variable T",
        ),
        ("rule x\nmach y\n", "mine.rules, line 2: “mach” is not known here"),
    ] {
        assert_eq!(
            with(text).err().map(|error| error.to_string()).as_deref(),
            Some(message)
        );
    }
}

#[test]
fn every_relation_that_a_rule_gives_is_registered_and_has_a_rule() {
    let mut registry = Registry::new();
    crate::plugin(&mut registry).unwrap();
    let registered: BTreeSet<&str> = registry
        .labels()
        .iter()
        .filter(|label| label.layer == "relations")
        .map(|label| label.name.as_str())
        .collect();
    let stage = RelationStage::new().unwrap();
    let given: BTreeSet<&str> = stage
        .rules
        .all
        .iter()
        .flat_map(|rule| rule.gives.iter().map(|gives| gives.relation.as_str()))
        .collect();
    assert_eq!(registered, given);
}
