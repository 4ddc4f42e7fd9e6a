//! Once warm, a search allocates nothing.

#![allow(clippy::unwrap_used, dead_code, reason = "a test may panic")]

#[path = "../src/tests/fixture.rs"]
mod fixture;

use dateline_semgrex::{Pattern, Scratch};
use dateline_testkit::CountingAllocator;
use std::ops::ControlFlow;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

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
            CountingAllocator::during(|| {
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
            })
        };
        assert!(round() > 0, "the first round grows the buffers");
        assert_eq!(round(), 0, "{text}");
    }
}
