//! Assembles the frame: addresses, sections, terms, order. Clashes become findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashSet;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::classify::{self, FolderUrls, Folders, PageLayout, Plan};
use super::connect::{date_sections, place_pages};
use super::frame::Frame;
use super::missing::{Missing, humanized};
use super::output_check::lost_page;
use super::outputs::Outputs;
use super::page::{Kind, PageId, PageMeta, Unpublished};
use super::parsed::{self, Head};
use super::pending::{PendingPage, with_outputs, without_duplicates};
use super::permalink::{Named, Rules, part_of, without_date};
use super::publication::{FolderFiles, LeftOut, Selection, is_listed};
use super::reference::references;
use super::taxonomy::{self, Carried, Described, Seen};
use super::{alias, files, order, output_formats, page_url};
use crate::config::{Addresses, Taxonomy};
use crate::finding::{Code, Finding};
use crate::front::FrontMatter;
use crate::source::path::{Case, article_name};
use crate::source::{Entry, FileId};

/// What assembling needs of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The site's title, the default title of the front page.
    pub title: String,
    /// The taxonomies, such as `tags`.
    pub taxonomies: Vec<Taxonomy>,
    /// The titles of taxonomies by name, for those that do not get theirs from the name.
    pub taxonomy_titles: BTreeMap<String, String>,
    /// Which pages there are, and at which addresses.
    pub addresses: Addresses,
    /// The folder of the content, relative to the root.
    pub content: String,
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

/// An article before it has an index in the frame.
struct Read {
    pending: PendingPage,
    /// Why it is not shown.
    reason: Option<Unpublished>,
    /// The folder that it stands for, and why the files in it are left out, if they are.
    files: Option<(String, Option<LeftOut>)>,
    findings: Vec<Finding>,
}

/// Articles without a page, as far as others depend on them.
#[derive(Default)]
struct Unwritten {
    /// Folders whose own article is not shown.
    hidden: BTreeSet<String>,
    /// Those of them whose list is not rendered, by `build` or `headless`.
    unrendered: BTreeSet<String>,
    /// Folders of articles that still make their folder a section, as in Hugo.
    further: BTreeSet<String>,
    /// The terms of articles that are no HTML page; they have pages, as in Hugo.
    terms: Vec<Carried>,
}

/// Gives the articles with these `heads` and the files of `entries` their addresses, and orders them.
///
/// The result depends on these arguments alone, so callers may cache it.
pub fn assemble(heads: Vec<Arc<Head>>, entries: &[Entry], plan: &Plan, options: &Options) -> (Frame, Vec<Finding>) {
    let mut findings = Vec::new();
    let addresses = &options.addresses;
    let case = if addresses.keeps_case { Case::Kept } else { Case::Lower };
    let folders = Folders::new(section_slugs(&heads), case);
    let rules = Rules::new(addresses, &folders, plan, &heads);
    let fronts =
        || heads.iter().map(|head| &*head.front).chain(options.resources.iter().map(|resource| &*resource.front));
    let taxonomies = taxonomy::used(&options.taxonomies, fronts);
    let common = || Common { folders: FolderUrls::new(&folders), terms: Seen::new(&taxonomies) };
    let read = heads.into_par_iter().map_init(common, |common, head| read(head, common, &rules, options));
    let read: Vec<Read> = read.collect();
    let mut frame = Frame {
        content: options.content.clone(),
        today: options.selection.now.calendar_day(),
        outputs: Outputs::new(),
        ..Frame::default()
    };
    let (mut pages, mut unwritten) = (Vec::with_capacity(read.len() + 16), Unwritten::default());
    let mut folder_files = FolderFiles::default();
    for Read { pending, reason, files, findings: found } in read {
        folder_files.extend(files);
        match reason {
            Some(reason) => {
                frame.leave_out(&pending.meta, reason);
                unwritten.add(pending, reason);
            }
            None => pages.push(pending),
        }
        findings.extend(found);
    }
    let Unwritten { hidden, unrendered, further, terms } = &unwritten;
    let Options { title, taxonomy_titles, .. } = options;
    let missing = Missing { rules: &rules, title, taxonomy_titles, taxonomies: &taxonomies, hidden, further };
    missing.add_sections(&mut pages);
    let of_resources = resource_terms(&pages, options, &taxonomies);
    let carried = pages.iter().flat_map(|pending| &pending.terms).chain(terms).chain(&of_resources);
    let terms = taxonomy::collect(&taxonomies, carried);
    missing.add_terms(&mut pages, &terms);
    let pages = without_duplicates(pages, &mut findings);
    let (pages, lost) = with_outputs(pages, &mut frame.outputs, &mut findings);
    let folder_urls = files::folder_urls(&pages);
    place_pages(&mut frame, pages, &taxonomies, unrendered);
    findings.extend(lost.iter().map(|lost| lost_page(&frame, lost)));
    date_sections(&mut frame);
    frame.by_name = by_name(&frame.pages);
    order::sort_children(&mut frame.pages);
    frame.number_series();
    findings.extend(alias::place(&mut frame, &addresses.ugly));
    let places =
        files::Places { plan, folders: &folders, urls: &folder_urls, files: &folder_files, unread: &options.unread };
    findings.extend(files::place(&mut frame, entries, &places));
    (frame, findings)
}

