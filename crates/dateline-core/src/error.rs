//! The one error type of this crate, shared by stages, encoders, sinks and factories.

use std::fmt;

/// What went wrong, coarsely, for code that decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text is longer than [`crate::Document::MAX_BYTES`] or than a bound that was set.
    TooLong,
    /// The article takes longer than the bound that was set.
    TooSlow,
    /// A stage asked for a layer that is not there.
    MissingLayer,
    /// A stage wrote a layer that is there already or that its contract does not name.
    Contract,
    /// A setting has an unknown name or a value of the wrong type or range.
    Setting,
    /// Two things were registered under one name, or a name is not known.
    Registry,
    /// The data at hand cannot be handled (wrong bytes, a file that is not what it says).
    Data,
    /// Reading or writing failed.
    Io,
    /// Anything else that a stage reports.
    Other,
}

/// An error with a kind, a message for people, and its cause where there is one.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind` that says `message`.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What went wrong, coarsely.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, error.to_string()).with_source(error)
    }
}
