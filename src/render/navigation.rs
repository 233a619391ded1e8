//! The links beside the text: which there are, and the sidebar that a template makes of them.

use std::collections::BTreeSet;
use std::ops::Range;

use tera::Context;

use super::address::link;
use super::context::{RenderContext, global_values, home_location, page_location, render};
use super::error::RenderError;
use super::page_view::minutes;
use super::place::{Part, Places, Window};
use super::sidebar::Sidebar;
use super::view::{LinkView, NavigationView};
use crate::site::{Kind, PageId};
use crate::source::Location;

/// A list with more entries than this shows only some of them: else a page would grow with the number of pages.
pub(super) const MAX_WHOLE: usize = 40;

/// The list of the page's own section shows at least so many entries before the page and after it. It is the same for so many
/// pages in a row, which then share one sidebar.
const STEP: usize = 5;

/// Above the page's own section, a level with more entries than this shows only those around the one that leads to the
/// page.
const MAX_ABOVE: usize = 12;

/// So many entries are shown before that one, and as many after it.
const NEIGHBOURS: usize = 2;

/// A list that is too long to be shown whole shows its sections wherever they are, unless it has more than this.
const MAX_SECTIONS: usize = 12;

/// A section beside the way to the page shows at most so many of its entries, which a reader unfolds.
const MAX_FOLDED: usize = 4;

/// All sections of one list together show at most so many of those, so that a page does not grow with the number of sections.
const MAX_FOLDED_IN_ALL: usize = 36;

/// A section that would show fewer of them shows none: two entries out of many help nobody.
const MIN_FOLDED: usize = 3;

/// The places of all pages of the site.
pub(super) fn places(context: &RenderContext<'_>) -> Places {
    let mut places = Places::default();
    let lists = context.site.pages().filter(|(_, page)| matches!(page.kind, Kind::Home | Kind::Section));
    for (id, page) in lists.filter(|(_, page)| page.children.len() > MAX_WHOLE) {
        places.indexes.extend(page.children.iter().copied().zip(0..));
        places.sections.insert(id, few_sections(context, &page.children));
    }
    places
}

/// The indexes of the sections in a list; none where it has many.
fn few_sections(context: &RenderContext<'_>, list: &[PageId]) -> Vec<usize> {
    let is_section = |at: &usize| context.site.page(list[*at]).kind == Kind::Section;
    let found: Vec<usize> = (0..list.len()).filter(is_section).take(MAX_SECTIONS + 1).collect();
    if found.len() > MAX_SECTIONS { Vec::new() } else { found }
}

/// Adds the sidebar of a page to what its template sees, the link to the page marked.
///
/// # Errors
/// The failure of the sidebar's template.
pub(super) fn insert_sidebar(
    context: &RenderContext<'_>,
    page: PageId,
    values: &mut Context,
) -> Result<(), RenderError> {
    let current = context.resolver.public(&context.site.page(page).url);
    insert_part(context, part(context, page), &current, values)
}

/// The same for a page that is in no section; `current` is its public path.
///
/// # Errors
/// The failure of the sidebar's template.
pub(super) fn insert_top_sidebar(
    context: &RenderContext<'_>,
    current: &str,
    values: &mut Context,
) -> Result<(), RenderError> {
    insert_part(context, TOP, current, values)
}

/// The sidebar of pages that are in no section.
const TOP: Part = Part { section: None, window: Window::Step(0) };

fn insert_part(
    context: &RenderContext<'_>,
    part: Part,
    current: &str,
    values: &mut Context,
) -> Result<(), RenderError> {
    match context.shared.sidebars.get(&part) {
        Some(sidebar) => sidebar.insert(current, values),
        None => part_sidebar(context, part)?.insert(current, values),
    }
    Ok(())
}

