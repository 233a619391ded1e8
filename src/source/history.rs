//! Earlier states of a site, and when its files were last committed, from git.

use std::collections::BTreeMap;
use std::path::Path;

use super::git::{GitError, Repository};
use super::snapshot::{self, SnapshotError};

/// Why an earlier state could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// There is no repository around the site.
    #[error(
        "`{0}` is not in a git repository, so there is nothing to compare with; omit `--since` to report everything"
    )]
    NoRepository(String),
    /// The repository has no commits.
    #[error("the repository has no commits, so there is nothing to compare with; omit `--since` to report everything")]
    NoCommits,
    /// The revision is not in this clone.
    #[error("unknown commit `{0}`; fetch it first, for example with `git fetch origin` and full history")]
    NoCommit(String),
    /// There is no merge base, or it was not fetched.
    #[error("no common ancestor with `{0}`; in a shallow clone fetch more, with `git fetch --unshallow`")]
    NoMergeBase(String),
    /// Git could not be run, failed, or took too long.
    #[error("git could not read the earlier state: {0}")]
    Failed(GitError),
    /// The earlier state could not be read or written.
    #[error("the earlier state could not be read: {0}")]
    Snapshot(SnapshotError),
}

/// Writes the site at `root` as it was at the merge base of `HEAD` and `revision` into the empty folder `into`: files
/// that a check reads with their text, all others empty.
///
/// The work tree and its index are neither read nor changed. Returns the commit; none where `revision` is `HEAD` and the
/// repository has no commits, as in a hook before the first one: then `into` stays empty.
///
/// # Errors
/// Where there is no repository, no such commit, no common ancestor, or where an object cannot be read.
pub fn export_merge_base(root: &Path, revision: &str, into: &Path) -> Result<Option<String>, HistoryError> {
    let failed = |error| match error {
        GitError::NoRepository => HistoryError::NoRepository(root.display().to_string()),
        error @ (GitError::Failed(_) | GitError::TimedOut) => HistoryError::Failed(error),
    };
    let repository = Repository::of_site(root).map_err(failed)?;
    // Reports git's own message where it cannot read the repository at all.
    repository.run(&["rev-parse", "--git-dir"], Vec::new()).map_err(failed)?;
    let line = |arguments: &[&str]| repository.line(arguments).map_err(failed);
    if line(&["rev-parse", "--verify", "--quiet", "HEAD"])?.is_none() {
        return if revision == "HEAD" { Ok(None) } else { Err(HistoryError::NoCommits) };
    }
    let commit = line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])?;
    let commit = commit.ok_or_else(|| HistoryError::NoCommit(revision.to_owned()))?;
    let base = line(&["merge-base", "HEAD", &commit])?.filter(|base| !base.is_empty());
    let base = base.ok_or_else(|| HistoryError::NoMergeBase(revision.to_owned()))?;
    match snapshot::write(&repository, &base, into) {
        Ok(()) => Ok(Some(base)),
        Err(SnapshotError::Git(error)) => Err(failed(error)),
        Err(error) => Err(HistoryError::Snapshot(error)),
    }
}

/// The last commit that changed a file below `root`; nothing where none did.
///
/// # Errors
/// Where `root` is not in a git repository, or git cannot read it.
pub fn last_commit(root: &Path) -> Result<Option<String>, GitError> {
    let repository = Repository::of_site(root)?;
    match text(&repository, &["log", "-1", "--format=%H", "--", pathspec(&repository)]) {
        Ok(commit) => Ok(Some(commit.trim().to_owned()).filter(|commit| !commit.is_empty())),
        Err(error) if error != GitError::TimedOut && is_without_commits(&repository) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The commit that is checked out at `root`; nothing where the repository has no commits.
///
/// # Errors
/// Where `root` is not in a git repository, or git takes too long.
pub fn head(root: &Path) -> Result<Option<String>, GitError> {
    Repository::of_site(root)?.line(&["rev-parse", "--verify", "--quiet", "HEAD"])
}

/// When each file below `root` was last committed, in seconds since 1970, by path relative to `root`.
///
/// # Errors
/// Where `root` is not in a git repository, or git cannot read it.
pub fn last_changes(root: &Path) -> Result<BTreeMap<String, i64>, GitError> {
    let repository = Repository::of_site(root)?;
    let format = ["log", "--format=%x00%ct", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames"];
    let log = text(&repository, &[&format[..], &["--", pathspec(&repository)]].concat())?;
    Ok(last_change_of_each(&log, repository.prefix()))
}

/// Parses a log in which every commit is an empty field, its time, and the changed paths, each terminated by NUL.
fn last_change_of_each(log: &str, prefix: &str) -> BTreeMap<String, i64> {
    let mut changes = BTreeMap::new();
    let mut time = None;
    let mut fields = log.split('\0');
    while let Some(field) = fields.next() {
        // No path is empty, so an empty field is always followed by a time.
        if field.is_empty() {
            time = fields.next().and_then(|seconds| seconds.trim().parse::<i64>().ok());
            continue;
        }
        let path = field.trim_start_matches('\n').strip_prefix(prefix);
        if let Some((path, time)) = path.zip(time) {
            // Newest first, so the first entry of a path is its last change.
            changes.entry(path.to_owned()).or_insert(time);
        }
    }
    changes
}

/// Whether the repository has no commits. Git reports that without a message, and all other errors with one.
fn is_without_commits(repository: &Repository) -> bool {
    let head = repository.run(&["rev-parse", "--verify", "--quiet", "HEAD"], Vec::new());
    head == Err(GitError::Failed(String::new()))
}

fn text(repository: &Repository, arguments: &[&str]) -> Result<String, GitError> {
    repository.run(arguments, Vec::new()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The path of the site as an argument of git.
fn pathspec(repository: &Repository) -> &str {
    if repository.prefix().is_empty() { "." } else { repository.prefix() }
}

#[cfg(test)]
mod tests {
    use super::last_change_of_each;

    #[test]
    fn the_newest_entry_of_a_path_counts() {
        let log = "\x0030\0\ndocs/b\0\x0020\0\ndocs/b\0docs/x\x0199\0other/c\0\x0010\0\x005\0\ndocs/d";
        let changes = last_change_of_each(log, "docs/");
        let changes: Vec<(&str, i64)> = changes.iter().map(|(path, time)| (path.as_str(), *time)).collect();
        assert_eq!(changes, [("b", 30), ("d", 5), ("x\x0199", 20)]);
        assert!(last_change_of_each("", "").is_empty());
    }
}
