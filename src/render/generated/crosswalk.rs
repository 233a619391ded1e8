//! A framework beside others, as the crosswalks of a site have it, read from this one's side.

use serde::Serialize;
use tera::Context;

use crate::framework::Framework;
use crate::markdown::escape_text;
use crate::render::address::{framework_address, page_links, requirement_address, requirement_link, with_host};
use crate::render::context::RenderContext;
use crate::render::data_view::GapGroupView;
use crate::render::error::RenderError;
use crate::render::gap_groups::gap_groups;
use crate::render::marks::relation_mark;
use crate::render::pieces::cell_html;
use crate::render::view::{LinkView, SafeHtml};
use crate::site::{Related, unreached};
use crate::table::{Relation, Sheet, ids_through};

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
    /// The articles that show the tables.
    sources: Vec<LinkView>,
}

/// A requirement with one of another framework that it relates to.
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

const HEAD: [&str; 7] = ["id", "relation", "framework", "version", "other id", "note", "derived through"];

/// Adds every framework that this one relates to.
pub(super) fn insert(
    context: &RenderContext<'_>,
    framework: &Framework,
    values: &mut Context,
) -> Result<(), RenderError> {
    let related = context.site.related(&framework.key);
    let mut views = Vec::new();
    for pairs in related.chunk_by(|one, next| one.other == next.other) {
        let Some(other) = pairs.first().and_then(|pair| context.frameworks.get(pair.other)) else { continue };
        let rows = pairs.iter().map(|pair| related_view(context, framework, other, pair));
        let real = || pairs.iter().filter(|pair| pair.relation != Relation::None);
        let mut sources: Vec<_> = pairs.iter().map(|pair| pair.page).collect();
        sources.sort_unstable();
        sources.dedup();
        let own_gaps = unreached(framework, real().map(|pair| pair.from));
        let other_gaps = unreached(other, real().map(|pair| pair.to));
        views.push(CrosswalkView {
            name: format!("{} {}", other.name, other.version),
            url: framework_address(context, other),
            rows: rows.collect::<Result<Vec<_>, _>>()?,
            own_gaps: gap_groups(context, framework, &own_gaps),
            own_gap_count: own_gaps.len(),
            other_gaps: gap_groups(context, other, &other_gaps),
            other_gap_count: other_gaps.len(),
            sources: page_links(context, &sources),
        });
    }
    values.insert("crosswalks", &views);
    Ok(())
}

/// A pair of requirements as templates see it.
pub(super) fn related_view(
    context: &RenderContext<'_>,
    framework: &Framework,
    other: &Framework,
    pair: &Related<'_>,
) -> Result<RelatedView, RenderError> {
    Ok(RelatedView {
        from: requirement_link(context, framework, pair.from),
        from_title: framework.requirement(pair.from).title.clone(),
        name: other.name.clone(),
        to: requirement_link(context, other, pair.to),
        to_title: other.requirement(pair.to).title.clone(),
        mark: SafeHtml(relation_mark(Some(pair.relation), context.theme.labels())),
        note: SafeHtml(match derived_through(context, pair) {
            Some(through) => escape_text(&through).into_owned(),
            None => cell_html(context, pair.page, pair.table, &pair.mapping.note)?,
        }),
    })
}

/// The remark on a derived pair; nothing for others.
pub(super) fn derived_through(context: &RenderContext<'_>, pair: &Related<'_>) -> Option<String> {
    let ids = ids_through(context.frameworks.get(pair.via?)?, pair.mapping);
    Some(context.theme.labels().fill("derived_through_of", &[("ids", &ids)]))
}

/// `crosswalk.csv` and `crosswalk.xlsx`: every pair, from this framework's side.
pub(super) fn sheet(context: &RenderContext<'_>, framework: &Framework) -> Sheet {
    let mut related = context.site.related(&framework.key);
    related.retain(|pair| context.frameworks.get(pair.other).is_some());
    let link = |pair: &Related<'_>| with_host(context, &requirement_address(context, framework, pair.from));
    let links: Vec<String> = related.iter().map(link).collect();
    let rows = related.iter().filter_map(|pair| {
        let other = context.frameworks.get(pair.other)?;
        let via = pair.via.and_then(|via| context.frameworks.get(via));
        Some([
            framework.requirement(pair.from).id.clone(),
            pair.relation.name().to_owned(),
            other.key.clone(),
            other.version.clone(),
            other.requirement(pair.to).id.clone(),
            pair.table.plain_of(&pair.mapping.note),
            via.map(|via| ids_through(via, pair.mapping)).unwrap_or_default(),
        ])
    });
    Sheet::new("Crosswalk", HEAD, rows).with_links(links)
}
