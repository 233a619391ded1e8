//! Collects findings about the configuration.

use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span, Spanned};

/// The configuration file, and the findings about it so far.
pub(super) struct Validator<'f> {
    file: FileId,
    findings: &'f mut Vec<Finding>,
}

impl<'f> Validator<'f> {
    pub(super) fn new(file: FileId, findings: &'f mut Vec<Finding>) -> Self {
        Self { file, findings }
    }

    pub(super) fn location(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    pub(super) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Reports a value that its setting does not take.
    pub(super) fn invalid(&mut self, span: Span, message: String, help: &str) {
        self.report(Finding::new(Code::InvalidSetting, self.location(span), message).help(help));
    }
}

/// The text without its span; nothing where it is blank.
pub(super) fn text(raw: Option<Spanned<String>>) -> Option<String> {
    raw.map(|text| text.value).filter(|value| !value.trim().is_empty())
}
