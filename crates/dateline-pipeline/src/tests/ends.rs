//! How runs end early: the sink has enough, the sink fails, somebody interrupts.

use super::{pipeline, texts};
use crate::{End, ErrorKind, Runner, Snapshot};
use dateline_core::{Contract, Error, Fault, Output, Record, Source, Stateless, View};
use dateline_testkit::{Collect, Delay, Everything, FromTexts};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A source that counts what was asked of it.
struct Counting(FromTexts, Arc<AtomicU64>);

impl Source for Counting {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.next(record)
    }
}

fn endless() -> (Counting, Arc<AtomicU64>) {
    let asked = Arc::new(AtomicU64::new(0));
    let text = "He said so, and so did she.";
    (Counting(FromTexts::endless(text), Arc::clone(&asked)), asked)
}

#[test]
fn a_sink_that_has_enough_ends_the_run_cleanly() {
    for threads in [1, 2, 8] {
        let pipeline = pipeline(vec![(
            "delay",
            Box::new(Delay {
                seed: 2,
                max_micros: 200,
            }),
        )]);
        let (sink, collected) = Collect::new();
        let mut writing = sink.stop_after(10).with(vec![Box::new(Everything)]);
        let (mut source, asked) = endless();
        let stats = Runner::new(&pipeline)
            .threads(threads)
            .run(&mut source, &mut writing)
            .unwrap();
        assert_eq!(
            (stats.articles(), stats.end),
            (10, End::SinkStopped),
            "{threads} threads"
        );
        assert_eq!((collected.outcomes().len(), collected.finished()), (10, true));
        assert!(asked.load(Ordering::Relaxed) <= 10 + 128 * threads as u64);
    }
}

#[test]
fn a_sink_that_fails_ends_the_run_with_its_error() {
    for threads in [1, 2, 8] {
        let pipeline = pipeline(vec![]);
        let (sink, collected) = Collect::new();
        let mut writing = sink.fail_after(7).with(vec![Box::new(Everything)]);
        let error = Runner::new(&pipeline)
            .threads(threads)
            .run(&mut endless().0, &mut writing)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sink);
        assert_eq!(
            error.to_string(),
            "the output cannot be written: the sink fails as told"
        );
        assert_eq!(
            (collected.outcomes().len(), collected.finished()),
            (7, false),
            "{threads} threads"
        );
    }
}

#[test]
fn an_interrupted_run_finishes_what_it_has_read() {
    for threads in [1, 2, 8] {
        let pipeline = pipeline(vec![(
            "delay",
            Box::new(Delay {
                seed: 9,
                max_micros: 200,
            }),
        )]);
        let (mut writing, collected) = Collect::writing(vec![Box::new(Everything)]);
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let mut watch = move |snapshot: Snapshot| flag.store(snapshot.articles >= 20, Ordering::Relaxed);
        let (mut source, asked) = endless();
        let runner = Runner::new(&pipeline)
            .threads(threads)
            .stop(stop)
            .progress(&mut watch);
        let stats = runner.run(&mut source, &mut writing).unwrap();
        assert_eq!((stats.end, collected.finished()), (End::Interrupted, true));
        assert_eq!(
            stats.done,
            asked.load(Ordering::Relaxed),
            "all that was read was written"
        );
        assert_eq!(
            collected.ids(),
            (1..=stats.done).map(|n| n.to_string()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_flag_that_is_up_from_the_start_reads_nothing() {
    let pipeline = pipeline(vec![]);
    let (mut writing, collected) = Collect::writing(vec![]);
    let runner = Runner::new(&pipeline)
        .threads(2)
        .stop(Arc::new(AtomicBool::new(true)));
    let stats = runner.run(&mut texts(5), &mut writing).unwrap();
    assert_eq!(
        (stats.articles(), stats.end, collected.finished()),
        (0, End::Interrupted, true)
    );
}

/// A source that knows how many of its articles have been written, and sees to it that no more than
/// `bound` are out; the first article is worked on for long.
struct Watched {
    inner: FromTexts,
    read: u64,
    written: Arc<AtomicU64>,
    most: u64,
}

impl Source for Watched {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.most = self.most.max(self.read - self.written.load(Ordering::Relaxed));
        self.read += 1;
        self.inner.next(record)
    }
}

#[test]
fn no_more_articles_are_out_than_may_be() {
    let most = |articles: usize, bytes: usize| {
        let written = Arc::new(AtomicU64::new(0));
        let texts = (0..400).map(|n| {
            if n == 0 {
                "slow".to_owned()
            } else {
                "x".repeat(100)
            }
        });
        let mut source = Watched {
            inner: FromTexts::new(texts),
            read: 0,
            written: Arc::clone(&written),
            most: 0,
        };
        let pipeline = pipeline(vec![("slow", Box::new(SlowOnFirst))]);
        let (mut writing, _) = Collect::writing(vec![]);
        let mut watch = |snapshot: Snapshot| written.store(snapshot.articles, Ordering::Relaxed);
        let runner = Runner::new(&pipeline)
            .threads(4)
            .in_flight(articles)
            .in_flight_bytes(bytes);
        runner
            .progress(&mut watch)
            .run(&mut source, &mut writing)
            .unwrap();
        source.most
    };
    // While the first article takes its time, as many are read as may be out, and then no more. The
    // source sees those that are out beside the one that it is being asked for.
    assert_eq!(most(1, usize::MAX), 0);
    assert_eq!(most(20, usize::MAX), 19);
    assert_eq!(most(usize::MAX, 5_000), 50);
    assert_eq!(most(usize::MAX, 0), 0);
}

/// Takes its time on the text `slow`.
struct SlowOnFirst;

impl Stateless for SlowOnFirst {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        if doc.text() == "slow" {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        Ok(())
    }
}
