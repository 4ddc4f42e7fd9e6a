//! Fuzz target of [`dateline_fuzz::petrarch`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::petrarch(data));
