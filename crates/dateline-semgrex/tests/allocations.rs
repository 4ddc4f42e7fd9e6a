//! Once warm, a search allocates nothing.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    dead_code,
    reason = "a test may panic, and counting allocations takes an allocator of one's own"
)]

#[path = "../src/tests/fixture.rs"]
mod fixture;

use dateline_semgrex::{Pattern, Scratch};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ops::ControlFlow;

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

const PATTERNS: [&str; 6] = [
    "{}=a .. {}=b",
    "{lemma:/[st]el+/;tag:/VB.*/}=v >/nsubj(:pass)?/=r~e {}=s ?[>obj {}=o | >iobj {}=o]",
    "{ner:/PERSON|GPE/}=n <<=r {feats:{Tense:Past}} !>> {word:/o.*/}",
    "{idx:/[0-9]/}=a : {}=b >/obl:.*/ {} : =a << =b",
    "{upos:NOUN}=n $-- {}=m :: uniq n",
    "{} 2,3>>amod {word:old}",
];

#[test]
fn a_warm_search_allocates_nothing() {
    let doc = fixture::article(fixture::NEWS);
    for text in PATTERNS {
        let pattern = Pattern::new(text).unwrap();
        let mut scratch = Scratch::new();
        let mut round = || {
            let before = COUNT.with(Cell::get);
            let mut found = 0;
            for _ in 0..3 {
                pattern
                    .search((&doc).into(), &mut scratch, |it| {
                        found += 1 + it.nodes().count() + it.relations().count() + it.edges().count();
                        ControlFlow::Continue(())
                    })
                    .unwrap();
            }
            assert!(found > 0, "{text}");
            COUNT.with(Cell::get) - before
        };
        assert!(round() > 0, "the first round grows the buffers");
        assert_eq!(round(), 0, "{text}");
    }
}
