//! Bounds on the search, the stage, and what it asks the planner for.

use super::fixture::{NEWS, article};
use crate::{CutShort, Ending, Matches, Pattern, Scratch, SearchStage};
use dateline_core::layers::{Parse, Sentences, Tags, Tokens};
use dateline_core::{Annotator, Contract, Document, ErrorKind, Id};
use dateline_testkit::{Conformance, WhiteSpace};
use std::ops::ControlFlow;

#[test]
fn a_search_that_takes_too_long_says_so() {
    let (doc, mut scratch) = (article(NEWS), Scratch::new());
    // Some hundreds of thousands of ways to name five tokens in a row.
    let text = "{}=a .. {}=b .. {}=c .. {}=d .. {}=e";
    let pattern = Pattern::new(text).unwrap().max_steps(1000);
    let mut shown = 0;
    let mut count = |_: crate::Match<'_, '_>| {
        shown += 1;
        ControlFlow::Continue(())
    };
    let mut search = pattern.over((&doc).into(), &mut scratch).unwrap();
    assert_eq!(search.sentence(Id::new(0), &mut count), Ending::CutShort);
    assert!((1..1000).contains(&shown), "{shown}");
    assert_eq!(
        pattern
            .search((&doc).into(), &mut scratch, |_| ControlFlow::Continue(()))
            .unwrap(),
        2
    );
    // The same, without names for what only has to be there: a few steps for each token.
    let pattern = Pattern::new("{} .. ({} .. ({} .. ({} .. {word:.})))")
        .unwrap()
        .max_steps(1000);
    assert_eq!(
        pattern
            .search((&doc).into(), &mut scratch, |_| ControlFlow::Continue(()))
            .unwrap(),
        0
    );
}

#[test]
fn layers_that_are_not_read_need_not_be_there() {
    let mut doc = Document::from_text("Talks were held").unwrap();
    doc.apply(&WhiteSpace).unwrap();
    let mut scratch = Scratch::new();
    let mut search = |pattern: &str| {
        let mut count = 0;
        let pattern = Pattern::new(pattern).unwrap();
        let found = |_: crate::Match<'_, '_>| {
            count += 1;
            ControlFlow::Continue(())
        };
        pattern.search((&doc).into(), &mut scratch, found).map(|_| count)
    };
    assert_eq!(search("{word:/.*s/}").unwrap(), 1);
    assert_eq!(search("{} . {}").unwrap(), 2);
    for (pattern, layer) in [
        ("{lemma:hold}", "tags"),
        ("{feats:{X:1}}", "tags"),
        ("{$}", "parse"),
        ("{} $+ {}", "parse"),
        ("{ner:ORG}", "names"),
    ] {
        let error = search(pattern).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::MissingLayer);
        assert!(error.to_string().contains(&format!("“{layer}”")), "{error}");
    }
    let required = |pattern: &str| -> Vec<&str> {
        let contract = Pattern::new(pattern).unwrap().require(Contract::new());
        contract.required().iter().map(|layer| layer.name()).collect()
    };
    assert_eq!(required("{word:a} . {}"), ["tokens", "sentences"]);
    assert_eq!(
        required("{tag:VB} >obj {}"),
        ["tokens", "sentences", "tags", "parse"]
    );
    assert_eq!(
        required("{ner:ORG} < {}"),
        ["tokens", "sentences", "parse", "names", "values"]
    );
}

#[test]
fn the_stage_keeps_what_it_finds() {
    let stage = SearchStage::new(Pattern::new("{$}=v >nsubj=r~e {}=s ?>obj {}=o").unwrap());
    let mut doc = article(NEWS);
    doc.apply(&stage).unwrap();
    let word = |id: Id<Tokens>| doc.slice(doc.item(id).unwrap().span);
    let mut lines = Vec::new();
    for found in doc.layer::<Matches>().unwrap() {
        let mut line = format!("{} {}", found.sentence.raw(), word(found.root));
        for (name, id) in &found.nodes {
            line += &format!(" {}={}", doc.get(*name), word(*id));
        }
        for (name, label) in &found.relations {
            line += &format!(" {}={}", doc.get(*name), doc.get(*label));
        }
        for edge in &found.edges {
            let (from, to) = (word(edge.governor), word(edge.dependent));
            line += &format!(" {}={from}-{}-{to}", doc.get(edge.name), doc.get(edge.label));
        }
        lines.push(line);
    }
    assert_eq!(
        lines,
        [
            "0 told v=told s=ministers r=nsubj e=told-nsubj-ministers",
            "1 sold v=sold s=Anna o=boats r=nsubj e=sold-nsubj-Anna",
        ]
    );
    let short = SearchStage::new(Pattern::new("{}").unwrap().max_steps(5));
    let mut doc = article(NEWS);
    doc.apply(&short).unwrap();
    let sentences: Vec<u32> = doc
        .layer::<CutShort>()
        .unwrap()
        .iter()
        .map(|it| it.sentence.raw())
        .collect();
    assert_eq!(sentences, [0, 1]);
}

#[test]
fn the_stage_keeps_what_stages_promise() {
    let stage = SearchStage::new(
        Pattern::new("{word:/.*e.*/}=a .. {word!:b}=b")
            .unwrap()
            .max_steps(5000),
    );
    Conformance::of(&stage).after(&WhiteSpace).run();
    assert_eq!(stage.contract().provided().len(), 2);
}

#[test]
fn layers_shorter_than_their_tokens_do_no_harm() {
    let mut doc = Document::from_text("a b").unwrap();
    doc.apply(&WhiteSpace).unwrap();
    doc.insert(|_, out| {
        out.layer::<Tags>();
        out.layer::<Parse>();
        Ok(())
    })
    .unwrap();
    assert_eq!(doc.layer::<Sentences>().map(<[_]>::len), Some(1));
    let pattern = Pattern::new("{$;lemma://}=a .. {upos!:NOUN}=b !> {}").unwrap();
    let mut count = 0;
    let found = |_: crate::Match<'_, '_>| {
        count += 1;
        ControlFlow::Continue(())
    };
    pattern.search((&doc).into(), &mut Scratch::new(), found).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn the_stage_keeps_a_bounded_number_of_matches() {
    // Three sentences of 300 tokens, each with 44,850 pairs.
    let line = "a a X X 0 root\n".repeat(300);
    let mut doc = article(&[line.as_str(); 3].join("\n"));
    doc.apply(&SearchStage::new(Pattern::new("{}=a .. {}=b").unwrap()))
        .unwrap();
    assert_eq!(doc.layer::<Matches>().unwrap().len(), crate::MAX_MATCHES);
    let short: Vec<u32> = doc
        .layer::<CutShort>()
        .unwrap()
        .iter()
        .map(|it| it.sentence.raw())
        .collect();
    assert_eq!(short, [2]);
}
