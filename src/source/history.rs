//! What version control knows of a site: asked of `git`, where there is one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// Why an earlier state could not be had.
#[derive(Debug, thiserror::Error)]
pub enum HistoryFault {
    /// There is no repository around the site.
    #[error(
        "`{0}` is not in a git repository, so there is nothing to compare with; leave out `--since` to see everything"
    )]
    NoRepository(String),
    /// Nothing has been committed yet.
    #[error(
        "the repository has no commit yet, so there is nothing to compare with; leave out `--since` to see everything"
    )]
    NoCommits,
    /// The revision is none that is here.
    #[error("no commit `{0}` here; fetch it first, for instance with `git fetch origin` and full history")]
    NoCommit(String),
    /// The two have no commit in common, or it was not fetched.
    #[error("no common ancestor with `{0}` here; in a shallow clone fetch more, with `git fetch --unshallow`")]
    NoMergeBase(String),
    /// Git could not be run, or failed.
    #[error("git could not read the earlier state: {0}")]
    Failed(String),
}

/// Writes the site below `root` as it was at the merge base of `HEAD` and `revision` into the empty folder `into`.
///
/// The work tree and its index are not touched. Returns the commit; none where `revision` is `HEAD` and nothing has
/// been committed yet, as in a hook before the first commit: then nothing was there before, and `into` stays empty.
///
/// # Errors
/// Where there is no repository, no such commit, or no common ancestor.
pub fn export_merge_base(root: &Path, revision: &str, into: &Path) -> Result<Option<String>, HistoryFault> {
    let run = |arguments: &[&str]| git(root, arguments).map(|text| text.trim().to_owned());
    asked(root, &["rev-parse", "--git-dir"]).map_err(|silence| match silence {
        Silence::NoRepository => HistoryFault::NoRepository(root.display().to_string()),
        Silence::Said(words) => HistoryFault::Failed(words),
    })?;
    if run(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_none() {
        return if revision == "HEAD" { Ok(None) } else { Err(HistoryFault::NoCommits) };
    }
    let commit = run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")]);
    let commit = commit.ok_or_else(|| HistoryFault::NoCommit(revision.to_owned()))?;
    let base = run(&["merge-base", "HEAD", &commit]).filter(|base| !base.is_empty());
    let base = base.ok_or_else(|| HistoryFault::NoMergeBase(revision.to_owned()))?;
    let below = run(&["rev-parse", "--show-prefix"]).unwrap_or_default();
    let git_folder = run(&["rev-parse", "--absolute-git-dir"]).unwrap_or_default();
    let tree = format!("{base}:{}", below.trim_end_matches('/'));
    if run(&["rev-parse", "--verify", "--quiet", &tree]).is_none() {
        // The site did not exist then: everything is new, and an empty folder says so.
        return Ok(Some(base));
    }
    let index = into.with_extension("index");
    for arguments in [vec!["read-tree", &tree], vec!["checkout-index", "--all", "--quiet"]] {
        let mut command = command();
        command.env("GIT_INDEX_FILE", &index).arg("--git-dir").arg(&git_folder).arg("--work-tree").arg(into);
        let output = command.current_dir(into).args(arguments).stdin(Stdio::null()).output();
        let output = output.map_err(|error| HistoryFault::Failed(error.to_string()))?;
        if !output.status.success() {
            return Err(HistoryFault::Failed(in_one_line(&output.stderr)));
        }
    }
    // The index was ours alone; a folder that vanishes with the run holds it.
    let _ = std::fs::remove_file(&index);
    Ok(Some(base))
}

/// The last commit that touched anything below `root`, where `root` is part of a git repository.
pub fn last_commit(root: &Path) -> Option<String> {
    let text = git(root, &["log", "-1", "--format=%H", "--", "."])?;
    let commit = text.trim();
    (!commit.is_empty()).then(|| commit.to_owned())
}

/// The commit that is checked out at `root`, where `root` is part of a git repository.
pub fn head(root: &Path) -> Option<String> {
    git(root, &["rev-parse", "HEAD"])
}

/// When each file below `root` was last committed, in seconds since 1970, by path relative to `root`.
///
/// Nothing where `root` is no part of a git repository or git cannot be run.
pub fn last_changes(root: &Path) -> Option<BTreeMap<String, i64>> {
    let text = git(root, &["log", "--format=%x01%ct", "--name-only", "--relative", "-z", "--", "."])?;
    let mut changes = BTreeMap::new();
    // Newest first: the first time that a path is named is its last change.
    for commit in text.split('\u{1}').skip(1) {
        let (seconds, paths) = commit.split_once(['\0', '\n']).unwrap_or((commit, ""));
        let Ok(seconds) = seconds.trim().parse() else { continue };
        for path in paths.split(['\0', '\n']).filter(|path| !path.is_empty()) {
            changes.entry(path.to_owned()).or_insert(seconds);
        }
    }
    Some(changes)
}

/// Why git told nothing.
enum Silence {
    /// There is no repository around the folder.
    NoRepository,
    /// What git said, or why it cannot be run.
    Said(String),
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    asked(root, arguments).ok()
}

fn asked(root: &Path, arguments: &[&str]) -> Result<String, Silence> {
    let said = |error: std::io::Error| Silence::Said(format!("`git` cannot be run: {error}"));
    let is_repository =
        root.canonicalize().is_ok_and(|root| root.ancestors().any(|folder| folder.join(".git").exists()));
    if !is_repository {
        return Err(Silence::NoRepository);
    }
    let mut command = command();
    command.arg("-C").arg(root).args(["-c", "core.quotepath=off"]).args(arguments);
    let output = command.stdin(Stdio::null()).output().map_err(said)?;
    if !output.status.success() {
        return Err(Silence::Said(in_one_line(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What git said; it may name a remedy on a line of its own.
fn in_one_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let words: Vec<&str> = said.split_whitespace().collect();
    words.join(" ").trim_start_matches("fatal: ").to_owned()
}

/// Git, which looks for the repository from its folder on: to a hook it hands down where it stands itself, and that
/// may be relative to another folder.
fn command() -> Command {
    let mut command = Command::new("git");
    for place in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(place);
    }
    command
}
