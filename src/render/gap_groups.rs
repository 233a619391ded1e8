//! What no row of a crosswalk relates, by principal requirements.

use super::address::principal_address;
use super::context::RenderContext;
use super::data_view::GapGroupView;
use crate::framework::{Framework, RequirementIdx};

/// `indices`, in order, by their principal requirement.
pub(super) fn gap_groups(
    context: &RenderContext<'_>,
    framework: &Framework,
    indices: &[RequirementIdx],
) -> Vec<GapGroupView> {
    let groups = indices.chunk_by(|one, next| framework.principal_of(*one) == framework.principal_of(*next));
    let group = |indices: &[RequirementIdx]| {
        let principal = framework.principal_of(*indices.first()?);
        let requirement = framework.requirement(principal);
        // A principal requirement that stands alone is named by the group itself.
        let below = indices.iter().filter(|idx| **idx != principal || indices.len() > 1);
        Some(GapGroupView {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            url: principal_address(context, framework, principal),
            requirements: below.map(|idx| framework.requirement(*idx).id.clone()).collect(),
        })
    };
    groups.filter_map(group).collect()
}
