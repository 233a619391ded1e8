//! The pages of a framework as a whole: the list of all frameworks, and the map of one.

use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use super::baseline::{all_baselines, base};
use super::map::{bar, is_for_service_providers, map};
use crate::framework::{Applicability, Framework, Requirement, RequirementCounts, RequirementIdx};
use crate::render::address::{generated_link, generated_path};
use crate::render::applicability::{left_out, profiles};
use crate::render::context::{RenderContext, home_location};
use crate::render::error::RenderError;
use crate::render::framework_info::{CountsView, FrameworkInfo, FrameworkView};
use crate::render::left_out_view::LeftOutView;
use crate::render::navigation::{MAX_WHOLE, neighbours, sidebar, top_entries};
use crate::render::view::{LinkView, NavigationView, SafeHtml};
use crate::site::{Coverage, GeneratedId, ProfileIdx, Subject, framework_url, principal_url};

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

/// What the pages of `framework` share.
pub(super) fn framework_info<'a>(context: &RenderContext<'a>, framework: &'a Framework) -> Arc<FrameworkInfo<'a>> {
    let shared = context.shared.frameworks.get(framework.key.as_str()).cloned();
    shared
        .unwrap_or_else(|| Arc::new(new_framework_info(context, framework, context.site.profiles().default_profile())))
}

/// The same of every framework that has pages.
pub(in crate::render) fn all_framework_info<'a>(
    context: &RenderContext<'a>,
) -> impl Iterator<Item = Arc<FrameworkInfo<'a>>> {
    let shown = context.frameworks.iter().filter(|framework| context.edges.has_pages(&framework.key));
    shown.map(|framework| Arc::new(new_framework_info(context, framework, context.site.profiles().default_profile())))
}

/// The same for another profile than the site's own.
pub(super) fn framework_info_for<'a>(
    context: &RenderContext<'a>,
    framework: &'a Framework,
    profile: Option<ProfileIdx>,
) -> Arc<FrameworkInfo<'a>> {
    match profile.filter(|_| profile != context.site.profiles().default_profile()) {
        Some(profile) => Arc::new(new_framework_info(context, framework, Some(profile))),
        None => framework_info(context, framework),
    }
}

fn new_framework_info<'a>(
    context: &RenderContext<'a>,
    framework: &'a Framework,
    profile: Option<ProfileIdx>,
) -> FrameworkInfo<'a> {
    let applicability = context.site.profiles().applicability(framework, profile);
    let coverage = Coverage::new(framework, context.edges);
    let mut related = context.site.related(&framework.key);
    related.sort_by_key(|pair| pair.from);
    FrameworkInfo {
        framework,
        view: framework_view(context, framework, (&coverage, applicability), profile),
        coverage,
        applicability,
        matrices: context.site.matrices(framework),
        principals: framework.principals().map(|(idx, _)| idx).collect(),
        related,
    }
}

/// The framework as its pages see it.
fn framework_view(
    context: &RenderContext<'_>,
    framework: &Framework,
    (coverage, applicability): (&Coverage, &Applicability),
    profile: Option<ProfileIdx>,
) -> FrameworkView {
    let counts = coverage.counts(applicability.assessed(framework));
    let without_ids = |view: LeftOutView| LeftOutView { requirements: Vec::new(), ..view };
    let assessed_ids = framework.assessed().map(|(idx, _)| idx);
    let left_out = left_out(context, framework, applicability, assessed_ids).into_iter().map(without_ids);
    let RequirementCounts { identifiers, assessed, in_force } = framework.counts(context.site.today());
    let key = || framework.key.clone();
    let url = |subject: Subject| generated_path(context, &subject);
    // Where another profile is shown, its map and its coverage lead to each other.
    let shown = profile.filter(|_| profile != context.site.profiles().default_profile());
    let of_profile = |subject: Subject| shown.and_then(|profile| url(subject.for_profile(profile)));
    FrameworkView {
        key: key(),
        name: framework.name.clone(),
        version: framework.version.clone(),
        publisher: framework.publisher.clone().unwrap_or_default(),
        url: of_profile(Subject::Framework(key()))
            .unwrap_or_else(|| context.resolver.public(&framework_url(framework))),
        total: identifiers,
        assessed,
        in_force,
        applying: counts.iter().sum(),
        left_out: left_out.collect(),
        counts: CountsView::new(counts),
        bar: SafeHtml(bar(counts)),
        coverage: of_profile(Subject::Coverage(key())).or_else(|| url(Subject::Coverage(key()))),
        changes: url(Subject::Changes(key())),
        crosswalk: url(Subject::Crosswalk(key())),
        selected_from: base(context, framework),
        baselines: all_baselines(context, framework),
    }
}

/// Adds every framework that has pages.
pub(super) fn insert_frameworks(context: &RenderContext<'_>, values: &mut Context) {
    let infos: Vec<_> =
        frameworks_with_pages(context).map(|(_, framework)| framework_info(context, framework)).collect();
    values.insert("frameworks", &infos.iter().map(|info| &info.view).collect::<Vec<_>>());
}

