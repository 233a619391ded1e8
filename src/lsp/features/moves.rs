//! Renames and moves of files and folders: mends the links in them and to them, and keeps the addresses of their pages as
//! aliases.
//!
//! The site is loaded with its files at their new paths. A link that leads elsewhere then, or nowhere, is written so that it leads
//! to the same page or file again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::edits::{Edits, destinations};
use crate::front::alias_edit;
use crate::links::{configured_links, leading_to};
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach};
use crate::lsp::sites::relative;
use crate::lsp::uri;
use crate::markdown::Link;
use crate::pipeline::Project;
use crate::site::{PageId, Resolution, Target};
use crate::source::{Collision, FileId, Layout};
use crate::yaml::{Node, parse};

pub(super) const FEATURE: Feature = Feature {
    method: "workspace/willRenameFiles",
    capability: ("workspace", |_| {
        let filters = json!([{"scheme": "file", "pattern": {"glob": "**/*"}}]);
        json!({"fileOperations": {"willRename": {"filters": filters}}})
    }),
    reach: Reach::Current,
    answer,
};

/// Paths of files and folders relative to the root, with the new ones.
struct Moves(Vec<(String, String)>);

fn answer(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let moves = Moves::read(query, parameters);
    let rules = &query.site.project.inventory.rules;
    let layout = Layout::STANDARD;
    let fixed = [rules.folder.as_str(), layout.templates, layout.static_files, layout.configuration];
    if let Some((path, _)) = moves.0.iter().find(|(from, _)| fixed.contains(&from.as_str())) {
        return Err(Failure::refused(format!("`{path}` is found by its name: no links are mended")));
    }
    let Some(trial) = query.trial.filter(|_| !moves.0.is_empty()) else { return Ok(Value::Null) };
    let after = trial
        .with_moves(&|path| moves.of(path))
        .map_err(|Collision(path)| Failure::refused(format!("`{path}` exists already: choose another name")))?;
    let change = Change::new(&query.site.project, &after, &moves);
    if let Some((path, reason)) = change.lost_page() {
        return Err(Failure::refused(format!("`{path}` would be no page any more{reason}")));
    }
    let mut edits = Edits::default();
    change.mend_links(&mut edits);
    change.add_aliases(&mut edits);
    mend_ignores(&query.site.project, &moves, &mut edits);
    Ok(if edits.is_empty() { Value::Null } else { edits.of_workspace(query) })
}

impl Moves {
    /// Those of the request that begin in the site.
    fn read(query: &Query<'_>, parameters: &Value) -> Self {
        let below = |uri: &Value| relative(&query.site.root, &uri::to_path(uri.as_str()?)?);
        let files = parameters["files"].as_array().into_iter().flatten();
        // A file that leaves the site is at no path of it.
        let pair = |file: &Value| Some((below(&file["oldUri"])?, below(&file["newUri"]).unwrap_or_default()));
        Self(files.filter_map(pair).filter(|(from, to)| from != to).collect())
    }

    /// The new path of the file at `path`, if it moves.
    fn of(&self, path: &str) -> Option<String> {
        self.0.iter().find_map(|(from, to)| {
            let below = path.strip_prefix(from.as_str())?;
            (below.is_empty() || below.starts_with('/')).then(|| format!("{to}{below}"))
        })
    }
}

/// A site before and after its files have moved.
struct Change<'a> {
    before: &'a Project,
    after: &'a Project,
    /// The numbers of files afterwards.
    files: BTreeMap<FileId, FileId>,
    /// The pages of files afterwards.
    pages: BTreeMap<FileId, PageId>,
}

impl<'a> Change<'a> {
    fn new(before: &'a Project, after: &'a Project, moves: &Moves) -> Self {
        let entries = before.inventory.entries.iter();
        let file = |path: &str| after.sources.find(&moves.of(path).unwrap_or_else(|| path.to_owned()));
        let files = entries.filter_map(|entry| Some((entry.id, file(&entry.path)?))).collect();
        let pages = after.site.pages().filter_map(|(id, page)| Some((page.file?, id))).collect();
        Self { before, after, files, pages }
    }

    /// The same page afterwards. One without a file is known by its address, or by its articles.
    fn page(&self, id: PageId) -> Option<PageId> {
        let page = self.before.site.page(id);
        match page.file {
            Some(file) => self.pages.get(self.files.get(&file)?).copied(),
            None => match self.after.site.at(&page.url) {
                Some(Target::Page(id)) => Some(id),
                // A section without a file has moved with its articles.
                None => page.children.iter().find_map(|child| {
                    self.before.site.page(*child).file?;
                    self.after.site.page(self.page(*child)?).section
                }),
                Some(Target::Alias(_) | Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile) => None,
            },
        }
    }

