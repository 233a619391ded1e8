//! Where rendering sends its files.

use super::artifact::Artifact;
use super::error::OutputError;

/// Takes what a build makes, one file at a time and from several threads at once.
pub trait Sink: Sync {
    /// Takes one file. A path given twice is an error that names it.
    fn put(&self, artifact: Artifact) -> Result<(), OutputError>;
}
