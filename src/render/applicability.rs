//! Which requirements do not apply and why, and the pages of a framework for each profile, as templates see them.

use serde::Serialize;

use super::address::{generated_path, requirement_link};
use super::context::RenderContext;
use super::left_out_view::{LeftOutIdView, LeftOutView};
use crate::framework::{Applicability, Framework, Inapplicable, RequirementIdx};
use crate::site::{PageId, ProfileIdx, Subject};

/// A profile, as one of `profiles`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ProfileView {
    /// Empty where everything applies.
    title: String,
    /// The page that shows the same for it.
    url: String,
    is_current: bool,
}

/// For whom a page is: the title of its profile; empty where everything applies.
pub(super) fn applies_to(context: &RenderContext<'_>, page: PageId) -> String {
    let profiles = context.site.profiles();
    profiles.of_page(page).map(|profile| profiles.get(profile).title.clone()).unwrap_or_default()
}

/// The same, empty also where it is that of the site.
pub(super) fn other_profile(context: &RenderContext<'_>, page: PageId) -> String {
    let profiles = context.site.profiles();
    if profiles.of_page(page) == profiles.default_profile() { String::new() } else { applies_to(context, page) }
}

/// The requirements among `indices` that do not apply, by their reason.
pub(super) fn left_out(
    context: &RenderContext<'_>,
    framework: &Framework,
    applicability: &Applicability,
    indices: impl Iterator<Item = RequirementIdx>,
) -> Vec<LeftOutView> {
    let view = |(reason, requirements): (&Inapplicable, Vec<RequirementIdx>)| LeftOutView {
        reason: reason.shown(context.theme.labels()),
        count: requirements.len(),
        requirements: requirements
            .iter()
            .map(|idx| LeftOutIdView::new(requirement_link(context, framework, *idx), ""))
            .collect(),
    };
    applicability.left_out(indices).into_iter().map(view).collect()
}

/// The pages that show for each profile of the site what the page of `subject` shows; none where no profile has any.
pub(super) fn profiles(context: &RenderContext<'_>, subject: &Subject) -> Vec<ProfileView> {
    let profiles = context.site.profiles();
    let default = profiles.default_profile();
    let own = subject.canonical().unwrap_or_else(|| subject.clone());
    let current = subject.profile().or(default);
    let view = |profile: Option<ProfileIdx>| {
        let other = profile.filter(|_| profile != default);
        let shown = other.map_or_else(|| own.clone(), |profile| own.for_profile(profile));
        let title = profile.map(|profile| profiles.get(profile).title.clone()).unwrap_or_default();
        Some(ProfileView { title, url: generated_path(context, &shown)?, is_current: profile == current })
    };
    let is_named = |idx: ProfileIdx| profiles.named().any(|(named, _)| named == idx);
    // What is no profile of its own comes first.
    let unnamed = if default.is_some_and(is_named) { None } else { view(default) };
    let named = profiles.named().filter_map(|(idx, _)| view(Some(idx)));
    let views: Vec<ProfileView> = unnamed.into_iter().chain(named).collect();
    if views.len() > 1 { views } else { Vec::new() }
}
