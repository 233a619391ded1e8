//! A principal requirement with everything below it: which articles explain or mention it, who is responsible, and what
//! became of it in later versions.

use serde::Serialize;
use tera::Context;

use super::baseline::{baselines, selected_from};
use super::coverage::state_word;
use super::crosswalk::{RelatedView, related_view};
use super::map::is_for_service_providers;
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::markdown::{CellTools, Cells, Highlighter, NoCitations, Words};
use crate::render::address::{link, page_links, requirement_links};
use crate::render::card::Cards;
use crate::render::context::{RenderContext, home_location};
use crate::render::data_table::row_remark;
use crate::render::error::RenderError;
use crate::render::framework_info::FrameworkInfo;
use crate::render::marks::who_mark;
use crate::render::pieces::{PieceWriter, cell_html};
use crate::render::view::{DateView, LinkView, SafeHtml, TocView};
use crate::site::{Covered, ProfileIdx, ShownMatrix, encode, principal_url};
use crate::source::Span;
use crate::table::{Party, Text};

/// A requirement, as one of `requirements`.
#[derive(Debug, Serialize)]
pub(super) struct RequirementView {
    id: String,
    /// The id, percent-encoded.
    anchor: String,
    title: String,
    /// 0 for the principal requirement.
    depth: usize,
    state: &'static str,
    for_service_providers: bool,
    /// Why it does not apply to those for whom the site is.
    inapplicable: Option<String>,
    /// The profiles of the site to which it applies, by their titles; nothing where it applies to all of them.
    applies_to: Option<Vec<String>>,
    tags: Vec<String>,
    /// Of a withdrawn requirement, what replaces it.
    withdrawn: Option<Vec<LinkView>>,
    /// What took its place in the same version, where that is so.
    superseded: Option<SupersededView>,
    /// Its ids in other versions.
    formerly: Vec<FormerView>,
    prose: SafeHtml,
    explained: Vec<LinkView>,
    mentioned: Vec<LinkView>,
    tables: Vec<LinkView>,
    responsible: Vec<ResponsibleView>,
    related: Vec<RelatedView>,
    /// Of a baseline: the requirement in what it was selected from.
    selected_from: Vec<LinkView>,
    /// The requirement in baselines.
    baselines: Vec<LinkView>,
}

/// Since when a requirement is superseded, and by what.
#[derive(Debug, Serialize)]
struct SupersededView {
    on: DateView,
    by: Vec<LinkView>,
}

/// Who is responsible for a requirement, by one matrix.
#[derive(Debug, Serialize)]
struct ResponsibleView {
    /// What the matrix is called; empty where the framework has only one.
    matrix: String,
    url: String,
    mark: SafeHtml,
    is_default: bool,
    parts: Vec<PartView>,
    note: SafeHtml,
}

/// What one party does, as one of `parts`; only those that the row says something of.
#[derive(Debug, Serialize)]
struct PartView {
    key: String,
    name: String,
    text: SafeHtml,
}

/// The ids that became `id`, by the version that had them, in order.
pub(super) fn former_ids<'f>(framework: &'f Framework, id: &str) -> Vec<(&'f str, Vec<&'f str>)> {
    let mut by_version: Vec<(&str, Vec<&str>)> = Vec::new();
    for change in framework.predecessors(id) {
        match by_version.last_mut().filter(|(version, _)| *version == change.version) {
            Some((_, ids)) => ids.push(&change.from),
            None => by_version.push((&change.version, vec![&change.from])),
        }
    }
    by_version
}

/// Ids of an older version, in one text.
#[derive(Debug, Serialize)]
struct FormerView {
    id: String,
    version: String,
}

/// Adds the principal requirement, all that is below it, and its neighbours.
pub(super) fn insert_principal(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    principal: RequirementIdx,
    values: &mut Context,
) -> Result<(), RenderError> {
    let framework = info.framework;
    let indices = std::iter::once(principal).chain(framework.below(principal).map(|(idx, _)| idx));
    let views = indices.map(|idx| requirement_view(context, info, idx));
    values.insert("requirements", &views.collect::<Result<Vec<_>, RenderError>>()?);
    let principals = &info.principals;
    let at = info.position(principal).unwrap_or_default();
    let link = |idx: &RequirementIdx| {
        let requirement = framework.requirement(*idx);
        let title = requirement.titled();
        LinkView { title, url: context.resolver.public(&principal_url(framework, *idx)) }
    };
    values.insert("previous", &at.checked_sub(1).and_then(|at| principals.get(at)).map(link));
    values.insert("next", &principals.get(at + 1).map(link));
    Ok(())
}

