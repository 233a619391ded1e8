//! The address of an article, from its path and its front matter.

use super::classify::{self, FolderUrls, PageLayout};
use super::parsed::Head;
use super::route;
use crate::finding::{Code, Finding};
use crate::source::path::stem;
use crate::source::{Location, Spanned};

/// A `url` that is no path of this site, and a `slug` that is no part of one. The page stands at its own path then.
pub(super) fn check_wishes(head: &Head) -> Vec<Finding> {
    let find = |wish: &Option<Spanned<String>>, read: fn(&str) -> Option<String>, message: &str, help: &str| {
        let wish = wish.as_ref().filter(|wish| !wish.value.trim().is_empty() && read(&wish.value).is_none())?;
        let place = Location::new(head.file, wish.span);
        let finding = Finding::new(Code::InvalidRoute, place, format!("`{}` is no {message}", wish.value));
        Some(finding.about(&wish.value).help(help))
    };
    let path = "write a path from the root of the site, such as `/scope/`";
    let part = "write a name with letters or digits, of at most 255 bytes, such as `scope`";
    let url = find(&head.front.url, route::wish, "path of this site", path);
    let slug = find(&head.front.slug, route::slug, "part of an address", part);
    url.into_iter().chain(slug).collect()
}

/// The address by path and `slug`.
pub(super) fn own_url(head: &Head, standing: &PageLayout, folders: &mut FolderUrls<'_>) -> String {
    let folder = classify::folder(&head.path);
    let slug = head.front.slug.as_ref().and_then(|slug| route::slug(&slug.value));
    match standing {
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
            // A name of nothing but signs leaves no segment, as in Hugo.
            match slug.or_else(|| route::folder_segment(name)) {
                Some(name) => format!("{}{name}/", folders.url(folder)),
                None => folders.url(folder).to_owned(),
            }
        }
    }
}
