//! Fuzz target of [`dateline_fuzz::newsml_g2`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::newsml_g2(data));
