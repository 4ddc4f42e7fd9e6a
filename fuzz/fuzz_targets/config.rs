//! Fuzz target of [`dateline_fuzz::config`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::config(data));
