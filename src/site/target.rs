//! What an address of the site can lead to.

use super::page::PageId;
use crate::source::FileId;

/// A generated page of a site, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeneratedId(pub(super) u32);

/// What is at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A page.
    Page(PageId),
    /// An alias, by its index in [`SiteContent::aliases`](super::SiteContent::aliases).
    Alias(usize),
    /// A file that is copied.
    Asset(FileId),
    /// A page that has no article.
    GeneratedPage(GeneratedId),
    /// A file that the build generates: the CSV of a table, a feed, the site map.
    GeneratedFile,
}
