//! What may be wrong with a model file.

/// What is wrong, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// It does not begin like a model file.
    Magic,
    /// It is a model of another kind or of a version that this build does not read.
    Version,
    /// It ends too early, or a section lies outside it.
    Truncated,
    /// Its bytes are not those that were written.
    Checksum,
    /// A section that the model needs is not there.
    MissingSection,
    /// A section's size does not fit what it should hold.
    Shape,
}

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

impl Error {
    /// An error of `kind` that says `message`. Models that check more than the file format does (shapes,
    /// vocabularies) use it too.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// What is wrong, coarsely.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}
