//! Once warm, the stage's worker, in either tier, allocates nothing for an article.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod support;

use dateline_core::layers::{Sentence, Sentences, Tags, Token, Tokens};
use dateline_core::{Annotator, Document};
use dateline_syntax::accurate::Model;
use dateline_syntax::lemma::Lemmas;
use dateline_syntax::{Accurate, Network, Syntax};
use dateline_testkit::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[test]
fn a_warm_worker_allocates_nothing() {
    let bytes = support::model();
    let long = vec!["said"; 450].join(" ");
    let given = support::document(&[
        "The minister said 1999 things .",
        "Unknown words are Guessed by their affixes , e.g. Zürich’s .",
        &long,
    ]);
    let tokens: Vec<Token> = given.layer::<Tokens>().unwrap().to_vec();
    let sentences: Vec<Sentence> = given.layer::<Sentences>().unwrap().to_vec();
    let accurate = support::accurate::model();
    let mut stages: Vec<Box<dyn Annotator>> = Vec::new();
    for parse in [true, false] {
        let lemmas = Lemmas::built_in().unwrap();
        let network = Network::read(bytes.as_slice()).unwrap();
        stages.push(Box::new(Syntax::of(network, lemmas).parse(parse)));
        let lemmas = Lemmas::built_in().unwrap();
        let model = Model::read(accurate.as_slice()).unwrap();
        stages.push(Box::new(Accurate::of(model, lemmas).parse(parse)));
    }
    for stage in &stages {
        let (contract, mut worker) = (stage.contract(), stage.worker());
        let mut doc = Document::default();
        let mut round = || {
            doc.reset();
            doc.write_text(|text| text.push_str(given.text())).unwrap();
            doc.insert(|_, out| {
                out.layer::<Tokens>().extend_from_slice(&tokens);
                out.layer::<Sentences>().extend_from_slice(&sentences);
                Ok(())
            })
            .unwrap();
            CountingAllocator::during(|| {
                doc.run(&mut *worker, &contract).unwrap();
                assert_eq!(doc.layer::<Tags>().unwrap().len(), tokens.len());
            })
        };
        assert!(round() > 0, "the first round grows the buffers");
        // Layers are swapped between the document and what is staged: the second round grows the other half.
        round();
        assert_eq!(round(), 0);
    }
}
