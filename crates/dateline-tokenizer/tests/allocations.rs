//! Once warm, a tokenizer allocates nothing for an article.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    reason = "a test may panic, and counting allocations takes an allocator of one's own"
)]

use dateline_tokenizer::{Scratch, Tokenizer};
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

const ARTICLES: [&str; 3] = [
    "Kihara's visit didn't cost $1.7 billion. “We can’t wait,” Gen. Sok said at 5 p.m. on Monday.\n\nIt ended.",
    "see http://example.org/a?b=c or mail jane@example.org :) it was great. really! i loved it 🙂",
    "Co-operation between Chi-wai and J. K. Rowling (1999–2001), etc. and 10-member groups.\nA line\nAnother",
];

#[test]
fn a_warm_tokenizer_allocates_nothing() {
    for tokenizer in [
        Tokenizer::new(),
        Tokenizer::builder().vectorized(false).build().unwrap(),
        Tokenizer::builder().reference().build().unwrap(),
    ] {
        let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
        let mut round = || {
            let before = COUNT.with(Cell::get);
            for article in ARTICLES {
                tokenizer
                    .tokenize_into(article, &mut tokens, &mut sentences, &mut scratch)
                    .unwrap();
                assert!(!tokens.is_empty() && !sentences.is_empty());
            }
            COUNT.with(Cell::get) - before
        };
        assert!(round() > 0, "the first round grows the buffers");
        assert_eq!(round(), 0);
    }
}
