//! Memory and allocations of runs, counted by the allocator itself: hence a program of its own, with one
//! test, so that nothing else allocates meanwhile.
#![allow(clippy::unwrap_used, reason = "a failed test panics")]

use dateline_core::{Error, Fault, Flow, Outcome, Record, Sink, Source, Writing};
use dateline_pipeline::{Pipeline, RunStats, Runner};
use dateline_testkit::{FromTexts, WhiteSpace};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, which counts.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on unchanged to the system's allocator, which keeps the contract; the
// counters are atomics and allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(live, Ordering::Relaxed);
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps `dealloc`'s contract, and `pointer` came from `System` above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A sink that keeps nothing and has enough after so many articles.
struct Discard(u64);

impl Sink for Discard {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        assert!(matches!(outcome, Outcome::Done(..)));
        Ok(if seq + 1 == self.0 {
            Flow::Stop
        } else {
            Flow::Continue
        })
    }
    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Articles without end, each a piece of one long text: most of some hundred bytes, every hundredth or so
/// of a hundred thousand, so that in time every slot has held a long one.
struct Uneven {
    inner: FromTexts,
    mixed: u64,
}

impl Uneven {
    fn new() -> Self {
        Self {
            inner: FromTexts::endless(&"He said so, and so did she. ".repeat(4_000)),
            mixed: 1,
        }
    }
}

impl Source for Uneven {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.mixed = self.mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let more = self.inner.next(record)?;
        let long = (self.mixed >> 33).is_multiple_of(100);
        record.bytes.truncate(if long { 100_000 } else { 400 });
        Ok(more)
    }
}

fn run(source: &mut dyn Source, articles: u64, threads: usize) -> RunStats {
    let stages = [("words", Box::new(WhiteSpace) as _)];
    let pipeline = Pipeline::new(stages, &[]).unwrap();
    let mut writing = Writing {
        encoders: Vec::new(),
        sink: Box::new(Discard(articles)),
    };
    Runner::new(&pipeline)
        .threads(threads)
        .run(source, &mut writing)
        .unwrap()
}

#[test]
fn memory_and_allocations_do_not_grow_with_the_input() {
    for threads in [1, 3] {
        let peak = |articles| {
            PEAK.store(LIVE.load(Ordering::Relaxed), Ordering::Relaxed);
            let before = PEAK.load(Ordering::Relaxed);
            assert_eq!(run(&mut Uneven::new(), articles, threads).done, articles);
            PEAK.load(Ordering::Relaxed) - before
        };
        // As many as it takes for every slot to have held a long one, on a machine that is busy with other things.
        let (few, many) = (peak(5_000), peak(15_000));
        assert!(
            many < few * 5 / 4 + (1 << 20),
            "{threads} threads: {few} bytes at first, {many} in the end"
        );
        assert!(many < 64 << 20, "{threads} threads: {many} bytes");
    }
    // A warm run allocates nothing of its own for an article. What is left: the test's source and decoder
    // make a copy of the text and an id, and clearing a record and a document's origin makes two empty
    // paths.
    let allocations = |articles| {
        let before = COUNT.load(Ordering::Relaxed);
        run(&mut FromTexts::endless("He said so.\nSo did she."), articles, 1);
        COUNT.load(Ordering::Relaxed) - before
    };
    let (some, more) = (allocations(1_000), allocations(2_000));
    assert!(more - some <= 4 * 1_000, "{some} and {more} allocations");
}
