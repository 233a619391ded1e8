//! An installed Chromium, Chrome or Edge, which prints a page as PDF.
//!
//! It is looked for on the user's search path and where installers put it, never in the site's folder.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use process_control::{ChildExt, Control};

use super::status::CommandError;

/// The variable that names the browser.
pub(super) const BROWSER: &str = "CLAUSEBOOK_BROWSER";

/// File names on the search path, the most likely first.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "chrome.exe",
    "msedge.exe",
];

/// Where installers put it, if it is not on the search path.
const PLACES: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
];

/// How long scripts of the page, such as that for diagrams, may run before it is printed, in milliseconds of the page's
/// own clock. It costs no real time where nothing is left to do.
const SCRIPT_TIME: u32 = 10_000;

/// The most text of the browser's messages that an error quotes, in characters.
const MAX_QUOTE: usize = 400;

/// A page to print.
pub(super) struct PrintJob<'a> {
    /// Its address.
    pub(super) url: &'a str,
    /// The PDF to write.
    pub(super) file: &'a Path,
    /// An empty folder for the browser's profile.
    pub(super) profile: &'a Path,
    /// When to give up.
    pub(super) time_limit: Duration,
    /// Whether the browser runs without its sandbox, which it cannot set up for the root user.
    pub(super) no_sandbox: bool,
}

/// The browser to use: the given one, else that of the environment, else an installed one.
pub(super) fn find(given: Option<&Path>) -> Result<PathBuf, CommandError> {
    let named = given.map(Path::to_path_buf).or_else(|| {
        let value = std::env::var_os(BROWSER).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    });
    if let Some(path) = named {
        let found = if path.components().count() > 1 { Some(path.clone()) } else { on_search_path(path.as_os_str()) };
        return found.filter(|path| path.is_file()).ok_or_else(|| {
            CommandError::Message(format!(
                "browser not found: `{}`; give the path of Chromium, Chrome or Edge with `--browser` or {BROWSER}",
                path.display()
            ))
        });
    }
    let installed = NAMES.iter().find_map(|name| on_search_path(OsStr::new(name)));
    let placed = || PLACES.iter().map(PathBuf::from).find(|path| path.is_file());
    installed.or_else(placed).ok_or_else(|| {
        CommandError::Message(format!(
            "no browser found: install Chromium, Chrome or Edge, or give the path of one with `--browser` or {BROWSER}"
        ))
    })
}

/// The file of this name in a folder of the search path. Relative folders are skipped: they could be the site's.
fn on_search_path(name: &OsStr) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let candidates = std::env::split_paths(&folders).filter(|folder| folder.is_absolute());
    candidates.map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Has `browser` print a page into a file.
pub(super) fn print(browser: &Path, job: &PrintJob<'_>) -> Result<(), CommandError> {
    let name = browser.display();
    let mut command = Command::new(browser);
    command.args(arguments(job)).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| CommandError::Message(format!("cannot run the browser `{name}`: {error}"));
    let child = command.spawn().map_err(failed)?;
    let output = child.controlled_with_output().time_limit(job.time_limit).terminate_for_timeout().wait();
    let Some(output) = output.map_err(failed)? else {
        let seconds = job.time_limit.as_secs();
        return Err(CommandError::Message(format!(
            "the browser `{name}` has not printed the page within {seconds} s; give it longer with `--timeout`"
        )));
    };
    let messages = String::from_utf8_lossy(&output.stderr);
    if std::fs::read(job.file).is_ok_and(|bytes| bytes.starts_with(b"%PDF-")) {
        return Ok(());
    }
    if !job.no_sandbox && messages.contains("no-sandbox") {
        return Err(CommandError::Message(format!(
            "the browser `{name}` does not run as root with its sandbox: run the command as another user, or give \
             `--no-sandbox` where you trust the content of the site"
        )));
    }
    let status = output.status.code().map_or("no status".to_owned(), |code| format!("status {code}"));
    let quote: String = messages.trim().chars().take(MAX_QUOTE).collect();
    let quote = if quote.is_empty() { String::new() } else { format!(": {quote}") };
    Err(CommandError::Message(format!("the browser `{name}` ended with {status} and printed no PDF{quote}")))
}

fn arguments(job: &PrintJob<'_>) -> Vec<OsString> {
    let with_path = |name: &str, path: &Path| {
        let mut argument = OsString::from(name);
        argument.push(path);
        argument
    };
    let fixed = [
        "--headless",
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--no-first-run",
        "--no-default-browser-check",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
    ];
    let mut arguments: Vec<OsString> = fixed.map(OsString::from).to_vec();
    if job.no_sandbox {
        arguments.push("--no-sandbox".into());
    }
    arguments.push(format!("--virtual-time-budget={SCRIPT_TIME}").into());
    arguments.push(with_path("--user-data-dir=", job.profile));
    arguments.push(with_path("--print-to-pdf=", job.file));
    arguments.push(job.url.into());
    arguments
}
