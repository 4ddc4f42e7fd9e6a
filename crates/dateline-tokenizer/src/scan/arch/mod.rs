//! Masks and tokens with the vector instructions of x86-64. The crate's only unsafe code.
//!
//! An engine is made only where the processor has what it needs (its constructor asks), and that is what
//! every `unsafe` here rests on, beside the bounds told at each place. `portable` is the twin of both.
//!
//! - [`avx2`] classifies one window with vectors, and does the rest as the twin does.
//! - [`avx512`] takes eight windows at once: [`bytes`] classifies them and writes their tokens, and the algebra
//!   runs on [`lanes`], the same mask of eight windows in one vector.
#![allow(
    unsafe_code,
    clippy::wildcard_imports,
    reason = "vector instructions, behind constructors that ask the processor, with a portable twin; they are many"
)]

mod avx2;
mod avx512;
mod bytes;
mod lanes;

pub(super) use avx2::Avx2;
pub(super) use avx512::Avx512;
