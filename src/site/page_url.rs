//! The address of an article, from its path and its front matter.

use super::classify::{self, FolderUrls, PageLayout};
use super::parsed::Head;
use super::route;
use crate::config::Permalink;
use crate::finding::{Code, Finding};
use crate::source::path::{Case, stem};
use crate::source::{Location, Spanned};

/// The finding for an invalid `slug`, which is ignored.
pub(super) fn check_slug(head: &Head, case: Case) -> Option<Finding> {
    let slug = head.front.slug.as_ref().filter(|slug| !slug.value.trim().is_empty())?;
    let help = "write a name with letters or digits, of at most 255 bytes, such as `scope`";
    let message = "valid part of an address";
    route::slug(&slug.value, case).is_none().then(|| invalid(head, slug, message).help(help))
}

/// The finding for an invalid `url`, which is ignored.
pub(super) fn invalid_url(head: &Head, url: &Spanned<String>) -> Finding {
    let token = Permalink::parse(&url.value).err().filter(|_| !url.value.contains("://"));
    let Some(token) = token else {
        return invalid(head, url, "path of this site")
            .help("write a path from the root of the site, such as `/scope/`");
    };
    let message = format!("`{}` has the unknown token `{token}`", url.value);
    let finding = Finding::new(Code::InvalidRoute, Location::new(head.file, url.span), message).about(&url.value);
    finding.help(match Permalink::nearest_token(&token) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write tokens such as `:year`, `:sections`, `:slug` and `:title`".to_owned(),
    })
}

fn invalid(head: &Head, value: &Spanned<String>, message: &str) -> Finding {
    let location = Location::new(head.file, value.span);
    let message = format!("`{}` is not a {message}", value.value);
    Finding::new(Code::InvalidRoute, location, message).about(&value.value)
}

/// The address by path and `slug`.
pub(super) fn own_url(head: &Head, folders: &mut FolderUrls<'_>, case: Case) -> String {
    let folder = classify::folder(&head.place);
    let slug = head.front.slug.as_ref().and_then(|slug| route::slug(&slug.value, case));
    match classify::layout(&head.place) {
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
            let name = stem(&head.place);
            // A name without letters and digits has no segment, as in Hugo.
            match slug.or_else(|| route::folder_segment(name, case)) {
                Some(name) => format!("{}{name}/", folders.url(folder)),
                None => folders.url(folder).to_owned(),
            }
        }
    }
}
