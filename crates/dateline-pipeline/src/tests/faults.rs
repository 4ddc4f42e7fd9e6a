//! What goes wrong with one article costs that article.

use super::{pipeline, run, same_on_all_threads, texts};
use crate::{Pipeline, RunStats, Runner};
use dateline_core::layers::{Names, Sentences, Tokens};
use dateline_core::{
    Annotator, Contract, Error, Fault, FaultKind, Output, Record, Source, Span, Stateless, View, Worker,
};
use dateline_testkit::{
    BadEncoder, Collect, Collected, Delay, ErrorEvery, Everything, FailingAfter, Failure, FromTexts,
    PanicEvery,
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The faults' kinds, ids, stages and reasons, which must be those of the articles `expected`.
fn check(collected: &Collected, stats: &RunStats, expected: &[(u64, FaultKind, &str, &str)]) {
    let faults = collected.faults();
    let found: Vec<(u64, FaultKind, &str, &str)> = faults
        .iter()
        .map(|fault| {
            (
                fault.origin.record,
                fault.kind,
                fault.stage.as_str(),
                fault.reason.as_str(),
            )
        })
        .collect();
    assert_eq!(found, expected);
    assert_eq!(stats.faulty(), expected.len() as u64);
    assert_eq!(stats.done as usize, collected.ids().len());
}

#[test]
fn a_stage_that_panics_on_every_third_article() {
    let pipeline = pipeline(vec![("bomb", Box::new(PanicEvery(3)))]);
    let (stats, collected) = same_on_all_threads(&pipeline, || texts(100));
    let lost: Vec<u64> = (1..=100).filter(|n| n % 3 == 0).collect();
    let faults = collected.faults();
    assert_eq!(
        faults.iter().map(|fault| fault.origin.record).collect::<Vec<_>>(),
        lost
    );
    assert_eq!(stats.faults(), [(FaultKind::Panic, 33)]);
    assert_eq!((faults[0].id.as_str(), faults[0].stage.as_str()), ("3", "bomb"));
    assert_eq!(faults[0].reason, "panicked: panic on record 3 as told");
    assert_eq!(stats.done, 67);
}

#[test]
fn a_stage_that_errs() {
    let pipeline = pipeline(vec![
        ("first", Box::new(ErrorEvery(4)) as Box<dyn Annotator>),
        (
            "wait",
            Box::new(Delay {
                seed: 5,
                max_micros: 400,
            }),
        ),
        ("second", Box::new(ErrorEvery(6))),
    ]);
    let (stats, collected) = same_on_all_threads(&pipeline, || texts(12));
    let expected = [
        (4, FaultKind::Stage, "first", "error on record 4 as told"),
        (6, FaultKind::Stage, "second", "error on record 6 as told"),
        (8, FaultKind::Stage, "first", "error on record 8 as told"),
        (12, FaultKind::Stage, "first", "error on record 12 as told"),
    ];
    check(&collected, &stats, &expected);
}

#[test]
fn encoders_that_fail() {
    for threads in [1, 2] {
        let (mut writing, collected) = Collect::writing(vec![
            Box::new(Everything),
            Box::new(BadEncoder::Errs(4)),
            Box::new(BadEncoder::Panics(5)),
        ]);
        let pipeline = pipeline(vec![]);
        let stats = Runner::new(&pipeline)
            .threads(threads)
            .run(&mut texts(8), &mut writing)
            .unwrap();
        let expected = [
            (4, FaultKind::Encode, "encode", "the encoder fails as told"),
            (
                5,
                FaultKind::Panic,
                "encode",
                "panicked: the encoder panics as told",
            ),
            (8, FaultKind::Encode, "encode", "the encoder fails as told"),
        ];
        check(&collected, &stats, &expected);
    }
}

#[test]
fn records_that_are_no_text_or_too_long() {
    let source = || {
        FromTexts::new(vec![
            b"good".to_vec(),
            b"\xff".to_vec(),
            b"much too long".to_vec(),
            b"good".to_vec(),
        ])
    };
    for threads in [1, 2] {
        let (mut writing, collected) = Collect::writing(vec![]);
        let pipeline = pipeline(vec![]);
        let runner = Runner::new(&pipeline).threads(threads).max_article_bytes(8);
        let stats = runner.run(&mut source(), &mut writing).unwrap();
        let expected = [
            (
                2,
                FaultKind::Decode,
                "texts",
                "invalid utf-8 sequence of 1 bytes from index 0",
            ),
            (
                3,
                FaultKind::TooLarge,
                "decode",
                "the text has 13 bytes; 8 is the most",
            ),
        ];
        check(&collected, &stats, &expected);
        assert_eq!(collected.faults()[1].id, "3");
    }
}

#[test]
fn a_source_that_fails_half_way() {
    let failing = |failure| move || FailingAfter::new(texts(10), 5, failure);
    let reason = "the source fails as told";
    let (stats, collected) = same_on_all_threads(&pipeline(vec![]), failing(Failure::Ends));
    check(&collected, &stats, &[(6, FaultKind::Read, "texts", reason)]);
    assert_eq!((stats.done, stats.end), (5, crate::End::Complete));
    let (stats, collected) = same_on_all_threads(&pipeline(vec![]), failing(Failure::GoesOn));
    check(&collected, &stats, &[(6, FaultKind::Read, "texts", reason)]);
    assert_eq!(stats.done, 9);
    let (stats, collected) = same_on_all_threads(&pipeline(vec![]), failing(Failure::Panics));
    let reason = "panicked: the source panics as told; nothing after it was read";
    check(&collected, &stats, &[(6, FaultKind::Panic, "read", reason)]);
    assert_eq!((stats.done, stats.end), (5, crate::End::SourceLost));
}

#[test]
fn a_source_that_names_no_decoder() {
    struct Bare(bool);
    impl Source for Bare {
        fn next(&mut self, _: &mut Record) -> Result<bool, Fault> {
            Ok(std::mem::take(&mut self.0))
        }
    }
    let (stats, collected) = run(&pipeline(vec![]), &mut Bare(true), 2);
    let reason = "the source named no decoder for this record";
    check(&collected, &stats, &[(0, FaultKind::Decode, "decode", reason)]);
}

/// A stage made of a contract and a function.
struct Stage(Contract, fn(View<'_>, &mut Output<'_>));

impl Stateless for Stage {
    fn contract(&self) -> Contract {
        self.0.clone()
    }
    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        (self.1)(doc, out);
        Ok(())
    }
}

