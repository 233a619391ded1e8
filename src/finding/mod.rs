//! What is wrong with the user's material, as plain comparable values.
//!
//! A [`Finding`] names a [`Code`] of the register, a place, a reason and a remedy. How it is shown is decided
//! by one file an output format; whether it fails a run is decided by the levels a site has set.

mod code;
pub mod concise;
mod explanation;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
mod nearest;
mod report;
#[cfg(test)]
mod sample;
pub mod sarif;
mod visible;

pub use code::{BuildEffect, Code, Severity};
pub use explanation::explanation;
pub use nearest::{Names, distance, nearest};
pub use report::{Counts, Levels, Report, Reported, ReportedFix, ReportedLocation, Summary};
pub use visible::{escaped_json, readable, visible};

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
