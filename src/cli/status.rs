//! The result of a command.

/// The outcome of a command that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommandStatus {
    /// No findings at or above the denied level.
    Clean,
    /// Findings at or above the denied level.
    Findings,
}

/// Why a command could not run.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    /// The message to print.
    #[error("{0}")]
    Message(String),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Closed(#[from] std::io::Error),
    /// The site could not be written or read.
    #[error(transparent)]
    Output(#[from] crate::output::OutputError),
    /// The search index could not be built.
    #[error(transparent)]
    Search(#[from] crate::search::SearchError),
}
