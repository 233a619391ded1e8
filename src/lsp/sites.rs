//! The sites that are open: those of the workspace's folders, and those of documents that were opened.

use std::collections::BTreeMap;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use super::client::Client;
use super::outbox::Outbox;
use super::site::{Clock, Site};
use crate::front::Date;
use crate::pipeline::Request;
use crate::source::{Layout, configured_root, content_root};

/// The most sites that are open at a time. A document of one more is left alone.
const MAX_SITES: usize = 32;

/// How sites are opened.
pub(crate) struct Opening {
    /// The request for each site, but for its folder.
    pub(crate) request: Request,
    /// The only site that is opened, where one was named.
    pub(crate) only: Option<PathBuf>,
    /// The current day.
    pub(crate) clock: Box<dyn Fn() -> Date + Send + Sync>,
}

/// The open sites by their folders.
pub(super) struct Sites {
    request: Request,
    only: Option<PathBuf>,
    clock: Clock,
    client: Arc<Client>,
    outbox: Outbox,
    open: BTreeMap<PathBuf, Site>,
}

impl Sites {
    pub(super) fn new(opening: Opening, client: Arc<Client>, outbox: Outbox) -> Self {
        let Opening { request, only, clock } = opening;
        Self { request, only, clock: clock.into(), client, outbox, open: BTreeMap::new() }
    }

    /// Opens the site that a folder of the workspace belongs to, where it has a configuration, or the only one.
    pub(super) fn open_folder(&mut self, folder: &Path) {
        if let Some(root) = self.only.clone().or_else(|| configured_root(folder)) {
            self.open(&root);
        }
    }

    /// The site that the file at `path` belongs to, opened where it was not, and the path relative to it.
    pub(super) fn of_document(&mut self, path: &Path) -> Option<(&Site, String)> {
        let folder = path.parent()?;
        let has_content = |root: &PathBuf| path.starts_with(root.join(Layout::STANDARD.content));
        let root = match &self.only {
            Some(only) => only.clone(),
            None => configured_root(folder).or_else(|| content_root(folder).filter(has_content))?,
        };
        let relative = relative(&root, path)?;
        self.open(&root);
        Some((self.open.get(&root)?, relative))
    }

    /// The folder of the open site that the file at `path` belongs to, and the path relative to it.
    pub(super) fn place(&self, path: &Path) -> Option<(PathBuf, String)> {
        let root = path.ancestors().skip(1).find(|folder| self.open.contains_key(*folder))?;
        Some((root.to_path_buf(), relative(root, path)?))
    }

    /// The open site in this folder.
    pub(super) fn at(&self, root: &Path) -> Option<&Site> {
        self.open.get(root)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Site> {
        self.open.values()
    }

    /// Closes the sites in a folder that is no part of the workspace any more.
    pub(super) fn close_folder(&mut self, folder: &Path) {
        self.open.retain(|root, _| !root.starts_with(folder));
    }

    fn open(&mut self, root: &Path) {
        if self.open.contains_key(root) || self.open.len() == MAX_SITES {
            return;
        }
        let request = Request { root: root.to_path_buf(), ..self.request.clone() };
        match Site::open(request, self.clock.clone(), self.client.clone(), self.outbox.clone()) {
            Ok(site) => drop(self.open.insert(root.to_path_buf(), site)),
            Err(error) => self.outbox.log_error(&format!("`{}` cannot be opened: {error}", root.display())),
        }
    }
}

/// `path` relative to `root`, as the site names its files; nothing where it is not below it, or no text.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?.to_str()?;
    (!below.is_empty()).then(|| below.replace(MAIN_SEPARATOR, "/"))
}
