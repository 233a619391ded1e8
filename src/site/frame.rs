//! The frame of a site: the address of every page, alias and copied file, and how pages relate.
//!
//! Nothing here depends on the bodies of articles, so sites that differ only in bodies share one frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use unicode_normalization::UnicodeNormalization;

use super::outputs::Outputs;
use super::page::{PageId, PageMeta, Unpublished};
use super::publication::LeftOut;
use super::target::Target;
use crate::source::path::{article_name, below_content, name, stem};
use crate::source::{FileId, Span};

/// An address that redirects to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The address, not percent-encoded; ends with `/`, or names an `.html` file.
    pub url: String,
    /// The page.
    pub page: PageId,
    /// The article that declares it.
    pub file: FileId,
    /// Where it is declared.
    pub span: Span,
}

/// A path as paths are compared where neither case nor the Unicode form matters.
pub(super) fn folded(path: &str) -> String {
    let lower = path.to_lowercase();
    if lower.is_ascii() { lower } else { lower.nfc().collect() }
}

/// Stands for any folder before the name of a source file.
pub(super) const ANYWHERE: &str = "**/";

/// The addresses of a site and its pages without their bodies, as [`assemble()`](super::assemble()) returns them.
#[derive(Debug, Default)]
pub struct Frame {
    /// In order of address. Shared with the [`Page`](super::Page)s that add bodies.
    pub(super) pages: Vec<Arc<PageMeta>>,
    pub(super) aliases: Vec<Alias>,
    /// Files that are copied, with their address, in order of path.
    pub(super) assets: Vec<(FileId, String)>,
    /// The pages of taxonomies and terms by their keys.
    pub(super) terms: HashMap<String, PageId>,
    /// The taxonomies' pages, in the order configured.
    pub(super) taxonomies: Vec<PageId>,
    /// Addresses of articles that are left out, with the reason.
    pub(super) unpublished: BTreeMap<String, Unpublished>,
    /// Files that are left out though nothing else has their address.
    pub(super) left_out: BTreeMap<FileId, LeftOut>,
    /// The folder of the content, relative to the root.
    pub(super) content: String,
    /// The day that counts as today.
    pub(super) today: jiff::civil::Date,
    pub(super) home: Option<PageId>,
    /// The articles of each section, in reading order.
    pub(super) series: HashMap<PageId, Arc<[PageId]>>,
    /// The index of each article in the series of its section.
    pub(super) positions: HashMap<PageId, usize>,
    pub(super) routes: HashMap<String, Target>,
    /// The output files of pages, aliases and copied files.
    pub(super) outputs: Outputs,
    /// Pages by the path of their source file below `content/`.
    pub(super) sources: HashMap<String, PageId>,
    /// The same by that path, [`folded`].
    pub(super) folded_sources: HashMap<String, PageId>,
    /// Why articles are left out, by the [`folded`] path of their source file below `content/`; and by its name with and
    /// without extension, behind [`ANYWHERE`].
    pub(super) unpublished_sources: HashMap<String, Unpublished>,
    /// Pages with a source file, sorted by their [`article_name`] in lower case.
    pub(super) by_name: Vec<PageId>,
}

impl Frame {
    pub(super) fn page(&self, id: PageId) -> &PageMeta {
        &self.pages[id.0 as usize]
    }

    /// The page, which must not be shared yet: a shared one would be copied.
    pub(super) fn page_mut(&mut self, index: usize) -> &mut PageMeta {
        Arc::make_mut(&mut self.pages[index])
    }

    /// Notes that an article is not shown.
    pub(super) fn leave_out(&mut self, page: &PageMeta, reason: Unpublished) {
        self.left_out.extend(page.file.map(|file| (file, LeftOut::Article(reason))));
        self.unpublished.insert(page.url.clone(), reason);
        let path = folded(below_content(&page.place));
        for name in [name(&path), article_name(&path)] {
            self.unpublished_sources.insert(format!("{ANYWHERE}{name}"), reason);
        }
        self.unpublished_sources.insert(path, reason);
    }

    /// Every page with its id, in order of address.
    pub(super) fn pages(&self) -> impl ExactSizeIterator<Item = (PageId, &PageMeta)> + Clone {
        self.pages.iter().enumerate().map(|(index, slot)| (PageId(index as u32), slot.as_ref()))
    }

    /// What is at exactly this address.
    pub(super) fn at(&self, url: &str) -> Option<Target> {
        self.routes.get(url).copied()
    }

    /// The page at exactly this address.
    pub(super) fn page_at(&self, url: &str) -> Option<PageId> {
        match self.at(url) {
            Some(Target::Page(id)) => Some(id),
            Some(Target::Alias(_) | Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile) | None => None,
        }
    }

    /// The page whose source file has this path below `content/`.
    pub(super) fn page_of(&self, path: &str) -> Option<PageId> {
        self.sources.get(path).copied()
    }

    /// The page whose source file has this path below `content/` but for the case and the Unicode form of letters.
    pub(super) fn page_of_folded(&self, path: &str) -> Option<PageId> {
        self.folded_sources.get(&folded(path)).copied()
    }

    /// Why the article whose source file has this path below `content/` is left out, or one whose file has the name behind
    /// [`ANYWHERE`]. Neither case nor Unicode form matters.
    pub(super) fn unpublished_source(&self, path: &str) -> Option<Unpublished> {
        self.unpublished_sources.get(&folded(path)).copied()
    }

    /// The copied file at exactly this address.
    pub(super) fn asset_at(&self, url: &str) -> Option<FileId> {
        match self.at(url) {
            Some(Target::Asset(file)) => Some(file),
            Some(Target::Page(_) | Target::Alias(_) | Target::GeneratedPage(_) | Target::GeneratedFile) | None => None,
        }
    }

    /// The address of a copied file.
    pub(super) fn asset_url(&self, file: FileId) -> Option<&str> {
        // Files got their addresses in order of path, as they got their ids.
        let found = self.assets.binary_search_by_key(&file, |(asset, _)| *asset);
        found.ok().map(|index| self.assets[index].1.as_str())
    }

    /// The page that `ref` may name by `wanted` alone; nothing where several have this name. Where none has exactly this
    /// name, the case of letters does not matter, as in Hugo.
    pub(super) fn page_named(&self, wanted: &str) -> Option<PageId> {
        let found = self.pages_named(wanted);
        let path = |id: &PageId| self.page(*id).place.as_str();
        let is_exact = |id: &&PageId| name(path(id)) == wanted || article_name(path(id)) == wanted;
        let mut exact = found.iter().filter(is_exact);
        match (exact.next(), exact.next(), found.as_slice()) {
            (Some(one), None, _) => Some(*one),
            (None, _, [one]) => Some(*one),
            _ => None,
        }
    }

    /// The pages whose source file has this name, with or without its extension, or whose folder has it, as
    /// [`article_name`] says. The case of letters does not matter.
    pub(super) fn pages_named(&self, wanted: &str) -> Vec<PageId> {
        let folded = wanted.to_lowercase();
        let with_name = |wanted: &str| {
            let name_of = |id: &PageId| article_name(&self.page(*id).place).to_lowercase();
            let start = self.by_name.partition_point(|id| name_of(id).as_str() < wanted);
            let length = self.by_name[start..].partition_point(|id| name_of(id) == wanted);
            &self.by_name[start..start + length]
        };
        let has_name = |id: &&PageId| name(&self.page(**id).place).to_lowercase() == folded;
        let by_file = with_name(stem(&folded)).iter().filter(has_name);
        by_file.chain(with_name(&folded)).copied().collect()
    }
}
