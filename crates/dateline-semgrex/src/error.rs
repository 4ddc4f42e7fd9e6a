//! What is wrong with a pattern, and where.

/// Why a pattern was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something else was expected at this place.
    Syntax,
    /// A name is used before it is given, or given where no token can get it.
    Name,
    /// An attribute, relation or value does not exist.
    Unknown,
    /// A regular expression does not compile, or not within its bounds.
    Regex,
    /// A part of Semgrex that Dateline does not have.
    Unsupported,
    /// The pattern is too long or nested too deeply.
    TooLarge,
}

/// A pattern that is none: the column where it goes wrong and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
#[non_exhaustive]
pub struct PatternError {
    kind: ErrorKind,
    column: usize,
    message: String,
}

impl PatternError {
    pub(crate) fn new(kind: ErrorKind, column: usize, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            kind,
            column,
            message,
        }
    }

    /// Why it was refused.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The place in the pattern, in characters, from 1; one past the last where the pattern ends too early.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }

    /// What is wrong there, without the column.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}
