//! Fuzz target of [`dateline_fuzz::warc`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::warc(data));
