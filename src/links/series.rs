//! Hand-written lists of a series under a heading that names another series.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::citation::STANDARDS;
use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::{Heading, Link};
use crate::site::{Kind, Page, PageId, Resolution, Resolver, Site, Target};
use crate::source::Location;

/// Checks the headings of every article.
pub(super) fn check(resolver: &Resolver<'_>, frameworks: &Frameworks) -> Vec<Finding> {
    let site = resolver.site();
    let names = Names::new(site, frameworks);
    let mut findings = Vec::new();
    for (id, page) in site.pages() {
        let Some(file) = page.file else { continue };
        for heading in wrong_headings(resolver, &names, id) {
            findings.push(names_another(site, page, Location::new(file, heading.0.span), &heading));
        }
    }
    findings
}

/// The standards and series that a heading can name.
struct Names<'a> {
    /// The standards in lower case.
    standards: Vec<String>,
    /// All names as they are written, the longest first.
    all: Vec<&'a str>,
    /// Finds every one of `all`.
    finder: Option<AhoCorasick>,
}

impl<'a> Names<'a> {
    /// The standards, and the series of the site. A name of one word may be any word of a heading, so it counts only where
    /// it is on the list of standards.
    fn new(site: &'a Site, frameworks: &'a Frameworks) -> Self {
        let known = frameworks.iter().map(|framework| framework.name.as_str()).filter(|name| name.contains(' '));
        let standards: Vec<(String, &str)> =
            STANDARDS.into_iter().chain(known).map(|name| (name.to_lowercase(), name)).collect();
        let sections = site.pages().filter(|(_, page)| page.kind == Kind::Section && page.title.contains(' '));
        let series = sections.map(|(_, page)| (page.title.to_lowercase(), page.title.as_str()));
        let all: BTreeMap<String, &str> = standards.iter().cloned().chain(series).collect();
        let mut all: Vec<(String, &str)> = all.into_iter().collect();
        all.sort_by_key(|(name, _)| Reverse(name.len()));
        // A large site has many names and many headings, so each heading is searched for all names at once.
        let mut finder = AhoCorasick::builder();
        // A faster automaton would take longer to build than it saves on so few texts.
        let finder = finder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(all.iter().map(|(name, _)| name)).ok();
        let standards = standards.into_iter().map(|(name, _)| name).collect();
        Self { standards, all: all.into_iter().map(|(_, written)| written).collect(), finder }
    }

    /// The standard or series that a heading names, where it does not name its own as well.
    fn other(&self, heading: &str, own: &str) -> Option<&'a str> {
        let longest =
            self.finder.as_ref()?.find_overlapping_iter(heading).map(|found| found.pattern().as_usize()).min()?;
        let names_standard = |name: &String| own.contains(name.as_str()) && heading.contains(name.as_str());
        let names_own = heading.contains(own) || self.standards.iter().any(names_standard);
        self.all.get(longest).copied().filter(|_| !names_own)
    }
}

fn page_of(resolver: &Resolver<'_>, id: PageId, link: &Link) -> Option<PageId> {
    let Resolution::Found(route) = resolver.resolve(id, link) else { return None };
    let Target::Page(page) = route.target else { return None };
    Some(page)
}

/// The headings above a list of the article's own series that name another series, each with that name.
fn wrong_headings<'a>(resolver: &'a Resolver<'_>, names: &Names<'a>, id: PageId) -> Vec<(&'a Heading, &'a str)> {
    let site = resolver.site();
    let document = &site.page(id).document;
    if !document.headings.iter().any(|heading| heading.listed) {
        return Vec::new();
    }
    let Some(series) = site.series(id) else { return Vec::new() };
    let own = site.page(series.section).title.to_lowercase();
    let mut links: Vec<&Link> = document.links.iter().collect();
    links.sort_by_key(|link| link.span.start);
    let articles: HashSet<PageId> = series.articles.iter().copied().collect();
    let mut found = Vec::new();
    for (index, heading) in document.headings.iter().enumerate().filter(|(_, heading)| heading.listed) {
        let end = document.headings.get(index + 1).map_or(usize::MAX, |next| next.span.start);
        let first = links.partition_point(|link| link.span.start < heading.span.end);
        let below = links[first..].iter().take_while(|link| link.span.start < end);
        // One link is a reference; two or more, and hardly any other, are a list.
        if below.clone().nth(1).is_none() {
            continue;
        }
        let Some(name) = names.other(&heading.text.to_lowercase(), &own) else { continue };
        let targets: Vec<PageId> = below.filter_map(|link| page_of(resolver, id, link)).collect();
        let of_series = targets.iter().filter(|target| articles.contains(target)).count();
        if of_series > 1 && of_series * 2 > targets.len() {
            found.push((heading, name));
        }
    }
    found
}

fn names_another(site: &Site, page: &Page, location: Location, (heading, name): &(&Heading, &str)) -> Finding {
    let own = page.section.map(|section| site.page(section).title.as_str()).unwrap_or_default();
    let message = format!("the heading `{}` names `{name}` over a list of `{own}`", heading.text);
    Finding::new(Code::SeriesHeadingNamesAnother, location, message)
        .about(&heading.text)
        .help("name this series, or remove the list: every article shows its series, made from the site itself")
}
