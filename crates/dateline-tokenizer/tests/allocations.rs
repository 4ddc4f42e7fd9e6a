//! Once warm, a tokenizer allocates nothing for an article.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dateline_testkit::CountingAllocator;
use dateline_tokenizer::{Scratch, Tokenizer};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

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
            CountingAllocator::during(|| {
                for article in ARTICLES {
                    tokenizer
                        .tokenize_into(article, &mut tokens, &mut sentences, &mut scratch)
                        .unwrap();
                    assert!(!tokens.is_empty() && !sentences.is_empty());
                }
            })
        };
        assert!(round() > 0, "the first round grows the buffers");
        assert_eq!(round(), 0);
    }
}
