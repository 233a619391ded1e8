//! The address of an article, from its path and its front matter.

use super::classify::{self, FolderUrls, Place as Standing};
use super::{Head, route};
use crate::finding::{Code, Finding};
use crate::source::Place;
use crate::source::path::{segment, stem};

/// A `url` that is no path of this site. The page stands at its own path then.
pub(super) fn check_wish(head: &Head) -> Option<Finding> {
    let wish = head.front.url.as_ref().filter(|wish| !wish.value.trim().is_empty())?;
    let is_path = route::wish(&wish.value).is_some();
    let message = format!("`{}` is no path of this site", wish.value);
    let finding = Finding::new(Code::InvalidRoute, Place::new(head.file, wish.span), message);
    (!is_path).then(|| finding.about(&wish.value).help("write a path from the root of the site, such as `/scope/`"))
}

/// The address by path and `slug`.
pub(super) fn own_url(head: &Head, standing: &Standing, folders: &mut FolderUrls<'_>) -> String {
    let folder = classify::folder(&head.path);
    let slug = head.front.slug.as_ref().map(|slug| route::segments(&slug.value)).filter(|slug| !slug.is_empty());
    match standing {
        Standing::Home => "/".to_owned(),
        Standing::Section => folders.url(folder).to_owned(),
        Standing::Bundle => match slug {
            Some(slug) => {
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                format!("{}{slug}/", folders.url(above))
            }
            None => folders.url(folder).to_owned(),
        },
        Standing::Single => {
            let name = stem(&head.path);
            let name = slug.unwrap_or_else(|| segment(name));
            // A name of nothing but signs leaves no segment, as in Hugo.
            if name.is_empty() { folders.url(folder).to_owned() } else { format!("{}{name}/", folders.url(folder)) }
        }
    }
}
