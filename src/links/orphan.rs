//! Articles that only the list of all articles on the front page links to.

use std::collections::BTreeSet;

use crate::finding::{Code, Finding};
use crate::markdown::Link;
use crate::site::{Kind, Page, PageId, Resolution, Resolver, Target};
use crate::source::{FileId, Location};

/// Finds articles that no section, taxonomy or menu lists and no other page links to.
///
/// In a site without sections the front page is the list of articles, so no article is an orphan. Neither is a page with a
/// layout of its own, such as the error page or the search, nor a page bundle at the top level, which themes list with the
/// sections.
pub(super) fn check(resolver: &Resolver<'_>, configured: &[(FileId, Link)]) -> Vec<Finding> {
    let site = resolver.site();
    let is_section = |(_, page): (PageId, &Page)| page.kind == Kind::Section && !page.children.is_empty();
    if !site.pages().any(is_section) {
        return Vec::new();
    }
    let is_suspect = |page: &Page| {
        let is_listed = page.section.is_some_and(|section| Some(section) != site.home()) || !page.terms.is_empty();
        let stands_alone = page.place.matches('/').count() > 1;
        let has_place = !page.front.menu.is_empty() || page.front.layout.is_some() || stands_alone;
        page.kind == Kind::Article && page.is_listed && !is_listed && !has_place
    };
    let mut suspects: BTreeSet<PageId> =
        site.pages().filter(|(_, page)| page.file.is_some() && is_suspect(page)).map(|(id, _)| id).collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    for (from, _) in site.pages() {
        for (_, link) in site.links(from) {
            remove_target(&mut suspects, resolver, from, link);
        }
    }
    if let Some(home) = site.home() {
        configured.iter().for_each(|(_, link)| remove_target(&mut suspects, resolver, home, link));
    }
    suspects.into_iter().filter_map(|id| finding(site.page(id))).collect()
}

/// Removes the page that `link` leads to, unless the link is on that page.
fn remove_target(suspects: &mut BTreeSet<PageId>, resolver: &Resolver<'_>, from: PageId, link: &Link) {
    if let Resolution::Found(route) = resolver.resolve(from, link)
        && let Target::Page(to) = route.target
        && to != from
    {
        suspects.remove(&to);
    }
}

fn finding(page: &Page) -> Option<Finding> {
    let message = "no section, menu or page leads to this article".to_owned();
    let location = match &page.front.title {
        Some(title) => Location::new(page.file?, title.span),
        None => Location::start_of(page.file?),
    };
    let finding = Finding::new(Code::OrphanPage, location, message).about(&page.url);
    Some(finding.help("move it into a section, link to it, or add it to a menu"))
}
