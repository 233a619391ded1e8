//! A reason to withhold a fix.

use crate::source::{FileId, Location, Span};

/// Something that edits change and should not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The reason, as the end of a message: `it would …`.
    pub(super) reason: String,
    /// Its location in the changed text.
    pub(super) location: Location,
}

impl Problem {
    /// A problem at `span` of the changed `file`.
    pub(super) fn new(file: FileId, span: Span, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), location: Location::new(file, span) }
    }
}
