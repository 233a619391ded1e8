//! The frameworks and requirements of a page, as its template sees them.

use std::collections::BTreeMap;

use super::address::requirement_address;
use super::context::RenderContext;
use super::view::{FrameworkView, RequirementView};
use crate::framework::{Framework, RequirementIdx};
use crate::site::{EdgeKind, PageId, framework_url};

/// The frameworks that a page is about, as its template sees them.
pub(super) fn frameworks_of(context: &RenderContext<'_>, page: PageId) -> Vec<FrameworkView> {
    let frameworks = context.edges.scopes().of(page, context.frameworks);
    frameworks.map(|framework| framework_view(context, framework)).collect()
}

/// A framework as templates of articles and tables see it.
pub(super) fn framework_view(context: &RenderContext<'_>, framework: &Framework) -> FrameworkView {
    let has_pages = context.edges.has_pages(&framework.key);
    FrameworkView {
        key: framework.key.clone(),
        name: framework.name.clone(),
        version: framework.version.clone(),
        url: if has_pages { context.resolver.public(&framework_url(framework)) } else { String::new() },
    }
}

/// The requirements that a page explains or cites, each once, as its template sees them.
pub(super) fn requirements_of(context: &RenderContext<'_>, page: PageId) -> Vec<RequirementView> {
    let mut first: BTreeMap<(&str, RequirementIdx), EdgeKind> = BTreeMap::new();
    for edge in context.edges.from_page(page).filter(|edge| edge.kind != EdgeKind::Names) {
        first.entry((&edge.framework, edge.requirement)).or_insert(edge.kind);
    }
    let view = |((key, idx), kind): ((&str, RequirementIdx), EdgeKind)| {
        let framework = context.frameworks.get(key)?;
        let requirement = framework.requirement(idx);
        Some(RequirementView {
            framework: key.to_owned(),
            name: framework.name.clone(),
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            url: requirement_address(context, framework, idx),
            kind: kind.name(),
        })
    };
    first.into_iter().filter_map(view).collect()
}
