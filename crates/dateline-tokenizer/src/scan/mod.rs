//! From text to chunks, and from chunks to tokens.

mod scalar;

pub(crate) use scalar::tokenize;
