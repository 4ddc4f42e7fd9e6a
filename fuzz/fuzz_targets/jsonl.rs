//! Fuzz target of [`dateline_fuzz::jsonl`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::jsonl(data));
