//! Model files, feature hashing and inference kernels. Nothing here knows news, files on disk or the layers.
//!
//! A model file is a header, a table of named sections and the sections' bytes, little-endian, each section
//! aligned to [`ALIGNMENT`]: numbers are read where they lie. [`ModelFile::parse`] checks magic, version,
//! bounds and checksum once, so that a truncated or wrong file is a clear [`Error`] and never anything else.
//!
//! ```
//! use dateline_model::{Embedded, ModelFile, ModelWriter};
//!
//! let mut writer = ModelWriter::new("names", 3);
//! writer.section("weights", &[1i8, -2, 3]);
//! writer.section("bias", &[0.5f32]);
//! let bytes = writer.finish();
//!
//! let bytes = Embedded::from_slice(&bytes); // keeps the alignment that `Vec<u8>` does not promise
//! let file = ModelFile::parse(bytes.as_slice(), "names", 3)?;
//! assert_eq!(file.numbers::<i8>("weights")?, [1, -2, 3]);
//! assert_eq!(file.numbers::<f32>("bias")?, [0.5]);
//! assert!(ModelFile::parse(&bytes.as_slice()[..40], "names", 3).is_err());
//! # Ok::<(), dateline_model::Error>(())
//! ```
//!
//! Inference: [`Linear`] layers with 8-bit weights over [`Activations`] of 16 bits, [`Dense`] ones over [`ByteRows`] of
//! 8 bits, and [`Lanes`] of floats for what stands between them. Every [`Level`] of vector instructions gives the same bits.

mod activations;
mod aligned;
#[cfg(target_arch = "x86_64")]
mod amx;
#[cfg(target_arch = "x86_64")]
mod blocks;
mod bytes;
mod curves;
mod dense;
mod error;
mod file;
mod hash;
mod lanes;
mod level;
mod linear;
mod panels;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(target_arch = "x86_64")]
mod x86_bytes;

pub use activations::{Activations, MAX_ACTIVATION, Matrix};

pub use aligned::{ALIGNMENT, Aligned, Embedded};
pub use bytes::{ByteRows, bounds};
pub use curves::{exponentials, gelu, logarithm, soften};
pub use dense::{Dense, MAX_DENSE_INPUTS};
pub use error::{Error, ErrorKind};
pub use file::{ModelFile, ModelWriter};
pub use hash::{Hasher, bucket, hash_bytes};
pub use lanes::{LANES, Lanes, argmax, floats, floats_mut, largest, layer_norm, layer_norm_with};
pub use level::{Job, Level};
pub use linear::{Linear, MAX_INPUTS};
