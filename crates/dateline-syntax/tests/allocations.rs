//! Once warm, the stage's worker, in either tier, allocates nothing for an article.
#![allow(
    unsafe_code,
    clippy::unwrap_used,
    reason = "a test may panic, and counting allocations takes an allocator of one's own"
)]

#[allow(dead_code, reason = "other tests use the rest of it")]
mod support;

use dateline_core::layers::{Sentence, Sentences, Tags, Token, Tokens};
use dateline_core::{Annotator, Document};
use dateline_syntax::accurate::Model;
use dateline_syntax::lemma::Lemmas;
use dateline_syntax::{Accurate, Network, Syntax};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting for each thread.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the promises that `alloc` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the promises that `dealloc` asks for.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the promises that `realloc` asks for.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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
            let before = COUNT.with(Cell::get);
            doc.run(&mut *worker, &contract).unwrap();
            assert_eq!(doc.layer::<Tags>().unwrap().len(), tokens.len());
            COUNT.with(Cell::get) - before
        };
        assert!(round() > 0, "the first round grows the buffers");
        // Layers are swapped between the document and what is staged: the second round grows the other half.
        round();
        assert_eq!(round(), 0);
    }
}