impl Unwritten {
    fn add(&mut self, pending: PendingPage, reason: Unpublished) {
        let folder = pending.folder().to_owned();
        let exists = match reason {
            Unpublished::NotHtml | Unpublished::Disabled => true,
            Unpublished::Draft | Unpublished::Future | Unpublished::Expired | Unpublished::NotRendered => false,
        };
        match classify::layout(&pending.meta.place) {
            // In place of a front page that is a draft there is a list of all pages.
            PageLayout::Home if !exists => {}
            PageLayout::Home | PageLayout::Section => {
                self.unrendered.extend((reason == Unpublished::NotRendered).then(|| folder.clone()));
                self.hidden.insert(folder);
            }
            PageLayout::Bundle => {
                let around = folder.split_once('/').map(|(top, _)| top.to_owned());
                self.further.extend(around.filter(|_| exists));
                self.hidden.insert(folder);
            }
            PageLayout::Single => self.further.extend(exists.then_some(folder)),
        }
        if reason == Unpublished::NotHtml {
            self.terms.extend(pending.terms);
        }
    }
}

/// Pages with a source file, sorted by their [`article_name`] in lower case.
fn by_name(pages: &[Arc<PageMeta>]) -> Vec<PageId> {
    let with_file = (0..).zip(pages).filter(|(_, page)| !page.place.is_empty());
    let mut ids: Vec<PageId> = with_file.map(|(index, _)| PageId(index)).collect();
    ids.par_sort_by_cached_key(|id| article_name(&pages[id.0 as usize].place).to_lowercase());
    ids
}

