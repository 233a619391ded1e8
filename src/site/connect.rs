//! Puts pages into the frame, and connects each with its section and its terms.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::frame::{Frame, folded};
use super::page::{Kind, PageId, PageMeta};
use super::pending::PendingPage;
use super::target::Target;
use super::taxonomy::{Carried, taxonomy_key};
use crate::front::Date;
use crate::source::path::{below_content, name};

/// Puts the pages, in order of address, into the frame, and connects them. `unrendered` are the folders whose own list is
/// not rendered.
pub(super) fn place_pages(
    frame: &mut Frame,
    pages: Vec<PendingPage>,
    taxonomies: &[String],
    unrendered: &BTreeSet<String>,
) {
    let keyed = (0..).map(PageId).zip(&pages);
    frame.terms = keyed.filter_map(|(id, pending)| Some((pending.key.clone()?, id))).collect();
    let section_of = sections(&pages, &frame.terms, unrendered);
    // Pages have a route each, and many of them an alias.
    frame.routes.reserve(2 * pages.len());
    frame.sources.reserve(pages.len());
    frame.pages.reserve(pages.len());
    let mut carried = Vec::with_capacity(pages.len());
    for (id, pending) in (0..).map(PageId).zip(pages) {
        carried.push(pending.terms);
        frame.routes.insert(pending.meta.url.clone(), Target::Page(id));
        if pending.meta.kind == Kind::Home {
            frame.home = Some(id);
        }
        add_source(frame, &pending.meta, id);
        frame.pages.push(pending.meta);
    }
    frame.taxonomies = taxonomies.iter().filter_map(|name| frame.terms.get(&taxonomy_key(name)).copied()).collect();
    connect(frame, &section_of, &carried);
}

/// Adds the names by which links find the source file of a page.
fn add_source(frame: &mut Frame, page: &PageMeta, id: PageId) {
    if page.place.is_empty() {
        return;
    }
    let below = below_content(&page.place);
    frame.folded_sources.insert(folded(below), id);
    frame.sources.insert(below.to_owned(), id);
    // The name of the file may have a language, which its place has not.
    let (own, known) = (name(&page.path), name(below));
    if own != known {
        let written = format!("{}{own}", &below[..below.len() - known.len()]);
        frame.folded_sources.entry(folded(&written)).or_insert(id);
        frame.sources.entry(written).or_insert(id);
    }
}

/// The section that a page belongs to.
#[derive(Clone, Copy)]
struct Membership {
    section: PageId,
    /// Whether a nearer section is not rendered: that one would list the page, so no other does, as in Hugo.
    is_below_unrendered: bool,
}

/// The nearest section above each page.
fn sections(
    pages: &[PendingPage],
    terms: &HashMap<String, PageId>,
    unrendered: &BTreeSet<String>,
) -> Vec<Option<Membership>> {
    let is_section = |pending: &PendingPage| matches!(pending.meta.kind, Kind::Home | Kind::Section);
    let by_folder: HashMap<&str, PageId> = pages
        .iter()
        .enumerate()
        .filter(|(_, pending)| is_section(pending))
        .map(|(index, pending)| (pending.folder(), PageId(index as u32)))
        .collect();
    let section = |(index, pending): (usize, &PendingPage)| match pending.meta.kind {
        Kind::Home | Kind::Taxonomy => None,
        Kind::Term => {
            let section = terms.get(&taxonomy_key(&pending.meta.taxonomy)).copied()?;
            Some(Membership { section, is_below_unrendered: false })
        }
        Kind::Section | Kind::Article => {
            let mut folder = pending.folder();
            let mut is_below_unrendered = false;
            loop {
                is_below_unrendered |= unrendered.contains(folder);
                match by_folder.get(folder) {
                    Some(id) if id.0 as usize != index => {
                        return Some(Membership { section: *id, is_below_unrendered });
                    }
                    _ if folder.is_empty() => return None,
                    _ => folder = folder.rsplit_once('/').map_or("", |(above, _)| above),
                }
            }
        }
    };
    pages.iter().enumerate().map(section).collect()
}

fn connect(frame: &mut Frame, section_of: &[Option<Membership>], carried: &[Vec<Carried>]) {
    for index in 0..frame.pages.len() {
        let id = PageId(index as u32);
        let is_listed = frame.page(id).is_listed;
        if let Some(Membership { section, is_below_unrendered }) = section_of[index] {
            frame.page_mut(index).section = Some(section);
            if is_listed && !is_below_unrendered {
                frame.page_mut(section.0 as usize).children.push(id);
            }
        }
        let terms: Vec<PageId> =
            carried[index].iter().filter_map(|term| frame.terms.get(&*term.key).copied()).collect();
        for term in &terms {
            let page = frame.page_mut(term.0 as usize);
            if page.kind == Kind::Term && is_listed {
                page.children.push(id);
            }
        }
        frame.page_mut(index).terms = terms;
    }
}

/// A list without a date has the latest date below it, as in Hugo.
pub(super) fn date_sections(frame: &mut Frame) {
    let mut order: Vec<usize> = (0..frame.pages.len()).collect();
    // Deeper addresses first, so that a section's sections are dated before it is.
    order.sort_by_cached_key(|index| std::cmp::Reverse(depth(frame, *index)));
    for index in order {
        let page = frame.page(PageId(index as u32));
        if page.kind == Kind::Article || page.date.is_some() {
            continue;
        }
        let below = |field: fn(&PageMeta) -> Option<Date>| {
            page.children.iter().filter_map(|child| field(frame.page(*child))).max_by_key(|date| date.instant())
        };
        let (date, lastmod) = (below(|child| child.date), below(|child| child.lastmod));
        let page = frame.page_mut(index);
        page.date = date;
        page.lastmod = page.lastmod.or(lastmod);
    }
}

fn depth(frame: &Frame, mut index: usize) -> usize {
    let mut depth = 0;
    while let Some(above) = frame.pages[index].section {
        depth += 1;
        index = above.0 as usize;
    }
    depth
}
