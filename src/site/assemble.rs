//! Assembles the frame: addresses, sections, terms, order. Clashes become findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::classify::{self, FolderUrls, Folders, PageLayout, Plan};
use super::frame::{Frame, folded};
use super::output_check::lost_page;
use super::outputs::Outputs;
use super::page::{Kind, PageId, PageMeta};
use super::parsed::{self, Head};
use super::pending::{PendingPage, with_outputs, without_duplicates};
use super::publication::{FolderFiles, Selection, is_listed};
use super::reference::references;
use super::target::Target;
use super::taxonomy::{self, Carried, Seen, Terms};
use super::{alias, files, order, page_url, route};
use crate::config::Taxonomy;
use crate::finding::Finding;
use crate::front::{Date, FrontMatter};
use crate::source::path::{below_content, stem};
use crate::source::{Entry, FileId};

/// What assembling needs of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The site's title, the default title of the front page.
    pub title: String,
    /// The taxonomies, such as `tags`.
    pub taxonomies: Vec<Taxonomy>,
    /// Which articles are shown.
    pub selection: Selection,
    /// Attachments that are not published, because they are content in a format that is not read; sorted.
    pub unread: Vec<FileId>,
    /// The articles that belong to a bundle, in order of path.
    pub resources: Vec<Resource>,
}

/// An article that is no page, because it belongs to a bundle. Its terms have pages all the same, as in Hugo.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its file.
    pub file: FileId,
    /// The file of the bundle's page.
    pub bundle: FileId,
    /// Its front matter.
    pub front: Arc<FrontMatter>,
}

/// What each thread caches between articles.
struct Common<'a> {
    folders: FolderUrls<'a>,
    terms: Seen<'a>,
}

/// Gives the articles with these `heads` and the files of `entries` their addresses, and orders them.
///
/// The result depends on these arguments alone, so callers may cache it.
pub fn assemble(heads: Vec<Arc<Head>>, entries: &[Entry], plan: &Plan, options: &Options) -> (Frame, Vec<Finding>) {
    let mut findings = Vec::new();
    let folders = Folders::new(section_slugs(&heads));
    let mut pages = Vec::with_capacity(heads.len() + 16);
    let fronts =
        || heads.iter().map(|head| &*head.front).chain(options.resources.iter().map(|resource| &*resource.front));
    let taxonomies = taxonomy::used(&options.taxonomies, fronts);
    let common = || Common { folders: FolderUrls::new(&folders), terms: Seen::new(&taxonomies) };
    let read = heads.into_par_iter().map_init(common, |common, head| {
        let (reason, are_published) = options.selection.publication(&head);
        let files = FolderFiles::of(&head, reason, are_published);
        (reason, files, page_url::check(&head), pending_page(Arc::unwrap_or_clone(head), common, options))
    });
    let read: Vec<_> = read.collect();
    let mut frame = Frame { today: options.selection.now.calendar_day(), outputs: Outputs::new(), ..Frame::default() };
    let mut folder_files = FolderFiles::default();
    for (reason, files, found, pending) in read {
        folder_files.extend(files);
        findings.extend(found);
        match reason {
            Some(reason) => frame.leave_out(&pending.meta, reason),
            None => pages.push(pending),
        }
    }
    add_missing_sections(&mut pages, &folders, &taxonomies, options, &folder_files);
    let of_resources = resource_terms(&pages, options, &taxonomies);
    let carried = pages.iter().flat_map(|pending| &pending.terms).chain(&of_resources);
    let terms = taxonomy::collect(&taxonomies, carried);
    add_missing_terms(&mut pages, &terms);
    let pages = without_duplicates(pages, &mut findings);
    let (pages, lost) = with_outputs(pages, &mut frame.outputs, &mut findings);
    let section_of = sections(&pages);
    // Pages have a route each, and many of them an alias.
    frame.routes.reserve(2 * pages.len());
    frame.sources.reserve(pages.len());
    frame.pages.reserve(pages.len());
    let mut terms = Vec::with_capacity(pages.len());
    for (index, pending) in pages.into_iter().enumerate() {
        terms.push(pending.terms);
        frame.routes.insert(pending.meta.url.clone(), Target::Page(PageId(index as u32)));
        if !pending.meta.path.is_empty() {
            let below = below_content(&pending.meta.path);
            frame.folded_sources.insert(folded(below), PageId(index as u32));
            frame.sources.insert(below.to_owned(), PageId(index as u32));
        }
        frame.pages.push(pending.meta);
    }
    findings.extend(lost.iter().map(|lost| lost_page(&frame, lost)));
    frame.home = frame.page_at("/");
    frame.taxonomies = taxonomies.iter().filter_map(|name| frame.page_at(&format!("/{name}/"))).collect();
    connect(&mut frame, &section_of, &terms);
    date_sections(&mut frame);
    frame.by_stem = by_stem(&frame.pages);
    order::sort_children(&mut frame.pages);
    frame.number_series();
    findings.extend(alias::place(&mut frame));
    let places = files::Places { plan, folders: &folders, files: &folder_files, unread: &options.unread };
    findings.extend(files::place(&mut frame, entries, &places));
    (frame, findings)
}

