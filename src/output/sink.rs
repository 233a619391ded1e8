//! The destination of rendered files.

use super::artifact::Artifact;
use super::error::OutputError;

/// Accepts the files of a build, from several threads at once.
pub trait Sink: Sync {
    /// Adds a file.
    ///
    /// # Errors
    /// If there is a file with this path already, or it cannot be written.
    fn put(&self, artifact: Artifact) -> Result<(), OutputError>;
}
