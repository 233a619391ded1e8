//! Files that are copied: their addresses, and what happens where a page stands there already.

use super::classify::{self, Folders, Plan};
use super::{Frame, PageId, Target};
use crate::finding::{Code, Finding};
use crate::source::path::name;
use crate::source::{Entry, FileId, Place, Role};

/// Gives every copied file its address. A page wins over a file in `static/`.
pub(super) fn place(frame: &mut Frame, entries: &[Entry], plan: &Plan, folders: &Folders, findings: &mut Vec<Finding>) {
    // Files of one folder follow each other.
    let mut last: Option<(&str, String)> = None;
    for entry in entries {
        let url = match entry.role {
            Role::Static => format!("/{}", entry.path.strip_prefix("static/").unwrap_or(&entry.path)),
            Role::Attachment => {
                let folder = classify::folder(&entry.path);
                let (_, url) = match last.take().filter(|(known, _)| *known == folder) {
                    Some(known) => last.insert(known),
                    None => last.insert((folder, folder_url(frame, folder, plan, folders))),
                };
                format!("{url}{}", name(&entry.path))
            }
            Role::Configuration | Role::Article | Role::Framework | Role::Template => continue,
        };
        let page = url.strip_suffix("index.html").map_or(url.as_str(), |folder| folder);
        match frame.at(page).or_else(|| frame.at(&url)) {
            Some(Target::Page(id)) => findings.push(hidden_file(frame, entry.id, &url, id)),
            Some(Target::Asset(other)) => findings.push(
                Finding::new(
                    Code::DuplicateRoute,
                    Place::start_of(entry.id),
                    format!("two files on one route, `{url}`"),
                )
                .about(&url)
                .related(Place::start_of(other), "the other file")
                .help("rename or remove one of the two"),
            ),
            _ => {
                frame.routes.insert(url.clone(), Target::Asset(entry.id));
                frame.assets.push((entry.id, url));
            }
        }
    }
}

/// The address of what lies in a folder: below its bundle's page, where a bundle is around it.
fn folder_url(frame: &Frame, folder: &str, plan: &Plan, folders: &Folders) -> String {
    let Some(bundle) = plan.bundle_around(folder) else { return folders.url(folder) };
    let page = ["md", "markdown"].iter().find_map(|end| frame.page_of(&format!("{bundle}/index.{end}")));
    let base = page.map_or_else(|| folders.url(bundle), |id| frame.slot(id).url.clone());
    let base = if base.ends_with('/') { base } else { folders.url(bundle) };
    match folder[bundle.len()..].trim_start_matches('/') {
        "" => base,
        inside => format!("{base}{inside}/"),
    }
}

fn hidden_file(frame: &Frame, file: FileId, url: &str, page: PageId) -> Finding {
    let page = frame.slot(page);
    let message = format!("the file `{url}` stands where a page is written");
    let finding = Finding::new(Code::FileUnderPage, Place::start_of(file), message)
        .about(url)
        .help("rename or remove the file; the page is written and the file is not");
    match page.file {
        Some(page) => finding.related(Place::start_of(page), "the page"),
        None => finding,
    }
}