fn section_slugs(heads: &[Arc<Head>]) -> BTreeMap<String, String> {
    let sections = heads.iter().filter(|head| classify::layout(&head.place) == PageLayout::Section);
    let slug = |head: &Arc<Head>| {
        let slug = head.front.slug.as_ref()?;
        Some((classify::folder(&head.place).to_owned(), slug.value.clone()))
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

/// What an article is in the site.
fn read(head: Arc<Head>, common: &mut Common<'_>, rules: &Rules<'_>, options: &Options) -> Read {
    let (mut reason, mut are_published) = options.selection.publication(&head);
    let described = common.terms.described(&head.place);
    let kind = match (&described, classify::layout(&head.place)) {
        (Some(described), _) => described.kind,
        (None, PageLayout::Home) => Kind::Home,
        (None, PageLayout::Section) => Kind::Section,
        (None, PageLayout::Bundle | PageLayout::Single) => Kind::Article,
    };
    if reason.is_none_or(|reason| reason == Unpublished::NotHtml) && !rules.addresses.has(part_of(kind)) {
        (reason, are_published) = (Some(Unpublished::Disabled), false);
    }
    let (url, found) = url(&head, kind, described.as_ref(), (common, rules));
    // An address that is not used needs no date.
    let found = found.filter(|finding| reason.is_none() || finding.code != Code::AddressWithoutDate);
    let mut findings: Vec<Finding> = found.into_iter().chain(page_url::check_slug(&head, rules.case())).collect();
    if reason.is_none_or(|reason| reason == Unpublished::NotHtml) {
        findings.extend(output_formats::check(head.file, &head.front));
    }
    let files = FolderFiles::of(&head, reason, are_published);
    let terms = common.terms.carried(head.file, &head.front);
    let title = title(&head, kind, options);
    Read {
        pending: pending_page(Arc::unwrap_or_clone(head), described, (url, title), terms, kind),
        reason,
        files,
        findings,
    }
}

/// The address of an article, and what is wrong with it. `described` is the taxonomy or
/// the term that it is the page of.
fn url(
    head: &Head,
    kind: Kind,
    described: Option<&Described>,
    (common, rules): (&mut Common<'_>, &Rules<'_>),
) -> (String, Option<Finding>) {
    if kind == Kind::Home {
        return ("/".to_owned(), None);
    }
    let folder = described.map(|described| described.key.trim_matches('/'));
    let page = Named::of(head, kind, folder);
    let written = head.front.url.as_ref().filter(|url| !url.value.trim().is_empty());
    let by_front = written.and_then(|written| rules.written(&written.value, &page));
    let invalid = written.filter(|_| by_front.is_none()).map(|written| page_url::invalid_url(head, written));
    if let Some((url, permalink)) = by_front {
        let token = permalink.and_then(|permalink| permalink.date_token()).filter(|_| page.date.is_none());
        return (url.clone(), token.map(|token| without_date(head, &token, &url, written)));
    }
    if let Some((url, permalink)) = rules.permalink(&page) {
        let token = permalink.date_token().filter(|_| !rules.is_dated(&page));
        let undated = token.map(|token| without_date(head, &token, &url, None));
        return (url, invalid.or(undated));
    }
    let own = match described {
        Some(described) => described.url(classify::folder(&head.place), rules.case()),
        None => page_url::own_url(head, &mut common.folders, rules.case()),
    };
    (rules.shaped(&page, own), invalid)
}

fn pending_page(
    head: Head,
    described: Option<Described>,
    (url, title): (String, String),
    terms: Vec<Carried>,
    kind: Kind,
) -> PendingPage {
    let link_title = head.front.link_title.as_ref().map_or_else(|| title.clone(), |title| title.value.clone());
    let date = head.front.dated().map(|date| date.value);
    let lastmod = head.front.lastmod.as_ref().map(|date| date.value).or(head.changed).or(date);
    let (taxonomy, key) = described.map(|described| (described.taxonomy, described.key)).unzip();
    let page = PageMeta {
        kind,
        file: Some(head.file),
        path: head.path,
        place: head.place,
        taxonomy: taxonomy.unwrap_or_default(),
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
    PendingPage { meta: Arc::new(page), folder_without_file: None, named_at: None, terms, key }
}

fn title(head: &Head, kind: Kind, options: &Options) -> String {
    if let Some(title) = parsed::title(&head.front) {
        return title.to_owned();
    }
    head.heading.clone().unwrap_or_else(|| {
        if kind == Kind::Home {
            return options.title.clone();
        }
        let name = article_name(&head.place);
        let of_taxonomy = options.taxonomy_titles.get(name).filter(|_| kind == Kind::Taxonomy);
        of_taxonomy.cloned().unwrap_or_else(|| humanized(name))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Addresses, Options, Selection, assemble};
    use crate::front::Date;
    use crate::site::{Head, Plan};
    use crate::source::FileId;

    #[track_caller]
    fn check(paths: &[&str], name: &str, expected: Option<&str>) {
        let head = |(file, path): (u32, &&str)| Head {
            file: FileId(file),
            path: (*path).to_owned(),
            place: (*path).to_owned(),
            front: Arc::default(),
            heading: None,
            changed: None,
        };
        let heads = (0..).zip(paths).map(|pair| Arc::new(head(pair))).collect();
        let selection = Selection { drafts: false, future: false, now: Date::parse("2026-01-31").unwrap() };
        let options = Options {
            title: String::new(),
            taxonomies: Vec::new(),
            taxonomy_titles: Default::default(),
            addresses: Addresses::default(),
            content: "content".to_owned(),
            selection,
            unread: Vec::new(),
            resources: Vec::new(),
        };
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
