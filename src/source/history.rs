//! Earlier states of a site, and when its files were last committed, from git.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::content_rules::ContentRules;
use super::git::{GitError, Repository};
use super::regular::read_regular;
use super::snapshot::{self, SnapshotError};

/// The greatest size of the list of commits without parents in a shallow clone, in bytes.
const MAX_SHALLOW: u64 = 16 << 20;

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
/// that a check reads with their text, all others empty. `rules` reads the text of the configuration.
///
/// The work tree and its index are neither read nor changed. Returns the commit; none where `revision` is `HEAD` and the
/// repository has no commits, as in a hook before the first one: then `into` stays empty.
///
/// # Errors
/// Where there is no repository, no such commit, no common ancestor, or where an object cannot be read.
pub fn export_merge_base(
    root: &Path,
    revision: &str,
    into: &Path,
    rules: impl FnOnce(&str) -> ContentRules,
) -> Result<Option<String>, HistoryError> {
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
    match snapshot::write(&repository, &base, into, rules) {
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
/// Where `root` is not in a git repository, or git cannot read it.
pub fn head(root: &Path) -> Result<Option<String>, GitError> {
    let repository = Repository::of_site(root)?;
    match text(&repository, &["rev-parse", "--verify", "--quiet", "HEAD"]) {
        Ok(commit) => Ok(Some(commit.trim().to_owned())),
        // Without a message, there is only no commit.
        Err(GitError::Failed(message)) if message.is_empty() => Ok(None),
        Err(error) => Err(error),
    }
}

/// When files were last committed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastChanges {
    /// In seconds since 1970, by path relative to the site.
    pub times: BTreeMap<String, i64>,
    /// Paths of files whose last change lies before the history of a shallow clone, or in its first commit, which has all
    /// files as new.
    pub unknown: BTreeSet<String>,
}

/// When each file below `root` was last committed.
///
/// # Errors
/// Where `root` is not in a git repository, or git cannot read it.
pub fn last_changes(root: &Path) -> Result<LastChanges, GitError> {
    let repository = Repository::of_site(root)?;
    let boundary = shallow_boundary(&repository)?;
    let format = ["log", "--format=%x00%H %ct", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames"];
    let log = text(&repository, &[&format[..], &["--", pathspec(&repository)]].concat())?;
    Ok(last_change_of_each(&log, repository.prefix(), &boundary))
}

/// The commits of a shallow clone whose parents were not fetched; none in a clone with its whole history.
fn shallow_boundary(repository: &Repository) -> Result<BTreeSet<String>, GitError> {
    let path = text(repository, &["rev-parse", "--git-path", "shallow"])?;
    let listed = match read_regular(&repository.top().join(path.trim_end_matches('\n')), MAX_SHALLOW) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(GitError::Failed(format!("cannot read which commits are missing: {error}"))),
    };
    Ok(String::from_utf8_lossy(&listed).lines().map(|line| line.trim().to_owned()).collect())
}

/// Parses a log in which every commit is an empty field, its id and time, and the changed paths, each terminated by NUL.
fn last_change_of_each(log: &str, prefix: &str, boundary: &BTreeSet<String>) -> LastChanges {
    let mut changes = LastChanges::default();
    let mut time = None;
    let mut fields = log.split('\0');
    while let Some(field) = fields.next() {
        // No path is empty, so an empty field is always followed by a commit.
        if field.is_empty() {
            let commit = fields.next().and_then(|commit| commit.trim().split_once(' '));
            time = commit.map(|(id, seconds)| seconds.parse::<i64>().ok().filter(|_| !boundary.contains(id)));
            continue;
        }
        let path = field.trim_start_matches('\n').strip_prefix(prefix);
        // Newest first, so the first entry of a path is its last change.
        let is_new = |path: &&str| !changes.times.contains_key(*path) && !changes.unknown.contains(*path);
        match path.filter(is_new).zip(time) {
            Some((path, Some(time))) => drop(changes.times.insert(path.to_owned(), time)),
            Some((path, None)) => drop(changes.unknown.insert(path.to_owned())),
            None => {}
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
    use std::collections::BTreeSet;

    use super::{LastChanges, last_change_of_each};

    #[test]
    fn the_newest_entry_of_a_path_counts() {
        let log = "\x00e 30\0\ndocs/b\0\x00d 20\0\ndocs/b\0docs/x\x0199\0other/c\0\x00c 10\0\x00b 5\0\ndocs/d";
        let changes = last_change_of_each(log, "docs/", &BTreeSet::new());
        let times: Vec<(&str, i64)> = changes.times.iter().map(|(path, time)| (path.as_str(), *time)).collect();
        assert_eq!(times, [("b", 30), ("d", 5), ("x\x0199", 20)]);
        assert!(changes.unknown.is_empty());
        assert_eq!(last_change_of_each("", "", &BTreeSet::new()), LastChanges::default());
    }

    #[test]
    fn what_the_boundary_of_a_shallow_clone_has_is_unknown() {
        let log = "\x00c 30\0\na\0\x00b 20\0\na\0b\0c\0\x00a 10\0\nb\0d";
        let changes = last_change_of_each(log, "", &BTreeSet::from(["b".to_owned()]));
        let times: Vec<(&str, i64)> = changes.times.iter().map(|(path, time)| (path.as_str(), *time)).collect();
        let unknown: Vec<&str> = changes.unknown.iter().map(String::as_str).collect();
        assert_eq!((times.as_slice(), unknown.as_slice()), (&[("a", 30), ("d", 10)][..], &["b", "c"][..]));
    }
}