fn requirement_view(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    idx: RequirementIdx,
) -> Result<RequirementView, RenderError> {
    let framework = info.framework;
    let requirement = framework.requirement(idx);
    let nothing = Covered::default();
    let covered = info.coverage.of(idx).unwrap_or(&nothing);
    let formerly = former_ids(framework, &requirement.id);
    let reason = info.applicability.reason(idx);
    let separator = context.theme.labels().text("separator");
    let related = info.related_to(idx).iter().filter_map(|pair| Some((context.frameworks.get(pair.other)?, pair)));
    Ok(RequirementView {
        id: requirement.id.clone(),
        anchor: encode(&requirement.id),
        title: requirement.title.clone(),
        depth: requirement.depth,
        state: state_word(info, idx, covered),
        inapplicable: reason.map(|reason| reason.shown(context.theme.labels())),
        applies_to: applies_to(context, framework, idx),
        for_service_providers: is_for_service_providers(requirement),
        tags: other_tags(requirement),
        withdrawn: requirement.withdrawn.as_ref().map(|to| requirement_links(context, framework, to)),
        superseded: requirement.superseded.as_ref().map(|since| SupersededView {
            on: DateView::of_day(since.on, context.theme.labels()),
            by: requirement_links(context, framework, &since.by),
        }),
        formerly: formerly
            .into_iter()
            .map(|(version, ids)| FormerView { id: ids.join(separator), version: version.to_owned() })
            .collect(),
        prose: prose(context, requirement)?,
        explained: page_links(context, &covered.explained),
        mentioned: page_links(context, &covered.mentioned),
        tables: page_links(context, &covered.tables),
        responsible: responsible(context, &info.matrices, idx)?,
        related: related
            .map(|(other, pair)| related_view(context, framework, other, pair))
            .collect::<Result<Vec<_>, _>>()?,
        selected_from: selected_from(context, framework, idx),
        baselines: baselines(context, framework, idx),
    })
}

/// The text of a requirement as HTML. Its links are resolved from the front page.
fn prose(context: &RenderContext<'_>, requirement: &Requirement) -> Result<SafeHtml, RenderError> {
    let (Some(prose), Some(home)) = (&requirement.prose, context.site.home()) else { return Ok(SafeHtml::default()) };
    let highlighter = Highlighter::plain();
    let tools = CellTools { highlighter: &highlighter, citations: &NoCitations, words: Words::default() };
    let file = requirement.location.map_or(home_location(context).file, |location| location.file);
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
    idx: RequirementIdx,
) -> Result<Vec<ResponsibleView>, RenderError> {
    let mut views = Vec::new();
    let labels = context.theme.labels();
    for shown in matrices {
        let matrix = shown.matrix;
        let Some((resolved, who)) = shown.of(idx).and_then(|resolved| Some((resolved, matrix.who(resolved)?))) else {
            continue;
        };
        let row = matrix.row(resolved);
        let html = |text: &Text| cell_html(context, shown.page, shown.table, text);
        let cell = |text: &Text| html(text).map(SafeHtml);
        let parts = row.into_iter().flat_map(|row| matrix.parties.iter().zip(&row.parts));
        let part = |(party, text): (&Party, &Text)| {
            Ok(PartView { key: party.key.clone(), name: party.shown(labels).to_owned(), text: cell(text)? })
        };
        let parts = parts.filter(|(_, text)| !text.markdown.trim().is_empty()).map(part);
        views.push(ResponsibleView {
            matrix: if matrices.len() > 1 { shown.name.clone() } else { String::new() },
            url: link(context, shown.page).url,
            mark: SafeHtml(who_mark(matrix, Some(who), labels)),
            is_default: row.is_none(),
            parts: parts.collect::<Result<Vec<_>, RenderError>>()?,
            note: SafeHtml(row.map(|row| row_remark(context, matrix, row, &html)).transpose()?.unwrap_or_default()),
        });
    }
    Ok(views)
}

/// The titles of the named profiles to which a requirement applies; nothing where it applies to all of them.
pub(super) fn applies_to(
    context: &RenderContext<'_>,
    framework: &Framework,
    idx: RequirementIdx,
) -> Option<Vec<String>> {
    let profiles = context.site.profiles();
    let applies = |profile: ProfileIdx| profiles.applicability(framework, Some(profile)).applies(idx);
    let applying = profiles.named().filter(|(profile, _)| applies(*profile));
    let titles: Vec<String> = applying.map(|(_, profile)| profile.title.clone()).collect();
    (titles.len() < profiles.named().count()).then_some(titles)
}

/// A page with fewer requirements than this below the principal one has no list of contents.
const MIN_IN_CONTENTS: usize = 4;

/// The list of contents of a principal requirement's page: what is directly below it.
pub(super) fn contents(framework: &Framework, principal: RequirementIdx) -> Vec<TocView> {
    let entry = |(_, requirement): (RequirementIdx, &Requirement)| TocView {
        id: encode(&requirement.id),
        title: requirement.titled(),
        children: Vec::new(),
    };
    let contents: Vec<TocView> = framework.children(principal).map(entry).collect();
    if contents.len() < MIN_IN_CONTENTS { Vec::new() } else { contents }
}

/// The tags of a requirement that have no mark of their own.
fn other_tags(requirement: &Requirement) -> Vec<String> {
    let others = requirement.tags.iter().filter(|tag| *tag != "service-provider");
    others.map(|tag| tag.replace('-', " ")).collect()
}
