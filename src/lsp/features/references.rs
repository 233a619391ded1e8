//! References: all places that name a requirement, and all links to a heading or a page.

use gen_lsp_types as lsp;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::{Value, json};

use super::definition;
use crate::lsp::cursor::{Cursor, RequirementAt};
use crate::lsp::loaded::Loaded;
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach, position};
use crate::markdown::Link;
use crate::site::{Address, PageId, Resolution, Target, decode};
use crate::source::{FileId, Location};

pub(super) const FEATURE: Feature = Feature {
    method: "textDocument/references",
    capability: ("referencesProvider", |_| json!(true)),
    reach: Reach::Current,
    answer,
};

fn answer(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let Some(cursor) = Cursor::at(query, position(parameters)?) else { return Ok(Value::Null) };
    let with_declaration =
        parameters.pointer("/context/includeDeclaration").and_then(Value::as_bool).unwrap_or_default();
    let mut places = places(&cursor, with_declaration);
    places.sort_unstable();
    places.dedup();
    let found: Vec<lsp::Location> = places.into_iter().filter_map(|place| query.site.location(place)).collect();
    Ok(json!(found))
}

fn places(cursor: &Cursor<'_>, with_declaration: bool) -> Vec<Location> {
    let site = cursor.query.site;
    if let Some(RequirementAt { framework, idx, .. }) = cursor.requirement() {
        let edges = site.project.edges.of(&framework.key, idx).iter().map(|edge| edge.location);
        let declared = with_declaration.then(|| definition::of_requirement(site, framework, idx));
        return edges.chain(declared.into_iter().flatten()).collect();
    }
    if let Some(link) = cursor.link() {
        return match link.target {
            Target::Page(page) => links_to(site, page, link.anchor.as_deref()),
            Target::Alias(index) => links_to(site, site.project.site.aliases()[index].page, link.anchor.as_deref()),
            Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile => Vec::new(),
        };
    }
    let Some((page, found)) = cursor.page else { return Vec::new() };
    if let Some(heading) = cursor.heading() {
        let declared = with_declaration.then(|| Location::new(cursor.file, heading.span));
        let id = heading.id.as_deref();
        return id.map(|id| links_to(site, page, Some(id))).into_iter().flatten().chain(declared).collect();
    }
    let is_title = found.front.title.as_ref().is_some_and(|title| cursor.is_in(title.span));
    if is_title { links_to(site, page, None) } else { Vec::new() }
}

/// The places of the links of the site that lead to a page: with this anchor, or with any or none.
pub(super) fn links_to(site: &Loaded, page: PageId, anchor: Option<&str>) -> Vec<Location> {
    let links = all_links_to(site, page).into_iter().filter(|(_, link)| {
        let fragment = Address::parse(&link.destination).fragment.map(decode);
        anchor.is_none_or(|anchor| fragment.as_deref() == Some(anchor))
    });
    links.map(|(file, link)| Location::new(file, link.span)).collect()
}

/// Every link of the site that leads to a page, also through an alias, with its file.
pub(super) fn all_links_to(site: &Loaded, page: PageId) -> Vec<(FileId, &Link)> {
    let project = &site.project;
    let resolver = project.resolver();
    let leads_here = |from: PageId, link: &Link| match resolver.resolve(from, link) {
        Resolution::Found(route) => match route.target {
            Target::Page(found) => found == page,
            Target::Alias(index) => project.site.aliases()[index].page == page,
            Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile => false,
        },
        Resolution::Elsewhere | Resolution::Missing(_) => false,
    };
    let pages: Vec<PageId> = project.site.pages().map(|(id, _)| id).collect();
    let of_page = |from: &PageId| {
        project.site.links(*from).filter(|(_, link)| leads_here(*from, link)).collect::<Vec<(FileId, &Link)>>()
    };
    pages.par_iter().flat_map_iter(of_page).collect()
}
