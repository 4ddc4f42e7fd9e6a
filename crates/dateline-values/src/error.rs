//! This crate's error.

/// A data file or setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    message: String,
}

impl Error {
    pub(crate) fn data(file: &str, line: usize, what: &str) -> Self {
        Self {
            message: format!("{file}:{line}: {what}"),
        }
    }

    pub(crate) fn setting(message: String) -> Self {
        Self { message }
    }
}

impl From<Error> for dateline_core::Error {
    fn from(error: Error) -> Self {
        Self::new(dateline_core::ErrorKind::Setting, error.to_string()).with_source(error)
    }
}
