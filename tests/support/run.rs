//! One run of the binary and its expected output.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;

/// No command of a test takes this long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(240);

/// The expected output of a run on one stream.
#[derive(Debug, Default)]
enum Expected {
    #[default]
    Nothing,
    Exactly(String),
    Contains(Vec<String>),
}

impl Expected {
    fn fault(&self, said: &str) -> Option<String> {
        let unsaid = match self {
            Self::Nothing if said.is_empty() => return None,
            Self::Nothing => "nothing".to_owned(),
            Self::Exactly(text) if text == said => return None,
            Self::Exactly(text) => text.clone(),
            Self::Contains(parts) => parts.iter().find(|part| !said.contains(*part)).cloned()?,
        };
        Some(format!("expected\n{unsaid}\n--- but it said\n{said}"))
    }

    fn and_contains(self, part: String) -> Self {
        match self {
            Self::Contains(mut parts) => {
                parts.push(part);
                Self::Contains(parts)
            }
            Self::Nothing | Self::Exactly(_) => Self::Contains(vec![part]),
        }
    }
}

/// The output of the binary, with the project's folder masked as `[ROOT]`.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Exit status.
    pub(crate) status: Option<i32>,
    /// Results.
    pub(crate) stdout: String,
    /// Progress and findings.
    pub(crate) stderr: String,
}

/// A run that has not started. Unless stated otherwise it must succeed without output.
#[must_use = "nothing runs before `done`"]
pub(crate) struct Run<'a> {
    folder: &'a Path,
    command: Command,
    status: i32,
    stdout: Expected,
    stderr: Expected,
}

impl<'a> Run<'a> {
    pub(super) fn new<A: AsRef<OsStr>>(folder: &'a Path, arguments: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
        command.current_dir(folder).args(arguments).timeout(PATIENCE);
        // Variables of the developer's shell must not affect the tests.
        for name in [
            "CLAUSEBOOK_BROWSER",
            "CLAUSEBOOK_CACHE",
            "SOURCE_DATE_EPOCH",
            "NO_COLOR",
            "CLICOLOR_FORCE",
            "RUST_BACKTRACE",
            "RUST_LOG",
        ] {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", "/nonexistent");
        Self { folder, command, status: 0, stdout: Expected::Nothing, stderr: Expected::Nothing }
    }

    /// The same run with an environment variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The same run with as much address space as so many kilobytes.
    pub(crate) fn address_space(mut self, kilobytes: usize) -> Self {
        let mut limited = Command::new("sh");
        limited.current_dir(self.folder);
        limited.args(["-c", &format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_clausebook")]);
        limited.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        limited.args(self.command.get_args().map(OsStr::to_owned).collect::<Vec<_>>());
        self.command = limited;
        self
    }

    /// The same run with more time, in seconds.
    pub(crate) fn patience(mut self, seconds: u64) -> Self {
        self.command.timeout(Duration::from_secs(seconds));
        self
    }

    /// It must end with this status.
    pub(crate) fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    /// It must write exactly this to stdout.
    pub(crate) fn stdout(mut self, text: impl Into<String>) -> Self {
        self.stdout = Expected::Exactly(text.into());
        self
    }

    /// It must write this to stdout, among other things; may be called several times.
    pub(crate) fn stdout_contains(mut self, part: impl Into<String>) -> Self {
        self.stdout = self.stdout.and_contains(part.into());
        self
    }

    /// It must write exactly this to stderr.
    pub(crate) fn stderr(mut self, text: impl Into<String>) -> Self {
        self.stderr = Expected::Exactly(text.into());
        self
    }

    /// It must write this to stderr, among other things; may be called several times.
    pub(crate) fn stderr_contains(mut self, part: impl Into<String>) -> Self {
        self.stderr = self.stderr.and_contains(part.into());
        self
    }

    /// Runs the binary, fails with every difference, and returns the output.
    #[track_caller]
    pub(crate) fn done(mut self) -> Answer {
        let answer = self.output();
        let faults = self.faults(&answer);
        assert!(faults.is_empty(), "{:?}\n{}", self.command, faults.join("\n"));
        answer
    }

    /// Runs the binary and returns the output, without any check.
    pub(crate) fn answer(mut self) -> Answer {
        self.output()
    }

    fn output(&mut self) -> Answer {
        let output = self.command.output().expect("the binary starts");
        Answer {
            status: output.status.code(),
            stdout: mask(&output.stdout, self.folder),
            stderr: mask(&output.stderr, self.folder),
        }
    }

    fn faults(&self, answer: &Answer) -> Vec<String> {
        let status = (answer.status != Some(self.status))
            .then(|| format!("expected status {}, but it was {:?}", self.status, answer.status));
        let stdout = self.stdout.fault(&answer.stdout).map(|fault| format!("stdout: {fault}"));
        let stderr = self.stderr.fault(&answer.stderr).map(|fault| format!("stderr: {fault}"));
        let all_said = status.is_some().then(|| format!("stdout:\n{}\nstderr:\n{}", answer.stdout, answer.stderr));
        [status, stdout, stderr, all_said].into_iter().flatten().collect()
    }
}

/// Masks the folder, in the form given and with links resolved, since both may be shown.
fn mask(bytes: &[u8], folder: &Path) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let real: PathBuf = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    text.replace(&*real.to_string_lossy(), "[ROOT]").replace(&*folder.to_string_lossy(), "[ROOT]")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Answer, Run, mask};

    fn check(run: Run<'_>, answer: (i32, &str, &str), faults: usize) {
        let (status, stdout, stderr) = answer;
        let answer = Answer { status: Some(status), stdout: stdout.to_owned(), stderr: stderr.to_owned() };
        assert_eq!(run.faults(&answer).len(), faults, "{answer:?}");
    }

    #[test]
    fn output_that_a_test_does_not_state_is_a_failure() {
        let run = || Run::new(Path::new("."), [""; 0]);
        check(run(), (0, "", ""), 0);
        check(run(), (0, "x", ""), 1);
        check(run(), (0, "", "x"), 1);
        check(run().stdout("a\n").stderr("b\n"), (0, "a\n", "b\n"), 0);
        check(run().stdout("a\n").stderr("b\n"), (0, "a", "b"), 2);
        check(run().status(1).stderr_contains("one").stderr_contains("two"), (1, "", "one two"), 0);
        check(run().env("A", "b").stdout_contains("one").stdout_contains("two"), (0, "one", ""), 1);
        check(run(), (2, "", ""), 2);
    }

    #[test]
    fn the_folder_is_masked() {
        assert_eq!(mask(b"cannot write `/tmp/none/public`", Path::new("/tmp/none")), "cannot write `[ROOT]/public`");
    }
}
