//! A framework beside others, as the crosswalks of a site have it, read from this one's side.

use serde::Serialize;
use tera::Context;

use crate::framework::{Framework, RequirementIdx};
use crate::render::data_table::relation_mark;
use crate::render::data_view::GapGroupView;
use crate::render::page::{RenderError, Renderer};
use crate::render::view::{LinkView, SafeHtml};
use crate::site::{Related, unreached};
use crate::table::{Relation, comma_separated};

/// Another framework beside this one, as one of `crosswalks`.
#[derive(Debug, Serialize)]
struct CrosswalkView {
    name: String,
    url: String,
    rows: Vec<RelatedView>,
    /// Requirements that no row relates: of this framework, and of the other.
    own_gaps: Vec<GapGroupView>,
    own_gap_count: usize,
    other_gaps: Vec<GapGroupView>,
    other_gap_count: usize,
    /// The articles whose tables these are.
    sources: Vec<LinkView>,
}

/// A requirement beside one of another framework.
#[derive(Debug, Serialize)]
pub(super) struct RelatedView {
    from: LinkView,
    from_title: String,
    /// The other framework's name.
    name: String,
    to: LinkView,
    to_title: String,
    mark: SafeHtml,
    note: SafeHtml,
}

const HEAD: [&str; 6] = ["id", "relation", "framework", "version", "other id", "note"];

impl Renderer<'_> {
    /// Every framework that stands beside this one.
    pub(super) fn insert_crosswalk(&self, framework: &Framework, context: &mut Context) -> Result<(), RenderError> {
        let related = self.site.related(&framework.key);
        let mut views = Vec::new();
        for pairs in related.chunk_by(|one, next| one.other == next.other) {
            let Some(other) = pairs.first().and_then(|pair| self.frameworks.get(pair.other)) else { continue };
            let rows = pairs.iter().map(|pair| self.related_view(framework, other, pair));
            let real = || pairs.iter().filter(|pair| pair.relation != Relation::None);
            let mut sources: Vec<_> = pairs.iter().map(|pair| pair.page).collect();
            sources.sort_unstable();
            sources.dedup();
            let own_gaps = unreached(framework, real().map(|pair| pair.from));
            let other_gaps = unreached(other, real().map(|pair| pair.to));
            views.push(CrosswalkView {
                name: format!("{} {}", other.name, other.version),
                url: self.resolver.public(&crate::site::framework_url(other)),
                rows: rows.collect::<Result<Vec<_>, _>>()?,
                own_gaps: self.gap_groups(framework, &own_gaps),
                own_gap_count: own_gaps.len(),
                other_gaps: self.gap_groups(other, &other_gaps),
                other_gap_count: other_gaps.len(),
                sources: self.page_links(&sources),
            });
        }
        context.insert("crosswalks", &views);
        Ok(())
    }

    /// A pair as pages see it.
    pub(super) fn related_view(
        &self,
        framework: &Framework,
        other: &Framework,
        pair: &Related<'_>,
    ) -> Result<RelatedView, RenderError> {
        Ok(RelatedView {
            from: self.rank_link(framework, pair.from),
            from_title: framework.requirement(pair.from).title.clone(),
            name: other.name.clone(),
            to: self.rank_link(other, pair.to),
            to_title: other.requirement(pair.to).title.clone(),
            mark: SafeHtml(relation_mark(Some(pair.relation))),
            note: SafeHtml(self.cell_html(pair.page, pair.table, &pair.mapping.note)?),
        })
    }

    fn rank_link(&self, framework: &Framework, rank: RequirementIdx) -> LinkView {
        LinkView { title: framework.requirement(rank).id.clone(), url: self.requirement_address(framework, rank) }
    }

    /// `crosswalk.csv`: every pair, from this framework's side.
    pub(super) fn crosswalk_csv(&self, framework: &Framework) -> String {
        let related = self.site.related(&framework.key);
        let rows = related.iter().filter_map(|pair| {
            let other = self.frameworks.get(pair.other)?;
            Some([
                framework.requirement(pair.from).id.clone(),
                pair.relation.name().to_owned(),
                other.key.clone(),
                other.version.clone(),
                other.requirement(pair.to).id.clone(),
                pair.table.plain_of(&pair.mapping.note),
            ])
        });
        comma_separated(&HEAD, rows)
    }
}
