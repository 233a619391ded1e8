//! A finding and its parts, as plain comparable values.

use super::code::Code;
use super::severity::Severity;
use crate::source::{Location, Span};

/// A problem in the sources of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// Where it is.
    pub location: Location,
    /// One line, lower case, without a final full stop; names in backticks.
    pub message: String,
    /// The link, id or key that it is about, as written.
    pub target: Option<String>,
    /// How to fix it.
    pub help: Option<String>,
    /// A safe fix.
    pub fix: Option<Fix>,
    /// Other locations that belong to it.
    pub related: Vec<Related>,
    /// What it is at most, where it is less certain than others of its code.
    pub at_most: Option<Severity>,
}

/// A replacement of the bytes of `span`, in the file of the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// The new text.
    pub replace: String,
}

/// Another location of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there; one line.
    pub message: String,
}

impl Finding {
    /// A finding with its required parts. A line end in a name that the message holds becomes a space.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        let message = message.into().replace(['\n', '\r'], " ");
        Self { code, location, message, target: None, help: None, fix: None, related: Vec::new(), at_most: None }
    }

    /// Sets the link, id or key that it is about.
    #[must_use]
    pub fn about(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Sets the help text.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the help text where there is one.
    #[must_use]
    pub fn optional_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Sets the fix. An empty span has none: it stands for a value that is written in another file.
    #[must_use]
    pub fn fix(mut self, span: Span, replace: impl Into<String>) -> Self {
        self.fix = (span.start < span.end).then(|| Fix { span, replace: replace.into() });
        self
    }

    /// Bounds its severity.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push(Related { location, message: message.into() });
        self
    }
}
