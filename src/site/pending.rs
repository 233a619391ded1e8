//! Pages before they have an index in the frame: duplicates and those without a valid output path are dropped.

use std::sync::Arc;

use rayon::slice::ParallelSliceMut;

use super::classify;
use super::output_check::unwritable;
use super::outputs::{Lost, Outputs};
use super::page::{Kind, PageId, PageMeta};
use super::target::Target;
use super::taxonomy::Carried;
use crate::finding::{Code, Finding};
use crate::output::{path_fault, path_of};
use crate::source::Location;

/// A page before it has an index in the frame.
#[derive(Debug)]
pub(super) struct PendingPage {
    /// Not shared yet. A pointer, because pages are sorted and `PageMeta` is large.
    pub(super) meta: Arc<PageMeta>,
    /// The folder below `content/` of a page without a file.
    pub(super) folder_without_file: Option<String>,
    /// Where a term without a file is first written.
    pub(super) named_at: Option<Location>,
    /// The terms that it carries, each once.
    pub(super) terms: Vec<Carried>,
    /// The key of the taxonomy or the term that it is of.
    pub(super) key: Option<String>,
}

impl PendingPage {
    /// Its folder below `content/`.
    pub(super) fn folder(&self) -> &str {
        self.folder_without_file.as_deref().unwrap_or_else(|| classify::folder(&self.meta.place))
    }

    /// A page that the site has without a file, for `folder` below `content/`.
    pub(super) fn without_file(kind: Kind, url: String, title: String, folder: String) -> Self {
        let page = PageMeta {
            kind,
            file: None,
            path: String::new(),
            place: String::new(),
            taxonomy: String::new(),
            url,
            link_title: title.clone(),
            title,
            front: Arc::default(),
            references: Vec::new(),
            date: None,
            lastmod: None,
            section: None,
            is_listed: true,
            children: Vec::new(),
            terms: Vec::new(),
        };
        Self { meta: Arc::new(page), folder_without_file: Some(folder), named_at: None, terms: Vec::new(), key: None }
    }

    /// A page for a taxonomy or a term of it, which the site has without a file.
    pub(super) fn of_taxonomy((kind, taxonomy): (Kind, &str), key: String, url: String, title: String) -> Self {
        let mut page = Self::without_file(kind, url, title, taxonomy.to_owned());
        taxonomy.clone_into(&mut Arc::make_mut(&mut page.meta).taxonomy);
        Self { key: Some(key), ..page }
    }
}

/// The pages in order of address. Of several with one address, the last by path stays; the front page always stays.
pub(super) fn without_duplicates(mut pages: Vec<PendingPage>, findings: &mut Vec<Finding>) -> Vec<PendingPage> {
    let is_home = |pending: &PendingPage| pending.meta.kind == Kind::Home;
    pages.par_sort_by(|a, b| {
        // Of two files at one place, that with the language in its name comes last, which Hugo uses.
        let path = |page: &PendingPage| (page.meta.place.clone(), page.meta.path.len(), page.meta.path.clone());
        let by_path = || is_home(a).cmp(&is_home(b)).then_with(|| path(a).cmp(&path(b)));
        a.meta.url.cmp(&b.meta.url).then_with(by_path)
    });
    let mut kept: Vec<PendingPage> = Vec::with_capacity(pages.len());
    let mut pages = pages.into_iter().peekable();
    let mut lost: Vec<PendingPage> = Vec::new();
    while let Some(pending) = pages.next() {
        if pages.peek().is_some_and(|next| next.meta.url == pending.meta.url) {
            lost.push(pending);
        } else {
            findings.extend(lost.drain(..).filter_map(|lost| duplicate(&lost, &pending)));
            kept.push(pending);
        }
    }
    kept
}

/// The finding that a page is not written, because another one has its address.
fn duplicate(lost: &PendingPage, kept: &PendingPage) -> Option<Finding> {
    let location = Location::new(lost.meta.file?, lost.meta.address_span());
    let message = format!("two articles with the address `{}`", lost.meta.url);
    let finding = Finding::new(Code::DuplicateRoute, location, message).about(&lost.meta.url);
    Some(match kept.meta.file {
        Some(other) => {
            finding.related(Location::start_of(other), format!("`{}` has this address", kept.meta.path)).help(
                "rename one of the two files, or give one a `slug` of its own; until then the last by path is written",
            )
        }
        None => finding.help("this is the address of the front page; write the front page as `content/_index.md`"),
    })
}

/// The pages whose output paths are valid and free, which are claimed in `outputs`; and those that clash.
pub(super) fn with_outputs(
    pages: Vec<PendingPage>,
    outputs: &mut Outputs,
    findings: &mut Vec<Finding>,
) -> (Vec<PendingPage>, Vec<Lost>) {
    outputs.reserve(pages.len());
    let (mut kept, mut lost) = (Vec::with_capacity(pages.len()), Vec::new());
    for pending in pages {
        let page = &pending.meta;
        let path = path_of(&page.url);
        let name = || format!("the page `{}`", page.url);
        let location = page.file.map(|file| Location::new(file, page.address_span())).or(pending.named_at);
        if let Some(reason) = path_fault(&path) {
            findings.extend(location.map(|location| unwritable(location, &name(), reason)));
            continue;
        }
        match outputs.claim(path, Target::Page(PageId(kept.len() as u32))) {
            Ok(()) => kept.push(pending),
            Err(clash) => lost.push(Lost { location, name: name(), clash }),
        }
    }
    (kept, lost)
}
