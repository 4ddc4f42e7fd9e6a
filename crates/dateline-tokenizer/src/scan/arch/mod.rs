//! Masks and tokens with the vector instructions of x86-64 and of 64-bit ARM. The crate's only unsafe code.
//!
//! An engine is made only where the processor has what it needs (its constructor asks), and that is what
//! every `unsafe` here rests on, beside the bounds told at each place. `portable` is the twin of all.
//!
//! - [`avx2`] classifies one window with vectors, and does the rest as the twin does.
//! - [`avx512`] takes eight windows at once: [`bytes`] classifies them and writes their tokens, and the algebra
//!   runs on [`lanes`], the same mask of eight windows in one vector.
//! - [`neon`] does as [`avx2`] does, with lookups where that compares, and for words that lists may know; [`turns`] makes
//!   its masks.
#![allow(
    unsafe_code,
    clippy::wildcard_imports,
    reason = "vector instructions, behind constructors that ask the processor, with a portable twin; they are many"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod bytes;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "aarch64")]
mod turns;

#[cfg(target_arch = "x86_64")]
pub(super) use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub(super) use avx512::Avx512;
#[cfg(target_arch = "aarch64")]
pub(super) use neon::Neon;
