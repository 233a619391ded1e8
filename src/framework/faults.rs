//! The findings of one framework's file, limited in number.

use crate::finding::{Code, Finding, Severity};
use crate::source::{FileId, Location, Span};

/// How many faults of one file are reported. More of them have one cause, which the first few show.
const MAX_REPORTED: usize = 100;

/// The faults of one file.
#[derive(Debug)]
pub(super) struct Faults {
    file: FileId,
    findings: Vec<Finding>,
    unreported: usize,
    /// Whether nothing that is not reported is worse than a warning.
    are_warnings: bool,
}

impl Faults {
    /// None yet.
    pub(super) const fn of(file: FileId) -> Self {
        Self { file, findings: Vec::new(), unreported: 0, are_warnings: true }
    }

    /// A location in the file.
    pub(super) const fn location(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    /// A part of the file that cannot be read as what it should be.
    pub(super) fn unreadable(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.add(Finding::new(Code::UnreadableFramework, self.location(span), message).optional_help(help));
    }

    /// A fault that is a warning only: one of the publisher of a catalog, which the site cannot mend, or a key that is not
    /// read. `help` is the way around it.
    pub(super) fn upstream(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::new(Code::UnreadableFramework, self.location(span), message).help(help);
        self.add(finding.at_most(Severity::Warning));
    }

    /// Any other fault.
    pub(super) fn add(&mut self, finding: Finding) {
        if self.findings.len() < MAX_REPORTED {
            self.findings.push(finding);
        } else {
            self.unreported += 1;
            self.are_warnings &= finding.at_most.is_some();
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
        if self.unreported > 0 {
            let message = format!("{} more faults of this file are not shown", self.unreported);
            let location = Location::start_of(self.file);
            let finding = Finding::new(Code::UnreadableFramework, location, message);
            self.findings.push(if self.are_warnings {
                finding.help("they are like those that are shown").at_most(Severity::Warning)
            } else {
                finding.help("fix the faults that are shown")
            });
        }
        self.findings
    }
}
