//! Output is in input order, byte for byte the same on any number of threads.

use super::{pipeline, run, same_on_all_threads, texts};
use crate::{MultiSink, Runner, Snapshot};
use dateline_core::{Annotator, Contract, Error, Output, Stateless, View};
use dateline_testkit::{Collect, Delay, ErrorEvery, Everything, FromTexts, Got, PanicEvery};
use proptest::prelude::*;

#[test]
fn threads_do_not_change_a_byte() {
    let (stats, collected) = same_on_all_threads(&pipeline(vec![]), || texts(300));
    assert_eq!((stats.done, stats.faulty()), (300, 0));
    assert_eq!(stats.text_bytes, stats.record_bytes);
    assert!(stats.layer("tokens") > 1000 && stats.layer("sentences") > 300);
    assert_eq!(stats.layer("events"), 0);
    assert_eq!(
        collected.ids(),
        (1..=300).map(|n| n.to_string()).collect::<Vec<_>>()
    );
}

#[test]
fn neither_do_articles_that_finish_out_of_order() {
    for seed in 0..2 {
        let delay = Delay {
            seed,
            max_micros: 1_500,
        };
        same_on_all_threads(&pipeline(vec![("delay", Box::new(delay))]), || texts(100));
    }
}

#[test]
fn nor_how_much_may_be_out() {
    let pipeline = pipeline(vec![(
        "delay",
        Box::new(Delay {
            seed: 7,
            max_micros: 300,
        }),
    )]);
    let (_, expected) = run(&pipeline, &mut texts(100), 1);
    for (articles, bytes) in [
        (1, usize::MAX),
        (2, 0),
        (3, 1_000),
        (1_000, usize::MAX),
        (1_000, 1),
    ] {
        let (mut writing, collected) = Collect::writing(vec![Box::new(Everything)]);
        let runner = Runner::new(&pipeline)
            .threads(4)
            .in_flight(articles)
            .in_flight_bytes(bytes);
        runner.run(&mut texts(100), &mut writing).unwrap();
        assert_eq!(
            collected.bytes(),
            expected.bytes(),
            "{articles} articles, {bytes} bytes"
        );
    }
}

#[test]
fn an_empty_source_gives_an_empty_complete_output() {
    let (stats, collected) = same_on_all_threads(&pipeline(vec![]), || texts(0));
    assert_eq!((stats.articles(), collected.bytes().len()), (0, 0));
}

#[test]
fn a_pipeline_without_stages_decodes_and_encodes() {
    let (stats, _) = same_on_all_threads(&crate::Pipeline::default(), || texts(20));
    assert_eq!((stats.done, stats.layers().len()), (20, 0));
}

#[test]
fn progress_never_goes_back_and_ends_at_the_end() {
    for threads in [1, 3] {
        let mut seen: Vec<Snapshot> = Vec::new();
        let mut watch = |snapshot: Snapshot| seen.push(snapshot);
        let pipeline = pipeline(vec![]);
        let (mut writing, _) = Collect::writing(vec![]);
        let runner = Runner::new(&pipeline).threads(threads).progress(&mut watch);
        let stats = runner.run(&mut texts(200), &mut writing).unwrap();
        assert!(seen.is_sorted_by_key(|snapshot| (snapshot.articles, snapshot.bytes_read)));
        let last = seen.last().unwrap();
        assert_eq!((last.articles, last.bytes_read), (200, stats.record_bytes));
    }
}

#[test]
fn times_are_measured_when_asked_for() {
    let pipeline = pipeline(vec![(
        "delay",
        Box::new(Delay {
            seed: 3,
            max_micros: 500,
        }),
    )]);
    for threads in [1, 2] {
        let (mut writing, _) = Collect::writing(vec![]);
        let runner = Runner::new(&pipeline).threads(threads).timing(true);
        let times = runner.run(&mut texts(50), &mut writing).unwrap().times;
        let names: Vec<&str> = times.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["read", "decode", "words", "delay", "encode", "write"]);
        let of = |name: &str| times.iter().find(|(step, _)| step == name).unwrap().1;
        assert!(of("delay") > of("encode"), "{times:?}");
    }
}

