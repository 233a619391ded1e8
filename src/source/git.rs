//! Runs `git` on a repository that may be hostile: no program, hook or filter that it names is executed, nothing is
//! fetched, and no run takes longer than [`TIME_LIMIT`].
//!
//! A repository's configuration comes with the repository where it is an unpacked archive, and where a folder in a
//! work tree is laid out as a bare repository. So every setting that names a program used by the commands below is
//! overridden on the command line, and git is pointed at the folder that holds `.git`, never at a folder that only
//! looks like a repository. `--git-dir` is not used: it would switch off git's check of the repository's owner.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use process_control::{ChildExt, Control};

use super::regular::read_regular;

/// How long one run of git may take. A repository can name a pipe as a file to include, which would be read for ever.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// No file that names another folder is longer, in bytes.
const MAX_LINK: u64 = 64 << 10;

/// Settings that the repository's own are overridden by.
const SETTINGS: [&str; 9] = [
    // Without `.git` a folder is no repository, whatever it holds.
    "safe.bareRepository=explicit",
    // Programs.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "log.showSignature=false",
    // Files that `git log` would read.
    "log.mailmap=false",
    "core.attributesFile=/dev/null",
    // Paths as they are.
    "core.quotePath=false",
    // A list of changed paths, whatever the repository prefers.
    "log.follow=false",
];

/// Variables that tell git where the repository is. A hook inherits them, and they may be relative to another folder.
const LOCAL_VARIABLES: [&str; 14] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_SSH_COMMAND",
    "GIT_WORK_TREE",
];

/// Why git gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// No folder above the site holds `.git`.
    #[error("no repository")]
    NoRepository,
    /// Git could not be started, or reported an error; in its own words.
    #[error("{0}")]
    Failed(String),
    /// Git was stopped because it took too long.
    #[error("git was stopped after {} seconds", TIME_LIMIT.as_secs())]
    TimedOut,
}

/// The repository that a site is part of.
#[derive(Debug, Clone)]
pub(super) struct Repository {
    /// The nearest ancestor of the site that holds `.git`; the site's own folder is one.
    top: PathBuf,
    /// The site's path below `top`, with a `/` behind each part; empty where they are the same.
    prefix: String,
}

impl Repository {
    /// The repository around the site at `root`.
    ///
    /// # Errors
    /// [`GitError::NoRepository`] where there is none.
    pub(super) fn around(root: &Path) -> Result<Self, GitError> {
        let root = root.canonicalize().map_err(|_| GitError::NoRepository)?;
        let top = work_tree(&root).ok_or(GitError::NoRepository)?;
        if !is_own_repository(top) {
            return Err(GitError::Failed("`.git` names a repository that belongs to another folder".to_owned()));
        }
        let below = root.strip_prefix(top).unwrap_or(Path::new(""));
        let prefix = below.to_str().ok_or_else(|| GitError::Failed("the site's path is not UTF-8".to_owned()))?;
        let mut prefix = prefix.replace(std::path::MAIN_SEPARATOR, "/");
        if !prefix.is_empty() {
            prefix.push('/');
        }
        Ok(Self { top: top.to_path_buf(), prefix })
    }

    /// The repository of the submodule at `path`, which is relative to the site.
    ///
    /// # Errors
    /// [`GitError::NoRepository`] where it is not checked out.
    pub(super) fn submodule(&self, path: &str) -> Result<Self, GitError> {
        let folder = self.top.join(&self.prefix).join(path);
        let inner = Self::around(&folder)?;
        if inner.prefix.is_empty() { Ok(inner) } else { Err(GitError::NoRepository) }
    }

    /// The site's path below the top folder, with a `/` behind each part; empty where they are the same.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What `git` prints for these arguments, run in the top folder with `input` as its standard input.
    ///
    /// # Errors
    /// Where git cannot be started, fails, or takes too long.
    pub(super) fn run(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, GitError> {
        let failed = |error: std::io::Error| GitError::Failed(format!("`git` cannot be run: {error}"));
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut pipe) = child.stdin.take().filter(|_| !input.is_empty()) {
            // On a thread of its own, because git may print more than a pipe holds before it has read everything. It
            // ends with git at the latest; that git stopped reading shows in its status.
            std::thread::Builder::new().spawn(move || pipe.write_all(&input)).map_err(failed)?;
        }
        let output = child.controlled_with_output().time_limit(TIME_LIMIT).terminate_for_timeout().wait();
        let output = output.map_err(failed)?.ok_or(GitError::TimedOut)?;
        if !output.status.success() {
            return Err(GitError::Failed(one_line(&output.stderr)));
        }
        Ok(output.stdout)
    }

