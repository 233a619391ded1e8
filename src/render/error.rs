//! Why rendering fails.

use crate::finding::Finding;
use crate::output::OutputError;

/// Why rendering ended early.
#[derive(Debug)]
pub enum RenderError {
    /// Templates failed on pages.
    Findings(Vec<Finding>),
    /// The output could not be written.
    Output(OutputError),
}

impl From<Finding> for RenderError {
    fn from(finding: Finding) -> Self {
        Self::Findings(vec![finding])
    }
}

impl From<OutputError> for RenderError {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}
