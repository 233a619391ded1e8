//! What a change has broken: findings that were not there before, and addresses that are there no more.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use crate::finding::{Code, Finding};
use crate::links::external::Answers;
use crate::site::{Page, PageId, Resolution, Target};
use crate::source::Place;

/// The findings of a change, and how many there were before it.
#[derive(Debug)]
pub struct Change {
    /// Findings that the change brought, and what it lost.
    pub findings: Vec<Finding>,
    /// How many findings were there before and still are.
    pub known: usize,
}

/// Holds `findings` of the site as it is now against those of the site as it was.
///
/// A finding is known where one of the same code, file and target stood before: never by its line, which moves.
/// Of several alike as many are known as there were. An article that has moved takes its findings along.
///
/// What other hosts have answered holds for both: a link that was dead before is known.
pub fn compare(before: &Project, now: &Project, findings: Vec<Finding>, answers: Option<&Answers>) -> Change {
    let moved = moved(before, now);
    let mut stock: BTreeMap<(Code, String, String), usize> = BTreeMap::new();
    for finding in before.check_all(answers) {
        *stock.entry(key(before, &finding, &BTreeMap::new())).or_default() += 1;
    }
    let is_known = |finding: &Finding| match stock.get_mut(&key(now, finding, &moved)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    let (known, mut new): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_known);
    new.extend(lost(before, now, &moved));
    Change { findings: new, known: known.len() }
}

/// Articles that have moved: where each stands now, and where it stood. Its text is the same, or else only these two
/// have the title.
fn moved<'a>(before: &'a Project, now: &'a Project) -> BTreeMap<&'a str, &'a str> {
    fn left<'p>(project: &'p Project, other: &Project) -> Vec<(&'p Page, &'p str)> {
        let is_there = |page: &Page| other.sources.find(&page.path).is_some();
        let own = project.site.pages().filter_map(|(_, page)| Some((page, page.file?)));
        let own = own.filter(|(page, _)| !is_there(page));
        own.map(|(page, file)| (page, project.sources.get(file).text.as_str())).collect()
    }
    let (gone, new) = (left(before, now), left(now, before));
    let mut moved = BTreeMap::new();
    for (page, text) in &new {
        let same_title = |other: &&(&Page, &str)| other.0.title == page.title;
        let is_only = gone.iter().filter(same_title).count() == 1
            && new.iter().filter(|other| other.0.title == page.title).count() == 1;
        let by_title = || gone.iter().find(same_title).filter(|_| is_only);
        if let Some((former, _)) = gone.iter().find(|(_, former)| former == text).or_else(by_title) {
            moved.insert(page.path.as_str(), former.path.as_str());
        }
    }
    moved
}

fn key(project: &Project, finding: &Finding, moved: &BTreeMap<&str, &str>) -> (Code, String, String) {
    let path = project.sources.get(finding.place.file).path.as_str();
    let path = moved.get(path).copied().unwrap_or(path).to_owned();
    (finding.code, path, finding.target.clone().unwrap_or_else(|| finding.message.clone()))
}

/// Addresses and anchors of articles that neither exist nor redirect any more.
fn lost(before: &Project, now: &Project, moved: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let resolver = now.resolver();
    for (_, page) in before.site.pages().filter(|(_, page)| page.file.is_some()) {
        match resolver.route(&page.url) {
            Resolution::Missing(_) => findings.push(lost_url(now, page, moved)),
            Resolution::Elsewhere => {}
            Resolution::Found(route) => {
                if let Target::Page(id) = route.target {
                    findings.extend(lost_anchors(now, page, id));
                }
            }
        }
    }
    findings
}

fn lost_url(now: &Project, page: &Page, moved: &BTreeMap<&str, &str>) -> Finding {
    let url = &page.url;
    let path = moved.iter().find(|(_, former)| **former == page.path).map_or(page.path.as_str(), |(path, _)| path);
    let below = path.strip_prefix("content/").unwrap_or(path);
    let same_title = || now.site.pages().find(|(_, other)| other.file.is_some() && other.title == page.title);
    let heir = now.site.from_source(below).or_else(|| same_title().map(|(id, _)| id));
    let heir = heir.map(|id| now.site.page(id));
    let home = now.site.home().and_then(|home| now.site.page(home).file);
    let file = heir.and_then(|heir| heir.file).or(home).unwrap_or(crate::source::FileId(0));
    let message = format!("`{url}` was a page and is none any more");
    let finding = Finding::new(Code::LostUrl, Place::start_of(file), message).about(url);
    match heir {
        Some(heir) => finding.help(format!("add `aliases: [{url}]` to the front matter of `{}`", heir.path)),
        None => finding.help(format!("add `aliases: [{url}]` to the page that took its place")),
    }
}

fn lost_anchors(now: &Project, page: &Page, id: PageId) -> Vec<Finding> {
    let current = now.site.page(id);
    let Some(file) = current.file.filter(|_| !current.front.dynamic_anchors) else { return Vec::new() };
    let headings = current.document.headings.iter().filter_map(|heading| heading.id.as_deref());
    let known: BTreeSet<&str> =
        headings.chain(current.document.anchors.iter().map(|anchor| anchor.value.as_str())).collect();
    let lost =
        page.document.headings.iter().filter_map(|heading| heading.id.as_deref()).filter(|id| !known.contains(id));
    let finding = |anchor: &str| {
        let message = format!("the anchor `#{anchor}` stood on `{}` and is gone", current.url);
        Finding::new(Code::LostAnchor, Place::start_of(file), message)
            .about(format!("{}#{anchor}", current.url))
            .help(format!("give the heading that took its place the id `{{#{anchor}}}`"))
    };
    lost.map(finding).collect()
}
