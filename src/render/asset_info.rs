//! What rendering needs of files that it does not read itself.

use std::sync::Arc;

use foldhash::HashMap;

use super::card_cache::CardCache;
use crate::site::{DeployedPages, Redirects};
use crate::source::FileId;

/// The width and height of an image, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width.
    pub width: usize,
    /// Height.
    pub height: usize,
}

/// What rendering needs of files that it does not read itself.
#[derive(Debug, Clone, Default)]
pub struct AssetInfo {
    /// Sizes of images, where they could be read.
    pub sizes: HashMap<FileId, Size>,
    /// The rules of the site's own `static/_redirects`, below its base; none where it has no such file.
    pub redirects: Redirects,
    /// The pages of each version in the configuration, in its order; nothing where they are not known.
    pub deployments: Arc<[Option<DeployedPages>]>,
    /// Makes the social cards of articles.
    pub cards: CardCache,
    /// Whether a search index is written beside the pages.
    pub search: bool,
}
