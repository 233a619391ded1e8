//! A site as it was loaded at one moment, with what turns its places into those of the protocol.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use gen_lsp_types as lsp;

use super::encoding::{Encoding, Lines};
use super::uri;
use crate::finding::Finding;
use crate::pipeline::{Decision, Project};
use crate::site::{Page, PageId};
use crate::source::{FileId, Location};

/// An open document of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenDocument {
    /// As the editor writes it.
    pub(super) uri: String,
    pub(super) version: i32,
}

/// The open documents of a site by their paths relative to the root, shared by the thread of the site, which alone changes
/// them, and by what it has loaded.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenDocuments(Arc<Mutex<BTreeMap<String, OpenDocument>>>);

impl OpenDocuments {
    pub(super) fn insert(&self, path: String, document: OpenDocument) {
        self.lock().insert(path, document);
    }

    pub(super) fn remove(&self, path: &str) {
        self.lock().remove(path);
    }

    /// The URI of the file at `path` below `root`; as the editor writes it where the file is open.
    pub(super) fn uri(&self, root: &Path, path: &str) -> Option<String> {
        let open = self.lock().get(path).map(|document| document.uri.clone());
        open.or_else(|| uri::from_path(&root.join(path)))
    }

    /// The version of the document at `path`, where it is open.
    pub(super) fn version(&self, path: &str) -> Option<i32> {
        self.lock().get(path).map(|document| document.version)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, OpenDocument>> {
        // Every change of the map is one call, so a thread that panicked left it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A loaded site: immutable, and shared by every request that is answered from it.
pub(super) struct Loaded {
    pub(super) project: Project,
    /// The folder of the site, absolute, in the editor's spelling.
    pub(super) root: PathBuf,
    pub(super) open: OpenDocuments,
    pub(super) encoding: Encoding,
    /// All findings but those of rendering, once the site is checked.
    pub(super) findings: OnceLock<Vec<Finding>>,
    /// Which fixes of a file may be made, once that was asked for.
    pub(super) decisions: Mutex<BTreeMap<FileId, Arc<Decision>>>,
}

impl Loaded {
    /// All findings but those of rendering.
    pub(super) fn checked(&self) -> &[Finding] {
        self.findings.get_or_init(|| self.project.check())
    }

    /// Which fixes of `file` may be made: what `decide` says the first time.
    pub(super) fn decision(&self, file: FileId, decide: impl FnOnce() -> Decision) -> Arc<Decision> {
        // Every change of the map is one call, so a thread that panicked left it whole.
        let known = || self.decisions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(decision) = known().get(&file) {
            return decision.clone();
        }
        let decision = Arc::new(decide());
        known().insert(file, decision.clone());
        decision
    }

    /// The URI of a file.
    pub(super) fn uri_of(&self, file: FileId) -> Option<String> {
        self.open.uri(&self.root, &self.project.sources.get(file).path)
    }

    /// The text of a file.
    pub(super) fn text(&self, file: FileId) -> &str {
        &self.project.sources.get(file).text
    }

    /// The text of the file at `path`, relative to the root; empty where there is none.
    pub(super) fn text_at(&self, path: &str) -> &str {
        self.project.sources.find(path).map_or("", |file| self.text(file))
    }

    /// The lines of a file.
    pub(super) fn lines(&self, file: FileId) -> Lines<'_> {
        Lines::new(self.text(file), self.encoding)
    }

    /// A place in the form of the protocol.
    pub(super) fn location(&self, location: Location) -> Option<lsp::Location> {
        let uri = self.uri_of(location.file)?;
        Some(lsp::Location::new(uri.into(), self.lines(location.file).range(location.span)))
    }

    /// The page of the article in `file`.
    pub(super) fn page(&self, file: FileId) -> Option<(PageId, &Page)> {
        self.project.site.pages().find(|(_, page)| page.file == Some(file))
    }
}