/// Pages with a source file, sorted by its name without extension in lower case.
fn by_stem(pages: &[Arc<PageMeta>]) -> Vec<PageId> {
    let with_file = (0..).zip(pages).filter(|(_, page)| !page.path.is_empty());
    let mut ids: Vec<PageId> = with_file.map(|(index, _)| PageId(index)).collect();
    ids.par_sort_by_cached_key(|id| stem(&pages[id.0 as usize].path).to_lowercase());
    ids
}

fn section_slugs(heads: &[Arc<Head>]) -> BTreeMap<String, String> {
    let sections = heads.iter().filter(|head| classify::layout(&head.path) == PageLayout::Section);
    let slug = |head: &Arc<Head>| {
        let slug = head.front.slug.as_ref()?;
        Some((classify::folder(&head.path).to_owned(), slug.value.clone()))
    };
    sections.filter_map(slug).collect()
}

/// The terms of the articles in bundles that are shown.
fn resource_terms(pages: &[PendingPage], options: &Options, taxonomies: &[String]) -> Vec<Carried> {
    if options.resources.is_empty() {
        return Vec::new();
    }
    let shown: HashSet<FileId> = pages.iter().filter_map(|pending| pending.meta.file).collect();
    let mut seen = Seen::new(taxonomies);
    let is_shown = |resource: &&Resource| shown.contains(&resource.bundle) && resource.front.draft != Some(true);
    let resources = options.resources.iter().filter(is_shown);
    resources.flat_map(|resource| seen.carried(resource.file, &resource.front)).collect()
}

fn pending_page(head: Head, common: &mut Common<'_>, options: &Options) -> PendingPage {
    let layout = classify::layout(&head.path);
    let term = common.terms.kind_of(&head.path);
    let kind = match (&layout, &term) {
        (_, Some((kind, _))) => *kind,
        (PageLayout::Home, None) => Kind::Home,
        (PageLayout::Section, None) => Kind::Section,
        (PageLayout::Bundle | PageLayout::Single, None) => Kind::Article,
    };
    let written = head.front.url.as_ref().filter(|url| !url.value.trim().is_empty());
    let url = match (written.and_then(|url| route::front_matter_url(&url.value)), term) {
        (Some(url), _) => url,
        (_, Some((_, url))) => url,
        (_, None) => page_url::own_url(&head, &layout, &mut common.folders),
    };
    let terms = common.terms.carried(head.file, &head.front);
    let title = title(&head, kind, options);
    let link_title = head.front.link_title.as_ref().map_or_else(|| title.clone(), |title| title.value.clone());
    let date = head.front.dated().map(|date| date.value);
    let lastmod = head.front.lastmod.as_ref().map(|date| date.value).or(head.changed).or(date);
    let page = PageMeta {
        kind,
        file: Some(head.file),
        path: head.path,
        url,
        title,
        link_title,
        references: references(&head.front),
        is_listed: is_listed(&head.front),
        front: head.front,
        date,
        lastmod,
        section: None,
        children: Vec::new(),
        terms: Vec::new(),
    };
    PendingPage { meta: Arc::new(page), folder_without_file: None, named_at: None, terms }
}

fn title(head: &Head, kind: Kind, options: &Options) -> String {
    if let Some(title) = parsed::title(&head.front) {
        return title.to_owned();
    }
    head.heading.clone().unwrap_or_else(|| {
        if kind == Kind::Home {
            return options.title.clone();
        }
        let path = head.path.as_str();
        let stem = stem(path);
        let folder = classify::folder(path).rsplit('/').next().unwrap_or_default();
        humanized(if matches!(stem, "index" | "_index") { folder } else { stem })
    })
}

