//! The pages of a framework as a whole: the list of all frameworks, and the map of one.

use serde::Serialize;
use tera::Context;

use super::Standard;
use super::map::{bar, is_for_service_providers, map};
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::render::page::{RenderError, Renderer};
use crate::render::view::{LinkView, NavigationView, SafeHtml};
use crate::render::view_of::{MAX_IN_NAVIGATION, neighbours};
use crate::site::{Coverage, GeneratedId, Subject, framework_url, principal_url};

/// A framework, as `framework` on its pages and one of `frameworks` on the list.
#[derive(Debug, Serialize)]
pub(super) struct FrameworkView {
    key: String,
    name: String,
    version: String,
    publisher: String,
    url: String,
    total: usize,
    /// How many of them have none below them: those that are counted.
    leaves: usize,
    counts: CountsView,
    bar: SafeHtml,
    coverage: Option<String>,
    changes: Option<String>,
    crosswalk: Option<String>,
}

/// How many requirements are covered, and how: of those that have none below them and are in force, as what groups
/// others is no duty of its own.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct CountsView {
    explained: usize,
    mentioned: usize,
    table: usize,
    gap: usize,
}

/// A principal requirement, as one of `principals`.
#[derive(Debug, Serialize)]
struct PrincipalView {
    id: String,
    title: String,
    url: String,
    total: usize,
    counts: CountsView,
    bar: SafeHtml,
    map: SafeHtml,
}

impl CountsView {
    const fn new([explained, mentioned, table, gap]: [usize; 4]) -> Self {
        Self { explained, mentioned, table, gap }
    }
}

impl Renderer<'_> {
    /// The public path of a page that the site makes by itself, where it makes that one.
    pub(in crate::render) fn generated_url(&self, subject: &Subject) -> Option<String> {
        let id = self.site.find_generated(subject)?;
        Some(self.resolver.public(&self.site.generated(id).url))
    }

    /// The framework as its pages see it.
    pub(super) fn framework_view(&self, framework: &Framework, coverage: &Coverage) -> FrameworkView {
        let counts = coverage.counts(framework.leaves().map(|(rank, _)| rank));
        let key = || framework.key.clone();
        let url = |subject: Subject| self.generated_url(&subject);
        FrameworkView {
            key: key(),
            name: framework.name.clone(),
            version: framework.version.clone(),
            publisher: framework.publisher.clone().unwrap_or_default(),
            url: self.resolver.public(&framework_url(framework)),
            total: framework.requirements().len(),
            leaves: counts.iter().sum(),
            counts: CountsView::new(counts),
            bar: SafeHtml(bar(counts)),
            coverage: url(Subject::Coverage(key())),
            changes: url(Subject::Changes(key())),
            crosswalk: url(Subject::Crosswalk(key())),
        }
    }

    /// Every framework that has pages, for the list of them.
    pub(super) fn insert_frameworks(&self, context: &mut Context) {
        let keys = self.site.all_generated().filter_map(|(_, generated)| match &generated.subject {
            Subject::Framework(key) => self.frameworks.get(key),
            _ => None,
        });
        let standards: Vec<_> = keys.map(|framework| self.standard(framework)).collect();
        context.insert("frameworks", &standards.iter().map(|standard| &standard.view).collect::<Vec<_>>());
    }

    /// The framework with its map.
    pub(super) fn insert_framework(&self, standard: &Standard<'_>, context: &mut Context) {
        let Standard { framework, coverage, .. } = standard;
        let above = framework_url(framework);
        let view = |rank: RequirementIdx| {
            let principal = framework.requirement(rank);
            let url = principal_url(framework, rank);
            // Seen from the map, which makes it much smaller.
            let page = url.strip_prefix(&above).unwrap_or(&url);
            let all = std::iter::once(rank).chain(framework.below(rank).map(|(rank, _)| rank));
            let is_counted =
                |rank: &RequirementIdx| framework.is_leaf(*rank) && framework.requirement(*rank).withdrawn.is_none();
            let counts = coverage.counts(all.filter(is_counted));
            PrincipalView {
                id: principal.id.clone(),
                title: principal.title.clone(),
                total: 1 + framework.below(rank).count(),
                counts: CountsView::new(counts),
                bar: SafeHtml(bar(counts)),
                map: SafeHtml(map(framework, coverage, rank, page)),
                url: self.resolver.public(&url),
            }
        };
        let is_any = |is: fn(&Requirement) -> bool| framework.requirements().any(|(_, requirement)| is(requirement));
        context.insert("has_providers", &is_any(is_for_service_providers));
        context.insert("has_groups", &framework.requirements().any(|(rank, _)| !framework.is_leaf(rank)));
        context.insert("has_withdrawn", &is_any(|requirement| requirement.withdrawn.is_some()));
        context.insert("principals", &framework.principals().map(|(rank, _)| view(rank)).collect::<Vec<_>>());
    }

    /// The tree beside the pages of a framework: its principal requirements below it. Of very many only those around
    /// the one that is shown: each has a page, and all of them on each page would be their square.
    ///
    /// # Errors
    /// The template's failure.
    pub(super) fn insert_framework_tree(
        &self,
        id: GeneratedId,
        standard: &Standard<'_>,
        context: &mut Context,
    ) -> Result<(), RenderError> {
        let framework = standard.framework;
        let entry =
            |title: String, url: String| NavigationView { title, url, children: Vec::new(), minutes: 0, more: 0 };
        let principal = |rank: RequirementIdx| {
            entry(framework.requirement(rank).titled(), self.resolver.public(&principal_url(framework, rank)))
        };
        let all = &standard.principals;
        let at = match &self.site.generated(id).subject {
            Subject::Principal(_, rank) => standard.position(*rank),
            _ => None,
        };
        let shown = match at {
            _ if all.len() <= MAX_IN_NAVIGATION => 0..all.len(),
            Some(at) => neighbours(at, all.len()),
            None => 0..0,
        };
        let own = format!("{} {}", framework.name, framework.version);
        let own = entry(own, self.resolver.public(&framework_url(framework)));
        // Where none is shown, the framework's own entry leads to all of them.
        let more = if shown.is_empty() { 0 } else { all.len() - shown.len() };
        let mut children: Vec<NavigationView> = all[shown].iter().map(|rank| principal(*rank)).collect();
        if more > 0 {
            children.push(NavigationView { more, ..entry(own.title.clone(), own.url.clone()) });
        }
        let others = [Subject::Coverage, Subject::Crosswalk, Subject::Changes].map(|of| of(framework.key.clone()));
        let others = others.iter().filter_map(|subject| self.site.find_generated(subject));
        children.extend(others.map(|id| self.generated_link(id)).map(|LinkView { title, url }| entry(title, url)));
        let own = NavigationView { children, ..own };
        let above =
            self.site.generated(id).above.filter(|above| self.site.generated(*above).subject == Subject::Frameworks);
        let top = above.or_else(|| self.site.find_generated(&Subject::Frameworks)).map(|id| self.generated_link(id));
        let mut tree = self.navigation(None);
        match top {
            Some(top) => tree.push(NavigationView { children: vec![own], ..entry(top.title, top.url) }),
            None => tree.push(own),
        }
        self.tree_of(&tree, self.home_place())?.insert(&self.resolver.public(&self.site.generated(id).url), context);
        Ok(())
    }
}