    /// The same as text without surrounding white space, without input; nothing where git fails.
    ///
    /// # Errors
    /// Only [`GitError::TimedOut`]: everything else is an answer that a caller has a message of its own for.
    pub(super) fn line(&self, arguments: &[&str]) -> Result<Option<String>, GitError> {
        match self.run(arguments, Vec::new()) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
            Err(GitError::TimedOut) => Err(GitError::TimedOut),
            Err(GitError::Failed(_) | GitError::NoRepository) => Ok(None),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        for name in LOCAL_VARIABLES {
            command.env_remove(name);
        }
        command
            // The search for `.git` ends at the top folder: it is there or nowhere.
            .env("GIT_CEILING_DIRECTORIES", self.top.parent().unwrap_or(&self.top))
            .env("GIT_NO_LAZY_FETCH", "1")
            // No transport is allowed, for a git that does not know the variable above.
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_LITERAL_PATHSPECS", "1");
        command.arg("-C").arg(without_verbatim_prefix(&self.top)).arg("--no-pager");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(arguments);
        command
    }
}

/// The nearest folder upwards that holds `.git`.
fn work_tree(root: &Path) -> Option<&Path> {
    root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// Whether what `.git` in the folder `top` stands for is the repository of `top`, and not one that belongs to another
/// folder: an unpacked archive could name any repository of the user's. Named from elsewhere are a linked work tree,
/// whose folder in the repository names `top` in turn (`git help gitrepository-layout`), and a submodule, whose repository
/// lies in that of a folder around `top`.
fn is_own_repository(top: &Path) -> bool {
    let Some(folder) = git_folder(top) else { return true };
    let common = link_target(&folder.join("commondir"), "").unwrap_or_else(|| folder.clone());
    let names_top = || link_target(&folder.join("gitdir"), "").is_some_and(|back| back == top.join(".git"));
    let is_around = |path: &Path| top.ancestors().skip(1).any(|around| path.starts_with(around.join(".git")));
    let is_own = |path: &Path| path.starts_with(top) || is_around(path);
    is_own(&folder) && is_own(&common) || folder.starts_with(common.join("worktrees")) && names_top()
}

/// The real folder that `.git` in `top` is, or that the file of that name names; nothing where neither is there, which
/// git reports.
fn git_folder(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    if git.is_dir() { git.canonicalize().ok() } else { link_target(&git, "gitdir:") }
}

/// The real path that the file at `path` names behind `prefix`, relative to the folder of the file.
fn link_target(path: &Path, prefix: &str) -> Option<PathBuf> {
    let bytes = read_regular(path, MAX_LINK).ok()?;
    let named = str::from_utf8(&bytes).ok()?.strip_prefix(prefix)?.trim();
    path.parent()?.join(named).canonicalize().ok()
}

/// Whether `path` came with the site at `root`: whether it lies in the site's folder or in the work tree around it. What
/// does not exist of `path` plays no part.
///
/// # Errors
/// What the system said of `root`.
pub fn is_in_checkout(path: &Path, root: &Path) -> std::io::Result<bool> {
    let root = root.canonicalize()?;
    let real = path.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or_else(|| path.to_path_buf());
    Ok(real.starts_with(&root) || work_tree(&root).is_some_and(|top| real.starts_with(top)))
}

/// Windows writes a canonical path as `\\?\C:\…`, which git does not read.
fn without_verbatim_prefix(path: &Path) -> &Path {
    path.to_str().and_then(|text| text.strip_prefix(r"\\?\")).map_or(path, Path::new)
}

/// An error message of git, which may name a remedy on a line of its own.
fn one_line(message: &[u8]) -> String {
    let message = String::from_utf8_lossy(message);
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}
