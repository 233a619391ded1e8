//! The addresses of copied files.

use foldhash::HashMap;

use super::classify::{self, Folders, Plan};
use super::frame::Frame;
use super::output_check::{clash_finding, unwritable};
use super::outputs::Obstacle;
use super::page::{Kind, PageId};
use super::pending::PendingPage;
use super::publication::{FolderFiles, LeftOut};
use super::route::files_of;
use super::target::Target;
use crate::finding::{Code, Finding};
use crate::output::{path_fault, path_of};
use crate::source::path::name;
use crate::source::{ARTICLES, Entry, FileId, Location, Role};

/// What decides the addresses of files.
pub(super) struct Places<'a> {
    pub(super) plan: &'a Plan,
    pub(super) folders: &'a Folders,
    pub(super) urls: &'a FolderUrls,
    pub(super) files: &'a FolderFiles,
    /// Files that are not published, sorted.
    pub(super) unread: &'a [FileId],
}

/// The addresses of the pages that folders below `content/` have, but for bundles.
pub(super) type FolderUrls = HashMap<String, String>;

/// The addresses of the pages of folders.
pub(super) fn folder_urls(pages: &[PendingPage]) -> FolderUrls {
    let of_folders = pages.iter().filter(|pending| match pending.meta.kind {
        Kind::Home | Kind::Section | Kind::Taxonomy => true,
        Kind::Term => pending.meta.file.is_some(),
        Kind::Article => false,
    });
    of_folders.map(|pending| (pending.folder().to_owned(), pending.meta.url.clone())).collect()
}

/// Where the files of a folder go, or why they are left out.
type Place = Result<String, LeftOut>;

/// Gives every copied file its address. A page and an alias win over a file.
pub(super) fn place(frame: &mut Frame, entries: &[Entry], places: &Places<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Files come folder by folder.
    let mut last: Option<(&str, Place)> = None;
    for entry in entries {
        let url = match entry.role {
            Role::Static => format!("/{}", entry.path.strip_prefix("static/").unwrap_or(&entry.path)),
            Role::Attachment if places.unread.binary_search(&entry.id).is_ok() => continue,
            Role::Attachment => {
                let folder = classify::folder(entry.place());
                let (_, place) = match last.take().filter(|(known, _)| *known == folder) {
                    Some(known) => last.insert(known),
                    None => last.insert((folder, folder_place(frame, folder, places))),
                };
                match place {
                    Ok(url) => format!("{url}{}", name(&entry.path)),
                    Err(reason) => {
                        frame.left_out.insert(entry.id, *reason);
                        continue;
                    }
                }
            }
            Role::Configuration | Role::Article | Role::Framework | Role::Template | Role::Labels => continue,
        };
        match claim(frame, entry.id, &url) {
            Some(finding) => findings.push(finding),
            None => {
                frame.routes.insert(url.clone(), Target::Asset(entry.id));
                frame.assets.push((entry.id, url));
            }
        }
    }
    findings
}

fn folder_place(frame: &Frame, folder: &str, places: &Places<'_>) -> Place {
    match places.files.left_out(folder, places.plan) {
        Some(reason) => Err(reason),
        None => Ok(folder_url(frame, folder, places)),
    }
}

/// Claims the output at `url` for a file; returns a finding if the file is left out.
fn claim(frame: &mut Frame, file: FileId, url: &str) -> Option<Finding> {
    let (path, location, name) = (path_of(url), Location::start_of(file), format!("the file `{url}`"));
    if let Some(reason) = path_fault(&path) {
        return Some(unwritable(location, &name, reason));
    }
    let clash = frame.outputs.claim(path, Target::Asset(file)).err()?;
    Some(match (clash.how, clash.target) {
        (Obstacle::SamePath, Target::Page(page)) => file_under_page(frame, file, url, page),
        (Obstacle::SamePath, Target::Asset(other)) => {
            let finding = Finding::new(Code::DuplicateRoute, location, format!("two files with the address `{url}`"));
            let finding = finding.about(url).related(Location::start_of(other), "the other file");
            finding.help("rename or remove one of the two; the first by path is written")
        }
        (Obstacle::SamePath, Target::Alias(_) | Target::GeneratedPage(_) | Target::GeneratedFile)
        | (Obstacle::IsFile | Obstacle::NeedsFolder, _) => clash_finding(frame, location, &name, clash),
    })
}

/// The address of a folder with files: below the page of the bundle, or else of the section, that contains it. What is
/// below that keeps its name and its case, as in Hugo.
fn folder_url(frame: &Frame, folder: &str, places: &Places<'_>) -> String {
    let Places { plan, folders, urls, .. } = places;
    let (owner, base) = match plan.bundle_around(folder) {
        Some(bundle) => {
            let page = ARTICLES.iter().find_map(|end| frame.page_of(&format!("{bundle}/index.{end}")));
            let url = page.map(|id| files_of(&frame.page(id).url));
            (bundle, url.unwrap_or_else(|| folders.url(bundle)))
        }
        None => {
            let section = plan.section_around(folder);
            (section, urls.get(section).map_or_else(|| folders.url(section), |url| files_of(url)))
        }
    };
    match folder[owner.len()..].trim_start_matches('/') {
        "" => base,
        inside => format!("{base}{inside}/"),
    }
}

fn file_under_page(frame: &Frame, file: FileId, url: &str, page: PageId) -> Finding {
    let page = frame.page(page);
    let message = format!("the file `{url}` has the address of a page");
    let finding = Finding::new(Code::FileUnderPage, Location::start_of(file), message)
        .about(url)
        .help("rename or remove the file; the page is written and the file is not");
    match page.file {
        Some(page) => finding.related(Location::start_of(page), "the page"),
        None => finding,
    }
}
