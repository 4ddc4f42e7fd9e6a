//! The error type of planning and running.

/// What kept a plan from being made or a run from going on, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No stage or layer of the given name is registered.
    UnknownName,
    /// A stage needs a layer that nothing planned makes.
    MissingLayer,
    /// Two stages would make the same layer, or a stage would make one that the source brings along.
    Conflict,
    /// Stages wait for one another in a circle.
    Cycle,
    /// A stage could not be built from its settings.
    Build,
    /// The threads of the run could not be started.
    Threads,
    /// The sink could not go on or could not complete the output.
    Sink,
    /// The input of a run that was to be taken up again is not what it was.
    Changed,
}

/// Why a plan could not be made or a run could not go on. Faults of single articles are no errors: they
/// reach the sink as [`dateline_core::Fault`]s.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    pub(crate) fn caused(
        kind: ErrorKind,
        message: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(kind, message)
        }
    }

    /// What went wrong, coarsely.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}
