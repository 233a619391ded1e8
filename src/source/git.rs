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
use super::stamp::FileStamp;

/// The time limit of one run of git. A repository can include a pipe as a configuration file, which would block for
/// ever.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The greatest size of a file with the path of another folder, in bytes.
const MAX_LINK_SIZE: u64 = 64 << 10;

/// Settings that override those of the repository.
const SETTINGS: [&str; 9] = [
    // Only a folder with `.git` is a repository.
    "safe.bareRepository=explicit",
    // Programs.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "log.showSignature=false",
    // Files that `git log` would read.
    "log.mailmap=false",
    "core.attributesFile=/dev/null",
    // Paths without escapes.
    "core.quotePath=false",
    // All changed paths, even of a log of one file.
    "log.follow=false",
];

/// Variables with paths of a repository. A hook inherits them, and they may be relative to another folder.
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

/// Why a run of git failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// Neither the site's folder nor one above it contains `.git`.
    #[error("no repository")]
    NoRepository,
    /// Git could not be started, or reported an error; with its message.
    #[error("{0}")]
    Failed(String),
    /// Git exceeded the time limit.
    #[error("git was stopped after {} seconds", TIME_LIMIT.as_secs())]
    TimedOut,
}

/// The repository of a site.
#[derive(Debug, Clone)]
pub(super) struct Repository {
    /// The nearest folder upwards that contains `.git`, from the site's own folder on.
    top: PathBuf,
    /// The site's path relative to `top`, with a `/` at its end; empty where they are the same.
    prefix: String,
}

impl Repository {
    /// The repository of the site at `root`.
    ///
    /// # Errors
    /// [`GitError::NoRepository`] where there is none.
    pub(super) fn of_site(root: &Path) -> Result<Self, GitError> {
        let root = root.canonicalize().map_err(|_| GitError::NoRepository)?;
        let top = work_tree(&root).ok_or(GitError::NoRepository)?;
        if !is_own_repository(top) {
            return Err(GitError::Failed("`.git` leads to the repository of another folder".to_owned()));
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
        let inner = Self::of_site(&folder)?;
        if inner.prefix.is_empty() { Ok(inner) } else { Err(GitError::NoRepository) }
    }

    /// The nearest folder upwards that contains `.git`.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// The site's path relative to the top folder, with a `/` at its end; empty where they are the same.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The output of `git` with these arguments, in the top folder, with `input` as its standard input.
    ///
    /// # Errors
    /// Where git cannot be started, fails, or takes too long.
    pub(super) fn run(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, GitError> {
        let failed = |error: std::io::Error| GitError::Failed(format!("cannot run `git`: {error}"));
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut pipe) = child.stdin.take().filter(|_| !input.is_empty()) {
            // On a thread of its own, because git may fill the output pipe before it has read all input. It ends with git
            // at the latest; an error shows in the status of git.
            std::thread::Builder::new().spawn(move || pipe.write_all(&input)).map_err(failed)?;
        }
        let output = child.controlled_with_output().time_limit(TIME_LIMIT).terminate_for_timeout().wait();
        let output = output.map_err(failed)?.ok_or(GitError::TimedOut)?;
        if !output.status.success() {
            return Err(GitError::Failed(one_line(&output.stderr)));
        }
        Ok(output.stdout)
    }

    /// The output without input, as trimmed text; nothing where git fails.
    ///
    /// # Errors
    /// Only [`GitError::TimedOut`]: the callers have messages of their own for all other failures.
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
            // Git must not search for `.git` above the top folder.
            .env("GIT_CEILING_DIRECTORIES", self.top.parent().unwrap_or(&self.top))
            .env("GIT_NO_LAZY_FETCH", "1")
            // No transport is allowed, for versions of git without the variable above.
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

/// The nearest folder upwards that contains `.git`.
fn work_tree(root: &Path) -> Option<&Path> {
    root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// The folder of the repository that `root`, a canonical path, is in.
pub fn repository_folder(root: &Path) -> Option<PathBuf> {
    work_tree(root).map(Path::to_path_buf)
}

/// Whether `.git` in the folder `top` leads to the repository of `top`, and not to that of another folder: an unpacked
/// archive could refer to any repository of the user. Repositories elsewhere are those of a linked work tree, which
/// refers back to `top` (`git help gitrepository-layout`), and of a submodule, which is inside of the repository of a
/// folder above `top`.
fn is_own_repository(top: &Path) -> bool {
    let Some(folder) = git_folder(top) else { return true };
    let common = link_target(&folder.join("commondir"), "").unwrap_or_else(|| folder.clone());
    let refers_to_top = || link_target(&folder.join("gitdir"), "").is_some_and(|back| back == top.join(".git"));
    let is_around = |path: &Path| top.ancestors().skip(1).any(|around| path.starts_with(around.join(".git")));
    let is_own = |path: &Path| path.starts_with(top) || is_around(path);
    is_own(&folder) && is_own(&common) || folder.starts_with(common.join("worktrees")) && refers_to_top()
}

/// The canonical path of the folder `.git` in `top`, or of the folder that the file `.git` refers to; nothing where there
/// is neither, which git reports.
fn git_folder(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    if git.is_dir() { git.canonicalize().ok() } else { link_target(&git, "gitdir:") }
}

/// The canonical path in the file at `path`, after `prefix` and relative to the folder of the file.
fn link_target(path: &Path, prefix: &str) -> Option<PathBuf> {
    let bytes = read_regular(path, MAX_LINK_SIZE).ok()?;
    let target = str::from_utf8(&bytes).ok()?.strip_prefix(prefix)?.trim();
    path.parent()?.join(target).canonicalize().ok()
}

/// Whether `path` is in the folder of the site at `root`, or in its work tree. Only the existing part of `path` counts.
///
/// # Errors
/// If `root` does not exist.
pub fn is_in_checkout(path: &Path, root: &Path) -> std::io::Result<bool> {
    let root = root.canonicalize()?;
    let real = path.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or_else(|| path.to_path_buf());
    Ok(real.starts_with(&root) || work_tree(&root).is_some_and(|top| real.starts_with(top)))
}

/// On Windows a canonical path begins with `\\?\`, which git does not accept.
fn without_verbatim_prefix(path: &Path) -> &Path {
    path.to_str().and_then(|text| text.strip_prefix(r"\\?\")).map_or(path, Path::new)
}

/// An error message of git, which may have several lines, as one line.
fn one_line(message: &[u8]) -> String {
    let message = String::from_utf8_lossy(message);
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}

/// The state of the files by which git tells revisions apart. While it is the same, no tag is new and no commit was
/// fetched, so that git need not be run to know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepositoryState(Vec<Option<FileStamp>>);

/// The state of the repository of the site at `root`; the empty one where there is none.
pub fn repository_state(root: &Path) -> RepositoryState {
    let top = root.canonicalize().ok().and_then(|root| work_tree(&root).map(Path::to_path_buf));
    let Some(folder) = top.and_then(|top| git_folder(&top)) else { return RepositoryState::default() };
    let common = link_target(&folder.join("commondir"), "").unwrap_or_else(|| folder.clone());
    let own = ["HEAD", "logs/HEAD"].map(|name| folder.join(name));
    let shared = ["packed-refs", "refs/tags", "shallow", "FETCH_HEAD"].map(|name| common.join(name));
    RepositoryState(own.iter().chain(&shared).map(|path| FileStamp::of(path)).collect())
}
