//! The crate's error.

use std::fmt;

/// Why a tokenizer could not be built or a text not be cut.
#[derive(Debug)]
#[non_exhaustive]
pub struct Error {
    message: String,
    /// Whether the text, rather than a list, was at fault.
    text: bool,
}

impl Error {
    pub(crate) fn list(name: &str, line: usize, reason: &str) -> Self {
        Self {
            message: format!("{name}, line {line}: {reason}"),
            text: false,
        }
    }

    pub(crate) fn model(reason: &str) -> Self {
        Self {
            message: format!("the model of sentence ends: {reason}"),
            text: false,
        }
    }

    pub(crate) fn too_long(bytes: usize) -> Self {
        let most = dateline_core::Document::MAX_BYTES;
        Self {
            message: format!("the text has {bytes} bytes; {most} is the most"),
            text: true,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Error> for dateline_core::Error {
    fn from(error: Error) -> Self {
        let kind = if error.text {
            dateline_core::ErrorKind::TooLong
        } else {
            dateline_core::ErrorKind::Setting
        };
        Self::new(kind, error.message)
    }
}