#[test]
fn formats_get_their_own_buffers_and_stop_on_their_own() {
    let (first, first_got) = Collect::new();
    let (second, second_got) = Collect::new();
    let (third, third_got) = Collect::new();
    let mut writing = MultiSink::join(vec![
        first.with(vec![Box::new(Everything), Box::new(Everything)]),
        second.stop_after(3).with(vec![]),
        third.stop_after(5).with(vec![Box::new(Everything)]),
    ]);
    let pipeline = pipeline(vec![]);
    Runner::new(&pipeline)
        .threads(2)
        .run(&mut texts(9), &mut writing)
        .unwrap();
    let buffers = |got: &Got| match got {
        Got::Done(_, buffers) => buffers.len(),
        Got::Fault(fault) => panic!("{fault}"),
    };
    let counts = |got: Vec<Got>| got.iter().map(buffers).collect::<Vec<_>>();
    assert_eq!(counts(first_got.outcomes()), [2; 9]);
    assert_eq!(counts(second_got.outcomes()), [0; 3]);
    assert_eq!(counts(third_got.outcomes()), [1; 5]);
    assert!(first_got.finished() && second_got.finished() && third_got.finished());
    assert_eq!(
        first_got.bytes().len(),
        2 * run(&pipeline, &mut texts(9), 1).1.bytes().len()
    );
}

#[test]
fn a_run_stops_once_all_formats_have_stopped() {
    let (first, first_got) = Collect::new();
    let (second, second_got) = Collect::new();
    let parts = vec![
        first.stop_after(2).with(vec![]),
        second.stop_after(4).with(vec![]),
    ];
    let pipeline = pipeline(vec![]);
    let mut source = FromTexts::endless("He said so.");
    let stats = Runner::new(&pipeline)
        .threads(2)
        .run(&mut source, &mut MultiSink::join(parts))
        .unwrap();
    assert_eq!((stats.done, stats.end), (4, crate::End::SinkStopped));
    assert_eq!((first_got.outcomes().len(), second_got.outcomes().len()), (2, 4));
}

/// A stage that runs jobs of its own on the pool, so that a thread may come to a second article while it
/// is at a first.
struct Forks;

impl Stateless for Forks {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        let half = doc.text().len() / 2;
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'a').count();
        let (low, high) = doc.text().as_bytes().split_at(half);
        let (low, high) = rayon::join(|| count(low), || count(high));
        assert_eq!(low + high, count(doc.text().as_bytes()));
        Ok(())
    }
}

#[test]
fn stages_may_use_the_pool_themselves() {
    same_on_all_threads(&pipeline(vec![("forks", Box::new(Forks))]), || texts(200));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the bounds, the articles and what goes wrong with them: the plain loop says what is right.
    #[test]
    fn any_run_equals_the_plain_loop(
        lengths in prop::collection::vec(0usize..3_000, 0..120),
        threads in 2usize..9,
        articles in 1usize..200,
        bytes in 0usize..100_000,
        max_article_bytes in 100usize..4_000,
        panics in 1u64..40,
        errors in 1u64..40,
        stop_after in prop::option::of(1usize..130),
    ) {
        let pipeline = pipeline(vec![
            ("panics", Box::new(PanicEvery(panics)) as Box<dyn Annotator>),
            ("errors", Box::new(ErrorEvery(errors))),
        ]);
        let run = |threads: usize| {
            let mut source = FromTexts::new(lengths.clone().into_iter().map(|len| "so it is. ".repeat(len / 10)));
            let (mut sink, collected) = Collect::new();
            if let Some(outcomes) = stop_after {
                sink = sink.stop_after(outcomes);
            }
            let mut writing = sink.with(vec![Box::new(Everything)]);
            let runner = Runner::new(&pipeline).threads(threads).max_article_bytes(max_article_bytes);
            let stats = runner.in_flight(articles).in_flight_bytes(bytes).run(&mut source, &mut writing);
            (format!("{:?}", stats.unwrap()), collected.bytes())
        };
        prop_assert_eq!(run(1), run(threads));
    }
}
