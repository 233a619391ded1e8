//! What the pages of one framework share: collected once for all of them, as there may be thousands.

use serde::Serialize;

use super::left_out_view::LeftOutView;
use super::view::{LinkView, SafeHtml};
use crate::framework::{Applicability, Framework, RequirementIdx};
use crate::site::{Coverage, Related, ShownMatrix};

/// What the pages of a framework show of it.
pub(super) struct FrameworkInfo<'a> {
    pub(super) framework: &'a Framework,
    pub(super) view: FrameworkView,
    pub(super) coverage: Coverage,
    /// Which of its requirements apply to those for whom the page is.
    pub(super) applicability: &'a Applicability,
    /// Its responsibility matrices.
    pub(super) matrices: Vec<ShownMatrix<'a>>,
    /// Its principal requirements, in order.
    pub(super) principals: Vec<RequirementIdx>,
    /// Requirements of other frameworks that are related to its own, in the order of its own.
    pub(super) related: Vec<Related<'a>>,
}

/// A framework, as `framework` on its pages and one of `frameworks` on the list.
#[derive(Debug, Serialize)]
pub(super) struct FrameworkView {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) publisher: String,
    pub(super) url: String,
    /// How many ids it has.
    pub(super) total: usize,
    /// How many of them are assessed.
    pub(super) assessed: usize,
    /// How many of those are in force.
    pub(super) in_force: usize,
    /// How many of the assessed apply: those that are counted.
    pub(super) applying: usize,
    /// The assessed that do not apply, by the reason, without their ids.
    pub(super) left_out: Vec<LeftOutView>,
    pub(super) counts: CountsView,
    pub(super) bar: SafeHtml,
    pub(super) coverage: Option<String>,
    pub(super) changes: Option<String>,
    pub(super) crosswalk: Option<String>,
    /// Of a baseline: what it was selected from.
    pub(super) selected_from: Vec<LinkView>,
    /// Its baselines.
    pub(super) baselines: Vec<LinkView>,
}

/// How many of the assessed requirements are covered, and how.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct CountsView {
    explained: usize,
    mentioned: usize,
    table: usize,
    gap: usize,
}

impl CountsView {
    pub(super) const fn new([explained, mentioned, table, gap]: [usize; 4]) -> Self {
        Self { explained, mentioned, table, gap }
    }
}

impl<'a> FrameworkInfo<'a> {
    /// Its assessed requirements that apply, in order: those that are counted.
    pub(super) fn counted(&self) -> impl Iterator<Item = RequirementIdx> + use<'a> {
        self.applicability.assessed(self.framework)
    }

    /// Whether a requirement is among them.
    pub(super) fn is_counted(&self, requirement: RequirementIdx) -> bool {
        self.framework.is_assessed(requirement) && self.applicability.applies(requirement)
    }

    /// Requirements of other frameworks that are related to this one.
    pub(super) fn related_to(&self, requirement: RequirementIdx) -> &[Related<'a>] {
        let start = self.related.partition_point(|pair| pair.from < requirement);
        let end = self.related.partition_point(|pair| pair.from <= requirement);
        &self.related[start..end]
    }

    /// The index of a principal requirement among the others.
    pub(super) fn position(&self, principal: RequirementIdx) -> Option<usize> {
        self.principals.binary_search(&principal).ok()
    }
}
