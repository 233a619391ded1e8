//! What version control knows of a site: asked of `git`, where there is one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

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

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let is_repository = root.canonicalize().ok()?.ancestors().any(|folder| folder.join(".git").exists());
    if !is_repository {
        return None;
    }
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "core.quotepath=off"]).args(arguments);
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
