//! Links between a baseline and the framework that it was selected from.

use crate::framework::{Framework, RequirementIdx};
use crate::render::address::requirement_address;
use crate::render::context::RenderContext;
use crate::render::view::LinkView;
use crate::site::framework_url;

/// The requirement of a baseline in the nearest framework that it was selected from and that has pages.
pub(super) fn selected_from(context: &RenderContext<'_>, framework: &Framework, idx: RequirementIdx) -> Vec<LinkView> {
    let id = &framework.requirement(idx).id;
    let shown = |base: &Framework| {
        let own = base.find(id).filter(|_| context.edges.has_pages(&base.key))?;
        Some(LinkView { title: base.name.clone(), url: requirement_address(context, base, own) })
    };
    context.frameworks.selected_from(framework).find_map(shown).into_iter().collect()
}

/// The requirement in each baseline that has it.
pub(super) fn baselines(context: &RenderContext<'_>, framework: &Framework, idx: RequirementIdx) -> Vec<LinkView> {
    let baselines = context.frameworks.baselines_with(framework, idx);
    let shown = baselines.filter(|(baseline, _)| context.edges.has_pages(&baseline.key));
    let link = |(baseline, own): (&Framework, RequirementIdx)| LinkView {
        title: baseline.name.clone(),
        url: requirement_address(context, baseline, own),
    };
    shown.map(link).collect()
}

/// The nearest framework that a baseline was selected from.
pub(super) fn base(context: &RenderContext<'_>, framework: &Framework) -> Vec<LinkView> {
    context.frameworks.selected_from(framework).take(1).map(|base| link(context, base)).collect()
}

/// The baselines of a framework.
pub(super) fn all_baselines(context: &RenderContext<'_>, framework: &Framework) -> Vec<LinkView> {
    context.frameworks.baselines_of(framework).map(|baseline| link(context, baseline)).collect()
}

fn link(context: &RenderContext<'_>, framework: &Framework) -> LinkView {
    let has_pages = context.edges.has_pages(&framework.key);
    let url = if has_pages { context.resolver.public(&framework_url(framework)) } else { String::new() };
    LinkView { title: framework.name.clone(), url }
}
