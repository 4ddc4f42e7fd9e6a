//! Plans: what comes along, in which order, and what is said where it cannot be.

use crate::{ErrorKind, Planner};
use dateline_core::layers::{
    Entities, Events, Mentions, Names, Parse, Quotes, Sentences, Tags, Tokens, Values,
};
use dateline_core::{Contract, Error, LayerKey, Output, Registry, Setting, Settings, Stateless, View};
use std::collections::BTreeMap;

/// A stage that does what its contract says and no more.
struct Stage(Contract);

impl Stateless for Stage {
    fn contract(&self) -> Contract {
        self.0.clone()
    }
    fn annotate(&self, _: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        Ok(())
    }
}

fn registry(stages: Vec<(&str, Contract)>) -> Registry {
    let mut registry = Registry::new();
    for (name, contract) in stages {
        let built = contract.clone();
        registry
            .stage(name, "test", contract, move |settings| {
                settings.finish()?;
                Ok(Box::new(Stage(built.clone())))
            })
            .unwrap();
    }
    registry
}

fn c() -> Contract {
    Contract::new()
}

/// The stages of a news pipeline, registered in an order that is not that of running.
fn news() -> Registry {
    let on_tokens = || c().requires::<Tokens>().requires::<Sentences>();
    registry(vec![
        (
            "events",
            on_tokens()
                .requires::<Mentions>()
                .uses::<Parse>()
                .provides::<Events>(),
        ),
        ("tokenizer", c().provides::<Tokens>().provides::<Sentences>()),
        ("syntax", on_tokens().provides::<Tags>().provides::<Parse>()),
        ("tagger", on_tokens().uses::<Tags>().provides::<Names>()),
        ("values", on_tokens().provides::<Values>()),
        ("acme/tagger", on_tokens().provides::<Names>()),
        (
            "coref",
            c().requires::<Names>()
                .requires::<Values>()
                .provides::<Mentions>()
                .provides::<Entities>(),
        ),
        ("quotes", on_tokens().uses::<Mentions>().provides::<Quotes>()),
    ])
}

/// Plans and builds, and gives the names in order or the error's kind and message.
fn plan(registry: &Registry, wanted: &[&str], kept: &[&str]) -> Result<String, (ErrorKind, String)> {
    let planner = Planner::new(registry).want(wanted.iter().copied());
    let planner = kept
        .iter()
        .try_fold(planner, |planner, name| planner.keep_named(name));
    let told = |error: crate::Error| (error.kind(), error.to_string());
    let plan = planner.and_then(Planner::plan).map_err(told)?;
    let pipeline = plan.build(|_| Settings::default()).map_err(told)?;
    let names: Vec<&str> = plan.stages().map(|(name, _)| name).collect();
    let built: Vec<&str> = pipeline.stages().iter().map(|stage| stage.name()).collect();
    assert_eq!(names, built);
    Ok(names.join(" "))
}

#[test]
fn what_a_stage_needs_comes_along_in_order() {
    let check = |wanted: &[&str], expected: &str| {
        assert_eq!(plan(&news(), wanted, &[]).as_deref(), Ok(expected), "{wanted:?}");
    };
    check(&[], "");
    check(&["tokenizer"], "tokenizer");
    check(&["tagger"], "tokenizer tagger");
    // A layer that is merely used brings nobody along, but those who are there anyway run before.
    check(&["tagger", "syntax"], "tokenizer syntax tagger");
    check(&["syntax", "tagger", "syntax"], "tokenizer syntax tagger");
    check(&["quotes"], "tokenizer quotes");
    check(&["events"], "tokenizer tagger values coref events");
    check(
        &["events", "syntax"],
        "tokenizer syntax tagger values coref events",
    );
    check(
        &["syntax", "events"],
        "tokenizer syntax tagger values coref events",
    );
    check(&["quotes", "coref"], "tokenizer tagger values coref quotes");
    // Of two that make a layer, the one that was named.
    check(
        &["events", "acme/tagger"],
        "tokenizer values acme/tagger coref events",
    );
}

#[test]
fn what_a_stage_wants_comes_along_where_it_can() {
    let on_tokens = || c().requires::<Tokens>().requires::<Sentences>();
    let quotes = || ("quotes", on_tokens().wants::<Parse>().provides::<Quotes>());
    let tokenizer = || ("tokenizer", c().provides::<Tokens>().provides::<Sentences>());
    let syntax = ("syntax", on_tokens().provides::<Tags>().provides::<Parse>());
    let planned = |registry: &Registry, kept: &[&str]| plan(registry, &["quotes"], kept).unwrap();
    let whole = registry(vec![quotes(), tokenizer(), syntax.clone()]);
    assert_eq!(planned(&whole, &[]), "tokenizer syntax quotes");
    assert_eq!(planned(&whole, &["parse"]), "tokenizer quotes");
    // Who would make the trees would make tags again.
    assert_eq!(planned(&whole, &["tags"]), "tokenizer quotes");
    let lone = Planner::new(&whole).want(["quotes"]).keep_named("tokens");
    let lone = lone
        .and_then(|it| it.keep_named("sentences"))
        .unwrap()
        .only_named();
    assert_eq!(lone.plan().unwrap().stages().count(), 1);
    // Nobody makes trees, or who does lacks something.
    assert_eq!(
        planned(&registry(vec![quotes(), tokenizer()]), &[]),
        "tokenizer quotes"
    );
    let lacking = ("syntax", on_tokens().requires::<Names>().provides::<Parse>());
    assert_eq!(
        planned(&registry(vec![quotes(), tokenizer(), lacking]), &[]),
        "tokenizer quotes"
    );
}

