//! A finding and its parts, as plain comparable values.

use super::code::Code;
use crate::source::{Location, Span};

/// One diagnostic about the user's material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of fault it is.
    pub code: Code,
    /// Where it stands.
    pub location: Location,
    /// One line, lower case, without a final dot; names stand in backticks.
    pub message: String,
    /// The link, id or key as written, where the finding is about one.
    pub target: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// A change that certainly mends it.
    pub fix: Option<Fix>,
    /// Other places that belong to the fault.
    pub related: Vec<Related>,
}

/// Replaces exactly the bytes of `span`, in the finding's own file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What stands there afterwards.
    pub replace: String,
}

/// Another place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there, one line.
    pub message: String,
}

impl Finding {
    /// A finding with nothing but the necessary.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, location, message, target: None, help: None, fix: None, related: Vec::new() }
    }

    /// The same finding about this link, id or key.
    #[must_use]
    pub fn about(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// The same finding with a remedy in words.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding with a remedy where there is one.
    #[must_use]
    pub fn optional_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same finding with a change that mends it.
    #[must_use]
    pub fn fix(mut self, span: Span, replace: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replace: replace.into() });
        self
    }

    /// The same finding, pointing at one more place.
    #[must_use]
    pub fn related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push(Related { location, message: message.into() });
        self
    }
}
