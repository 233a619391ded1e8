//! Retired versions of a standard that titles, headings and tags name as if they were in force.

use jiff::civil::Date;

use crate::citation::check_retired;
use crate::finding::Finding;
use crate::framework::{Framework, Frameworks};
use crate::site::{Edges, Page, Site};
use crate::source::{Location, Span};

/// Checks the titles, headings and tags of every article, as of the day `today`.
pub(super) fn check(site: &Site, frameworks: &Frameworks, edges: &Edges, today: Date) -> Vec<Finding> {
    let has_retired = |framework: &Framework| framework.versions.iter().any(|version| version.retired.is_some());
    if !frameworks.iter().any(has_retired) {
        return Vec::new();
    }
    let standards = edges.scopes().standards(frameworks);
    let mut findings = Vec::new();
    for (id, page) in site.pages() {
        let Some(file) = page.file else { continue };
        let context = (standards, edges.scopes().scope(id));
        let texts = texts(page);
        findings
            .extend(texts.filter_map(|(text, span)| check_retired(text, Location::new(file, span), context, today)));
    }
    findings
}

/// The title, tags and headings of a page with their spans; the link title where it differs from the title.
fn texts(page: &Page) -> impl Iterator<Item = (&str, Span)> {
    let front = &page.front;
    let link_title =
        front.link_title.as_ref().filter(|link| front.title.as_ref().is_none_or(|title| title.value != link.value));
    let of_front = front.title.iter().chain(link_title).chain(&front.tags);
    let of_front = of_front.map(|value| (value.value.as_str(), value.span));
    of_front.chain(page.document.headings.iter().map(|heading| (heading.text.as_str(), heading.span)))
}