/// The parts that several pages have in common.
pub(super) fn shared_parts(context: &RenderContext<'_>) -> Vec<Part> {
    let mut parts = vec![TOP];
    for (id, page) in context.site.pages() {
        let section = match page.kind {
            Kind::Section => Some(id),
            Kind::Home => None,
            Kind::Article | Kind::Taxonomy | Kind::Term => continue,
        };
        let length = page.children.len();
        let steps = if length > MAX_WHOLE { length.div_ceil(STEP) } else { 1 };
        let first = usize::from(section.is_none());
        parts.extend((first..steps).map(|step| Part { section, window: Window::Step(step) }));
    }
    parts
}

/// What the sidebar of a page depends on.
fn part(context: &RenderContext<'_>, id: PageId) -> Part {
    let page = context.site.page(id);
    if page.kind == Kind::Section {
        return Part { section: Some(id), window: Window::Step(0) };
    }
    let section = page.section.filter(|section| context.site.page(*section).kind == Kind::Section);
    let (Kind::Article, Some(list)) = (page.kind, section.or(context.site.home())) else {
        return Part { section, window: Window::Step(0) };
    };
    let children = &context.site.page(list).children;
    let is_long = children.len() > MAX_WHOLE;
    let window = match context.shared.places.index(id, children) {
        Some(place) => Window::Step(if is_long { place / STEP } else { 0 }),
        None => Window::Unlisted(id),
    };
    Part { section, window }
}