#[test]
fn contracts_that_are_broken() {
    let wrote = |name: &'static str, layer: fn(View<'_>, &mut Output<'_>)| {
        let stage: (&str, Box<dyn Annotator>) = (name, Box::new(Stage(Contract::new(), layer)));
        same_on_all_threads(&pipeline(vec![stage]), || texts(1))
    };
    let (stats, collected) = wrote("stray", |_, out| {
        out.layer::<Names>();
    });
    let reason = "wrote the layer “names”, which its contract does not provide";
    check(&collected, &stats, &[(1, FaultKind::Stage, "stray", reason)]);
    let kept = [dateline_core::LayerKey::of::<Sentences>()];
    let needs = Stage(Contract::new().requires::<Sentences>(), |_, _| ());
    let stages: [(&str, Box<dyn Annotator>); 1] = [("needs", Box::new(needs))];
    let (stats, collected) = run(&Pipeline::new(stages, &kept).unwrap(), &mut texts(1), 2);
    let reason = "needs the layer “sentences”, which the document does not have";
    check(&collected, &stats, &[(1, FaultKind::Stage, "needs", reason)]);
}

#[test]
fn spans_that_do_not_fit_are_found_when_asked() {
    let wild = Stage(Contract::new().provides::<Tokens>(), |_, out| {
        let span = Span::new(1, 99);
        out.layer::<Tokens>().push(dateline_core::layers::Token::new(
            span,
            dateline_core::layers::TokenClass::Word,
        ));
    });
    let pipeline = Pipeline::new([("wild", Box::new(wild) as Box<dyn Annotator>)], &[]).unwrap();
    let (mut writing, collected) = Collect::writing(vec![]);
    let runner = Runner::new(&pipeline).threads(1).check_spans(true);
    let stats = runner.run(&mut FromTexts::new(["short"]), &mut writing).unwrap();
    let reason = "the span 1..99 of the layer “tokens” does not fit the text";
    check(&collected, &stats, &[(1, FaultKind::Stage, "wild", reason)]);
}

/// A stage that counts its workers. A worker panics on the article `bomb`, and so does the next worker's
/// making if `trap` says so.
#[derive(Default)]
struct Counting {
    made: AtomicUsize,
    trap: bool,
}

struct Counted(String);

impl Annotator for Counting {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn worker(&self) -> Box<dyn Worker + '_> {
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        assert!(!(self.trap && made == 1), "no second worker");
        Box::new(Counted(String::new()))
    }
}

impl Worker for Counted {
    fn annotate(&mut self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        // What a worker that went through a panic remembers must not meet another article.
        assert!(self.0.is_empty(), "a spoilt worker was used again");
        self.0.push_str(doc.text());
        assert!(doc.text() != "bomb", "boom");
        self.0.clear();
        Ok(())
    }
}

#[test]
fn workers_are_used_again_but_not_after_a_panic() {
    super::hush();
    let source = || FromTexts::new(["a", "bomb", "b", "c", "bomb", "d", "e"]);
    let count = |trap| {
        let stage = Box::leak(Box::new(Counting {
            made: AtomicUsize::new(0),
            trap,
        }));
        struct Lent(&'static Counting);
        impl Annotator for Lent {
            fn contract(&self) -> Contract {
                self.0.contract()
            }
            fn worker(&self) -> Box<dyn Worker + '_> {
                self.0.worker()
            }
        }
        let stages: [(&str, Box<dyn Annotator>); 1] = [("count", Box::new(Lent(stage)))];
        let (stats, collected) = run(&Pipeline::new(stages, &[]).unwrap(), &mut source(), 1);
        (stage.made.load(Ordering::Relaxed), stats, collected)
    };
    let (made, stats, collected) = count(false);
    assert_eq!(made, 3);
    let boom = |record| (record, FaultKind::Panic, "count", "panicked: boom");
    check(&collected, &stats, &[boom(2), boom(5)]);
    let (made, stats, collected) = count(true);
    let trapped = (3, FaultKind::Panic, "count", "panicked: no second worker");
    assert_eq!(made, 4);
    check(&collected, &stats, &[boom(2), trapped, boom(5)]);
}
