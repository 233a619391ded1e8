//! The files of a site with their ids, and what is said of those that could not be read.
//!
//! Kept out: what the files say.

use std::sync::Arc;

use super::build_cache::Texts;
use super::cached::unreadable;
use crate::finding::{Code, Finding};
use crate::source::{FileId, Inventory, Location, ReadError, Role, SkipReason, SourceFile, SourceSet, Span};

/// The files with their ids, and what kept any from being read.
///
/// Of a file that is no UTF-8 the set holds what stands before the fault, so that the fault has its line.
pub(super) fn placed(inventory: &Inventory, mut texts: Texts) -> (SourceSet, Vec<Finding>) {
    // A data file that is only copied may hold any bytes; where it is shown as a table, or is a framework, that is
    // told elsewhere.
    let is_told_elsewhere = |file: &FileId, fault: &ReadError| {
        let role = inventory.entries.get(file.0 as usize).map(|entry| entry.role);
        matches!(role, Some(Role::Attachment | Role::Framework)) && matches!(fault, ReadError::NotUtf8 { .. })
    };
    let faults = texts.faults.iter().filter(|(file, fault)| !is_told_elsewhere(file, fault));
    let mut findings: Vec<Finding> = faults.map(|(file, fault)| unreadable(*file, fault)).collect();
    for (file, fault) in &texts.faults {
        if let (ReadError::NotUtf8 { before }, Some(kept)) = (fault, texts.files.get_mut(file.0 as usize)) {
            *kept = Arc::new(SourceFile { path: kept.path.clone(), text: before.clone() });
        }
    }
    let refused = inventory.skipped.iter().map(|refusal| &refusal.path);
    let (sources, places) = SourceSet::with_path_only(texts.files, refused);
    findings.extend(inventory.skipped.iter().zip(places).map(|(refusal, file)| {
        let place = Location::start_of(file);
        let (code, message) = match &refusal.reason {
            SkipReason::OutsideRoot => {
                (Code::LinkLeavesRoot, "a symbolic link to somewhere outside the site".to_owned())
            }
            SkipReason::InVersionControl => {
                (Code::LinkLeavesRoot, "a symbolic link into the folder of a version control system".to_owned())
            }
            SkipReason::Loop => (Code::LinkLeavesRoot, "a symbolic link to a folder that contains it".to_owned()),
            SkipReason::NameNotUtf8 => (Code::NotUtf8, "a file name that is not UTF-8".to_owned()),
            SkipReason::Unreadable(said) => (Code::UnreadableFile, format!("cannot be read: {said}")),
            SkipReason::NotRegular => {
                (Code::NotRegularFile, "a named pipe, a socket or a device where a file belongs".to_owned())
            }
            SkipReason::VersionControl => (
                Code::VersionControlFolder,
                "the folder of a version control system, which is not published".to_owned(),
            ),
        };
        let help = match refusal.reason {
            SkipReason::NotRegular => Some("remove it; it is left out of the site"),
            SkipReason::VersionControl => Some("move the repository out of `static/`; it is left out of the site"),
            SkipReason::OutsideRoot
            | SkipReason::InVersionControl
            | SkipReason::Loop
            | SkipReason::NameNotUtf8
            | SkipReason::Unreadable(_) => None,
        };
        Finding::new(code, place, message).about(&refusal.path).optional_help(help.map(str::to_owned))
    }));
    (sources, findings)
}

/// That there is nothing to read.
pub(super) fn no_content(inventory: &Inventory) -> Finding {
    let file = inventory.entries.first().map_or(FileId(0), |entry| entry.id);
    Finding::new(Code::NoContent, Location::new(file, Span::default()), "no article under `content/`")
        .help("write `content/_index.md`, or begin with `clausebook new DIR`")
}
