//! What is said of a profile, at the place in its file.

use super::place::Places;
use crate::finding::{Code, Finding, Severity};
use crate::framework::faults::Faults;
use crate::source::Location;

/// The findings of one profile.
pub(super) struct Notes<'p> {
    places: Places<'p>,
    faults: Faults,
}

impl<'p> Notes<'p> {
    /// None yet, of the file with these places.
    pub(super) fn new(places: Places<'p>, faults: Faults) -> Self {
        Self { places, faults }
    }

    /// Something that the profile says and that is not done; `at` is a text of its file.
    pub(super) fn add(&mut self, code: Code, at: &str, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::new(code, self.location(at), message).help(help);
        self.faults.add(if at.is_empty() { finding } else { finding.about(at) });
    }

    /// The same as a warning: the publisher of the profile wrote it, and what is selected can be used.
    pub(super) fn warn(&mut self, code: Code, at: &str, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::new(code, self.location(at), message).help(help).about(at);
        self.faults.add(finding.at_most(Severity::Warning));
    }

    /// All of them.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.faults.into_findings()
    }

    fn location(&self, at: &str) -> Location {
        self.faults.location(self.places.of_text(at).unwrap_or_default())
    }
}
