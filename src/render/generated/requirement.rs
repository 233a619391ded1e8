//! A principal requirement with everything below it: who explains it, where else it is spoken of, what became of it.

use serde::Serialize;
use tera::Context;

use super::crosswalk::{RelatedView, related_view};
use super::map::is_for_service_providers;
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::markdown::{CellTools, Cells, Highlighter};
use crate::render::address::{link, page_links, requirement_links};
use crate::render::card::Cards;
use crate::render::context::{RenderContext, home_location};
use crate::render::error::RenderError;
use crate::render::framework_info::FrameworkInfo;
use crate::render::marks::party_mark;
use crate::render::pieces::{PieceWriter, cell_html};
use crate::render::view::{LinkView, SafeHtml, TocView};
use crate::site::{Covered, ShownMatrix, encode, principal_url};
use crate::source::Span;
use crate::table::Text;

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
    responsible: Vec<ResponsibleView>,
    related: Vec<RelatedView>,
}

/// Who is responsible for a requirement, by one matrix.
#[derive(Debug, Serialize)]
struct ResponsibleView {
    /// What the matrix is called, where the site has several.
    matrix: String,
    url: String,
    mark: SafeHtml,
    is_default: bool,
    provider_name: String,
    provider: SafeHtml,
    customer_name: String,
    customer: SafeHtml,
    note: SafeHtml,
}

/// An id in an older version.
#[derive(Debug, Serialize)]
struct FormerView {
    id: String,
    version: String,
}

/// The principal requirement, all that is below it, and its neighbours.
pub(super) fn insert_principal(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    principal: RequirementIdx,
    values: &mut Context,
) -> Result<(), RenderError> {
    let framework = info.framework;
    let ranks = std::iter::once(principal).chain(framework.below(principal).map(|(rank, _)| rank));
    let views = ranks.map(|rank| requirement_view(context, info, rank));
    values.insert("requirements", &views.collect::<Result<Vec<_>, RenderError>>()?);
    let principals = &info.principals;
    let at = info.position(principal).unwrap_or_default();
    let link = |rank: &RequirementIdx| {
        let requirement = framework.requirement(*rank);
        let title = requirement.titled();
        LinkView { title, url: context.resolver.public(&principal_url(framework, *rank)) }
    };
    values.insert("previous", &at.checked_sub(1).and_then(|at| principals.get(at)).map(link));
    values.insert("next", &principals.get(at + 1).map(link));
    Ok(())
}

fn requirement_view(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    rank: RequirementIdx,
) -> Result<RequirementView, RenderError> {
    let framework = info.framework;
    let requirement = framework.requirement(rank);
    let nothing = Covered::default();
    let covered = info.coverage.of(rank).unwrap_or(&nothing);
    let state = if requirement.withdrawn.is_none() { covered.state().name() } else { "withdrawn" };
    let formerly = framework.renumbered.iter().filter(|change| change.to == requirement.id);
    let related = info.related_to(rank).iter().filter_map(|pair| Some((context.frameworks.get(pair.other)?, pair)));
    Ok(RequirementView {
        id: requirement.id.clone(),
        anchor: encode(&requirement.id),
        title: requirement.title.clone(),
        depth: requirement.depth,
        state,
        for_service_providers: is_for_service_providers(requirement),
        tags: other_tags(requirement),
        withdrawn: requirement.withdrawn.as_ref().map(|to| requirement_links(context, framework, to)),
        formerly: formerly
            .map(|change| FormerView { id: change.from.clone(), version: change.version.clone() })
            .collect(),
        prose: prose(context, requirement)?,
        explained: page_links(context, &covered.explained),
        mentioned: page_links(context, &covered.mentioned),
        tables: page_links(context, &covered.tables),
        responsible: responsible(context, &info.matrices, rank)?,
        related: related
            .map(|(other, pair)| related_view(context, framework, other, pair))
            .collect::<Result<Vec<_>, _>>()?,
    })
}

/// What a requirement says, as HTML. Its links lead where they would from the front page.
fn prose(context: &RenderContext<'_>, requirement: &Requirement) -> Result<SafeHtml, RenderError> {
    let (Some(prose), Some(home)) = (&requirement.prose, context.site.home()) else { return Ok(SafeHtml::default()) };
    let highlighter = Highlighter::plain();
    let tools = CellTools { highlighter: &highlighter, citable: &[] };
    let file = requirement.place.map_or(home_location(context).file, |place| place.file);
    let mut cells = Cells::new(file, prose, tools);
    let pieces = cells.read(prose, Span::new(0, prose.len()));
    let mut html = String::new();
    let document = cells.finish().document;
    let writer = PieceWriter { context, page: home, document: &document, cards: &Cards::default() };
    writer.write(&pieces, &mut html)?;
    Ok(SafeHtml(html))
}

fn responsible(
    context: &RenderContext<'_>,
    matrices: &[ShownMatrix<'_>],
    rank: RequirementIdx,
) -> Result<Vec<ResponsibleView>, RenderError> {
    let mut views = Vec::new();
    for shown in matrices {
        let Some(resolved) = shown.of(rank).filter(|resolved| resolved.party.is_some()) else {
            continue;
        };
        let row = resolved.row.and_then(|row| shown.matrix.rows.get(row));
        let cell = |text: Option<&Text>| match text {
            Some(text) => cell_html(context, shown.page, shown.table, text).map(SafeHtml),
            None => Ok(SafeHtml::default()),
        };
        let page = link(context, shown.page);
        views.push(ResponsibleView {
            matrix: if matrices.len() > 1 { shown.table.title.clone().unwrap_or(page.title) } else { String::new() },
            url: page.url,
            mark: SafeHtml(party_mark(shown.matrix, resolved.party)),
            is_default: row.is_none(),
            provider_name: shown.matrix.parties.provider.clone(),
            provider: cell(row.map(|row| &row.provider))?,
            customer_name: shown.matrix.parties.customer.clone(),
            customer: cell(row.map(|row| &row.customer))?,
            note: cell(row.map(|row| &row.note))?,
        });
    }
    Ok(views)
}

/// Fewer requirements than this below a principal one are found without a list of contents.
const MIN_IN_CONTENTS: usize = 4;

/// What stands directly below a principal requirement, for the list of contents of its page.
pub(super) fn contents(framework: &Framework, principal: RequirementIdx) -> Vec<TocView> {
    let entry = |(_, requirement): (RequirementIdx, &Requirement)| TocView {
        id: encode(&requirement.id),
        title: requirement.titled(),
        children: Vec::new(),
    };
    let contents: Vec<TocView> = framework.children(principal).map(entry).collect();
    if contents.len() < MIN_IN_CONTENTS { Vec::new() } else { contents }
}

/// Words that mark a requirement, but for those that have a mark of their own.
fn other_tags(requirement: &Requirement) -> Vec<String> {
    let others = requirement.tags.iter().filter(|tag| *tag != "service-provider");
    others.map(|tag| tag.replace('-', " ")).collect()
}
