//! What the pages of one framework share: gathered once for all of them, as there may be thousands.

use std::sync::Arc;

use super::framework::FrameworkView;
use crate::framework::{Framework, RequirementIdx};
use crate::render::page::Renderer;
use crate::site::{Coverage, Related, ShownMatrix};

/// What the site says of a framework.
pub(in crate::render) struct Standard<'a> {
    /// The framework.
    pub(super) framework: &'a Framework,
    /// The same as templates see it.
    pub(super) view: FrameworkView,
    /// What covers its requirements.
    pub(super) coverage: Coverage,
    /// Its responsibility matrices.
    pub(super) matrices: Vec<ShownMatrix<'a>>,
    /// Its principal requirements, in order.
    pub(super) principals: Vec<RequirementIdx>,
    /// What stands beside its requirements, in their order.
    related: Vec<Related<'a>>,
}

impl<'a> Standard<'a> {
    /// What stands beside a requirement in other frameworks.
    pub(super) fn related(&self, rank: RequirementIdx) -> &[Related<'a>] {
        let start = self.related.partition_point(|pair| pair.from < rank);
        let end = self.related.partition_point(|pair| pair.from <= rank);
        &self.related[start..end]
    }

    /// Where a principal requirement stands among the others.
    pub(super) fn position(&self, principal: RequirementIdx) -> Option<usize> {
        self.principals.binary_search(&principal).ok()
    }
}

impl<'a> Renderer<'a> {
    /// What the pages of `framework` share.
    pub(in crate::render) fn standard(&self, framework: &'a Framework) -> Arc<Standard<'a>> {
        let made = self.standards.get(&framework.key).cloned();
        made.unwrap_or_else(|| Arc::new(self.make_standard(framework)))
    }

    /// The same of every framework that has pages, with its key.
    pub(in crate::render) fn all_standards(&self) -> impl Iterator<Item = (String, Arc<Standard<'a>>)> {
        let shown = self.frameworks.iter().filter(|framework| self.edges.has_pages(&framework.key));
        shown.map(|framework| (framework.key.clone(), Arc::new(self.make_standard(framework))))
    }

    fn make_standard(&self, framework: &'a Framework) -> Standard<'a> {
        let coverage = Coverage::new(framework, self.edges);
        let mut related = self.site.related(&framework.key);
        related.sort_by_key(|pair| pair.from);
        Standard {
            framework,
            view: self.framework_view(framework, &coverage),
            coverage,
            matrices: self.site.matrices(&framework.key),
            principals: framework.principals().map(|(rank, _)| rank).collect(),
            related,
        }
    }
}
