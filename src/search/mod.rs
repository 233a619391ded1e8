//! The index that readers search: every text of the site, taken in by Pagefind, and a small list of requirement
//! ids of our own. Values in, artifacts out; only what the last build left behind is read from disk.
//!
//! Kept out: the dialog that asks the index (it is part of the theme), and when an index is made.

mod entry;
mod error;
mod index;
mod paths;
mod requirement;
mod reuse;
#[cfg(test)]
mod tests;
mod text;

pub use entry::{Entry, entries, requirements};
pub use error::SearchError;
pub use index::IndexInput;
pub use paths::{FOLDER, IDS};
pub use requirement::RequirementEntry;
pub use reuse::IndexRecord;

/// With more articles than this, `search: auto` makes no index.
pub const MAX_ARTICLES: usize = 3_000;