/// The sidebar of the pages of this part.
///
/// # Errors
/// The template's failure.
pub(super) fn part_sidebar(context: &RenderContext<'_>, part: Part) -> Result<Sidebar, RenderError> {
    let location = part.section.map_or_else(|| home_location(context), |section| page_location(context, section));
    sidebar(context, entries(context, part), location)
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

/// The links beside the text of pages that are in no section.
pub(super) fn top_entries(context: &RenderContext<'_>) -> Vec<NavigationView> {
    entries(context, TOP)
}

/// The links beside the text of the pages of one part: the top of the site, opened down to its section.
fn entries(context: &RenderContext<'_>, part: Part) -> Vec<NavigationView> {
    let Some(home) = context.site.home() else { return Vec::new() };
    let mut way = vec![home];
    if let Some(section) = part.section {
        way.extend(context.site.ancestors(section).into_iter().filter(|above| *above != home));
        way.push(section);
    }
    branch(context, &way, part.window)
}

/// The entries of the first page of `way`, opened along the others, the last of which has this window.
fn branch(context: &RenderContext<'_>, way: &[PageId], window: Window) -> Vec<NavigationView> {
    let Some((id, below)) = way.split_first() else { return Vec::new() };
    let listed = &context.site.page(*id).children;
    let next = below.first().copied();
    let unlisted = if let Window::Unlisted(page) = window { Some(page) } else { None };
    let on_way = next.and_then(|next| context.shared.places.index(next, listed));
    // What the section does not list has its place behind all others, so that the reader sees where the page belongs.
    let added = next.filter(|_| on_way.is_none()).or(unlisted.filter(|_| next.is_none()));
    let shown = shown(context, *id, on_way, if next.is_some() { Window::Step(0) } else { window });
    let folding = shown.iter().filter(|at| next != Some(listed[**at]) && has_list(context, listed[**at])).count();
    let folded_entries = MAX_FOLDED.min(MAX_FOLDED_IN_ALL / folding.max(1));
    let entry = |child: &PageId| {
        let LinkView { title, url } = link(context, *child);
        let is_open = next == Some(*child);
        let children = if is_open { branch(context, below, window) } else { folded(context, *child, folded_entries) };
        let child = context.site.page(*child);
        let is_beside = child.kind == Kind::Article && next.is_none();
        let minutes = if is_beside { minutes(&child.document) } else { 0 };
        NavigationView { title, url, children, is_open, minutes, ..NavigationView::default() }
    };
    let mut entries = Vec::new();
    let mut after = 0;
    for at in shown {
        entries.extend((at > after).then(|| more(context, *id, at - after)));
        entries.push(entry(&listed[at]));
        after = at + 1;
    }
    entries.extend((listed.len() > after).then(|| more(context, *id, listed.len() - after)));
    entries.extend(added.iter().map(entry));
    entries
}

/// Whether a page is a section that lists pages.
fn has_list(context: &RenderContext<'_>, id: PageId) -> bool {
    let page = context.site.page(id);
    page.kind == Kind::Section && !page.children.is_empty()
}

/// The first entries of a section that the way to the page does not lead through, at most `count`; none where so few are
/// not worth it.
fn folded(context: &RenderContext<'_>, section: PageId, count: usize) -> Vec<NavigationView> {
    if count < MIN_FOLDED || !has_list(context, section) {
        return Vec::new();
    }
    let listed = &context.site.page(section).children;
    // The entry that says how many more there are takes as much room as one of them.
    let shown = if listed.len() <= count + 1 { listed.len() } else { count };
    let entry = |child: &PageId| {
        let LinkView { title, url } = link(context, *child);
        NavigationView { title, url, ..NavigationView::default() }
    };
    let mut entries: Vec<NavigationView> = listed[..shown].iter().map(entry).collect();
    entries.extend((listed.len() > shown).then(|| more(context, section, listed.len() - shown)));
    entries
}

/// An entry in place of `count` entries of a section that are not shown. It leads to the list on the page of the section,
/// so that on that page itself it is not the link to the page.
fn more(context: &RenderContext<'_>, section: PageId, count: usize) -> NavigationView {
    let LinkView { title, url } = link(context, section);
    NavigationView { title, url: format!("{url}#Contents"), more: count, ..NavigationView::default() }
}

/// The indexes of the entries that are shown of the list of `section`, where the way leads on to the one at `on_way`.
fn shown(context: &RenderContext<'_>, section: PageId, on_way: Option<usize>, window: Window) -> BTreeSet<usize> {
    let listed = &context.site.page(section).children;
    let range = match (on_way, window) {
        (Some(at), _) if listed.len() > MAX_ABOVE => neighbours(at, listed.len()),
        (None, Window::Step(step)) if listed.len() > MAX_WHOLE => around_step(step, listed.len()),
        (None, Window::Unlisted(_)) if listed.len() > MAX_WHOLE => around_step(0, listed.len()),
        (Some(_), _) | (None, Window::Step(_) | Window::Unlisted(_)) => 0..listed.len(),
    };
    let mut shown: BTreeSet<usize> = range.collect();
    if on_way.is_none() && shown.len() < listed.len() {
        match context.shared.places.sections.get(&section) {
            Some(sections) => shown.extend(sections),
            None => shown.extend(few_sections(context, listed)),
        }
    }
    shown
}

/// The entries of a list of `length` that are shown where one of this step is the page.
fn around_step(step: usize, length: usize) -> Range<usize> {
    let end = ((step + 2) * STEP).min(length);
    (step * STEP).saturating_sub(STEP)..if end + 1 == length { length } else { end }
}

/// The entries of a list of `length` that are shown around the one at `index`.
pub(super) fn neighbours(index: usize, length: usize) -> Range<usize> {
    index.saturating_sub(NEIGHBOURS)..(index + NEIGHBOURS + 1).min(length)
}

#[cfg(test)]
mod tests {
    use super::{STEP, around_step};

    #[test]
    fn a_page_has_its_neighbours_around_it_and_no_single_entry_is_left_out_below() {
        for length in 41..90 {
            for at in 0..length {
                let shown = around_step(at / STEP, length);
                assert!(
                    shown.start <= at.saturating_sub(STEP) && shown.end >= (at + STEP).min(length),
                    "{at} of {length}"
                );
                assert!(shown.len() <= 3 * STEP + 1 && shown.end + 1 != length && shown.start != 1, "{at} of {length}");
            }
        }
    }
}
