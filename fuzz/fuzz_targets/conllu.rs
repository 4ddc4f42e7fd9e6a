//! Fuzz target of [`dateline_fuzz::conllu`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::conllu(data));
