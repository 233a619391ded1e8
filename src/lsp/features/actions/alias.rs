//! Adds the address of a broken link to the aliases of the page that is probably meant, so that links from elsewhere lead there
//! again, and has the link name the page's own address.

use super::action::{Action, Asked, Kind};
use crate::finding::{Code, Finding, nearest};
use crate::front::alias_edit;
use crate::links::leading_to;
use crate::lsp::features::edits::destinations;
use crate::markdown::Link;
use crate::site::{Missing, Page, PageId, Resolution, Target};

/// So many pages are offered.
const MAX_PAGES: usize = 3;

pub(super) fn actions<'a>(asked: &Asked<'a>) -> Vec<Action<'a>> {
    let mut actions = Vec::new();
    for finding in asked.reported().filter(|finding| finding.code == Code::BrokenPage) {
        let Some((page, link, url)) = broken(asked, finding) else { continue };
        for target in meant(asked, &url) {
            actions.extend(action(asked, finding, (page, link, &url), target));
        }
    }
    actions
}

/// The link of a finding, the page that it is on, and the address that it leads to.
fn broken<'a>(asked: &Asked<'a>, finding: &Finding) -> Option<(PageId, &'a Link, String)> {
    let site = asked.query.site;
    let (page, _) = site.page(asked.file)?;
    let mut links = site.project.site.links(page);
    let (_, link) = links.find(|(file, link)| *file == asked.file && link.span == finding.location.span)?;
    match site.project.resolver().resolve(page, link) {
        Resolution::Missing(Missing::Page(url)) if !url.ends_with(".md") && !url.contains("//") => {
            let url = if url.ends_with('/') { url } else { format!("{url}/") };
            // Some file systems could not tell the two apart.
            let mut pages = site.project.site.pages();
            let is_known = pages.any(|(_, page)| page.url.to_lowercase() == url.to_lowercase());
            (!is_known).then_some((page, link, url))
        }
        Resolution::Missing(_) | Resolution::Found(_) | Resolution::Elsewhere => None,
    }
}

/// The pages that have probably had this address: those with the same last part, else the one with the nearest address.
fn meant(asked: &Asked<'_>, url: &str) -> Vec<PageId> {
    let site = &asked.query.site.project.site;
    let last = |url: &str| url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    let name = last(url);
    let own = site.pages().filter(|(_, page)| page.file.is_some());
    let named = own.clone().filter(|(_, page)| !name.is_empty() && last(&page.url) == name);
    let named: Vec<PageId> = named.map(|(id, _)| id).take(MAX_PAGES).collect();
    if !named.is_empty() {
        return named;
    }
    let near = nearest(url, own.clone().map(|(_, page)| page.url.as_str()));
    own.filter(|(_, page)| Some(page.url.as_str()) == near).map(|(id, _)| id).take(1).collect()
}

fn action<'a>(
    asked: &Asked<'a>,
    finding: &'a Finding,
    (from, link, url): (PageId, &Link, &str),
    target: PageId,
) -> Option<Action<'a>> {
    let (site, project) = (asked.query.site, &asked.query.site.project);
    let page: &Page = project.site.page(target);
    let file = page.file?;
    let (span, text) = alias_edit(site.text(file), &[url.to_owned()])?;
    let destination = leading_to(&project.resolver(), &project.inventory, (from, link), Target::Page(target))?;
    let title = format!("Add the alias `{url}` to `{}`, and link to `{}`", page.path, page.url);
    let mut action = Action::new(Kind::QuickFix, title, vec![finding]);
    let is_made = action.edits.insert(file, span, text)
        && action.edits.insert(asked.file, destinations(site.text(asked.file), link).into_iter().next()?, destination);
    is_made.then_some(action)
}
