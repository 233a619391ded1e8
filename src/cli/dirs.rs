//! Which site a command is about, and which day it is.

use std::path::{Path, PathBuf};

use super::cache;
use super::printer::Printer;
use super::status::CommandError;
use crate::config::BaseUrl;
use crate::front::Date;
use crate::pipeline::{Purpose, Request};
use crate::site::Selection;
use crate::source::Layout;

/// The folders that the arguments name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dirs<'a> {
    /// The site's.
    pub(super) root: Option<&'a Path>,
    /// That of the caches.
    pub(super) cache: Option<&'a Path>,
}

impl Dirs<'_> {
    /// Where the caches of the site at `root` are kept; nothing where there is no folder for them.
    pub(super) fn caches(&self, root: &Path, printer: &Printer) -> Option<PathBuf> {
        cache::folder(self.cache, root, printer)
    }
}

/// The site's folder: the one asked for, else the nearest upwards with a configuration, else with content.
pub(super) fn root(asked: Option<&Path>) -> Result<PathBuf, CommandError> {
    if let Some(root) = asked {
        return match root.is_dir() {
            true => Ok(root.to_path_buf()),
            false => Err(CommandError::Message(format!("no folder `{}`", root.display()))),
        };
    }
    let here = std::env::current_dir().map_err(|error| CommandError::Message(format!("no working folder: {error}")))?;
    let holds = |name: &str| here.ancestors().find(|folder| folder.join(name).exists()).map(Path::to_path_buf);
    let layout = Layout::STANDARD;
    holds(layout.configuration).or_else(|| holds(layout.content)).ok_or_else(|| {
        let here = here.display();
        CommandError::Message(format!(
            "no site at `{here}` or above it: there is neither a clausebook.yaml nor a content folder; \
             begin one with `clausebook new DIR`, or name it with `--root DIR`"
        ))
    })
}

/// The moment that counts as now: the end of the day given, else of `SOURCE_DATE_EPOCH`'s, else of today, in UTC.
///
/// What depends on the day is decided by the day alone, so that the hour of a build changes nothing.
pub(super) fn end_of_day(asked: Option<&str>) -> Result<Date, CommandError> {
    let written = match (asked, std::env::var("SOURCE_DATE_EPOCH").ok()) {
        (Some(day), _) => day.to_owned(),
        (None, Some(seconds)) => {
            let wrong = || CommandError::Message(format!("SOURCE_DATE_EPOCH is no number of seconds: `{seconds}`"));
            let seconds: i64 = seconds.trim().parse().map_err(|_| wrong())?;
            Date::from_seconds(seconds).ok_or_else(wrong)?.day_iso()
        }
        (None, None) => Date::from_seconds(seconds_since_1970()).map(|date| date.day_iso()).unwrap_or_default(),
    };
    let is_day = written.len() == 10;
    let moment = Date::parse(&format!("{written}T23:59:59Z")).filter(|_| is_day);
    moment.ok_or_else(|| CommandError::Message(format!("no day: `{written}`; write it as 2026-11-22")))
}

/// A request for the site at `root` as readers see it today.
pub(super) fn request(asked: Option<&Path>, date: Option<&str>) -> Result<Request, CommandError> {
    let selection = Selection { drafts: false, future: false, now: end_of_day(date)? };
    Ok(Request {
        root: root(asked)?,
        base_url: None,
        search: None,
        selection,
        purpose: Purpose::Findings,
        caches: None,
    })
}

/// The base that `--base-url` names.
pub(super) fn base_url(written: Option<&str>) -> Result<Option<BaseUrl>, CommandError> {
    written.map(|written| BaseUrl::parse(written).map_err(CommandError::Message)).transpose()
}

fn seconds_since_1970() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}
