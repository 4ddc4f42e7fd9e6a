//! Runs of whole pipelines, each held against the plain loop of one thread.

mod bounds;
mod ends;
mod faults;
mod languages;
mod order;
mod plans;
mod resume;
mod screen;

use crate::{Pipeline, RunStats, Runner};
use dateline_core::{Annotator, Source};
use dateline_testkit::{Collect, Collected, Everything, FromTexts, WhiteSpace};

/// A pipeline of these stages behind one that makes tokens and sentences.
fn pipeline(stages: Vec<(&str, Box<dyn Annotator>)>) -> Pipeline {
    hush();
    let first: (&str, Box<dyn Annotator>) = ("words", Box::new(WhiteSpace));
    Pipeline::new(std::iter::once(first).chain(stages), &[]).unwrap()
}

/// Texts from none to some 20,000 bytes, different ones.
fn texts(count: usize) -> FromTexts {
    FromTexts::new(
        (0..count).map(|n| format!("Article {n} says\nso again. ").repeat(n * n % 97 % 31 * (n % 29))),
    )
}

/// Runs with `threads` into a sink that remembers.
fn run(pipeline: &Pipeline, source: &mut dyn Source, threads: usize) -> (RunStats, Collected) {
    let (mut writing, collected) = Collect::writing(vec![Box::new(Everything)]);
    let stats = Runner::new(pipeline)
        .threads(threads)
        .run(source, &mut writing)
        .unwrap();
    assert!(collected.finished());
    assert_eq!(stats.articles(), collected.outcomes().len() as u64);
    (stats, collected)
}

/// Runs the same with 1, 2 and 8 threads, and gives the one that all must be equal to.
fn same_on_all_threads<S: Source>(pipeline: &Pipeline, source: impl Fn() -> S) -> (RunStats, Collected) {
    let (stats, collected) = run(pipeline, &mut source(), 1);
    for threads in [2, 8] {
        let (other_stats, other) = run(pipeline, &mut source(), threads);
        assert_eq!(collected.bytes(), other.bytes(), "{threads} threads");
        assert_eq!(
            format!("{stats:?}"),
            format!("{other_stats:?}"),
            "{threads} threads"
        );
    }
    (stats, collected)
}

/// Keeps panics that the runner catches out of the tests' output, as a program would.
fn hush() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let default = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !crate::isolating() {
                default(info);
            }
        }));
    });
}
