//! What can go wrong before the first article is read. Later troubles are [`dateline_core::Fault`]s.

/// An input that cannot be begun: nothing to read, an unknown format, a bad setting.
///
/// What goes wrong with a single file or record later is a [`dateline_core::Fault`] at its place instead.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Problem);

/// The sorts of [`Error`], for code that decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No argument leads to a file.
    NothingToRead,
    /// A format, setting or date that is not known or not of its kind.
    Setting,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("there is nothing to read: {0}")]
    Nothing(String),
    #[error(transparent)]
    Core(#[from] dateline_core::Error),
}

impl Error {
    /// Which sort of error it is.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self.0 {
            Problem::Nothing(_) => ErrorKind::NothingToRead,
            Problem::Core(_) => ErrorKind::Setting,
        }
    }

    pub(crate) fn nothing(why: impl Into<String>) -> Self {
        Self(Problem::Nothing(why.into()))
    }
}

impl From<dateline_core::Error> for Error {
    fn from(error: dateline_core::Error) -> Self {
        Self(Problem::Core(error))
    }
}

impl From<Error> for dateline_core::Error {
    fn from(error: Error) -> Self {
        match error.0 {
            Problem::Core(error) => error,
            nothing => Self::new(dateline_core::ErrorKind::Io, nothing.to_string()),
        }
    }
}

/// A setting that cannot be used.
pub(crate) fn bad_setting(message: impl Into<String>) -> dateline_core::Error {
    dateline_core::Error::new(dateline_core::ErrorKind::Setting, message)
}
