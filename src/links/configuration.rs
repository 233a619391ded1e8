//! Links of the configuration: of its menus, and of the theme.

use crate::config::Config;
use crate::finding::{Code, Finding};
use crate::markdown::{Link, LinkKind};
use crate::site::{Resolution, Resolver, Target, value_link};
use crate::source::{FileId, Location, Spanned};

/// The links of the configuration, which is `file`. They stand on every page, and are resolved as on the front page.
pub(crate) fn configured_links(config: &Config, file: FileId) -> Vec<(FileId, Link)> {
    let entries = config.menus.values().flatten().filter_map(|item| item.url.as_ref());
    let named = config.theme.header.iter().chain(&config.theme.footer).map(|link| &link.url);
    let notice = config.theme.notice.iter().filter_map(|notice| notice.url.as_ref());
    let written = entries.chain(named).chain(notice).chain(files(config).map(|(_, path)| path));
    let written = written.filter(|written| !written.value.trim().is_empty());
    written.map(|written| (file, value_link(written, LinkKind::FrontMatter))).collect()
}

/// The settings that name a file, with their names.
fn files(config: &Config) -> impl Iterator<Item = (&'static str, &Spanned<String>)> {
    let theme = &config.theme;
    let logo = theme.logo.iter().map(|logo| ("theme.logo", logo));
    let favicon = theme.favicon.iter().map(|favicon| ("theme.favicon", favicon));
    let image = theme.image.iter().map(|image| ("theme.image", image));
    logo.chain(favicon).chain(image).chain(theme.css.iter().map(|sheet| ("theme.css", sheet)))
}

/// Finds settings that name a page where a file is needed. That there is nothing at all is found with the other links.
pub(super) fn check(resolver: &Resolver<'_>, config: &Config, file: FileId) -> Vec<Finding> {
    let Some(home) = resolver.site().home() else { return Vec::new() };
    let page_at = |(name, path): (&str, &Spanned<String>)| {
        let Resolution::Found(route) = resolver.resolve(home, &value_link(path, LinkKind::FrontMatter)) else {
            return None;
        };
        match route.target {
            Target::Asset(_) | Target::GeneratedFile => return None,
            Target::Page(_) | Target::Alias(_) | Target::GeneratedPage(_) => {}
        }
        let message = format!("`{name}` takes a file, and `{}` is a page", path.value);
        let finding = Finding::new(Code::MissingAsset, Location::new(file, path.span), message).about(&path.value);
        Some(finding.help("put the file into `static/`, and write its path from there: `/logo.svg`"))
    };
    files(config).filter_map(page_at).collect()
}