    /// The new path of an article that would be no page, although the site still has it, and the reason where it is known.
    fn lost_page(&self) -> Option<(&'a str, String)> {
        let articles = self.before.site.pages().filter_map(|(_, page)| self.files.get(&page.file?).copied());
        let lost = articles.filter(|file| !self.pages.contains_key(file)).min()?;
        let reason = self.after.load_findings().find(|finding| finding.location.file == lost);
        let reason = reason.map(|finding| format!(": {}", finding.message)).unwrap_or_default();
        Some((&self.after.sources.get(lost).path, reason))
    }

    fn target(&self, target: Target) -> Option<Target> {
        match target {
            Target::Page(id) => self.page(id).map(Target::Page),
            Target::Asset(file) => self.files.get(&file).copied().map(Target::Asset),
            Target::GeneratedPage(id) => self.after.site.at(&self.before.site.generated(id).url),
            Target::Alias(_) | Target::GeneratedFile => None,
        }
    }

    /// Mends the links of all pages and of the configuration. What cannot be mended is found by the check afterwards.
    fn mend_links(&self, edits: &mut Edits) {
        let site = &self.before.site;
        let file = self.before.sources.find(Layout::STANDARD.configuration);
        let configured = file.map(|file| configured_links(&self.before.config, file)).unwrap_or_default();
        for (page, _) in site.pages() {
            let configured = if Some(page) == site.home() { configured.as_slice() } else { &[] };
            for (file, link) in site.links(page).chain(configured.iter().map(|(file, link)| (*file, link))) {
                if let Some(destination) = self.mended(page, link) {
                    for span in destinations(&self.before.sources.get(file).text, link) {
                        edits.insert(file, span, &destination);
                    }
                }
            }
        }
    }

    /// The destination of a link of `page` that would not lead to its target any more.
    fn mended(&self, page: PageId, link: &Link) -> Option<String> {
        let Resolution::Found(was) = self.before.resolver().resolve(page, link) else { return None };
        let (page, target) = (self.page(page)?, self.target(was.target)?);
        let resolver = self.after.resolver();
        let is_right = match resolver.resolve(page, link) {
            Resolution::Found(is) => is.target == target && (is.alias.is_none() || was.alias.is_some()),
            Resolution::Elsewhere | Resolution::Missing(_) => false,
        };
        if is_right { None } else { leading_to(&resolver, &self.after.inventory, (page, link), target) }
    }

    /// Adds to each page the addresses that led to it, and would lead nowhere.
    fn add_aliases(&self, edits: &mut Edits) {
        let mut lost: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
        let site = &self.before.site;
        let own = site.pages().map(|(id, page)| (id, page.url.as_str()));
        let aliases = site.aliases().iter().map(|alias| (alias.page, alias.url.as_str()));
        for (id, url) in own.chain(aliases).filter(|(_, url)| self.after.site.at(url).is_none()) {
            if let Some(file) = site.page(id).file.filter(|_| self.page(id).is_some()) {
                lost.entry(file).or_default().insert(url);
            }
        }
        for (file, urls) in lost {
            let urls: Vec<String> = urls.into_iter().map(str::to_owned).collect();
            if let Some((span, text)) = alias_edit(&self.before.sources.get(file).text, &urls) {
                edits.insert(file, span, text);
            }
        }
    }
}

/// Has the ignores of the configuration name the new paths, as far as they name files and folders and no patterns.
fn mend_ignores(project: &Project, moves: &Moves, edits: &mut Edits) {
    let Some(file) = project.sources.find(Layout::STANDARD.configuration) else { return };
    let text = &project.sources.get(file).text;
    let root = parse(text, 0).map(|document| document.root);
    let ignores = root.as_ref().ok().and_then(|root| root.get("ignores")).map(Node::items).unwrap_or_default();
    for node in ignores.iter().filter_map(|ignore| ignore.get("path")) {
        let path = node.text().unwrap_or_default().trim_end_matches('/');
        let Some(to) = moves.of(path) else { continue };
        // A path with other characters could need quotes.
        let is_plain = to.chars().all(|letter| letter.is_alphanumeric() || "/_-. ".contains(letter));
        if is_plain && node.span.of(text).matches(path).count() == 1 {
            edits.insert(file, node.span, node.span.of(text).replacen(path, &to, 1));
        }
    }
}
