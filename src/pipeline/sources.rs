//! The files of a site with their ids, and the findings for those that could not be read.

use std::sync::Arc;

use super::cached_file::unreadable;
use super::file_cache::SourceTexts;
use crate::finding::{Code, Finding, Severity};
use crate::source::{FileId, Location, ReadError, Role, SkipReason, SkippedPath, SourceFile, SourceSet};

/// The files with their ids, and a finding for each that could not be read.
///
/// Of a file that is not UTF-8 the set holds the text before the invalid byte, so that the finding has its line.
pub(super) fn source_set(texts: &SourceTexts) -> (SourceSet, Vec<Finding>) {
    let inventory = &texts.inventory;
    let mut files = texts.files.clone();
    // A data file that is only copied may hold any bytes. Where it is shown as a table, or is a framework, the reader
    // of these reports it.
    let is_reported_elsewhere = |file: &FileId, fault: &ReadError| {
        let role = inventory.entries.get(file.0 as usize).map(|entry| entry.role);
        match fault {
            ReadError::NotUtf8 { .. } => matches!(role, Some(Role::Attachment | Role::Framework)),
            ReadError::Workbook(_) => true,
            ReadError::Unreadable(_) => false,
        }
    };
    let faults = texts.faults.iter().filter(|(file, fault)| !is_reported_elsewhere(file, fault));
    let mut findings: Vec<Finding> = faults.map(|(file, fault)| unreadable(*file, fault)).collect();
    for (file, fault) in &texts.faults {
        if let (ReadError::NotUtf8 { before }, Some(source)) = (fault, files.get_mut(file.0 as usize)) {
            *source = Arc::new(SourceFile { path: source.path.clone(), text: before.clone() });
        }
    }
    let has_configuration = inventory.entries.iter().any(|entry| entry.role == Role::Configuration);
    let has_articles = inventory.entries.iter().any(|entry| entry.role == Role::Article);
    let content = (!has_articles).then(|| inventory.rules.folder.clone());
    let refused = inventory.skipped.iter().map(|refusal| &refusal.path);
    let (sources, places) = SourceSet::with_path_only(files, refused.chain(&content));
    let folder = content.and(places.last());
    findings.extend(folder.map(|folder| {
        let content = &inventory.rules.folder;
        let message = format!("no Markdown files in the folder `{content}`");
        Finding::new(Code::NoContent, Location::start_of(*folder), message)
            .help(format!("write `{content}/_index.md`, or begin with `clausebook new site DIR`"))
    }));
    let skipped = inventory.skipped.iter().zip(places);
    findings.extend(skipped.map(|(refusal, file)| finding_on(refusal, Location::start_of(file), has_configuration)));
    (sources, findings)
}

/// The finding on a path that was skipped.
fn finding_on(refusal: &SkippedPath, location: Location, has_configuration: bool) -> Finding {
    let (code, message) = match &refusal.reason {
        SkipReason::OutsideRoot => (Code::LinkLeavesRoot, "a symbolic link to somewhere outside the site".to_owned()),
        SkipReason::InVersionControl => {
            (Code::LinkLeavesRoot, "a symbolic link into the folder of a version control system".to_owned())
        }
        SkipReason::Loop => (Code::LinkLeavesRoot, "a symbolic link to a folder that contains it".to_owned()),
        SkipReason::NameNotUtf8 => (Code::NotUtf8, "a file name that is not UTF-8".to_owned()),
        SkipReason::Unreadable(reason) => (Code::UnreadableFile, format!("cannot be read: {reason}")),
        SkipReason::NotRegular => {
            (Code::NotRegularFile, "a named pipe, a socket or a device instead of a file".to_owned())
        }
        SkipReason::VersionControl => {
            (Code::VersionControlFolder, "the folder of a version control system, which is not published".to_owned())
        }
        SkipReason::ConfigurationName => (
            Code::UnreadConfiguration,
            format!("`{}` is not read: the configuration is `clausebook.yaml`", refusal.path),
        ),
        SkipReason::HugoConfiguration => (
            Code::UnreadConfiguration,
            format!(
                "`{}` is not read: title, addresses, menus and parameters of the site are the defaults",
                refusal.path
            ),
        ),
    };
    let help = match refusal.reason {
        SkipReason::NotRegular => Some("remove it; it is left out of the site"),
        SkipReason::VersionControl => Some("move the repository out of `static/`; it is left out of the site"),
        SkipReason::ConfigurationName => Some(match (has_configuration, refusal.path.ends_with(".yml")) {
            (true, _) => "move its settings into `clausebook.yaml`, and remove it",
            (false, true) => "rename it to `clausebook.yaml`",
            (false, false) => "write its settings as YAML into `clausebook.yaml`",
        }),
        SkipReason::HugoConfiguration => Some("`clausebook import hugo` makes `clausebook.yaml` from it"),
        SkipReason::OutsideRoot
        | SkipReason::InVersionControl
        | SkipReason::Loop
        | SkipReason::NameNotUtf8
        | SkipReason::Unreadable(_) => None,
    };
    let finding = Finding::new(code, location, message).about(&refusal.path).optional_help(help.map(str::to_owned));
    // The site is built as well as one without any configuration.
    let is_warning = refusal.reason == SkipReason::HugoConfiguration;
    if is_warning { finding.at_most(Severity::Warning) } else { finding }
}
