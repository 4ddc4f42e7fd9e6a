//! Corpora and measures that the benches share. Being written.
