//! The address of an article, from its path and its front matter.

use super::classify::{self, FolderUrls, PageLayout};
use super::parsed::Head;
use super::route;
use crate::finding::{Code, Finding};
use crate::source::path::stem;
use crate::source::{Location, Spanned};

/// The findings for an invalid `url` or `slug`, both of which are ignored.
pub(super) fn check(head: &Head) -> Vec<Finding> {
    let find = |value: &Option<Spanned<String>>, read: fn(&str) -> Option<String>, message: &str, help: &str| {
        let value = value.as_ref().filter(|value| !value.value.trim().is_empty() && read(&value.value).is_none())?;
        let location = Location::new(head.file, value.span);
        let finding = Finding::new(Code::InvalidRoute, location, format!("`{}` is not a {message}", value.value));
        Some(finding.about(&value.value).help(help))
    };
    let path = "write a path from the root of the site, such as `/scope/`";
    let part = "write a name with letters or digits, of at most 255 bytes, such as `scope`";
    let url = find(&head.front.url, route::front_matter_url, "path of this site", path);
    let slug = find(&head.front.slug, route::slug, "valid part of an address", part);
    url.into_iter().chain(slug).collect()
}

/// The address by path and `slug`.
pub(super) fn own_url(head: &Head, layout: &PageLayout, folders: &mut FolderUrls<'_>) -> String {
    let folder = classify::folder(&head.path);
    let slug = head.front.slug.as_ref().and_then(|slug| route::slug(&slug.value));
    match layout {
        PageLayout::Home => "/".to_owned(),
        PageLayout::Section => folders.url(folder).to_owned(),
        PageLayout::Bundle => match slug {
            Some(slug) => {
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                format!("{}{slug}/", folders.url(above))
            }
            None => folders.url(folder).to_owned(),
        },
        PageLayout::Single => {
            let name = stem(&head.path);
            // A name without letters and digits has no segment, as in Hugo.
            match slug.or_else(|| route::folder_segment(name)) {
                Some(name) => format!("{}{name}/", folders.url(folder)),
                None => folders.url(folder).to_owned(),
            }
        }
    }
}
