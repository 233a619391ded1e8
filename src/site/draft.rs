//! Pages on their way into the frame: which of them have a place in the output.

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

/// A page on its way into the frame.
#[derive(Debug)]
pub(super) struct Draft {
    /// Nobody else holds it yet. Behind a pointer: drafts are sorted and sifted, and a slot is large.
    pub(super) page: Arc<PageMeta>,
    /// The folder below `content/` that a page without a file stands for.
    pub(super) made_for: Option<String>,
    /// The terms that it carries, each once.
    pub(super) terms: Vec<Carried>,
}

impl Draft {
    /// The folder below `content/` that it stands for or lies in.
    pub(super) fn folder(&self) -> &str {
        self.made_for.as_deref().unwrap_or_else(|| classify::folder(&self.page.path))
    }

    /// A page that the site has without a file, for `folder` below `content/`.
    pub(super) fn made(kind: Kind, url: String, title: String, folder: String) -> Self {
        let page = PageMeta {
            kind,
            file: None,
            path: String::new(),
            url,
            link_title: title.clone(),
            title,
            front: Arc::default(),
            references: Vec::new(),
            date: None,
            lastmod: None,
            section: None,
            children: Vec::new(),
            terms: Vec::new(),
        };
        Self { page: Arc::new(page), made_for: Some(folder), terms: Vec::new() }
    }
}

/// Pages in order of address; where several have one address, the last by path stands. The front page always does.
pub(super) fn without_doubles(mut drafts: Vec<Draft>, findings: &mut Vec<Finding>) -> Vec<Draft> {
    let is_home = |draft: &Draft| draft.page.kind == Kind::Home;
    drafts.par_sort_by(|a, b| {
        let by_path = || is_home(a).cmp(&is_home(b)).then_with(|| a.page.path.cmp(&b.page.path));
        a.page.url.cmp(&b.page.url).then_with(by_path)
    });
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut drafts = drafts.into_iter().peekable();
    let mut lost: Vec<Draft> = Vec::new();
    while let Some(draft) = drafts.next() {
        if drafts.peek().is_some_and(|next| next.page.url == draft.page.url) {
            lost.push(draft);
        } else {
            findings.extend(lost.drain(..).filter_map(|lost| double(&lost, &draft)));
            kept.push(draft);
        }
    }
    kept
}

/// That a page is not written, because another one has its address.
fn double(lost: &Draft, kept: &Draft) -> Option<Finding> {
    let place = Location::new(lost.page.file?, lost.page.address_span());
    let message = format!("two articles on one route, `{}`", lost.page.url);
    let finding = Finding::new(Code::DuplicateRoute, place, message).about(&lost.page.url);
    Some(match kept.page.file {
        Some(other) => {
            finding.related(Location::start_of(other), format!("`{}` is written there", kept.page.path)).help(
                "rename one of the two files, or give one a `slug` of its own; until then the last by path is written",
            )
        }
        None => finding.help("the site's own front page stands there; write it as `content/_index.md`"),
    })
}

/// The pages that a file can be written for, each of which has its place in `outputs` then; and those that clash.
pub(super) fn with_places(
    drafts: Vec<Draft>,
    outputs: &mut Outputs,
    findings: &mut Vec<Finding>,
) -> (Vec<Draft>, Vec<Lost>) {
    outputs.reserve(drafts.len());
    let (mut kept, mut lost) = (Vec::with_capacity(drafts.len()), Vec::new());
    for draft in drafts {
        let page = &draft.page;
        let path = path_of(&page.url);
        let name = || format!("the page `{}`", page.url);
        let place = page.file.map(|file| Location::new(file, page.address_span()));
        if let Some(reason) = path_fault(&path) {
            findings.extend(place.map(|place| unwritable(place, &name(), reason)));
            continue;
        }
        match outputs.claim(path, Target::Page(PageId(kept.len() as u32))) {
            Ok(()) => kept.push(draft),
            Err(clash) => lost.push(Lost { place, name: name(), clash }),
        }
    }
    (kept, lost)
}
