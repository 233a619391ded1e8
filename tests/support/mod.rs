//! What integration tests are written with: a project of files, the real binary, and what it must do.
//!
//! ```ignore
//! Project::new()
//!     .file("content/_index.md", "---\ntitle: Home\n---\n")
//!     .run(["check"])
//!     .stderr("no findings in 1 page and 0 links\n")
//!     .done();
//! ```
//!
//! Output that a test does not state must be empty, so that nothing is said unnoticed.

mod golden;
mod run;

pub(crate) use golden::assert_golden;
pub(crate) use run::Run;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A site in a folder of its own, removed when the test is over.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
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

    /// The text of a file in the project.
    pub(crate) fn read(&self, path: &str) -> String {
        let full = self.path(path);
        fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
    }

    /// A path in the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Every file in a folder of the project, relative to it, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        golden::files(&self.path(folder))
    }

    /// The binary with these arguments in the project's folder; nothing happens before [`Run::done`].
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run<'_> {
        Run::new(self.folder.path(), arguments)
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
