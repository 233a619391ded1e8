//! The site as it was read at one moment, and what can be said of it without asking anybody again.

use std::sync::{Mutex, OnceLock};

use super::store::locked;
use crate::finding::{BuildEffect, Code, Finding};
use crate::front::Date;
use crate::pipeline::{BuildCache, Project, Request};
use crate::render::{self, AssetInfo};
use crate::site::{Target, encode};
use crate::source::Role;

/// The site as it was read at one moment.
pub struct Snapshot {
    /// Counts up from 1 with every change.
    pub generation: u64,
    /// The site.
    pub project: Project,
    pub(super) facts: AssetInfo,
    /// The moment that counts as now.
    pub(super) now: Date,
    /// Paths of the files that differ from the generation before.
    pub changed: Vec<String>,
    checked: OnceLock<Vec<Finding>>,
    headers: OnceLock<Vec<(&'static str, String)>>,
    /// What templates said while pages were rendered.
    failures: Mutex<Vec<Finding>>,
}

impl Snapshot {
    /// The site as `memory` has just read it.
    pub(super) fn new(generation: u64, project: Project, request: &Request, memory: &mut BuildCache) -> Self {
        let facts = project.facts(memory);
        let changed = memory.changed().to_vec();
        let now = request.selection.now;
        let (checked, headers, failures) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        Self { generation, project, facts, now, changed, checked, headers, failures }
    }

    /// Everything that is wrong with the site, as far as it is known and not accepted; worked out when it is
    /// first asked for.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.checked.get_or_init(|| self.project.check()).clone();
        findings.extend(locked(&self.failures).iter().cloned());
        findings
    }

    /// What a host is asked to send along with every file.
    pub(super) fn headers(&self) -> &[(&'static str, String)] {
        self.headers.get_or_init(|| render::headers(&self.project.config, &self.project.site, &self.facts))
    }

    /// Notes what a template said, once.
    pub(super) fn note(&self, found: &[Finding]) {
        let mut failures = locked(&self.failures);
        for finding in found {
            if !failures.contains(finding) {
                failures.push(finding.clone());
            }
        }
    }

    /// The address of the page that was edited, if it was one and not several.
    pub(super) fn edited_page(&self) -> Option<String> {
        let site = &self.project.site;
        let page = |path: &String| site.from_source(path.strip_prefix("content/")?);
        let mut edited = self.changed.iter().filter_map(page);
        let page = edited.next().filter(|_| edited.next().is_none())?;
        let base = self.project.config.base.path.trim_end_matches('/');
        Some(encode(&format!("{base}{}", site.page(page).url)))
    }

    /// What keeps every page of the site from being built.
    pub(super) fn stops_everywhere(&self) -> Vec<Finding> {
        self.stops(|finding| {
            let entry = self.project.inventory.entries.get(finding.location.file.0 as usize);
            finding.code == Code::NoContent
                || entry.is_some_and(|entry| matches!(entry.role, Role::Configuration | Role::Template))
        })
    }

    /// What keeps the page at `url` from being built.
    pub(super) fn stops_at(&self, url: &str) -> Vec<Finding> {
        let site = &self.project.site;
        let folder = url.strip_suffix("index.html").unwrap_or(url);
        let Some(Target::Page(id)) = site.at(url).or_else(|| site.at(folder)) else { return Vec::new() };
        let Some(file) = site.page(id).file else { return Vec::new() };
        let places = |finding: &Finding| {
            finding.location.file == file || finding.related.iter().any(|related| related.location.file == file)
        };
        self.stops(places)
    }

    pub(super) fn stops(&self, concerns: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        let stopping = self.project.found().filter(|finding| finding.code.build_effect() == BuildEffect::Stops);
        stopping.filter(|finding| concerns(finding)).cloned().collect()
    }
}
