//! A principal requirement with everything below it: who explains it, where else it is spoken of, what became of it.

use serde::Serialize;
use tera::Context;

use super::map::is_for_service_providers;
use crate::framework::{Framework, Rank, Requirement};
use crate::markdown::as_markdown;
use crate::render::page::Renderer;
use crate::render::view::{LinkView, SafeHtml};
use crate::site::{Coverage, Covered, PageId, encode, principal_url, requirement_url};

/// A requirement, as one of `requirements`.
#[derive(Debug, Serialize)]
pub(super) struct RequirementView {
    id: String,
    /// The id as a link names it.
    anchor: String,
    title: String,
    /// From its principal requirement, which is 0.
    depth: usize,
    state: &'static str,
    for_service_providers: bool,
    tags: Vec<String>,
    /// Where it went, where it is withdrawn.
    withdrawn: Option<Vec<LinkView>>,
    /// What it was called in other versions.
    formerly: Vec<FormerView>,
    prose: SafeHtml,
    explained: Vec<LinkView>,
    mentioned: Vec<LinkView>,
    tables: Vec<LinkView>,
}

/// An id in an older version.
#[derive(Debug, Serialize)]
struct FormerView {
    id: String,
    version: String,
}

impl Renderer<'_> {
    /// The principal requirement, all that is below it, and its neighbours.
    pub(super) fn insert_principal(&self, framework: &Framework, principal: Rank, context: &mut Context) {
        let coverage = Coverage::new(framework, self.edges);
        let ranks = std::iter::once(principal).chain(framework.below(principal).map(|(rank, _)| rank));
        let views = ranks.map(|rank| self.requirement_view(framework, &coverage, rank));
        context.insert("requirements", &views.collect::<Vec<_>>());
        context.insert("framework", &self.framework_view(framework, &coverage));
        let principals: Vec<Rank> = framework.principals().map(|(rank, _)| rank).collect();
        let at = principals.iter().position(|rank| *rank == principal).unwrap_or_default();
        let link = |rank: &Rank| {
            let requirement = framework.requirement(*rank);
            let title = format!("{} {}", requirement.id, requirement.title).trim_end().to_owned();
            LinkView { title, url: self.resolver.public(&principal_url(framework, *rank)) }
        };
        context.insert("previous", &at.checked_sub(1).and_then(|at| principals.get(at)).map(link));
        context.insert("next", &principals.get(at + 1).map(link));
    }

    fn requirement_view(&self, framework: &Framework, coverage: &Coverage, rank: Rank) -> RequirementView {
        let requirement = framework.requirement(rank);
        let nothing = Covered::default();
        let covered = coverage.of(rank).unwrap_or(&nothing);
        let state = if requirement.withdrawn.is_none() { covered.state().name() } else { "withdrawn" };
        let formerly = framework.renumbered.iter().filter(|change| change.to == requirement.id);
        RequirementView {
            id: requirement.id.clone(),
            anchor: encode(&requirement.id),
            title: requirement.title.clone(),
            depth: requirement.depth,
            state,
            for_service_providers: is_for_service_providers(requirement),
            tags: other_tags(requirement),
            withdrawn: requirement.withdrawn.as_ref().map(|to| self.requirement_links(framework, to)),
            formerly: formerly
                .map(|change| FormerView { id: change.from.clone(), version: change.version.clone() })
                .collect(),
            prose: SafeHtml(requirement.prose.as_deref().map(as_markdown).unwrap_or_default()),
            explained: self.page_links(&covered.explained),
            mentioned: self.page_links(&covered.mentioned),
            tables: self.page_links(&covered.tables),
        }
    }

    /// Links to requirements by id; one that is not known is told without a link.
    pub(super) fn requirement_links(&self, framework: &Framework, ids: &[String]) -> Vec<LinkView> {
        let link = |id: &String| LinkView {
            title: id.clone(),
            url: framework.find(id).map(|rank| self.requirement_href(framework, rank)).unwrap_or_default(),
        };
        ids.iter().map(link).collect()
    }

    /// The public address of a requirement.
    pub(super) fn requirement_href(&self, framework: &Framework, rank: Rank) -> String {
        let url = requirement_url(framework, rank);
        let (path, anchor) = url.split_once('#').unwrap_or((&url, ""));
        format!("{}#{anchor}", self.resolver.public(path))
    }

    /// Links to pages, in the order given.
    pub(super) fn page_links(&self, pages: &[PageId]) -> Vec<LinkView> {
        pages.iter().map(|page| self.link(*page)).collect()
    }
}

/// Words that mark a requirement, but for those that have a mark of their own.
fn other_tags(requirement: &Requirement) -> Vec<String> {
    let others = requirement.tags.iter().filter(|tag| *tag != "service-provider");
    others.map(|tag| tag.replace('-', " ")).collect()
}
