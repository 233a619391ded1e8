//! The site as it was read at one moment: immutable, and shared by every request that began with it.

use std::sync::{Arc, OnceLock};

use crate::finding::{BuildEffect, Code, Finding};
use crate::front::Date;
use crate::pipeline::{BuildCache, Project, Request};
use crate::render::{self, AssetInfo};
use crate::site::{Page, Target, encode};
use crate::source::Role;

pub(crate) struct Snapshot {
    /// Counts up from 1 with every change.
    pub(crate) generation: u64,
    pub(crate) project: Project,
    /// Paths of the files that differ from the generation before, sorted.
    pub(crate) changed: Vec<String>,
    pub(super) facts: AssetInfo,
    pub(super) today: Date,
    /// The path before every address. Where the configuration is invalid it is that of the generation before, so that
    /// pages keep their addresses.
    pub(super) base: String,
    findings: OnceLock<Vec<Finding>>,
    headers: OnceLock<Vec<(&'static str, String)>>,
}

impl Snapshot {
    /// The snapshot of `project`, which was read with `cache` and follows `last`.
    pub(super) fn new(project: Project, request: &Request, cache: &mut BuildCache, last: Option<&Arc<Self>>) -> Self {
        let mut snapshot = Self {
            generation: last.map_or(0, |last| last.generation) + 1,
            facts: project.asset_info(cache),
            changed: cache.changed().to_vec(),
            today: request.selection.now,
            base: project.config.base.path.clone(),
            project,
            findings: OnceLock::new(),
            headers: OnceLock::new(),
        };
        if let Some(last) = last.filter(|_| !snapshot.site_errors().is_empty()) {
            snapshot.base.clone_from(&last.base);
        }
        snapshot
    }

    /// The findings of the whole site except those of rendering; checked when first called.
    pub(super) fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| self.project.check())
    }

    /// The headers that a host is configured to send with every file.
    pub(super) fn headers(&self) -> &[(&'static str, String)] {
        self.headers.get_or_init(|| render::headers(&self.project.config, &self.project.site, &self.facts))
    }

    /// The address within the site of a decoded path; `None` where the path is outside of its base.
    pub(super) fn url_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.base.trim_end_matches('/')).filter(|url| url.starts_with('/'))
    }

    /// The page at an address within the site.
    pub(super) fn page_at(&self, url: &str) -> Option<&Page> {
        let site = &self.project.site;
        let target = site.at(url).or_else(|| site.at(url.strip_suffix("index.html")?));
        let Some(Target::Page(id)) = target else { return None };
        Some(site.page(id))
    }

    /// The path of the one page that was edited; `None` where it was none or several.
    pub(super) fn edited_page(&self) -> Option<String> {
        let site = &self.project.site;
        let page = |path: &String| site.pages().find(|(_, page)| page.path == *path).map(|(id, _)| id);
        let mut edited = self.changed.iter().filter_map(page);
        let page = edited.next().filter(|_| edited.next().is_none())?;
        Some(encode(&format!("{}{}", self.base.trim_end_matches('/'), site.page(page).url)))
    }

    /// The findings because of which no page can be built.
    pub(super) fn site_errors(&self) -> Vec<Finding> {
        self.errors(|finding| {
            let entry = self.project.inventory.entries.get(finding.location.file.0 as usize);
            finding.code == Code::NoContent
                || entry.is_some_and(|entry| matches!(entry.role, Role::Configuration | Role::Template))
        })
    }

    /// The findings because of which the page at `url` cannot be built.
    pub(super) fn page_errors(&self, url: &str) -> Vec<Finding> {
        let Some(file) = self.page_at(url).and_then(|page| page.file) else { return Vec::new() };
        let mentions = |finding: &Finding| {
            finding.location.file == file || finding.related.iter().any(|related| related.location.file == file)
        };
        self.errors(mentions)
    }

    /// The findings that keep something from being built, of those for which `filter` holds.
    pub(super) fn errors(&self, filter: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        let errors = self.project.load_findings().filter(|finding| finding.code.build_effect() == BuildEffect::Stops);
        errors.filter(|finding| filter(finding)).cloned().collect()
    }
}
