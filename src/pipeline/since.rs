//! Compares a site with an earlier version of it: new findings, and lost addresses and anchors.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::project::Project;
use crate::finding::{Code, Finding};
use crate::links::external::Answers;
use crate::site::{Page, PageId, Resolution, Target};
use crate::source::Location;
use crate::source::path::below_content;

/// The findings of a change, without those that the earlier version had.
#[derive(Debug)]
pub struct Change {
    /// New findings, and those of lost addresses and anchors.
    pub findings: Vec<Finding>,
    /// The number of findings that the earlier version had too.
    pub known: usize,
}

/// Compares `findings` of the site `now` with those of the site `before`.
///
/// A finding is known if there was one with the same code, file and target. Lines are not compared, because they move.
/// Of several equal findings, as many are known as there were. A moved article keeps its known findings.
///
/// The `answers` of other hosts count for both: a link that is dead now is known if it was there before.
pub fn compare(before: &Project, now: &Project, findings: Vec<Finding>, answers: Option<&Answers>) -> Change {
    let moved = moved(before, now);
    let mut known_before: BTreeMap<(Code, String, String), usize> = BTreeMap::new();
    for finding in before.check_all(answers) {
        *known_before.entry(key(before, &finding, &BTreeMap::new())).or_default() += 1;
    }
    let is_known = |finding: &Finding| match known_before.get_mut(&key(now, finding, &moved)) {
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

/// Whether both versions have the same files with the same texts, so that no finding can be new. Of files that are only
/// copied, the paths are compared.
pub fn is_same(before: &Project, now: &Project) -> bool {
    let paths = |project: &Project| -> Vec<String> {
        project.inventory.entries.iter().map(|entry| entry.path.clone()).collect()
    };
    let texts = now.sources.iter().map(|(_, file)| (&file.path, &file.text));
    before.sources.iter().map(|(_, file)| (&file.path, &file.text)).eq(texts) && paths(before) == paths(now)
}

/// The paths of moved articles, now and before. The text of such an article is the same, or its title is unique both
/// before and now.
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

/// The addresses and anchors of articles that neither exist nor redirect now.
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

/// The pages of the site now, indexed to find those of before.
struct Present<'a> {
    now: &'a Project,
    /// The paths of moved articles by their former paths.
    moved: HashMap<&'a str, &'a str>,
    /// The first article of each title.
    titles: HashMap<&'a str, PageId>,
    /// The anchors of pages, as far as they were needed.
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
        let replacement = match self.moved.get(page.path.as_str()) {
            Some(path) => now.site.pages().find(|(_, now)| now.path == *path).map(|(id, _)| id),
            None => now.site.from_source(below_content(&page.place)),
        };
        let replacement = replacement.or_else(|| self.titles.get(page.title.as_str()).copied());
        let replacement = replacement.map(|id| now.site.page(id));
        let home = now.site.home().and_then(|home| now.site.page(home).file);
        let file = replacement.and_then(|replacement| replacement.file).or(home).unwrap_or(crate::source::FileId(0));
        let message = format!("`{url}` is no longer a page");
        let finding = Finding::new(Code::LostUrl, Location::start_of(file), message).about(url);
        match replacement {
            Some(replacement) => {
                finding.help(format!("add `aliases: [{url}]` to the front matter of `{}`", replacement.path))
            }
            None => finding.help(format!("add `aliases: [{url}]` to the page that replaces it")),
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
            let message = format!("the anchor `#{anchor}` no longer exists on `{}`", current.url);
            Finding::new(Code::LostAnchor, Location::start_of(file), message)
                .about(format!("{}#{anchor}", current.url))
                .help(format!("give the heading that replaces it the id `{{#{anchor}}}`"))
        };
        lost.map(finding).collect()
    }
}
