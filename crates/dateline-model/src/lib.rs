//! Model files and feature hashing. Nothing here knows news, files on disk or the layers.
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
//! What is not here yet: the inference kernels, which come with the parser.

mod aligned;
mod error;
mod file;
mod hash;

pub use aligned::{ALIGNMENT, Aligned, Embedded};
pub use error::{Error, ErrorKind};
pub use file::{ModelFile, ModelWriter};
pub use hash::{Hasher, bucket, hash_bytes};
