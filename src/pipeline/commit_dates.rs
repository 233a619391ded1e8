//! The dates of last commits, and why some of them are not known.

use std::path::Path;
use std::sync::Arc;

use crate::finding::{Code, Finding};
use crate::front::Date;
use crate::site::Head;
use crate::source::{self, FileId, GitError, LastChanges, Location, Span};

/// When the files of a site were last committed.
#[derive(Debug, Default)]
pub(super) struct CommitDates {
    changes: LastChanges,
    fault: Option<GitError>,
}

impl CommitDates {
    /// Reads them from the repository of the site at `root`.
    pub(super) fn read(root: &Path) -> Self {
        match source::last_changes(root) {
            Ok(changes) => Self { changes, fault: None },
            Err(error) => Self::failed(error),
        }
    }

    /// None, because of this error.
    pub(super) fn failed(error: GitError) -> Self {
        Self { changes: LastChanges::default(), fault: Some(error) }
    }

    /// Why git could not be asked.
    pub(super) fn fault(&self) -> Option<&GitError> {
        self.fault.as_ref()
    }

    /// The date of the last commit of the file at `path`; nothing where it is not known.
    pub(super) fn of(&self, path: &str) -> Option<Date> {
        self.changes.times.get(path).and_then(|seconds| Date::from_seconds(*seconds))
    }

    /// The finding, at the setting in `configuration`, that the dates of these articles are not known.
    pub(super) fn finding(&self, configuration: FileId, setting: Span, heads: &[Arc<Head>]) -> Option<Finding> {
        let unknown =
            heads.iter().filter(|head| head.front.lastmod.is_none() && self.changes.unknown.contains(&head.path));
        let (about, message, help) = match (&self.fault, unknown.count()) {
            (None, 0) => return None,
            (None, count) => (
                "shallow clone",
                match count {
                    1 => "the date of the last change of an article is unknown: the clone is shallow".to_owned(),
                    _ => format!("the date of the last change of {count} articles is unknown: the clone is shallow"),
                },
                "fetch the whole history: `fetch-depth: 0` for `actions/checkout`, `GIT_DEPTH: 0` in GitLab, or \
                 `git fetch --unshallow`",
            ),
            (Some(GitError::NoRepository), _) => (
                "no repository",
                "no page has the date of its last commit: the site is not in a git repository".to_owned(),
                "build in a clone, or remove `last_change: git`",
            ),
            (Some(GitError::Failed(reason)), _) if reason.contains("dubious ownership") => (
                "dubious ownership",
                "no page has the date of its last commit: git does not read a repository that belongs to another user"
                    .to_owned(),
                "allow it with `git config --global --add safe.directory DIR`, where `DIR` is the folder with `.git`",
            ),
            (Some(error @ (GitError::Failed(_) | GitError::TimedOut)), _) => (
                "git",
                format!("no page has the date of its last commit: {error}"),
                "see what `git log` says in the folder of the site",
            ),
        };
        let location = Location::new(configuration, setting);
        Some(Finding::new(Code::UnknownCommitDate, location, message).about(about).help(help))
    }
}
