//! Fuzz target of [`dateline_fuzz::tokenizer_offsets`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| dateline_fuzz::tokenizer_offsets(data));
