//! What is loaded, and how.

use std::path::PathBuf;

use super::overlay::Overlay;
use crate::config::{BaseUrl, Paper, Search};
use crate::site::Selection;

/// What is loaded, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// The site's folder.
    pub root: PathBuf,
    /// The site's folder in its git repository, where `root` is a copy elsewhere.
    pub repository: Option<PathBuf>,
    /// The base URL, in place of the configured one.
    pub base_url: Option<BaseUrl>,
    /// Whether there is a search, in place of what the configuration says.
    pub search: Option<Search>,
    /// The sheets of print pages where the configuration names none.
    pub default_paper: Option<Paper>,
    /// Which articles are shown.
    pub selection: Selection,
    /// What the site is loaded for.
    pub purpose: Purpose,
    /// Whether it is loaded for the preview: the environment `development`, and not `production`.
    pub is_preview: bool,
    /// The folder with caches of earlier runs, if they are to be used.
    pub caches: Option<PathBuf>,
    /// Texts that are read in place of those on disk.
    pub overlay: Overlay,
}

/// What a site is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Pages will be rendered.
    Pages,
    /// Only its findings and its model are needed: work that shows on pages alone, such as colouring, is skipped.
    Findings,
}
