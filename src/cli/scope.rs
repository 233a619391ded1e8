//! What a check reports: all that is wrong, or what a change has brought.

use super::printer::Printer;
use super::status::CommandError;
use crate::finding::{Code, Finding, Severity};
use crate::links::external::Answers;
use crate::pipeline::{self, Change, Project, Request};
use crate::source::{self, HistoryError};

/// What a check reports.
pub(super) struct Scope {
    /// Codes that are not reported.
    pub(super) allowed: Vec<Code>,
    /// What other hosts have answered, where they were asked.
    pub(super) answers: Option<Answers>,
    /// The site before the change, where only that matters.
    pub(super) past: Option<Past>,
}

impl Scope {
    /// What is wrong, and neither accepted nor turned off.
    pub(super) fn shown(&self, project: &Project) -> Vec<Finding> {
        let findings = project.check_all(self.answers.as_ref());
        findings.into_iter().filter(|finding| self.is_shown(project, finding)).collect()
    }

    /// What of `shown`, which is wrong with `project`, was not so before the change, and what it lost; all where there
    /// is no past.
    pub(super) fn change(&self, project: &Project, shown: Vec<Finding>) -> Change {
        let Some(past) = &self.past else { return Change { findings: shown, known: 0 } };
        let mut change = pipeline::compare(&past.project, project, shown, self.answers.as_ref());
        change.findings.retain(|finding| self.is_shown(project, finding));
        change
    }

    fn is_shown(&self, project: &Project, finding: &Finding) -> bool {
        !self.allowed.contains(&finding.code) && project.config.levels.of(finding.code) != Severity::Off
    }
}

/// The site as it was at the common ancestor with a revision.
pub(super) struct Past {
    pub(super) project: Project,
    /// Goes with the last use of what was read from it.
    _folder: tempfile::TempDir,
}

impl Past {
    /// Reads it, from a copy of its own.
    pub(super) fn load(request: &Request, revision: &str, printer: &Printer) -> Result<Self, CommandError> {
        let folder =
            tempfile::tempdir().map_err(|error| CommandError::Message(format!("no temporary folder: {error}")))?;
        let root = folder.path().join("site");
        std::fs::create_dir(&root).map_err(|error| CommandError::Message(format!("no temporary folder: {error}")))?;
        let said = |error: HistoryError| CommandError::Message(error.to_string());
        if source::export_merge_base(&request.root, revision, &root).map_err(said)?.is_none() {
            printer.note("nothing is committed yet: everything is new");
        }
        let project = pipeline::load(&Request { root, ..request.clone() });
        Ok(Self { project, _folder: folder })
    }
}
