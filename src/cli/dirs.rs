//! The site that a command is about, and the date that it assumes.

use std::path::{Path, PathBuf};

use super::cache;
use super::printer::Printer;
use super::status::CommandError;
use crate::config::BaseUrl;
use crate::front::Date;
use crate::pipeline::{Overlay, Purpose, Request};
use crate::site::Selection;
use crate::source::{self, Inventory, SkipReason, SkippedPath, hugo_configuration};

/// The folders given as arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dirs<'a> {
    /// The site's folder.
    pub(super) root: Option<&'a Path>,
    /// The folder for caches.
    pub(super) cache: Option<&'a Path>,
}

impl Dirs<'_> {
    /// The folder for the caches of the site at `root`; nothing where it cannot be used.
    pub(super) fn caches(&self, root: &Path, printer: &Printer) -> Option<PathBuf> {
        cache::folder(self.cache, root, printer)
    }
}

/// The site's folder: the given one, else the nearest upwards with a configuration, else with content.
pub(super) fn root(given: Option<&Path>) -> Result<PathBuf, CommandError> {
    if let Some(root) = given {
        return match root.is_dir() {
            true => Ok(root.to_path_buf()),
            false => Err(CommandError::Message(format!("folder not found: `{}`", root.display()))),
        };
    }
    let here = std::env::current_dir()
        .map_err(|error| CommandError::Message(format!("cannot read the current folder: {error}")))?;
    source::site_root(&here).ok_or_else(|| {
        let is_hugo = hugo_configuration(&here).is_some();
        let here = here.display();
        if is_hugo {
            return CommandError::Message(format!(
                "`{here}` has a configuration of Hugo and no folder `content`: `clausebook import hugo` makes clausebook.yaml from it"
            ));
        }
        CommandError::Message(format!(
            "no site found in `{here}` or a folder above it: there is neither a clausebook.yaml nor a content folder; \
             create one with `clausebook new site DIR`, or give its folder with `--root DIR`"
        ))
    })
}

/// Says that a configuration of Hugo is there and not read, where the site has none of its own.
pub(super) fn note_hugo(inventory: &Inventory, printer: &Printer) {
    let is_hugo = |skipped: &&SkippedPath| skipped.reason == SkipReason::HugoConfiguration;
    if let Some(SkippedPath { path, .. }) = inventory.skipped.iter().find(is_hugo) {
        printer.note(&format!("`{path}` is not read; `clausebook import hugo` makes clausebook.yaml from it"));
    }
}

/// The moment that counts as now: the end of the given day, else of that of `SOURCE_DATE_EPOCH`, else of today, in UTC.
///
/// Only the day counts, so that the hour of a build changes nothing.
pub(super) fn end_of_day(given: Option<&str>) -> Result<Date, CommandError> {
    let written = match (given, std::env::var("SOURCE_DATE_EPOCH").ok()) {
        (Some(day), _) => day.to_owned(),
        (None, Some(seconds)) => {
            let invalid =
                || CommandError::Message(format!("invalid SOURCE_DATE_EPOCH `{seconds}`: expected seconds since 1970"));
            let seconds: i64 = seconds.trim().parse().map_err(|_| invalid())?;
            Date::from_seconds(seconds).ok_or_else(invalid)?.day_iso()
        }
        (None, None) => {
            Date::from_seconds(jiff::Timestamp::now().as_second()).map(|date| date.day_iso()).unwrap_or_default()
        }
    };
    let is_day = written.len() == 10;
    let moment = Date::parse(&format!("{written}T23:59:59Z")).filter(|_| is_day);
    moment.ok_or_else(|| CommandError::Message(format!("invalid date `{written}`: write it as 2026-11-22")))
}

/// A request for the site as it is published on that date: without drafts and future articles.
pub(super) fn request(given: Option<&Path>, date: Option<&str>) -> Result<Request, CommandError> {
    request_in(root(given)?, date)
}

/// The same for the site in the folder `root`.
pub(super) fn request_in(root: PathBuf, date: Option<&str>) -> Result<Request, CommandError> {
    let selection = Selection { drafts: false, future: false, now: end_of_day(date)? };
    Ok(Request {
        repository: None,
        root,
        base_url: None,
        search: None,
        default_paper: None,
        selection,
        purpose: Purpose::Findings,
        is_preview: false,
        caches: None,
        overlay: Overlay::default(),
    })
}

/// The value of `--base-url`.
pub(super) fn base_url(written: Option<&str>) -> Result<Option<BaseUrl>, CommandError> {
    written.map(|written| BaseUrl::parse(written).map_err(CommandError::Message)).transpose()
}
