//! What can be wrong with the data that the tagger is given.

/// A data file that cannot be used, with its name, the line or record and the reason.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
#[non_exhaustive]
pub struct DataError {
    file: String,
    reason: String,
}

impl DataError {
    pub(crate) fn new(file: &str, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            reason: reason.into(),
        }
    }

    pub(crate) fn at_line(file: &str, line: usize, reason: impl std::fmt::Display) -> Self {
        Self::new(file, format!("line {line}: {reason}"))
    }
}

impl From<DataError> for dateline_core::Error {
    fn from(error: DataError) -> Self {
        Self::new(dateline_core::ErrorKind::Setting, error.to_string())
    }
}
