//! Lists of a series that articles write by hand, under a heading that names another one.

use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::Heading;
use crate::site::{Kind, Page, PageId, Resolution, Resolver, STANDARDS, Site, Target};
use crate::source::Place;

/// Checks the headings of every article.
pub(super) fn check(resolver: &Resolver<'_>, frameworks: &Frameworks) -> Vec<Finding> {
    let site = resolver.site();
    // A name of one word is a word that headings use; those that are names for certain are on the list.
    let known = frameworks.iter().map(|framework| framework.name.as_str()).filter(|name| name.contains(' '));
    let mut standards: Vec<String> = STANDARDS.into_iter().chain(known).map(str::to_owned).collect();
    standards.sort_unstable();
    standards.dedup();
    let mut findings = Vec::new();
    for (id, page) in site.pages() {
        let Some(file) = page.file else { continue };
        for heading in wrong_headings(resolver, id, page, &standards) {
            findings.push(names_another(site, page, Place::new(file, heading.0.span), &heading));
        }
    }
    findings
}

fn page_of(resolver: &Resolver<'_>, id: PageId, link: &crate::markdown::Link) -> Option<PageId> {
    match resolver.resolve(id, link) {
        Resolution::Found(route) => match route.target {
            Target::Page(page) => Some(page),
            _ => None,
        },
        _ => None,
    }
}

/// Headings over a list of the article's own series that name another one, with that name.
fn wrong_headings<'a>(
    resolver: &'a Resolver<'_>,
    id: PageId,
    page: &'a Page,
    standards: &[String],
) -> Vec<(&'a Heading, String)> {
    let site = resolver.site();
    let Some(series) = site.series(id) else { return Vec::new() };
    let own = site.page(series.section).title.to_lowercase();
    let headings = &page.document.headings;
    let mut found = Vec::new();
    for (index, heading) in headings.iter().enumerate().filter(|(_, heading)| heading.listed) {
        let end = headings.get(index + 1).map_or(usize::MAX, |next| next.span.start);
        let text = heading.text.to_lowercase();
        let Some(name) = other_name(site, &text, (&own, series.section), standards) else { continue };
        let below =
            page.document.links.iter().filter(|link| heading.span.end <= link.span.start && link.span.start < end);
        let targets: Vec<PageId> = below.filter_map(|link| page_of(resolver, id, link)).collect();
        let of_series = targets.iter().filter(|target| series.articles.contains(target)).count();
        // One link is a reference; two or more, and hardly any other, are a list.
        if of_series > 1 && of_series * 2 > targets.len() {
            found.push((heading, name));
        }
    }
    found
}

/// The standard or series that a heading names, where it does not name its own as well. A series whose title is
/// one word is named by too many headings that mean the word.
fn other_name(site: &Site, heading: &str, (own, section): (&str, PageId), standards: &[String]) -> Option<String> {
    let mut own_names = standards.iter().filter(|name| own.contains(&name.to_lowercase()));
    let names_own = heading.contains(own) || own_names.any(|name| heading.contains(&name.to_lowercase()));
    if names_own {
        return None;
    }
    let series =
        site.pages().filter(|(id, page)| page.kind == Kind::Section && *id != section && page.title.contains(' '));
    let names = standards.iter().cloned().chain(series.map(|(_, page)| page.title.clone()));
    names.filter(|name| heading.contains(&name.to_lowercase())).max_by_key(String::len)
}

fn names_another(site: &Site, page: &Page, place: Place, (heading, name): &(&Heading, String)) -> Finding {
    let own = page.section.map(|section| site.page(section).title.as_str()).unwrap_or_default();
    let message = format!("the heading `{}` names `{name}` over a list of `{own}`", heading.text);
    Finding::new(Code::SeriesHeadingNamesAnother, place, message)
        .about(&heading.text)
        .help("name this series, or remove the list: every article shows its series, made from the site itself")
}
