//! What a change has broken: findings that were not there before, and addresses that are there no more.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Project;
use crate::finding::{Code, Finding};
use crate::links::external::Answers;
use crate::site::{Page, PageId, Resolution, Target};
use crate::source::Location;

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
    let mut by_text: HashMap<&str, &Page> = HashMap::new();
    for (page, text) in &gone {
        by_text.entry(text).or_insert(page);
    }
    let (gone, only) = (by_title(&gone), by_title(&new));
    let mut moved = BTreeMap::new();
    for (page, text) in &new {
        let title = page.title.as_str();
        let same_title = || only.get(title)?.and_then(|_| gone.get(title).copied().flatten());
        if let Some(former) = by_text.get(text).copied().or_else(same_title) {
            moved.insert(page.path.as_str(), former.path.as_str());
        }
    }
    moved
}

/// Pages by their titles; nothing for a title that several have.
fn by_title<'p>(pages: &[(&'p Page, &str)]) -> HashMap<&'p str, Option<&'p Page>> {
    let mut titles = HashMap::new();
    for (page, _) in pages {
        titles.entry(page.title.as_str()).and_modify(|only| *only = None).or_insert(Some(*page));
    }
    titles
}

fn key(project: &Project, finding: &Finding, moved: &BTreeMap<&str, &str>) -> (Code, String, String) {
    let path = project.sources.get(finding.location.file).path.as_str();
    let path = moved.get(path).copied().unwrap_or(path).to_owned();
    (finding.code, path, finding.target.clone().unwrap_or_else(|| finding.message.clone()))
}

/// Addresses and anchors of articles that neither exist nor redirect any more.
fn lost(before: &Project, now: &Project, moved: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let resolver = now.resolver();
    let mut present = Present::new(now, moved);
    for (_, page) in before.site.pages().filter(|(_, page)| page.file.is_some()) {
        match resolver.route(&page.url) {
            Resolution::Missing(_) => findings.push(present.lost_url(page)),
            Resolution::Elsewhere => {}
            Resolution::Found(route) => {
                if let Target::Page(id) = route.target {
                    findings.extend(present.lost_anchors(page, id));
                }
            }
        }
    }
    findings
}

/// The pages there are now, by what those of before may be found by.
struct Present<'a> {
    now: &'a Project,
    /// Where articles stand that have moved, by where they stood.
    moved: HashMap<&'a str, &'a str>,
    /// The first article of each title.
    titles: HashMap<&'a str, PageId>,
    /// The anchors of pages that were asked for.
    anchors: HashMap<PageId, HashSet<&'a str>>,
}

impl<'a> Present<'a> {
    fn new(now: &'a Project, moved: &BTreeMap<&'a str, &'a str>) -> Self {
        let mut present = Self { now, moved: HashMap::new(), titles: HashMap::new(), anchors: HashMap::new() };
        for (path, former) in moved {
            present.moved.entry(former).or_insert(path);
        }
        for (id, page) in now.site.pages().filter(|(_, page)| page.file.is_some()) {
            present.titles.entry(&page.title).or_insert(id);
        }
        present
    }

    fn lost_url(&self, page: &Page) -> Finding {
        let (now, url) = (self.now, &page.url);
        let path = self.moved.get(page.path.as_str()).copied().unwrap_or(&page.path);
        let below = path.strip_prefix("content/").unwrap_or(path);
        let heir = now.site.from_source(below).or_else(|| self.titles.get(page.title.as_str()).copied());
        let heir = heir.map(|id| now.site.page(id));
        let home = now.site.home().and_then(|home| now.site.page(home).file);
        let file = heir.and_then(|heir| heir.file).or(home).unwrap_or(crate::source::FileId(0));
        let message = format!("`{url}` was a page and is none any more");
        let finding = Finding::new(Code::LostUrl, Location::start_of(file), message).about(url);
        match heir {
            Some(heir) => finding.help(format!("add `aliases: [{url}]` to the front matter of `{}`", heir.path)),
            None => finding.help(format!("add `aliases: [{url}]` to the page that took its place")),
        }
    }

    fn lost_anchors(&mut self, page: &Page, id: PageId) -> Vec<Finding> {
        let current = self.now.site.page(id);
        let Some(file) = current.file.filter(|_| !current.front.dynamic_anchors) else { return Vec::new() };
        let known = self.anchors.entry(id).or_insert_with(|| {
            let headings = current.document.headings.iter().filter_map(|heading| heading.id.as_deref());
            headings.chain(current.document.anchors.iter().map(|anchor| anchor.value.as_str())).collect()
        });
        let lost = page.document.headings.iter().filter_map(|heading| heading.id.as_deref());
        let lost = lost.filter(|id| !known.contains(id));
        let finding = |anchor: &str| {
            let message = format!("the anchor `#{anchor}` stood on `{}` and is gone", current.url);
            Finding::new(Code::LostAnchor, Location::start_of(file), message)
                .about(format!("{}#{anchor}", current.url))
                .help(format!("give the heading that took its place the id `{{#{anchor}}}`"))
        };
        lost.map(finding).collect()
    }
}
