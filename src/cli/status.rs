//! How a command ends.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommandStatus {
    /// Nothing to complain about.
    Clean,
    /// Findings at or above the denied level.
    Findings,
}

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    /// The reason, as it is shown.
    #[error("{0}")]
    Message(String),
    /// Nobody reads what is printed any more.
    #[error("the output was closed")]
    Closed(#[from] std::io::Error),
    /// The site could not be written or read.
    #[error(transparent)]
    Output(#[from] crate::output::OutputError),
    /// The search index could not be made.
    #[error(transparent)]
    Search(#[from] crate::search::SearchError),
}
