//! Helpers of integration tests: a project of files, the real binary, and the expected output.
//!
//! ```ignore
//! Project::new()
//!     .file("content/_index.md", "---\ntitle: Home\n---\n")
//!     .run(["check"])
//!     .stderr("no findings in 1 page and 0 links\n")
//!     .done();
//! ```
//!
//! Output that a test does not state must be empty, so that no message goes unnoticed.

mod editor;
mod golden;
mod html;
mod run;
mod server;
mod xml;

pub(crate) use editor::Editor;
pub(crate) use golden::{assert_golden, blessing};
pub(crate) use html::Page;
pub(crate) use run::{Answer, Run};
pub(crate) use server::{Reply, Request, Server};
pub(crate) use xml::Xml;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A site in a folder of its own, removed when the test is over.
pub(crate) struct Project {
    folder: TempDir,
    /// Stands for the user's folder for caches.
    caches: TempDir,
}

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), caches: tempfile::tempdir().unwrap() }
    }

    /// A copy of `tests/sites/NAME/in`.
    pub(crate) fn site(name: &str) -> Self {
        let project = Self::new();
        let from = site_folder(name).join("in");
        for path in golden::files(&from) {
            project.write(&path, &fs::read(from.join(&path)).unwrap());
        }
        project
    }

    /// The same project with one more file, or with other text in it.
    #[must_use]
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text.as_ref());
        self
    }

    /// Writes a file, as an editor does between two commands.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, bytes).unwrap();
    }

    /// Makes a symbolic link to `target`, a path seen from the folder that the link lies in.
    pub(crate) fn link(&self, path: &str, target: &str) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, full).unwrap();
    }

    /// Creates a named pipe that nothing writes to: opening it as a file blocks for ever.
    pub(crate) fn pipe(&self, path: &str) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(full).status().unwrap().success());
    }

    /// Runs git in the project, with a fixed author and a fixed date.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]).args(arguments);
        command.env("GIT_AUTHOR_DATE", "2025-05-05T10:00:00Z").env("GIT_COMMITTER_DATE", "2025-05-05T10:00:00Z");
        let output = command.current_dir(self.path("")).output().expect("git starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The text of a file in the project.
    pub(crate) fn read(&self, path: &str) -> String {
        let full = self.path(path);
        fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
    }

    /// Removes a file, or a folder with all that is in it.
    pub(crate) fn remove(&self, path: &str) {
        let full = self.path(path);
        if full.is_dir() { fs::remove_dir_all(full).unwrap() } else { fs::remove_file(full).unwrap() }
    }

    /// Makes an empty folder.
    pub(crate) fn folder(&self, path: &str) {
        fs::create_dir_all(self.path(path)).unwrap();
    }

    /// The names of the entries of a folder, hidden ones included, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Every file of a folder with its bytes.
    pub(crate) fn snapshot(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let bytes = |path: String| (path.clone(), fs::read(self.path(folder).join(path)).unwrap());
        self.files(folder).into_iter().map(bytes).collect()
    }

    /// References in the pages of a built site at `base` that lead to no file of it, as `page: reference`.
    pub(crate) fn broken_references(&self, folder: &str, base: &str) -> Vec<String> {
        html::broken_references(&self.path(folder), base)
    }

    /// A path in the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The folder that stands for the user's folder for caches: the value of `XDG_CACHE_HOME`.
    pub(crate) fn caches(&self) -> &Path {
        self.caches.path()
    }

    /// The cache of the project's own folder with this name, once a run has written it.
    #[track_caller]
    pub(crate) fn cache(&self, name: &str) -> PathBuf {
        let sites = fs::read_dir(self.caches().join("clausebook")).unwrap().flatten();
        let mut found = sites.map(|site| site.path().join(name)).filter(|path| path.exists());
        found.next().unwrap_or_else(|| panic!("no cache `{name}`"))
    }

    /// Every file in a folder of the project, relative to it, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        golden::files(&self.path(folder))
    }

    /// The binary with these arguments in the project's folder; nothing happens before [`Run::done`].
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run<'_> {
        Run::new(self.folder.path(), arguments).env("XDG_CACHE_HOME", self.caches().to_str().unwrap())
    }

    /// The output of the binary with these arguments, without any check.
    pub(crate) fn answer<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Answer {
        self.run(arguments).answer()
    }

    /// Fails unless `folder` holds exactly the files of `tests/sites/NAME/out`, byte for byte.
    pub(crate) fn assert_output(&self, folder: &str, name: &str) {
        assert_golden(&self.path(folder), &site_folder(name).join("out"));
    }
}

fn site_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name)
}

#[test]
fn the_binary_runs_in_the_project() {
    let project = Project::new().file("content/a/index.md", "first").file("content/a/index.md", "text");
    project.run(["--version"]).stdout_contains("").done();
    assert_eq!(project.files("content"), ["a/index.md"]);
    assert_eq!(project.read("content/a/index.md"), "text");
}

#[test]
fn a_kept_site_is_copied_and_compared() {
    Project::site("harness").assert_output("", "harness");
}

/// Every output format of findings, by the help of `check`.
pub(crate) fn formats() -> Vec<String> {
    let help = Project::new().run(["check", "--help"]).answer().stdout;
    let listed = help.split_once("--format").unwrap().1.split_once("Possible values:").unwrap().1;
    let lines = listed.lines().skip(1).take_while(|line| !line.trim().is_empty());
    let names = lines.filter_map(|line| Some(line.trim().strip_prefix("- ")?.split_once(':')?.0.to_owned()));
    let names: Vec<String> = names.collect();
    assert!(names.len() >= 6, "{help}");
    names
}
