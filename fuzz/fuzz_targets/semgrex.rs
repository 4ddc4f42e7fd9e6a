//! Fuzz target of [`dateline_fuzz::semgrex`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::semgrex(data));
