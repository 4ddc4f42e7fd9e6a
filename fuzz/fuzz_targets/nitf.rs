//! Fuzz target of [`dateline_fuzz::nitf`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::nitf(data));