/// The words of a file name: `pci-dss_scope` becomes `Pci dss scope`.
fn humanized(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The root and every top-level folder with an article are sections, even without an `_index.md`; but not a folder whose
/// `_index.md` is not shown.
fn add_missing_sections(
    pages: &mut Vec<PendingPage>,
    folders: &Folders,
    taxonomies: &[String],
    options: &Options,
    files: &FolderFiles,
) {
    let mut missing: BTreeSet<String> = BTreeSet::from([String::new()]);
    let taxonomies: HashSet<&str> = taxonomies.iter().map(String::as_str).collect();
    for pending in pages.iter() {
        let is_own_folder = classify::layout(&pending.meta.path) == PageLayout::Bundle;
        let top = pending.folder().split('/').next().unwrap_or_default();
        let is_taxonomy = taxonomies.contains(top);
        let is_bundle = is_own_folder && pending.folder() == top;
        let is_hidden = !top.is_empty() && files.is_of_unpublished(top);
        if !is_taxonomy && !is_bundle && !is_hidden && !missing.contains(top) {
            missing.insert(top.to_owned());
        }
    }
    for pending in pages.iter().filter(|pending| matches!(pending.meta.kind, Kind::Home | Kind::Section)) {
        missing.remove(pending.folder());
    }
    // An article beside a folder of its name takes the address of the folder, as in Hugo.
    let urls: HashSet<String> = missing.iter().map(|folder| folders.url(folder)).collect();
    let taken = pages.iter().map(|pending| pending.meta.url.as_str()).filter(|url| urls.contains(*url));
    let taken: HashSet<&str> = taken.collect();
    missing.retain(|folder| folder.is_empty() || !taken.contains(folders.url(folder).as_str()));
    for folder in missing {
        let (kind, title) = match folder.is_empty() {
            true => (Kind::Home, options.title.clone()),
            false => (Kind::Section, humanized(&folder)),
        };
        pages.push(PendingPage::without_file(kind, folders.url(&folder), title, folder));
    }
}

fn add_missing_terms(pages: &mut Vec<PendingPage>, terms: &Terms) {
    let of_a_taxonomy = |url: &&str| terms.contains_key(url[1..].split('/').next().unwrap_or_default());
    let known: HashSet<&str> = pages.iter().map(|pending| pending.meta.url.as_str()).filter(of_a_taxonomy).collect();
    let mut missing = Vec::new();
    for (taxonomy, found) in terms {
        let url = format!("/{taxonomy}/");
        if !known.contains(url.as_str()) {
            missing.push(PendingPage::without_file(Kind::Taxonomy, url, humanized(taxonomy), taxonomy.clone()));
        }
        for (url, (term, location)) in found.iter().filter(|(url, _)| !known.contains(url.as_str())) {
            let title = term.trim().to_owned();
            let page = PendingPage::without_file(Kind::Term, url.clone(), title, taxonomy.clone());
            missing.push(PendingPage { named_at: Some(*location), ..page });
        }
    }
    pages.extend(missing);
}

/// The nearest section above each page.
fn sections(pages: &[PendingPage]) -> Vec<Option<PageId>> {
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
            let taxonomy = format!("/{}/", pending.meta.url[1..].split('/').next().unwrap_or_default());
            let found = pages.binary_search_by(|other| other.meta.url.as_str().cmp(&taxonomy));
            found.ok().map(|index| PageId(index as u32))
        }
        Kind::Section | Kind::Article => {
            let mut folder = pending.folder();
            loop {
                match by_folder.get(folder) {
                    Some(id) if id.0 as usize != index => return Some(*id),
                    _ if folder.is_empty() => return None,
                    _ => folder = folder.rsplit_once('/').map_or("", |(above, _)| above),
                }
            }
        }
    };
    pages.iter().enumerate().map(section).collect()
}

fn connect(frame: &mut Frame, section_of: &[Option<PageId>], carried: &[Vec<Carried>]) {
    for index in 0..frame.pages.len() {
        let id = PageId(index as u32);
        let is_listed = frame.page(id).is_listed;
        if let Some(section) = section_of[index] {
            frame.page_mut(index).section = Some(section);
            if is_listed {
                frame.page_mut(section.0 as usize).children.push(id);
            }
        }
        let terms: Vec<PageId> = carried[index].iter().filter_map(|term| frame.page_at(&term.url)).collect();
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
fn date_sections(frame: &mut Frame) {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Options, Selection, assemble};
    use crate::front::Date;
    use crate::site::{Head, Plan};
    use crate::source::FileId;

    #[track_caller]
    fn check(paths: &[&str], name: &str, expected: Option<&str>) {
        let head = |(file, path): (u32, &&str)| Head {
            file: FileId(file),
            path: (*path).to_owned(),
            front: Arc::default(),
            heading: None,
            changed: None,
        };
        let heads = (0..).zip(paths).map(|pair| Arc::new(head(pair))).collect();
        let selection = Selection { drafts: false, future: false, now: Date::parse("2026-01-31").unwrap() };
        let (taxonomies, unread, resources) = (Vec::new(), Vec::new(), Vec::new());
        let options = Options { title: String::new(), taxonomies, selection, unread, resources };
        let (frame, _) = assemble(heads, &[], &Plan::default(), &options);
        assert_eq!(frame.page_named(name).map(|id| frame.page(id).path.as_str()), expected, "{name}");
    }

    #[test]
    fn a_file_name_finds_a_page_if_no_other_page_has_it() {
        let paths = ["content/a/x.md", "content/a/y.md", "content/b/y.md", "content/b/z.md", "content/b/z.md.md"];
        check(&paths, "x", Some("content/a/x.md"));
        check(&paths, "x.md", Some("content/a/x.md"));
        check(&paths, "y", None);
        check(&paths, "y.md", None);
        check(&paths, "z", Some("content/b/z.md"));
        check(&paths, "z.md", None);
        check(&paths, "z.md.md", Some("content/b/z.md.md"));
        check(&paths, "a/x", None);
        check(&paths, "", None);
    }
}
