//! Lists of a series that articles write by hand, under a heading that names another one.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::finding::{Code, Finding};
use crate::markdown::Heading;
use crate::site::{Kind, Page, PageId, Resolution, Resolver, Site, Target};
use crate::source::Place;

/// Standards that guides are written about, as headings name them.
const STANDARDS: [&str; 14] = [
    "PCI DSS",
    "CMMC",
    "NIST SP 800-53",
    "NIST SP 800-171",
    "NIST CSF",
    "ISO 27001",
    "ISO/IEC 27001",
    "SOC 2",
    "HIPAA",
    "FedRAMP",
    "GDPR",
    "HITRUST",
    "NIS2",
    "DORA",
];

/// Checks the headings of every article.
pub(super) fn check(resolver: &Resolver<'_>) -> Vec<Finding> {
    let site = resolver.site();
    let names = Names::of(site);
    let pages: Vec<(PageId, &Page)> = site.pages().collect();
    let found = pages.par_iter().map(|(id, page)| {
        let Some(file) = page.file else { return Vec::new() };
        let headings = wrong_headings(resolver, &names, *id, page);
        headings.iter().map(|heading| names_another(site, page, Place::new(file, heading.0.span), heading)).collect()
    });
    found.collect::<Vec<Vec<Finding>>>().into_iter().flatten().collect()
}

/// What a heading may name, as it is written and in lower case.
struct Names {
    standards: Vec<(String, String)>,
    /// A series whose title is one word is not among them: too many headings mean the word.
    series: Vec<(PageId, String, String)>,
}

impl Names {
    fn of(site: &Site) -> Self {
        let sections = site.pages().filter(|(_, page)| page.kind == Kind::Section && page.title.contains(' '));
        Self {
            standards: STANDARDS.iter().map(|name| ((*name).to_owned(), name.to_lowercase())).collect(),
            series: sections.map(|(id, page)| (id, page.title.clone(), page.title.to_lowercase())).collect(),
        }
    }
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
    resolver: &Resolver<'_>,
    names: &Names,
    id: PageId,
    page: &'a Page,
) -> Vec<(&'a Heading, String)> {
    let site = resolver.site();
    let Some(series) = site.series(id) else { return Vec::new() };
    let own = site.page(series.section).title.to_lowercase();
    let headings = &page.document.headings;
    let mut found = Vec::new();
    for (index, heading) in headings.iter().enumerate().filter(|(_, heading)| heading.listed) {
        let end = headings.get(index + 1).map_or(usize::MAX, |next| next.span.start);
        let links = page.document.links.iter();
        let below = links.filter(|link| heading.span.end <= link.span.start && link.span.start < end);
        if below.clone().nth(1).is_none() {
            continue;
        }
        let text = heading.text.to_lowercase();
        let Some(name) = other_name(names, &text, &own, series.section) else { continue };
        let targets: Vec<PageId> = below.filter_map(|link| page_of(resolver, id, link)).collect();
        let of_series = targets.iter().filter(|target| series.articles.contains(target)).count();
        // One link is a reference; two or more, and hardly any other, are a list.
        if of_series > 1 && of_series * 2 > targets.len() {
            found.push((heading, name));
        }
    }
    found
}

/// The standard or series that a heading names, where it does not name its own as well.
fn other_name(names: &Names, heading: &str, own: &str, section: PageId) -> Option<String> {
    let names_own = |(_, name): &(String, String)| own.contains(name.as_str()) && heading.contains(name.as_str());
    if heading.contains(own) || names.standards.iter().any(names_own) {
        return None;
    }
    let series = names.series.iter().filter(|(id, ..)| *id != section).map(|(_, title, name)| (title, name));
    let all = names.standards.iter().map(|(title, name)| (title, name)).chain(series);
    all.filter(|(_, name)| heading.contains(name.as_str()))
        .map(|(title, _)| title)
        .max_by_key(|title| title.len())
        .cloned()
}

fn names_another(site: &Site, page: &Page, place: Place, (heading, name): &(&Heading, String)) -> Finding {
    let own = page.section.map(|section| site.page(section).title.as_str()).unwrap_or_default();
    let message = format!("the heading `{}` names `{name}` over a list of `{own}`", heading.text);
    Finding::new(Code::SeriesHeadingNamesAnother, place, message)
        .about(&heading.text)
        .help("name this series, or remove the list: every article shows its series, made from the site itself")
}