/// Every framework that has pages, with the page of its map.
pub(super) fn frameworks_with_pages<'a>(
    context: &RenderContext<'a>,
) -> impl Iterator<Item = (GeneratedId, &'a Framework)> {
    context.site.all_generated().filter_map(|(id, generated)| {
        let Subject::Framework(key) = &generated.subject else { return None };
        Some((id, context.frameworks.get(key)?))
    })
}

/// Adds what the map of a framework shows.
pub(super) fn insert_framework(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    subject: &Subject,
    values: &mut Context,
) {
    let FrameworkInfo { framework, coverage, .. } = info;
    values.insert("profiles", &profiles(context, subject));
    let is_other_profile = subject.profile().is_some();
    let above = framework_url(framework);
    let view = |idx: RequirementIdx| {
        let principal = framework.requirement(idx);
        let url = principal_url(framework, idx);
        // Relative to the map of the framework, which makes that much smaller.
        let page = match is_other_profile {
            true => context.resolver.public(&url),
            false => url.strip_prefix(&above).unwrap_or(&url).to_owned(),
        };
        let all = std::iter::once(idx).chain(framework.below(idx).map(|(idx, _)| idx));
        let counts = coverage.counts(all.filter(|idx| info.is_counted(*idx)));
        PrincipalView {
            id: principal.id.clone(),
            title: principal.title.clone(),
            total: 1 + framework.below(idx).count(),
            counts: CountsView::new(counts),
            bar: SafeHtml(bar(counts)),
            map: SafeHtml(map(info, context.theme.labels(), idx, &page)),
            url: context.resolver.public(&url),
        }
    };
    let is_any = |is: fn(&Requirement) -> bool| framework.requirements().any(|(_, requirement)| is(requirement));
    values.insert("has_providers", &is_any(is_for_service_providers));
    let is_group = |requirement: &Requirement| requirement.withdrawn.is_none() && !requirement.is_assessed;
    values.insert("has_groups", &is_any(is_group));
    values.insert("has_withdrawn", &is_any(|requirement| requirement.withdrawn.is_some()));
    values.insert("has_inapplicable", &!info.view.left_out.is_empty());
    values.insert("principals", &framework.principals().map(|(idx, _)| view(idx)).collect::<Vec<_>>());
}

/// Adds the sidebar of the pages of a framework: its principal requirements below it. Of very many only those around the
/// one that is shown, as otherwise the size of all pages would grow with the square of their number.
///
/// # Errors
/// The template's failure.
pub(super) fn insert_framework_sidebar(
    context: &RenderContext<'_>,
    id: GeneratedId,
    info: &FrameworkInfo<'_>,
    values: &mut Context,
) -> Result<(), RenderError> {
    let framework = info.framework;
    let entry = |title: String, url: String| NavigationView { title, url, ..NavigationView::default() };
    let principal = |idx: RequirementIdx| {
        entry(framework.requirement(idx).titled(), context.resolver.public(&principal_url(framework, idx)))
    };
    let all = &info.principals;
    let shown_page = &context.site.generated(id).subject;
    let at = if let Subject::Principal(_, idx) = shown_page { info.position(*idx) } else { None };
    let shown = match at {
        _ if all.len() <= MAX_WHOLE => 0..all.len(),
        Some(at) => neighbours(at, all.len()),
        None => 0..0,
    };
    let own = format!("{} {}", framework.name, framework.version);
    let own = entry(own, context.resolver.public(&framework_url(framework)));
    // Where none is shown, the framework's own entry leads to all of them.
    let more = if shown.is_empty() { 0 } else { all.len() - shown.len() };
    let mut children: Vec<NavigationView> = all[shown].iter().map(|idx| principal(*idx)).collect();
    if more > 0 {
        children.push(NavigationView { more, ..entry(own.title.clone(), own.url.clone()) });
    }
    let others = [Subject::Coverage, Subject::Crosswalk, Subject::Changes].map(|of| of(framework.key.clone()));
    let others = others.iter().filter_map(|subject| context.site.find_generated(subject));
    children.extend(others.map(|id| generated_link(context, id)).map(|LinkView { title, url }| entry(title, url)));
    let own = NavigationView { children, is_open: true, ..own };
    let above =
        context.site.generated(id).above.filter(|above| context.site.generated(*above).subject == Subject::Frameworks);
    let top = above.or_else(|| context.site.find_generated(&Subject::Frameworks)).map(|id| generated_link(context, id));
    let mut entries = top_entries(context);
    match top {
        Some(top) => {
            entries.push(NavigationView { children: vec![own], is_open: true, ..entry(top.title, top.url) });
        }
        None => entries.push(own),
    }
    let current = context.resolver.public(&context.site.generated(id).url);
    sidebar(context, entries, home_location(context))?.insert(&current, values);
    Ok(())
}
