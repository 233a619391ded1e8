//! Which findings a check reports: all, or those of a change.

use super::paths::is_below;
use super::printer::Printer;
use super::status::CommandError;
use crate::finding::{Code, Finding, Severity};
use crate::links::external::Answers;
use crate::pipeline::{self, Change, Project, Request};
use crate::source::{self, HistoryError};

/// Which findings a check reports.
pub(super) struct Scope {
    /// Codes that are not reported.
    pub(super) allowed: Vec<Code>,
    /// The results for links to other sites, where they were checked.
    pub(super) answers: Option<Answers>,
    /// The site before the change, where only findings of the change are reported.
    pub(super) baseline: Option<Baseline>,
    /// The files and folders that are reported on, relative to the site's folder; all of them where absent.
    pub(super) selected: Option<Vec<String>>,
}

impl Scope {
    /// The findings that are neither ignored nor turned off.
    pub(super) fn shown(&self, project: &Project) -> Vec<Finding> {
        let findings = project.check_all(self.answers.as_ref());
        findings.into_iter().filter(|finding| self.is_shown(project, finding)).collect()
    }

    /// Of the findings `shown` for `project` those in the selected files that the change caused, and those about what it
    /// removed; those of all changes where there is no baseline.
    pub(super) fn change(&self, project: &Project, shown: Vec<Finding>) -> Change {
        let mut change = match &self.baseline {
            None => Change { findings: shown, known: 0 },
            Some(baseline) => pipeline::compare(&baseline.project, project, shown, self.answers.as_ref()),
        };
        change.findings.retain(|finding| self.is_shown(project, finding) && self.is_selected(project, finding));
        change
    }

    fn is_selected(&self, project: &Project, finding: &Finding) -> bool {
        let path = &project.sources.get(finding.location.file).path;
        self.selected.as_ref().is_none_or(|selected| selected.iter().any(|folder| is_below(path, folder)))
    }

    fn is_shown(&self, project: &Project, finding: &Finding) -> bool {
        !self.allowed.contains(&finding.code) && project.config.levels.of_finding(finding) != Severity::Off
    }
}

/// The site as it was at the common ancestor with a revision.
pub(super) struct Baseline {
    pub(super) project: Project,
    /// Removed with the last use of the project that was read from it.
    _folder: tempfile::TempDir,
}

impl Baseline {
    /// Loads the site at the common ancestor, from a temporary copy.
    pub(super) fn load(request: &Request, revision: &str, printer: &Printer) -> Result<Self, CommandError> {
        let folder = tempfile::tempdir()
            .map_err(|error| CommandError::Message(format!("cannot create a temporary folder: {error}")))?;
        let root = folder.path().join("site");
        std::fs::create_dir(&root)
            .map_err(|error| CommandError::Message(format!("cannot create a temporary folder: {error}")))?;
        let failed = |error: HistoryError| CommandError::Message(error.to_string());
        if source::export_merge_base(&request.root, revision, &root, pipeline::content_rules).map_err(failed)?.is_none()
        {
            printer.note("the repository has no commits: everything is new");
        }
        let project = pipeline::load(&Request { root, repository: Some(request.root.clone()), ..request.clone() });
        Ok(Self { project, _folder: folder })
    }
}
