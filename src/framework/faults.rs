//! What is wrong with one framework's file, collected within bounds.

use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// How many faults of one file are told. Whoever has more has one cause, and mends the first few.
const MAX_TOLD: usize = 100;

/// The faults of one file.
#[derive(Debug)]
pub(super) struct Faults {
    file: FileId,
    findings: Vec<Finding>,
    untold: usize,
}

impl Faults {
    /// None yet.
    pub(super) const fn of(file: FileId) -> Self {
        Self { file, findings: Vec::new(), untold: 0 }
    }

    /// A place in the file.
    pub(super) const fn place(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    /// A part of the file that cannot be read as what it should be.
    pub(super) fn unreadable(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.add(Finding::new(Code::UnreadableFramework, self.place(span), message).optional_help(help));
    }

    /// Any other fault.
    pub(super) fn add(&mut self, finding: Finding) {
        if self.findings.len() < MAX_TOLD {
            self.findings.push(finding);
        } else {
            self.untold += 1;
        }
    }

    /// A fault, where there is one.
    pub(super) fn add_where(&mut self, finding: Option<Finding>) {
        if let Some(finding) = finding {
            self.add(finding);
        }
    }

    /// All of them, in the order found.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        if self.untold > 0 {
            let message = format!("{} more faults of this file are not shown", self.untold);
            let place = Location::start_of(self.file);
            self.findings.push(Finding::new(Code::UnreadableFramework, place, message).help("mend those that are"));
        }
        self.findings
    }
}