#[test]
fn kept_layers_are_not_made_again() {
    let check = |wanted: &[&str], kept: &[&str], expected: &str| {
        assert_eq!(
            plan(&news(), wanted, kept).as_deref(),
            Ok(expected),
            "{wanted:?} {kept:?}"
        );
    };
    check(&["tagger"], &["tokens", "sentences"], "tagger");
    check(
        &["tokenizer", "syntax", "tagger"],
        &["tokens", "sentences"],
        "syntax tagger",
    );
    check(
        &["tokenizer", "syntax", "tagger"],
        &["tokens", "sentences", "tags", "parse"],
        "tagger",
    );
    check(&["coref"], &["names", "tokens", "sentences"], "values coref");
    let registry = news();
    let planner = Planner::new(&registry).want(["tokenizer", "values"]);
    let planner = planner
        .keep(LayerKey::of::<Tokens>())
        .keep(LayerKey::of::<Sentences>());
    assert_eq!(planner.plan().unwrap().skipped(), ["tokenizer"]);
}

#[test]
fn what_cannot_be_planned_says_why() {
    let check = |registry: &Registry, wanted: &[&str], kept: &[&str], kind: ErrorKind, message: &str| {
        assert_eq!(
            plan(registry, wanted, kept),
            Err((kind, message.to_owned())),
            "{wanted:?}"
        );
    };
    use ErrorKind::{Conflict, Cycle, MissingLayer, UnknownName};
    check(
        &news(),
        &["taggr"],
        &[],
        UnknownName,
        "there is no stage “taggr”; did you mean “tagger”?",
    );
    let message = "there is no layer “token”; there are: events, tokens, sentences, mentions, parse, tags, names, values, entities, quotes";
    check(&news(), &[], &["token"], UnknownName, message);
    let message = "the stages “tagger” and “acme/tagger” both make the layer “names”; a layer is made once, so name one of them";
    check(&news(), &["acme/tagger", "tagger"], &[], Conflict, message);
    let lonely = registry(vec![("events", c().requires::<Mentions>().provides::<Events>())]);
    let message = "the stage “events” needs the layer “mentions”; no registered stage provides it";
    check(&lonely, &["events"], &[], MissingLayer, message);
    let message = "the stage “syntax” needs the layer “sentences”; “tokenizer” would provide it, but also makes “tokens”, which is kept from the input";
    check(&news(), &["syntax"], &["tokens"], Conflict, message);
    let message = "the layer “tokens” is kept from the input, but the stage “tokenizer”, which is needed for “sentences”, would make it again; keep both or none";
    check(&news(), &["tokenizer"], &["tokens"], Conflict, message);
    let circle = registry(vec![
        ("hens", c().requires::<Tags>().provides::<Tokens>()),
        (
            "eggs",
            c().requires::<Tokens>().uses::<Names>().provides::<Tags>(),
        ),
        ("corn", c().requires::<Tokens>().provides::<Names>()),
    ]);
    let message = "the stages wait for one another: “hens” waits for “tags” of “eggs”, “eggs” waits for “tokens” of “hens”";
    check(&circle, &["hens"], &[], Cycle, message);
    let own = registry(vec![("self", c().requires::<Tags>().provides::<Tags>())]);
    let message = "the stages wait for one another: “self” waits for “tags” of “self”";
    check(&own, &["self"], &[], Cycle, message);
}

#[test]
fn only_the_named_stages_when_asked() {
    let registry = news();
    let plan = |names: &[&str]| {
        Planner::new(&registry)
            .want(names.iter().copied())
            .only_named()
            .plan()
    };
    let error = plan(&["tagger"]).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingLayer);
    assert_eq!(
        error.to_string(),
        "the stage “tagger” needs the layer “tokens”; “tokenizer” would provide it"
    );
    assert_eq!(plan(&["tagger", "tokenizer"]).unwrap().stages().count(), 2);
}

#[test]
fn a_stage_that_cannot_be_built_is_named() {
    let registry = news();
    let plan = Planner::new(&registry).want(["values"]).plan().unwrap();
    let settings = |name: &str| {
        let wrong = BTreeMap::from([("wrong".to_owned(), Setting::Bool(true))]);
        let values = if name == "values" { wrong } else { BTreeMap::new() };
        Settings::new(format!("[stages.{name}]"), values)
    };
    let error = plan.build(settings).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    let message = "the stage “values” cannot be built: [stages.values]: unknown key “wrong”";
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_contract_that_changes_when_built_is_checked_again() {
    let mut registry = news();
    let registered = c().requires::<Tokens>().provides::<Values>();
    let build = |_| Ok(Box::new(Stage(Contract::new().requires::<Events>().provides::<Values>())) as _);
    registry.stage("acme/fickle", "test", registered, build).unwrap();
    let error = plan(&registry, &["acme/fickle"], &[]).unwrap_err();
    let message = "the stage “acme/fickle” needs the layer “events”; no stage of the pipeline provides it";
    assert_eq!(error, (ErrorKind::MissingLayer, message.to_owned()));
}
