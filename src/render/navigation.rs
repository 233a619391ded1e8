//! The links beside the text: which there are, and the sidebar that a template makes of them.

use std::ops::Range;

use tera::Context;

use super::address::link;
use super::context::{RenderContext, global_values, home_location, page_location, render};
use super::error::RenderError;
use super::page_view::minutes;
use super::sidebar::Sidebar;
use super::view::{LinkView, NavigationView};
use crate::site::{Kind, PageId};
use crate::source::Location;

/// A section with more articles than this lists them on its own page only, and not beside every one of them:
/// else a page would grow with the number of pages.
pub(super) const MAX_IN_NAVIGATION: usize = 150;

/// Above the page's own section, a level with more entries than this shows only those around the one that leads to the
/// page.
const MAX_ABOVE: usize = 12;

/// So many entries are shown before that one, and as many after it.
const NEIGHBOURS: usize = 2;

/// Adds the sidebar of the pages of `section` to what a page's template sees, the link to `current`, a public path,
/// marked.
///
/// # Errors
/// The failure of the sidebar's template.
pub(super) fn insert_sidebar(
    context: &RenderContext<'_>,
    section: Option<PageId>,
    current: &str,
    values: &mut Context,
) -> Result<(), RenderError> {
    let section = section.filter(|section| context.site.page(*section).kind == Kind::Section);
    match context.shared.sidebars.get(&section) {
        Some(sidebar) => sidebar.insert(current, values),
        None => section_sidebar(context, section)?.insert(current, values),
    }
    Ok(())
}

/// The sidebar of the pages of `section`, or of those at the top of the site.
///
/// # Errors
/// The template's failure.
pub(super) fn section_sidebar(context: &RenderContext<'_>, section: Option<PageId>) -> Result<Sidebar, RenderError> {
    let location = section.map_or_else(|| home_location(context), |section| page_location(context, section));
    sidebar(context, entries(context, section), location)
}

/// The sidebar with these links.
///
/// # Errors
/// The template's failure, which is reported at `location`.
pub(super) fn sidebar(
    context: &RenderContext<'_>,
    entries: Vec<NavigationView>,
    location: Location,
) -> Result<Sidebar, RenderError> {
    Sidebar::new(entries, |entries| {
        let mut values = global_values(context);
        values.insert_value("navigation", entries);
        render(context, "partials/rail.html", &values, location)
    })
}

/// The links beside the text of the pages of one section: the top of the site, opened down to `section`.
pub(super) fn entries(context: &RenderContext<'_>, section: Option<PageId>) -> Vec<NavigationView> {
    let Some(home) = context.site.home() else { return Vec::new() };
    let mut open: Vec<PageId> = section.map(|section| context.site.ancestors(section)).unwrap_or_default();
    open.extend(section);
    branch(context, home, &open)
}

fn branch(context: &RenderContext<'_>, id: PageId, open: &[PageId]) -> Vec<NavigationView> {
    let page = context.site.page(id);
    let has_too_many = context.site.articles(id).nth(MAX_IN_NAVIGATION).is_some();
    let is_shown = |child: &PageId| !has_too_many || context.site.page(*child).kind == Kind::Section;
    let listed: Vec<PageId> = page.children.iter().copied().filter(is_shown).collect();
    let on_way = listed.iter().position(|child| open.contains(child)).filter(|_| listed.len() > MAX_ABOVE);
    let shown = match on_way {
        Some(on_way) => neighbours(on_way, listed.len()),
        None => 0..listed.len(),
    };
    let left_out = listed.len() - shown.len();
    let entry = |child: &PageId| {
        let LinkView { title, url } = link(context, *child);
        let children = if open.contains(child) { branch(context, *child, open) } else { Vec::new() };
        let child = context.site.page(*child);
        let is_beside = child.kind == Kind::Article && open.last() == Some(&id);
        let minutes = if is_beside { minutes(&child.document) } else { 0 };
        NavigationView { title, url, children, minutes, ..NavigationView::default() }
    };
    let mut entries: Vec<NavigationView> = listed[shown].iter().map(entry).collect();
    if left_out > 0 {
        let LinkView { title, url } = link(context, id);
        entries.push(NavigationView { title, url, more: left_out, ..NavigationView::default() });
    }
    entries
}

/// The entries of a list of `length` that are shown around the one at `index`.
pub(super) fn neighbours(index: usize, length: usize) -> Range<usize> {
    index.saturating_sub(NEIGHBOURS)..(index + NEIGHBOURS + 1).min(length)
}
